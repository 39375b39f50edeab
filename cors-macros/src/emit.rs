//! Emits the code of a checked policy.
//!
//! The code refers only to `::core` and to the `__private` module of the given crate. So it
//! compiles in every edition, with any imports and with any name of the crate.

use cors_rules::{Checked, Item, Key, OriginPattern};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

use crate::cfg::attributes;
use crate::diagnostic::Diagnostic;
use crate::editor;
use crate::matcher;
use crate::parsed::Parsed;

/// Emits the policy, or its errors. If the policy is named, the keys that are not
/// replaced are taken from `__BASE`, the parts of the named policy.
pub(crate) fn result(
    parsed: &Parsed,
    krate: &TokenStream,
    checked: Result<Checked, Vec<Diagnostic>>,
) -> TokenStream {
    match checked {
        Ok(checked) => Emitter { parsed, krate }.policy(&checked),
        Err(errors) => denying(parsed, krate, &errors),
    }
}

/// Emits errors and a policy that allows nothing, so that the code that uses the
/// policy has no further errors.
pub(crate) fn denying(parsed: &Parsed, krate: &TokenStream, errors: &[Diagnostic]) -> TokenStream {
    let keys = editor::keys(parsed, krate);
    let errors = errors.iter().map(Diagnostic::compile_error);
    quote!({
        #keys
        #(#errors)*
        #krate::__private::policy(#krate::__private::Parts::NOTHING)
    })
}

struct Emitter<'a> {
    parsed: &'a Parsed,
    krate: &'a TokenStream,
}

