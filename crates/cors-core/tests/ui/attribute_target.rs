use cors_core::Policy;
use cors_macros::tower as cors;

#[cors(crate = cors_core, origins = *)]
pub struct Api;

#[cors(crate = cors_core, origins = *)]
pub fn api() {}

#[cors(crate = cors_core, origins = *)]
static WITH_A_VALUE: Policy = cors_core::cors! { origins = * };

#[cors(crate = cors_core, origins = *)]
const CONSTANT: Policy;

#[cors(crate = cors_core, origins = *)]
static mut MUTABLE: Policy;

#[cors(WITH_A_VALUE, crate = cors_core)]
static NAMED: Policy;

#[cors(none, crate = cors_core)]
static NONE: Policy;

fn main() {
    api();
    let _ = (Api, CONSTANT, &NAMED, &NONE);
}
