//! The policy of one tenant: the platform's policy with the tenant's origins.

use cors_axum::cors_engine::Location;
use cors_axum::{Policy, Problem, Problems, cors};

/// The policy of every tenant. [`Policy::with_origins`] replaces the origin.
///
/// A removed origin cannot read another response. But a browser that has an answer to a
/// preflight in its cache can send such requests for up to `max_age`. So this `max_age` is
/// the maximum for every tenant.
///
/// Because of `credentials`, no tenant can list `*`.
#[cors(
    origins = ["https://replaced.invalid"],
    methods = [PUT, DELETE],
    headers = ["content-type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
)]
static PLATFORM: Policy;

/// The number of origins that a tenant can have.
pub(crate) const MAX_ORIGINS: i64 = 1000;

/// Checks an origin that a tenant wants to add.
///
/// It needs neither the database nor the other origins. A form can call it for each key
/// press.
///
/// # Errors
///
/// Every problem, in the words that the log and the compiler use.
pub(crate) fn check_origin(origin: &str) -> Result<(), Problems> {
    PLATFORM.with_origins([origin]).build().map(drop)
}

/// The policy of a tenant, and the problems of the origins that are not in it. There is no
/// policy if no origin is left.
///
/// A wrong origin is left out, and the other ones stay. The alternative would be to keep the
/// tenant's last policy as it was. But then an origin that the tenant removes would keep
/// its access for as long as any other entry is wrong.
pub(crate) fn build(origins: &[String], max_age: Option<i32>) -> (Option<Policy>, Vec<Problem>) {
    let mut used: Vec<&str> = origins.iter().map(String::as_str).collect();
    let mut refused = Vec::new();
    while !used.is_empty() {
        let policy = with_max_age(max_age).and_then(|policy| policy.with_origins(&used).build());
        let problems = match policy {
            Ok(policy) => return (Some(policy), refused),
            Err(problems) => problems,
        };
        let mut wrong: Vec<usize> = problems.iter().filter_map(entry).collect();
        if wrong.is_empty() {
            // The problem is not in an entry, so no entry can be used.
            used.clear();
        }
        wrong.sort_unstable();
        wrong.dedup();
        for index in wrong.into_iter().rev() {
            used.remove(index);
        }
        refused.extend(problems.iter().cloned());
    }
    (None, refused)
}

/// A tenant can shorten the platform's `max_age`, but not extend it.
fn with_max_age(seconds: Option<i32>) -> Result<Policy, Problems> {
    let Some(seconds) = seconds else {
        return Ok(PLATFORM.clone());
    };
    let maximum = PLATFORM.max_age().unwrap_or_default();
    let seconds = u32::try_from(seconds).unwrap_or_default().min(maximum);
    PLATFORM.to_builder().max_age(seconds).build()
}

fn entry(problem: &Problem) -> Option<usize> {
    match problem.location {
        Location::Entry { entry, .. } => Some(entry),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build_from(origins: &[&str], max_age: Option<i32>) -> (Option<Policy>, Vec<Problem>) {
        let origins: Vec<String> = origins.iter().map(|&text| text.to_owned()).collect();
        build(&origins, max_age)
    }

    #[test]
    fn a_wrong_origin_is_left_out_and_the_others_stay() {
        let (policy, refused) = build_from(
            &[
                "https://shop.example",
                "https://shop.example/",
                "ftp://shop.example",
                "https://*.shop.example",
            ],
            None,
        );
        let policy = policy.expect("two origins are right");
        assert!(
            policy
                .origins()
                .eq(["https://shop.example", "https://*.shop.example"])
        );
        let places: Vec<String> = refused.iter().map(Problem::path).collect();
        assert_eq!(places, ["origins[1]", "origins[2]"]);
    }

    #[test]
    fn a_tenant_without_a_right_origin_has_no_policy() {
        assert_eq!(build_from(&[], None), (None, Vec::new()));
        let (policy, refused) = build_from(&["shop.example", "null"], None);
        assert_eq!(policy, None);
        assert_eq!(refused.len(), 2);
    }

    #[test]
    fn an_origin_that_is_listed_twice_is_no_problem() {
        let (policy, refused) = build_from(&["https://a.example", "https://a.example"], None);
        assert!(policy.is_some_and(|policy| policy.origins().eq(["https://a.example"])));
        assert_eq!(refused, []);
    }

    /// The texts try to be read as an entry with `allow`, in each of its notations.
    #[test]
    fn data_cannot_allow_a_rule() {
        for origin in [
            "*",
            "null",
            "http://printer.lan",
            "https://*.github.io",
            "chrome-extension://*",
            "http://printer.lan insecure-origin",
            "http://printer.lan\ninsecure-origin",
            "http://printer.lan\thttps://a.example",
            "#[allow(insecure_origin)] \"http://printer.lan\"",
            "{ origin = \"http://printer.lan\", allow = [\"insecure-origin\"] }",
            "{\"origin\":\"http://printer.lan\",\"allow\":[\"insecure-origin\"]}",
        ] {
            assert!(check_origin(origin).is_err(), "{origin}");
            let (policy, refused) = build_from(&[origin, "https://a.example"], None);
            let policy = policy.expect("one origin is right");
            assert!(policy.origins().eq(["https://a.example"]), "{origin}");
            assert!(!policy.allows_origin("http://printer.lan"));
            assert!(!refused.is_empty(), "{origin}");
        }
    }

    #[test]
    fn a_tenant_can_only_shorten_max_age() {
        for (wanted, used) in [
            (None, 600),
            (Some(0), 0),
            (Some(60), 60),
            (Some(600), 600),
            (Some(601), 600),
            (Some(i32::MAX), 600),
            (Some(-1), 0),
        ] {
            let (policy, _) = build_from(&["https://a.example"], wanted);
            let max_age = policy.and_then(|policy| policy.max_age());
            assert_eq!(max_age, Some(used), "{wanted:?}");
        }
    }

    #[test]
    fn the_form_and_the_log_use_the_same_words() {
        let origin = "https://shop.example/";
        let problems = check_origin(origin).expect_err("it has a path");
        let (_, refused) = build_from(&[origin], None);
        assert_eq!(*problems, *refused);
        assert_eq!(
            problems[0].help.as_deref(),
            Some("write \"https://shop.example\"")
        );
    }
}
