//! Support for editors.

use cors_rules::Key;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::parsed::Parsed;

/// Refers to the documentation of every key in the policy, so that an editor can
/// show it. The code has no effect.
pub(crate) fn keys(parsed: &Parsed, krate: &TokenStream) -> TokenStream {
    let keys: Vec<&Ident> = parsed
        .tokens()
        .iter()
        .filter_map(|field| field.key.as_ref())
        .filter(|key| Key::named(&key.to_string()).is_some())
        .collect();
    if keys.is_empty() {
        return TokenStream::new();
    }
    // The code has no `cfg(rust_analyzer)`, because cargo does not know that name and would
    // warn.
    quote!(const _: &[()] = &[#(#krate::__private::keys::#keys),*];)
}
