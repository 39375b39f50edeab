//! A policy prints itself in the language of the macros.

#[path = "../../../cors-core/tests/random_policy/mod.rs"]
mod random_policy;

use cors_engine::{Entry, Policy};
use cors_rules::{Checked, Item};
use proptest::prelude::*;

use super::{accepted, name, parsed};
use crate::check::check;

/// The policy that the macro makes of a text.
fn read(text: &str) -> Policy {
    let checked: Checked = accepted(text);
    fn entries<T: ToString>(items: &[Item<T>]) -> Vec<Entry> {
        let entry = |item: &Item<T>| {
            let text = item.value.as_ref().map_or("*".to_owned(), T::to_string);
            let entry = Entry::new(text);
            item.allow.iter().copied().fold(entry, Entry::allow)
        };
        items.iter().map(entry).collect()
    }
    let builder = Policy::builder()
        .origins(entries(checked.origins()))
        .methods(entries(checked.methods()))
        .headers(entries(checked.headers()))
        .expose_headers(entries(checked.expose_headers()))
        .credentials(checked.credentials());
    let builder = match checked.max_age() {
        Some(seconds) => builder.max_age(seconds),
        None => builder,
    };
    builder.build().expect("the macro has checked the policy")
}

proptest! {
    #[test]
    fn the_text_of_a_policy_is_that_policy(policy in random_policy::policy()) {
        let text = policy.to_string();
        let read = read(&text);
        prop_assert_eq!(&read, &policy, "{}", text);
        prop_assert_eq!(read.to_string(), text);
    }

    /// `Debug` prints the call of the macro.
    #[test]
    fn debug_prints_the_same_text(policy in random_policy::policy()) {
        prop_assert_eq!(format!("{policy:?}"), format!("cors! {{ {policy} }}"));
    }
}

/// The language has no text for a policy without origins.
#[test]
fn a_policy_that_grants_nothing_prints_an_empty_list() {
    let text = Policy::NONE.to_string();
    assert_eq!(text, "origins = []");
    let errors = check(&parsed(&text)).expect_err(&text);
    assert_eq!(name(&errors[0]), "origins-missing");
}
