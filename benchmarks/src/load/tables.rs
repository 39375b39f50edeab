//! The tables of what was measured.

use std::fmt::Write as _;

use super::answer::Answer;
use super::requests;
use super::server::Layer;
use crate::clock::Spread;
use crate::report::whole;

/// What was measured of one adapter.
pub(crate) struct Adapter {
    pub(crate) name: &'static str,
    /// Of each layer, to each request.
    pub(crate) answers: Vec<Vec<Answer>>,
    pub(crate) rounds: Vec<Round>,
}

/// One round: beside each flood, with each layer.
#[derive(Default)]
pub(crate) struct Round {
    pub(crate) figures: [[Figures; Layer::ALL.len()]; 3],
}

/// What was measured of one server beside one flood, or beside none.
#[derive(Clone, Copy, Default)]
pub(crate) struct Figures {
    /// Responses a second.
    pub(crate) rate: f64,
    /// Microseconds within which 99 of 100 came.
    pub(crate) late: f64,
    /// Microseconds of a processor for each.
    pub(crate) processor: f64,
    /// The share of the time for which the server had one.
    pub(crate) busy: f64,
    /// Requests of the flood a second.
    pub(crate) flood: f64,
}

type Figure = fn(&Figures) -> f64;

/// The whole section.
pub(crate) fn text(head: &str, adapters: &[Adapter]) -> String {
    let mut text = format!("{head}{READING}{ORDINARY}{COLUMNS}");
    for adapter in adapters {
        adapter.ordinary(&mut text);
    }
    for (flood, heading) in [(1, PREFLIGHTS), (2, HOSTILE)] {
        text.push_str(heading);
        text.push_str(COLUMNS);
        for adapter in adapters {
            adapter.beside(flood, &mut text);
        }
    }
    text.push_str(ANSWERS);
    let requests = requests::all();
    let names: Vec<&str> = requests.iter().map(|request| request.name).collect();
    let _ = writeln!(text, "| framework | with | {} |", names.join(" | "));
    let _ = writeln!(text, "|---|---|{}", "---|".repeat(names.len()));
    for adapter in adapters {
        adapter.answered(&mut text);
    }
    text
}

impl Adapter {
    fn ordinary(&self, text: &mut String) {
        let rows: [(&str, Figure); 3] = [
            ("requests/s", |figures| figures.rate),
            ("p99, µs", |figures| figures.late),
            ("processor, µs a request", |figures| figures.processor),
        ];
        for (row, figure) in rows {
            let of = |round: &Round, layer: usize| figure(&round.figures[0][layer]);
            let bare = self.spread(|round| of(round, 0)).median;
            let bare = match bare < 100.0 {
                true => format!("{bare:.2}"),
                false => whole(Some(bare)),
            };
            let ratio = |layer| self.spread(|round| of(round, layer) / of(round, 0));
            self.row(text, row, [bare, shown(ratio(1)), shown(ratio(2))]);
        }
        let busy = |layer: usize| self.spread(|round| round.figures[0][layer].busy).median;
        let cells = [0, 1, 2].map(|layer| format!("{:.0} %", busy(layer) * 100.0));
        self.row(text, "the server had the processor", cells);
    }

    fn beside(&self, flood: usize, text: &mut String) {
        let rows: [(&str, Figure); 2] = [
            ("requests/s", |figures| figures.rate),
            ("p99", |figures| figures.late),
        ];
        for (row, figure) in rows {
            let cells = [0, 1, 2].map(|layer| {
                shown(self.spread(|round| {
                    figure(&round.figures[flood][layer]) / figure(&round.figures[0][layer])
                }))
            });
            self.row(text, row, cells);
        }
        let cells = [0, 1, 2].map(|layer| {
            let rate = self.spread(|round| round.figures[flood][layer].flood);
            whole(Some(rate.median))
        });
        self.row(text, "the flood, requests/s", cells);
    }

    fn row(&self, text: &mut String, row: &str, cells: [String; 3]) {
        let _ = writeln!(text, "| {} | {row} | {} |", self.name, cells.join(" | "));
    }

    fn answered(&self, text: &mut String) {
        for (layer, answers) in ["nothing", "ours", "peer"].iter().zip(&self.answers) {
            let answers: Vec<String> = answers.iter().map(Answer::to_string).collect();
            let _ = writeln!(
                text,
                "| {} | {layer} | {} |",
                self.name,
                answers.join(" | ")
            );
        }
    }

    fn spread(&self, figure: impl Fn(&Round) -> f64) -> Spread {
        Spread::of(self.rounds.iter().map(figure).collect())
    }
}

fn shown(Spread { low, median, high }: Spread) -> String {
    format!("{median:.2} ({low:.2} to {high:.2})")
}

const READING: &str = "
The application is the scripted one that the adapters are tested with, on the
framework's own server on loopback: without CORS, with ours, and with the peer, which is
tower-http for tower and axum, actix-cors, and warp's own. The policy is read from a file
and has three origins, credentials and one exposed header. The ratios are taken within a
round, in which all servers have their turn; the middle one of 5 rounds stands here, and
in brackets the quarters below and above. Where these are far apart, something else had
the processor; where a server had it for much less than the time, it was not the server
that set the pace. What a request takes of the processor is disturbed least. The slowest
hundredth is as wrk has it, which corrects it for the requests that it could not send
while it waited.
";

const ORDINARY: &str = "
### Ordinary traffic

GETs with an allowed origin, over 8 connections that are kept, as many as are answered:
without CORS as figures, with ours and the peer as a multiple of that. What a request
takes of the processor is all that the server takes, the kernel's work for its sockets
included.
";

const PREFLIGHTS: &str = "
### Beside preflights

The same traffic beside 10 000 preflights a second over 16 connections more, as a multiple
of what the same server did without them. They come at that rate unless the server
answers fewer. Without CORS the handler answers them. What their client takes of the
clients' processor is in the figures.
";

const HOSTILE: &str = "
### Beside hostile preflights

The same beside 10 000 preflights a second that no browser sends: by turns a method of
4 KiB, header names of 16 KiB, 1 000 commas for header names, an origin of 16 KiB. What
is lost without CORS is what the server takes to read them.
";

const COLUMNS: &str = "
| framework | | without | ours | peer |
|---|---|--:|--:|--:|
";

const ANSWERS: &str = "
### What is answered

The status of each answer, and whether it names an allowed origin; without CORS each is
the handler's, so the servers let all of them pass.

";
