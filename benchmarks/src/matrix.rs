//! Every case on every framework, in every variant.

use crate::case::Case;
use crate::framework::{Framework, Kind};
use crate::subject::Subject;

/// One cell of a table.
pub(crate) struct Cell {
    pub(crate) framework: Framework,
    pub(crate) case: usize,
    pub(crate) kind: Kind,
    pub(crate) subject: Box<dyn Subject>,
}

/// All cells of these frameworks, always in the same order.
pub(crate) fn cells(cases: &[Case], frameworks: &[Framework]) -> impl Iterator<Item = Cell> {
    let of_framework = move |framework| {
        let of_case = move |(case, asked)| {
            Kind::ALL.into_iter().filter_map(move |kind| {
                let subject = Framework::subject(framework, asked, kind)?;
                Some(Cell {
                    framework,
                    case,
                    kind,
                    subject,
                })
            })
        };
        cases.iter().enumerate().flat_map(of_case)
    };
    frameworks.iter().copied().flat_map(of_framework)
}
