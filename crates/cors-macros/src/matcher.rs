//! The function that knows the origins.
//!
//! A handful of patterns is code: a `match` on the length, then comparisons,
//! which rustc and LLVM turn into a few instructions. (They do badly with a
//! `match` on byte strings.) Many patterns are a table, which costs a user's
//! build next to nothing.

use std::collections::BTreeMap;

use cors_policy::set::{OriginSet, Shape};
use cors_policy::{Host, Item, OriginPattern, Port};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::cfg::attributes;
use crate::tokens::text;

/// How many patterns are compared by code. Beyond it, code takes rustc longer
/// than a table, and is no faster.
const MOST_IN_CODE: usize = 64;

/// How many origins of one length are compared one after the other.
const MOST_IN_TURN: usize = 2;

/// The fields of a struct, each once in its literal.
macro_rules! fields {
    ($value:expr => $type:ident { $($field:ident),* }) => {{
        let $type { $($field),* } = $value;
        quote!($($field: #$field),*)
    }};
}

/// `fn __allows`: whether an origin is among these, each under its conditions.
pub(crate) fn function<'a>(
    items: impl Iterator<Item = (&'a Item<OriginPattern>, &'a [TokenStream])>,
    krate: &TokenStream,
) -> TokenStream {
    let mut always = Vec::new();
    let mut groups: BTreeMap<String, (&[TokenStream], Vec<&OriginPattern>)> = BTreeMap::new();
    for (item, conditions) in items {
        let Some(pattern) = &item.value else { continue };
        if conditions.is_empty() {
            always.push(pattern);
        } else {
            let spelling: Vec<String> = conditions.iter().cloned().map(text).collect();
            let group = groups.entry(spelling.join(", "));
            group.or_insert((conditions, Vec::new())).1.push(pattern);
        }
    }
    let sometimes = groups.values().map(|(conditions, patterns)| {
        let attributes = attributes(conditions);
        let (set, test) = test(patterns, krate);
        quote! {
            #attributes
            {
                #set
                if #test {
                    return true;
                }
            }
        }
    });
    let (set, test) = test(&always, krate);
    quote! {
        fn __allows(__origin: &[::core::primitive::u8]) -> ::core::primitive::bool {
            #(#sometimes)*
            #set
            #test
        }
    }
}

/// An expression that says whether `__origin` is among these, and the item
/// that it needs.
fn test(patterns: &[&OriginPattern], krate: &TokenStream) -> (TokenStream, TokenStream) {
    if patterns.len() > MOST_IN_CODE {
        return (table(patterns, krate), quote!(__SET.contains(__origin)));
    }
    let (exact, wide): (Vec<_>, Vec<_>) = patterns.iter().partition(|pattern| pattern.is_exact());
    let wide = wide.into_iter().map(|pattern| widely(pattern, krate));
    let test = match (exact.is_empty(), wide.len()) {
        (true, 0) => quote!(false),
        (true, _) => quote!(#(#wide)||*),
        (false, 0) => exactly(&exact),
        (false, _) => {
            let exact = exactly(&exact);
            quote!((#exact) #(|| #wide)*)
        }
    };
    (TokenStream::new(), test)
}

fn table(patterns: &[&OriginPattern], krate: &TokenStream) -> TokenStream {
    // Whoever writes a policy has no wish to slow his own server down: the
    // same seeds each time make the same code each time.
    let set = OriginSet::with_seeds(patterns.iter().copied(), 1..);
    let parts = set.parts();
    let shape = fields!(parts.shape => Shape {
        seed, longest_exact, longest_other, any_port, any_host, tails
    });
    let displacements = parts
        .displacements
        .iter()
        .copied()
        .map(Literal::u16_unsuffixed);
    let slots = parts.slots.iter().copied().map(Literal::u64_unsuffixed);
    let texts = Literal::byte_string(parts.texts);
    quote! {
        static __SET: #krate::__private::set::OriginSet<'static> =
            #krate::__private::set::OriginSet::from_parts(#krate::__private::set::Parts {
                shape: #krate::__private::set::Shape { #shape },
                displacements: &[#(#displacements),*],
                slots: &[#(#slots),*],
                texts: #texts,
            });
    }
}

/// One of these origins, byte for byte.
fn exactly(patterns: &[&OriginPattern]) -> TokenStream {
    if let [pattern] = patterns {
        return same(pattern.as_str());
    }
    let mut by_length: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for pattern in patterns {
        let text = pattern.as_str();
        by_length.entry(text.len()).or_default().push(text);
    }
    let arms = by_length.iter().map(|(length, texts)| {
        let length = Literal::usize_unsuffixed(*length);
        let test = of_one_length(texts);
        quote!(#length => #test,)
    });
    quote! {
        match __origin.len() {
            #(#arms)*
            _ => false,
        }
    }
}

fn of_one_length(texts: &[&str]) -> TokenStream {
    let in_turn = |texts: &[&str]| {
        let tests = texts.iter().map(|text| same(text));
        quote!(#(#tests)||*)
    };
    let window = match best_window(texts) {
        Some(window) if texts.len() > MOST_IN_TURN => window,
        _ => return in_turn(texts),
    };
    let mut by_word: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for text in texts {
        by_word
            .entry(word(text, window).unwrap_or_default())
            .or_default()
            .push(text);
    }
    let window = Literal::usize_unsuffixed(window);
    let arms = by_word.iter().map(|(word, texts)| {
        let word = Literal::u64_unsuffixed(*word);
        let test = in_turn(texts);
        quote!(#word => #test,)
    });
    quote! {
        match __origin[#window..].first_chunk() {
            ::core::option::Option::Some(__word) => {
                match ::core::primitive::u64::from_le_bytes(*__word) {
                    #(#arms)*
                    _ => false,
                }
            }
            ::core::option::Option::None => false,
        }
    }
}

/// The place where eight bytes tell most of the texts apart.
fn best_window(texts: &[&str]) -> Option<usize> {
    let words = |at| {
        let mut words: Vec<_> = texts.iter().filter_map(|text| word(text, at)).collect();
        words.sort_unstable();
        words.dedup();
        words.len()
    };
    let last = texts.first()?.len().checked_sub(8)?;
    (0..=last).rev().max_by_key(|&at| words(at))
}

fn word(text: &str, at: usize) -> Option<u64> {
    let bytes = text.as_bytes().get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*bytes))
}

fn same(text: &str) -> TokenStream {
    let text = Literal::byte_string(text.as_bytes());
    quote!(*__origin == *#text)
}

/// A pattern that is more than one origin.
fn widely(pattern: &OriginPattern, krate: &TokenStream) -> TokenStream {
    let text = pattern.as_str();
    let (text, any_port) = match pattern.port() {
        Port::Any => (text.strip_suffix(":*").unwrap_or(text), true),
        _ => (text, false),
    };
    let default_port = Literal::u16_unsuffixed(pattern.default_port().unwrap_or(0));
    let (head, tail) = text.split_once('*').unwrap_or((text, ""));
    let (head, tail) = (
        Literal::byte_string(head.as_bytes()),
        Literal::byte_string(tail.as_bytes()),
    );
    let set = quote!(#krate::__private::set);
    match (pattern.host(), any_port) {
        (Host::Name(_), _) => quote!(#set::any_port(__origin, #head, #default_port)),
        (Host::SubdomainsOf(_), false) => quote!(#set::subdomain(__origin, #head, #tail)),
        (Host::SubdomainsOf(_), true) => {
            quote!(#set::subdomain_any_port(__origin, #head, #tail, #default_port))
        }
        (Host::Any, _) => quote!(#set::any_host(__origin, #head)),
    }
}
