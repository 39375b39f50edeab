//! Emits the function that matches origins.
//!
//! A few patterns become code: a `match` on the length, then comparisons, which compile to
//! a few instructions. (A `match` on byte strings compiles to slow code.) Many patterns
//! become a table, which adds almost nothing to the compile time.

use cors_rules::set::{OriginSet, Shape, Wide};
use cors_rules::{Item, OriginPattern};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::cfg::attributes;

/// The largest number of exact origins that are compared by code. With more origins, code
/// compiles more slowly than a table and is not faster.
const MOST_IN_CODE: usize = 64;

/// The largest number of wildcard patterns that are compared one after the other. With more
/// patterns, a table is faster.
const MOST_WIDE_IN_CODE: usize = 8;

/// The largest number of origins of one length that are compared one after the other.
const MOST_IN_TURN: usize = 2;

/// The fields of a struct literal, from a value of the struct.
macro_rules! fields {
    ($value:expr => $type:ident { $($field:ident),* }) => {{
        let $type { $($field),* } = $value;
        quote!($($field: #$field),*)
    }};
}

/// Emits `fn __allows`, which returns whether an origin matches one of these
/// patterns. A pattern with conditions matches only if all of them hold.
pub(crate) fn function<'a>(
    items: impl Iterator<Item = (&'a Item<OriginPattern>, &'a [TokenStream])>,
    krate: &TokenStream,
) -> TokenStream {
    let mut always = Vec::new();
    let mut groups: Vec<(Option<&str>, &[TokenStream], Vec<&OriginPattern>)> = Vec::new();
    for (item, conditions) in items {
        let Some(pattern) = &item.value else { continue };
        let spelling = item.cfg.as_deref();
        if conditions.is_empty() {
            always.push(pattern);
        } else if let Some(group) = groups.iter_mut().find(|group| group.0 == spelling) {
            group.2.push(pattern);
        } else {
            groups.push((spelling, conditions, vec![pattern]));
        }
    }
    let conditional = groups.iter().map(|(_, conditions, patterns)| {
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
            #(#conditional)*
            #set
            #test
        }
    }
}

/// The table for these patterns, if they need one, and an expression that is true if
/// `__origin` matches one of them.
fn test(patterns: &[&OriginPattern], krate: &TokenStream) -> (TokenStream, TokenStream) {
    let (exact, wide): (Vec<_>, Vec<_>) = patterns.iter().partition(|pattern| pattern.is_exact());
    if wide.len() > MOST_WIDE_IN_CODE {
        return (table(patterns, krate), quote!(__SET.contains(__origin)));
    }
    let (set, exactly) = match exact.len() {
        0 => (TokenStream::new(), None),
        1..=MOST_IN_CODE => (TokenStream::new(), Some(exactly(&exact))),
        _ => (table(&exact, krate), Some(quote!(__SET.contains(__origin)))),
    };
    let wide = wide.into_iter().filter_map(Wide::of);
    let wide: Vec<_> = wide.map(|wide| widely(&wide, krate)).collect();
    let test = match exactly {
        None if wide.is_empty() => quote!(false),
        None => quote!(#(#wide)||*),
        Some(exactly) if wide.is_empty() => exactly,
        Some(exactly) => quote!((#exactly) #(|| #wide)*),
    };
    (set, test)
}

fn table(patterns: &[&OriginPattern], krate: &TokenStream) -> TokenStream {
    // Random seeds protect against an attacker who chooses patterns. Here, the author of
    // the policy chooses the patterns, and fixed seeds make the build reproducible.
    let set = OriginSet::with_seeds(patterns.iter().copied(), 1..);
    let parts = set.parts();
    let shape = fields!(parts.shape => Shape {
        seed, longest_exact, lengths, longest_other, any_port, partial, tails, glob_starts, glob_ends
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

/// An expression that is true if `__origin` equals one of these origins.
fn exactly(patterns: &[&OriginPattern]) -> TokenStream {
    if let [pattern] = patterns {
        return same(pattern.as_str());
    }
    let texts: Vec<&str> = patterns.iter().map(|pattern| pattern.as_str()).collect();
    let by_length = grouped(&texts, &|text| text.len() as u64);
    let arms = by_length.iter().map(|(length, texts)| {
        let length = Literal::u64_unsuffixed(*length);
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
    let by_word = grouped(texts, &|text| word(text, window));
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

/// The offset of the eight bytes that distinguish most of the texts.
fn best_window(texts: &[&str]) -> Option<usize> {
    let last = texts.first()?.len().checked_sub(8)?;
    let words = |at| grouped(texts, &|text| word(text, at)).len();
    (0..=last).rev().max_by_key(|&at| words(at))
}

/// Eight bytes of a text at an offset, or 0.
fn word(text: &str, at: usize) -> u64 {
    let bytes = text.as_bytes().get(at..).and_then(<[u8]>::first_chunk);
    bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Groups texts by key, in order. There are only a few keys, so a linear search is fast
/// enough.
fn grouped<'t>(texts: &[&'t str], key: &dyn Fn(&str) -> u64) -> Vec<(u64, Vec<&'t str>)> {
    let mut groups: Vec<(u64, Vec<&str>)> = Vec::new();
    for &text in texts {
        let key = key(text);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(text),
            None => groups.push((key, vec![text])),
        }
    }
    groups
}

fn same(text: &str) -> TokenStream {
    let text = Literal::byte_string(text.as_bytes());
    quote!(*__origin == *#text)
}

/// An expression that is true if `__origin` matches a wildcard pattern.
fn widely(wide: &Wide, krate: &TokenStream) -> TokenStream {
    let bytes = |text: &str| Literal::byte_string(text.as_bytes());
    let set = quote!(#krate::__private::set);
    match wide {
        Wide::Subdomain { head, tail } => {
            let (head, tail) = (bytes(head), bytes(tail));
            quote!(#set::subdomain(__origin, #head, #tail))
        }
        Wide::SubdomainAnyPort {
            head,
            tail,
            default_port,
        } => {
            let (head, tail) = (bytes(head), bytes(tail));
            let default_port = Literal::u16_unsuffixed(*default_port);
            quote!(#set::subdomain_any_port(__origin, #head, #tail, #default_port))
        }
        Wide::LabelGlob { head, tail, most } => {
            let (head, tail) = (bytes(head), bytes(tail));
            let most = Literal::usize_unsuffixed(*most);
            quote!(#set::label_glob(__origin, #head, #tail, #most))
        }
        Wide::LabelGlobAnyPort {
            head,
            tail,
            most,
            default_port,
        } => {
            let (head, tail) = (bytes(head), bytes(tail));
            let most = Literal::usize_unsuffixed(*most);
            let default_port = Literal::u16_unsuffixed(*default_port);
            quote!(#set::label_glob_any_port(__origin, #head, #tail, #most, #default_port))
        }
        Wide::AnyPort {
            exact,
            default_port,
        } => {
            let exact = bytes(exact);
            let default_port = Literal::u16_unsuffixed(*default_port);
            quote!(#set::any_port(__origin, #exact, #default_port))
        }
        Wide::AnyHost { head } => {
            let head = bytes(head);
            quote!(#set::any_host(__origin, #head))
        }
    }
}