impl Emitter<'_> {
    fn policy(&self, checked: &Checked) -> TokenStream {
        let krate = self.krate;
        let keys = editor::keys(self.parsed, krate);
        let (matcher, origins) = self.origins(checked.origins());
        let patterns = self.patterns(checked.origins());
        let (methods_list, methods) = self.list(Key::Methods, checked.methods());
        let (headers_list, headers) = self.list(Key::Headers, checked.headers());
        let (expose_list, expose_headers) = self.list(Key::ExposeHeaders, checked.expose_headers());
        let warnings = self.warnings(checked);
        let credentials = checked.credentials();
        let max_age = match checked.max_age() {
            Some(seconds) => {
                let seconds = Literal::u32_unsuffixed(seconds);
                quote!(::core::option::Option::Some(#seconds))
            }
            None => quote!(::core::option::Option::None),
        };
        let origins = self.part(
            Key::Origins,
            quote!(#origins patterns: &[#patterns],),
            quote!(origins: __BASE.origins, patterns: __BASE.patterns,),
        );
        let matcher = self.part(Key::Origins, matcher, TokenStream::new());
        let part = |key: Key, value| {
            let name = format_ident!("{}", key.name());
            self.part(key, quote!(#name: #value,), quote!(#name: __BASE.#name,))
        };
        let methods = part(Key::Methods, methods);
        let headers = part(Key::Headers, headers);
        let expose_headers = part(Key::ExposeHeaders, expose_headers);
        let credentials = part(Key::Credentials, quote!(#credentials));
        let max_age = part(Key::MaxAge, max_age);
        quote!({
            #keys
            #warnings
            #matcher
            #methods_list
            #headers_list
            #expose_list
            #krate::__private::policy(#krate::__private::Parts {
                #origins
                #methods
                #headers
                #expose_headers
                #credentials
                #max_age
            })
        })
    }

    /// Uses of deprecated constants, at which the compiler shows the warnings about entries.
    fn warnings(&self, checked: &Checked) -> TokenStream {
        let warnings = checked.notes().iter().filter(|note| note.is_warning());
        let warnings = warnings.map(|warning| {
            let span = self.parsed.span(warning.location);
            let name = warning.rule.allow_name();
            let conditions = attributes(self.parsed.conditions_at(warning.location));
            let constant = Ident::new(&name, Span::call_site());
            let used = Ident::new(&name, span.start);
            let text = warning.text_at_span();
            quote! {
                #conditions
                const _: () = {
                    #[deprecated(note = #text)]
                    const #constant: () = ();
                    #used
                };
            }
        });
        warnings.collect()
    }

    /// The value of a key. If the key is not written, it is the value of the named policy.
    fn part(&self, key: Key, written: TokenStream, base: TokenStream) -> TokenStream {
        match &self.parsed.named {
            Some(_) if !self.parsed.has(key) => base,
            _ => written,
        }
    }

    /// The function that matches origins, and the field that contains it.
    fn origins(&self, origins: &[Item<OriginPattern>]) -> (TokenStream, TokenStream) {
        let krate = self.krate;
        let any = quote!(origins: #krate::__private::Origins::Any,);
        let listed = quote!(origins: #krate::__private::Origins::Listed(__allows),);
        let with_conditions = |item| (item, self.conditions(Key::Origins, item));
        let function = |condition: TokenStream| {
            let patterns = origins.iter().filter(|item| item.value.is_some());
            let function = matcher::function(patterns.map(with_conditions), krate);
            quote!(#condition #function)
        };
        match self.any(Key::Origins, origins) {
            Any::Never => (function(TokenStream::new()), listed),
            Any::Always => (TokenStream::new(), any),
            Any::If(condition) => (
                function(quote!(#[cfg(not(#condition))])),
                quote! {
                    #[cfg(#condition)]
                    #any
                    #[cfg(not(#condition))]
                    #listed
                },
            ),
        }
    }

    /// The entries as they were written, one per line. Entries with different
    /// conditions are in different texts.
    fn patterns(&self, origins: &[Item<OriginPattern>]) -> TokenStream {
        let any = self.any(Key::Origins, origins);
        let mut texts: Vec<(TokenStream, String)> = Vec::new();
        for item in origins {
            let pattern = item.value.as_ref().map_or("*", OriginPattern::as_str);
            let allowed = item.allow.iter().map(|rule| format!(" {rule}"));
            let line: String = std::iter::once(pattern.to_owned()).chain(allowed).collect();
            let attributes = self.attributes(Key::Origins, item, &any);
            match texts.last_mut() {
                Some((last, text)) if last.to_string() == attributes.to_string() => {
                    text.push('\n');
                    text.push_str(&line);
                }
                _ => texts.push((attributes, line)),
            }
        }
        let texts = texts
            .iter()
            .map(|(attributes, text)| quote!(#attributes #text));
        quote!(#(#texts),*)
    }

    /// The constants that a list needs, and the list as a header value.
    fn list(&self, key: Key, items: &[Item<String>]) -> (TokenStream, TokenStream) {
        let text = |item: &Item<String>| item.value.clone().unwrap_or_else(|| "*".to_owned());
        let is_plain = |item| self.conditions(key, item).is_empty();
        if items.iter().all(is_plain) {
            let wire: Vec<String> = items.iter().map(text).collect();
            let wire = wire.join(",");
            return (TokenStream::new(), quote!(#wire));
        }
        let any = self.any(key, items);
        let entries = items.iter().map(|item| {
            let text = text(item);
            // `*` does not include this header, so both are in the list.
            let attributes = match text.as_str() {
                "authorization" => self.attributes(key, item, &Any::Never),
                _ => self.attributes(key, item, &any),
            };
            quote!(#attributes #text)
        });
        let krate = self.krate;
        let list = format_ident!("__{}", key.name().to_ascii_uppercase());
        let wire = format_ident!("{list}_WIRE");
        let constants = quote! {
            const #list: &[&::core::primitive::str] = &[#(#entries),*];
            const #wire: &[::core::primitive::u8] =
                &#krate::__private::joined::<{ #krate::__private::joined_len(#list) }>(#list);
        };
        let text = quote! {
            match ::core::str::from_utf8(#wire) {
                ::core::result::Result::Ok(__text) => __text,
                ::core::result::Result::Err(_) => "",
            }
        };
        (constants, text)
    }

    /// The condition under which a list is `*`.
    fn any<T>(&self, key: Key, items: &[Item<T>]) -> Any {
        let stars = items.iter().filter(|item| item.value.is_none());
        let conditions: Vec<&[TokenStream]> =
            stars.map(|item| self.conditions(key, item)).collect();
        if conditions.is_empty() {
            return Any::Never;
        }
        if conditions.iter().any(|all| all.is_empty()) {
            return Any::Always;
        }
        let all = conditions.iter().map(|all| quote!(all(#(#all),*)));
        Any::If(quote!(any(#(#all),*)))
    }

    /// The attributes of an entry: its conditions, and the condition that the list is not
    /// `*`, because `*` replaces all other entries.
    fn attributes<T>(&self, key: Key, item: &Item<T>, any: &Any) -> TokenStream {
        let attributes = attributes(self.conditions(key, item));
        match any {
            Any::If(condition) if item.value.is_some() => {
                quote!(#attributes #[cfg(not(#condition))])
            }
            _ => attributes,
        }
    }

    /// The conditions on an entry.
    fn conditions<T>(&self, key: Key, item: &Item<T>) -> &[TokenStream] {
        self.parsed.conditions(key, item.entry)
    }
}

/// The condition under which a list is `*`.
enum Any {
    Never,
    Always,
    If(TokenStream),
}
