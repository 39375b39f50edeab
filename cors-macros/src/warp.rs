//! `#[cors(…)]` with warp: on a static, and nowhere else.

use cors_rules::Rule;
use proc_macro2::TokenStream;
use quote::quote;

use crate::function::Function;
use crate::item;
use crate::mistake::{Mistake, Spot, problem};
use crate::tokens::transparent;

/// Gives the static its policy, see [`item::expand`]. A function stays as it is,
/// beside an error that says where its policy goes.
pub(crate) fn expand(
    attribute: TokenStream,
    item: TokenStream,
    default: TokenStream,
) -> TokenStream {
    let Some(function) = Function::of(transparent(item.clone())) else {
        return item::expand(attribute, item, default);
    };
    let message = "with warp a policy stands on no function: its path is not known there";
    let help = "write it on a static, and give that to the route: \
        `route(Method::PUT, path!(\"users\" / u32)).cors(&API).to(…)`";
    let problem = problem(Rule::AttributeTarget, message, help);
    let error = Mistake::new(&problem, Spot::of(function.name.span())).compile_error();
    quote!(#error #item)
}
