//! Keys for editors.

use cors_rules::Key;
use proc_macro2::TokenStream;
use quote::quote;

use crate::written::Written;

/// Names every key that was typed, so that an editor can follow it to its
/// documentation. The compiler makes nothing of it.
pub(crate) fn keys(written: &Written, krate: &TokenStream) -> TokenStream {
    let tokens = written
        .fields
        .iter()
        .filter_map(|field| field.token.as_ref());
    let keys: Vec<_> = tokens
        .filter(|token| Key::named(&token.to_string()).is_some())
        .collect();
    match keys.is_empty() {
        true => TokenStream::new(),
        // No `cfg(rust_analyzer)`: cargo does not know it and would warn.
        false => quote!(const _: &[()] = &[#(#krate::__private::keys::#keys),*];),
    }
}
