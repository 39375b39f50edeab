//! Under load: the scripted application of `conformance` on each adapter, with wrk.
//!
//! Each server is a process. It serves the same application without CORS, with
//! ours, or with the peer. Rounds are interleaved, and the ratios within a round
//! are reported.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::{document, machine};

mod answer;
mod processors;
mod requests;
mod server;
mod tables;
mod wrk;

use answer::Answer;
use processors::Processors;
use requests::Request;
use server::{Layer, Server};
use tables::{Adapter, Figures, Round};
use wrk::{Flood, Traffic};

/// The introduction of the section.
pub(crate) const TITLE: &str = "Under load";

/// The adapters, by their names in the program.
const ADAPTERS: [&str; 4] = ["tower", "axum", "actix", "warp"];

const ROUNDS: usize = 5;

/// The duration of each measurement.
const SECONDS: u32 = 1;

/// The time between the start of a flood and the measurement.
const SETTLED: Duration = Duration::from_millis(200);

/// The connections of the ordinary traffic, and of a flood.
const CONNECTIONS: u32 = 8;
const FLOOD_CONNECTIONS: u32 = 16;

/// The requests per second of a flood.
const FLOOD_RATE: u32 = 10_000;

pub(crate) fn run(folder: &Path) -> Result<(), String> {
    let program = server::build()?;
    let on = Processors::find();
    let head = format!(
        "Written by `cargo xtask bench --load`, in a run of its own.\n\nMeasured on {}, on {}, \
         with {} (release, as cargo has it), {}; {}, {}. {}\n",
        machine::today(),
        machine::processor(),
        machine::compiler(),
        machine::load(),
        wrk::version()?,
        machine::versions(include_str!("../../Cargo.lock"), &CRATES).join(", "),
        on.described()
    );
    let adapters: Result<Vec<Adapter>, String> = ADAPTERS
        .into_iter()
        .map(|name| {
            let measured = measured(name, &program, &on);
            measured.map_err(|error| format!("{name}: {error}"))
        })
        .collect();
    let text = tables::text(&head, &adapters?);
    println!("{text}");
    document::put(folder, TITLE, &text)
}

const CRATES: [&str; 7] = [
    "actix-cors",
    "actix-web",
    "axum",
    "hyper",
    "tower",
    "tower-http",
    "warp",
];

/// The floods of hostile requests.
fn floods() -> [Option<Traffic>; 3] {
    let flood = |requests: Vec<Request>| {
        Some(Traffic {
            requests: requests.into_iter().map(|request| request.text).collect(),
            connections: FLOOD_CONNECTIONS,
            rate: Some(FLOOD_RATE),
        })
    };
    [
        None,
        flood(vec![requests::preflight()]),
        flood(requests::hostile().into()),
    ]
}

fn measured(name: &'static str, program: &Path, on: &Processors) -> Result<Adapter, String> {
    let mut servers = Vec::new();
    for layer in Layer::ALL {
        servers.push(Server::start(program, name, layer, on)?);
    }
    let answers = answers(&servers)?;
    let ordinary = Traffic {
        requests: vec![requests::ordinary().text],
        connections: CONNECTIONS,
        rate: None,
    };
    let floods = floods();
    let mut rounds = Vec::new();
    for number in 0..ROUNDS {
        eprintln!("{name}, round {} of {ROUNDS}", number + 1);
        let mut round = Round::default();
        for (flood, traffic) in floods.iter().enumerate() {
            // The order changes, so that no layer is always the first.
            for turn in 0..servers.len() {
                let at = (turn + number) % servers.len();
                let figures = figures(&servers[at], &ordinary, traffic.as_ref(), on)?;
                round.figures[flood][at] = figures;
            }
        }
        rounds.push(round);
    }
    Ok(Adapter {
        name,
        answers,
        rounds,
    })
}

/// The answer of each server, to check that the application sends it.
fn answers(servers: &[Server]) -> Result<Vec<Vec<Answer>>, String> {
    let requests = requests::all();
    let mut answers = Vec::new();
    for server in servers {
        let answered: Result<Vec<Answer>, String> = requests
            .iter()
            .map(|request| Answer::of(server, request))
            .collect();
        answers.push(answered?);
    }
    // Without CORS, the handler answers every request that the server passes on.
    for (request, answer) in requests.iter().zip(&answers[0]) {
        if !answer.is_handlers {
            return Err(format!("the server refuses {}", request.name));
        }
    }
    Ok(answers)
}

/// Measures ordinary traffic, with or without a flood.
fn figures(
    server: &Server,
    ordinary: &Traffic,
    flood: Option<&Traffic>,
    on: &Processors,
) -> Result<Figures, String> {
    let flood = flood.map(|traffic| Flood::start(traffic, &server.address, on));
    let flood = flood.transpose()?;
    if flood.is_some() {
        thread::sleep(SETTLED);
    }
    let (began, before) = (Instant::now(), server.seconds());
    let seen = wrk::send(ordinary, &server.address, SECONDS, on)?;
    let (elapsed, seconds) = (began.elapsed(), server.seconds() - before);
    let flood = flood.map(Flood::stop).transpose()?;
    Ok(Figures {
        rate: seen.rate,
        late: seen.late,
        processor: seconds * 1e6 / seen.responses,
        busy: seconds / elapsed.as_secs_f64(),
        flood: flood.map_or(0.0, |flood| flood.rate),
    })
}
