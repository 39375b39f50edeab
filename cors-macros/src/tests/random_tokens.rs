//! Random tokens: every input expands to an expression, without a panic.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use crate::expand;
use crate::item::STATIC_ONLY;

/// A generator of random numbers (xorshift) that is the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn tree(&mut self, depth: usize) -> TokenTree {
        match self.below(if depth == 0 { 8 } else { 11 }) {
            0..=2 => Ident::new(self.pick(WORDS), Span::call_site()).into(),
            3..=5 => {
                let spacing = self.pick(&[Spacing::Alone, Spacing::Joint]);
                Punct::new(self.pick(PUNCTUATION), spacing).into()
            }
            6..=7 => self.literal().into(),
            _ => {
                use Delimiter::{Brace, Bracket, None, Parenthesis};
                let delimiter = self.pick(&[Brace, Bracket, Bracket, None, Parenthesis]);
                Group::new(delimiter, self.stream(depth - 1)).into()
            }
        }
    }

    fn stream(&mut self, depth: usize) -> TokenStream {
        (0..self.below(9)).map(|_| self.tree(depth)).collect()
    }

    /// A policy in which a few tokens are removed, doubled or replaced.
    fn damaged(&mut self, policy: TokenStream) -> TokenStream {
        let mut damaged = TokenStream::new();
        for tree in policy {
            let tree = match tree {
                TokenTree::Group(group) => {
                    Group::new(group.delimiter(), self.damaged(group.stream())).into()
                }
                tree => tree,
            };
            match self.below(24) {
                0 => {}
                1 => damaged.extend([tree.clone(), tree]),
                2 => damaged.extend([self.tree(2)]),
                3 => damaged.extend([tree, self.tree(2)]),
                _ => damaged.extend([tree]),
            }
        }
        damaged
    }

    fn literal(&mut self) -> Literal {
        match self.below(8) {
            0 => Literal::byte_string(b"https://a.example"),
            1 => Literal::character('*'),
            2 => Literal::u32_unsuffixed(600),
            3 => Literal::f64_unsuffixed(1.5),
            4 => Literal::i8_suffixed(-1),
            5 => "10m".parse().expect("a literal"),
            _ => Literal::string(self.pick(TEXTS)),
        }
    }
}

const WORDS: &[&str] = &[
    "origins",
    "methods",
    "headers",
    "expose_headers",
    "credentials",
    "max_age",
    "crate",
    "origin",
    "cfg",
    "allow",
    "not",
    "all",
    "true",
    "false",
    "GET",
    "put",
    "none",
    "self",
    "r",
    "_x",
    "insecure_origin",
    "static",
    "fn",
    "const",
    "pub",
];
const PUNCTUATION: &[char] = &[
    ',', ',', '=', '=', '*', '#', ':', ';', '-', '.', '<', '\'', '!', '&',
];
const TEXTS: &[&str] = &[
    "",
    "*",
    "https://a.example",
    "https://*.example.com",
    "http://localhost:*",
    "null",
    "\u{0}",
    "é",
    "https://\u{1F980}.example",
    "https://xn--a",
    "authorization",
    "10m",
    "\\",
    "\"",
    "a\nb",
];

#[test]
fn random_tokens_expand_to_an_expression() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3_000 {
        let tokens = random.stream(4);
        assert_expression(&quote!([::cors_engine] #tokens));
    }
}

#[test]
fn a_damaged_policy_expands_to_an_expression() {
    let policy = quote! {
        origins = ["https://example.com", #[cfg(any(test, feature = "dev"))] "http://localhost:*",
            #[cfg(test)] *, #[allow(insecure_origin)] "http://a.example"],
        methods = [GET, #[cfg(test)] PUT, "PATCH"],
        headers = [*, "authorization"],
        expose_headers = ["etag"],
        credentials = true,
        max_age = 10m,
    };
    let mut random = Random(0xd6e8_feb8_6659_fd93);
    for _ in 0..2_000 {
        let damaged = random.damaged(policy.clone());
        assert_expression(&quote!([::cors_engine] #damaged));
    }
}

#[test]
fn random_tokens_on_a_static_keep_the_static() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..2_000 {
        let (attribute, item) = (random.stream(3), random.stream(3));
        expand::static_item(attribute.clone(), item, quote!(::cors_actix), STATIC_ONLY);
        let expanded = expand::static_item(
            attribute,
            quote!(
                pub static API: Policy;
            ),
            quote!(::cors_actix),
            STATIC_ONLY,
        );
        syn::parse2::<syn::ItemStatic>(expanded).expect("still a static");
    }
}

fn assert_expression(tokens: &TokenStream) {
    let expanded = expand::expression(tokens.clone());
    if let Err(error) = syn::parse2::<syn::ExprBlock>(expanded.clone()) {
        panic!("{error}\n{tokens}\n{expanded}");
    }
}
