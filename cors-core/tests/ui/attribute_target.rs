use cors_engine::Policy;
use cors_macros::tower as cors;

#[cors(crate = cors_engine, origins = *)]
pub struct Api;

#[cors(crate = cors_engine, origins = *)]
pub fn api() {}

#[cors(crate = cors_engine, origins = *)]
static WITH_A_VALUE: Policy = cors_engine::cors! { origins = * };

#[cors(crate = cors_engine, origins = *)]
const CONSTANT: Policy;

#[cors(crate = cors_engine, origins = *)]
static mut MUTABLE: Policy;

#[cors(WITH_A_VALUE, crate = cors_engine)]
static NAMED: Policy;

#[cors(none, crate = cors_engine)]
static NONE: Policy;

fn main() {
    api();
    let _ = (Api, CONSTANT, &NAMED, &NONE);
}
