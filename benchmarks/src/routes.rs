//! The cost of route policies: requests for the last route of applications with
//! many routes.

use std::fmt::Write as _;
use std::{iter, path::Path};

use crate::case::Case;
use crate::framework::{RoutePolicies, Routed, last_path};
use crate::number::{signed, whole};
use crate::subject::{BATCH, Subject};
use crate::{check, document, heap, instructions, machine};

/// The numbers of routes with a policy.
const POLICIES: [usize; 4] = [0, 1, 50, 500];

/// One application and one request.
struct Cell {
    routed: Routed,
    policies: usize,
    route_policies: RoutePolicies,
    case: Case,
    subject: Box<dyn Subject>,
}

pub(crate) fn run(folder: &Path) -> Result<(), String> {
    let text = measured()?;
    println!("{text}");
    document::put(folder, TITLE, &text)
}

/// Serves everything for the count.
pub(crate) fn serve_all() {
    for mut cell in cells() {
        instructions::serve(&mut *cell.subject);
    }
}

/// The cells, always in the same order.
fn cells() -> impl Iterator<Item = Cell> {
    let route_policies = |routed: Routed, policies: usize, case: Case| {
        RoutePolicies::ALL
            .into_iter()
            .map(move |route_policies| Cell {
                routed,
                policies,
                route_policies,
                subject: routed.subject(&case, policies, route_policies),
                case: case.clone(),
            })
    };
    let cases = move |routed, policies| {
        let cases = Case::of_route(&last_path(policies));
        let of_case = move |case| route_policies(routed, policies, case);
        cases.into_iter().flat_map(of_case)
    };
    let policies = move |routed| {
        POLICIES
            .into_iter()
            .flat_map(move |policies| cases(routed, policies))
    };
    Routed::ALL.into_iter().flat_map(policies)
}

/// The instructions, the allocations and the bytes.
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
        return Err("callgrind counted too many requests".to_owned());
    }
    let mut text = format!(
        "{HEAD}Measured on {}, on {}, with {}, in a separate run.\n{TABLE}",
        machine::today(),
        machine::processor(),
        machine::compiler()
    );
    for row in measured.chunks_exact(RoutePolicies::ALL.len()) {
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

/// The cost of a request, after its name.
fn cost(mut cell: Cell, instructions: f64) -> (String, Cost) {
    let seen = cell.subject.show();
    match cell.route_policies {
        RoutePolicies::Bare => check::assert_bare(&cell.case, &seen),
        RoutePolicies::One | RoutePolicies::Each => check::assert_route_policy(&cell.case, &seen),
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

/// The introduction of the section.
pub(crate) const TITLE: &str = "Route policies";

const HEAD: &str = "\
The cost of route policies: applications with one route per policy (one route without a
policy for 0), and requests for the last route. *One* is an application with the same
routes and one policy, *each* has a policy for each route and one for the application. The
difference is the cost of the route policies. The policies are built at run time, with
three origins, credentials and one exposed header. warp's routes are joined in pairs in
boxes, with and without policies.

";

const TABLE: &str = "
| | policies | request | instructions, bare | one | each | each beyond one | allocations (bytes), bare | one | each |
|---|--:|---|--:|--:|--:|--:|--:|--:|--:|
";
