//! The tables of the measurements.

use std::fmt::Write as _;

use super::answer::Answer;
use super::requests;
use super::server::Layer;
use crate::clock::Spread;
use crate::number::whole;

/// The measurements of one adapter.
pub(crate) struct Adapter {
    pub(crate) name: &'static str,
    /// The answer of each layer to each request.
    pub(crate) answers: Vec<Vec<Answer>>,
    pub(crate) rounds: Vec<Round>,
}

/// One round: the measurements for each flood and each layer.
#[derive(Default)]
pub(crate) struct Round {
    pub(crate) figures: [[Figures; Layer::ALL.len()]; 3],
}

/// The measurements of one server, with or without a flood.
#[derive(Clone, Copy, Default)]
pub(crate) struct Figures {
    /// Responses per second.
    pub(crate) rate: f64,
    /// Microseconds within which 99 of 100 responses came.
    pub(crate) late: f64,
    /// CPU microseconds per response.
    pub(crate) processor: f64,
    /// The share of the time in which the server used a processor.
    pub(crate) busy: f64,
    /// Requests per second of the flood.
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
            ("processor, µs per request", |figures| figures.processor),
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
        self.row(text, "share of the processor time", cells);
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
The application is the scripted one that tests the adapters, on the framework's own server
on loopback: without CORS, with ours, and with the peer, which is tower-http for tower and
axum, actix-cors, and warp's own. The policy is read from a file and has three origins,
credentials and one exposed header. The ratios are taken within a round, in which all
servers are measured. The tables have the median of 5 rounds, with the quartiles in
brackets. If the quartiles are far apart, other programs used the processor. If a server
used its processor for much less than the whole time, the server was not the bottleneck.
The processor time per request is disturbed least. The slowest hundredth is the number of
wrk, which corrects it for the requests that it could not send while it waited.
";

const ORDINARY: &str = "
### Ordinary traffic

GETs with an allowed origin, over 8 persistent connections, as many as the server answers:
the numbers without CORS, and ratios to them with ours and with the peer. The processor
time per request includes the kernel's work for the sockets of the server.
";

const PREFLIGHTS: &str = "
### With preflights

The same traffic together with 10 000 preflights per second over 16 other connections, as
a ratio to the same server without them. The rate is lower if the server answers fewer.
Without CORS, the handler answers them. The numbers include the processor time of the
client that sends them.
";

const HOSTILE: &str = "
### With hostile preflights

The same together with 10 000 preflights per second that no browser sends, in turn: a
method of 4 KiB, header names of 16 KiB, 1 000 commas as header names, and an origin of
16 KiB. The loss without CORS is the cost of reading them.
";

const COLUMNS: &str = "
| framework | | without | ours | peer |
|---|---|--:|--:|--:|
";

const ANSWERS: &str = "
### Answers

The status of each answer, and whether it allows the origin. Without CORS the handler
answers each request, so the servers do not reject any of them.

";
