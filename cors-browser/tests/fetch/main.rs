//! What a browser sends, what a page gets, and why not: cases that are written
//! by hand from the standard.

mod cache;
mod causes;
mod modes;
mod preflights;
mod redirects;
mod support;
