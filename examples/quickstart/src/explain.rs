//! Explains what the browser did with a fetch, and what it printed to its console.
//!
//! A script cannot read a preflight, the reason of a failure, or the console. The API has
//! recorded the requests, and the model of browsers computes the rest.

use actix_web::{HttpResponse, Responder, post, web};
use cors_browser::{Browser, Credentials, Fetch, Page, Request, Response, UserAgent};
use serde::{Deserialize, Serialize};

use crate::wire::{Exchange, Wire};

/// A fetch that the page made.
#[derive(Deserialize)]
struct Made {
    browser: String,
    origin: String,
    url: String,
    method: String,
    credentials: bool,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

#[derive(Serialize)]
struct Explanation {
    exchanges: Vec<Exchange>,
    /// The lines of the console.
    console: Vec<String>,
}

#[post("/explain")]
pub(crate) async fn explain(made: web::Json<Made>, wire: web::Data<Wire>) -> impl Responder {
    let browser = match &*made.browser {
        "firefox" => Browser::Firefox,
        "webkit" => Browser::WebKit,
        _ => Browser::Chromium,
    };
    let Ok(page) = Page::at(&made.origin) else {
        return HttpResponse::BadRequest().body("this is not the origin of a page");
    };
    let mut exchanges = Vec::new();
    let server = |request: &Request| match wire.find(request) {
        Some(exchange) => {
            let response = exchange.response.iter();
            let response = response.fold(Response::new(exchange.status), |response, line| {
                response.header(line.0, line.1.as_str())
            });
            exchanges.push(exchange);
            response
        }
        // The browser sent nothing, so its console is not known either.
        None => Response::new(504),
    };
    let report = UserAgent::new(browser).fetch(&page, &fetch(&made), server);
    let is_complete = exchanges.len() == report.exchanges.len();
    let console = if is_complete {
        report.console(browser)
    } else {
        Vec::new()
    };
    HttpResponse::Ok().json(Explanation { exchanges, console })
}

fn fetch(made: &Made) -> Fetch {
    let mut fetch = Fetch::new(&*made.method, &*made.url);
    if made.credentials {
        fetch = fetch.credentials(Credentials::Include);
    }
    for (name, value) in &made.headers {
        fetch = fetch.header(&**name, &**value);
    }
    match &made.body {
        Some(body) => fetch.body(&**body),
        None => fetch,
    }
}
