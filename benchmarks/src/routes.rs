//! What policies of routes cost: applications of many routes, asked for the last.

use std::fmt::Write as _;
use std::{iter, path::Path};

use crate::case::Case;
use crate::framework::{Governed, Routed, last_path};
use crate::report::{signed, whole};
use crate::subject::{BATCH, Subject};
use crate::{check, document, heap, instructions, machine};

/// How many routes have a policy.
const POLICIES: [usize; 4] = [0, 1, 50, 500];

/// One application and one request.
struct Cell {
    routed: Routed,
    policies: usize,
    governed: Governed,
    case: Case,
    subject: Box<dyn Subject>,
}

pub(crate) fn run(folder: &Path) -> Result<(), String> {
    let text = measured()?;
    println!("{text}");
    document::put(folder, TITLE, &text)
}

/// Serves everything, to be counted.
pub(crate) fn serve_all() {
    for mut cell in cells() {
        instructions::serve(&mut *cell.subject);
    }
}

/// Always in the same order.
fn cells() -> impl Iterator<Item = Cell> {
    let governed = |routed: Routed, policies: usize, case: Case| {
        Governed::ALL.into_iter().map(move |governed| Cell {
            routed,
            policies,
            governed,
            subject: routed.subject(&case, policies, governed),
            case: case.clone(),
        })
    };
    let cases = move |routed, policies| {
        let cases = Case::of_route(&last_path(policies));
        let of_case = move |case| governed(routed, policies, case);
        cases.into_iter().flat_map(of_case)
    };
    let policies = move |routed| {
        POLICIES
            .into_iter()
            .flat_map(move |policies| cases(routed, policies))
    };
    Routed::ALL.into_iter().flat_map(policies)
}

/// Instructions, allocations and bytes.
#[derive(Clone, Copy)]
struct Cost {
    instructions: f64,
    allocations: f64,
    bytes: f64,
}

fn measured() -> Result<String, String> {
    eprintln!("counting instructions…");
    let counted = instructions::count_by(iter::once("count-routes"))?;
    let mut measured = Vec::new();
    for cell in cells() {
        let at = measured.len();
        let instructions = *counted.get(at).ok_or("callgrind did not count all")?;
        measured.push(cost(cell, instructions));
    }
    if measured.len() != counted.len() {
        return Err("callgrind counted more than there is".to_owned());
    }
    let mut text = format!(
        "{HEAD}Measured on {}, on {}, with {}, in one run of its own.\n{TABLE}",
        machine::today(),
        machine::processor(),
        machine::compiler()
    );
    for row in measured.chunks_exact(Governed::ALL.len()) {
        let [(name, bare), (_, alike), (_, each)] = row else {
            continue;
        };
        let more = |of: &Cost| signed(Some(of.instructions - bare.instructions));
        let allocated = |of: &Cost| {
            format!(
                "{:+} ({:+})",
                of.allocations - bare.allocations,
                of.bytes - bare.bytes
            )
        };
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} ({}) | {} | {} |",
            whole(Some(bare.instructions)),
            more(alike),
            more(each),
            signed(Some(each.instructions - alike.instructions)),
            bare.allocations,
            bare.bytes,
            allocated(alike),
            allocated(each),
        );
    }
    Ok(text)
}

/// What a request costs, behind what it is called.
fn cost(mut cell: Cell, instructions: f64) -> (String, Cost) {
    let seen = cell.subject.show();
    match cell.governed {
        Governed::Bare => check::assert_bare(&cell.case, &seen),
        Governed::Alike | Governed::Each => check::assert_governed(&cell.case, &seen),
    }
    for _ in 0..instructions::WARM {
        cell.subject.load(1);
        cell.subject.serve();
    }
    let (mut count, mut bytes) = (0, 0);
    for _ in 0..BATCH {
        cell.subject.load(1);
        let used = heap::used(|| cell.subject.serve());
        (count, bytes) = (count + used.0, bytes + used.1);
    }
    let each = |count: usize| count as f64 / BATCH as f64;
    let name = format!(
        "{} | {} | {}",
        cell.routed.name(),
        cell.policies,
        cell.case.name
    );
    let cost = Cost {
        instructions,
        allocations: each(count),
        bytes: each(bytes),
    };
    (name, cost)
}

/// What the section is headed with.
pub(crate) const TITLE: &str = "Route policies";

const HEAD: &str = "\
What it costs that routes have policies of their own: applications of as many routes as
there are policies (for none, one route that has none), asked for the last route. *One*
is one policy round an application of the same routes, *each* is a policy for each route
inside one of the application, and the difference is what comes with the policies. The
policies are values of run time, with three origins, credentials and one exposed header.
warp's routes are joined two by two in boxes, with and without policies.

";

const TABLE: &str = "
| | policies | request | instructions, bare | one | each | each beyond one | allocations (bytes), bare | one | each |
|---|--:|---|--:|--:|--:|--:|--:|--:|--:|
";
