//! What a browser sends, what a page can read, and why not: cases written by hand
//! from the standard.

mod blocked_urls;
mod cache;
mod causes;
mod modes;
mod null;
mod preflights;
mod redirects;
mod support;
