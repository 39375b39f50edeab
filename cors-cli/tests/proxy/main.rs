//! `cors proxy` as a process, over sockets, in front of scripted upstreams.

mod addresses;
mod bad_input;
mod cookies;
mod documentation;
mod guard;
mod headers;
mod observing;
mod options;
mod policies;
mod server_choice;
#[cfg(unix)]
mod stop;
mod streams;
mod support;
mod tls;
mod websockets;
