//! The two charts.

use plotters::prelude::*;

use crate::case::MANY;
use crate::framework::{Framework, Kind};
use crate::policy::Terms;
use crate::results::Results;

const SIZE: (u32, u32) = (900, 480);
const FONT: &str = "sans-serif";

/// The instructions for an allowed request by the number of origins.
pub(crate) fn origins(results: &Results) -> Result<String, String> {
    let mut lines = Vec::new();
    for framework in [Framework::Tower, Framework::Actix, Framework::Warp] {
        for (name, kind) in [
            (format!("ours, {}", framework.name()), Kind::Runtime),
            (framework.peer().to_owned(), Kind::Peer),
        ] {
            let points = MANY.iter().filter_map(|(_, count)| {
                let terms = Terms::Many(*count);
                let case = results.cases.iter().position(|case| case.terms == terms)?;
                let instructions = results.instructions(framework, case, kind)?;
                Some((*count as f64, instructions))
            });
            lines.push((name, kind, points.collect::<Vec<_>>()));
        }
    }
    let mut svg = String::new();
    curve(&mut svg, &lines).map_err(|error| error.to_string())?;
    Ok(svg)
}

type Line = (String, Kind, Vec<(f64, f64)>);

fn curve(svg: &mut String, lines: &[Line]) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(
            "Instructions for an allowed request, by the number of origins",
            (FONT, 20),
        )
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(80)
        .build_cartesian_2d(
            (8.0..130_000.0).log_scale(),
            (500.0..10_000_000.0).log_scale(),
        )?;
    let digits = |number: &f64| format!("{number:.0}");
    chart
        .configure_mesh()
        .x_desc("origins")
        .y_desc("instructions beyond the bare application")
        .x_label_formatter(&digits)
        .y_label_formatter(&digits)
        .draw()?;
    for (index, (name, kind, points)) in lines.iter().enumerate() {
        let style = style(index, *kind);
        chart
            .draw_series(LineSeries::new(points.iter().copied(), style).point_size(3))?
            .label(name.as_str())
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK)
        .draw()?;
    area.present()?;
    Ok(())
}

/// Each framework has a colour. Ours has the wide line.
fn style(index: usize, kind: Kind) -> ShapeStyle {
    let colours = [
        RGBColor(31, 119, 180),
        RGBColor(214, 39, 40),
        RGBColor(44, 160, 44),
    ];
    let width = match kind {
        Kind::Peer => 1,
        _ => 4,
    };
    colours[index / 2 % colours.len()]
        .filled()
        .stroke_width(width)
}

/// The instructions of the common cases, by library.
pub(crate) fn cases(results: &Results) -> Result<String, String> {
    let mut svg = String::new();
    bars(&mut svg, results).map_err(|error| error.to_string())?;
    Ok(svg)
}

fn bars(svg: &mut String, results: &Results) -> Result<(), Box<dyn std::error::Error>> {
    const CASES: usize = 4;
    let kinds = [
        ("floor", Kind::Floor, RGBColor(160, 160, 160)),
        ("ours", Kind::Compiled, RGBColor(31, 119, 180)),
        ("peer", Kind::Peer, RGBColor(255, 127, 14)),
    ];
    let groups: Vec<(Framework, usize)> = results
        .frameworks
        .iter()
        .copied()
        .filter(|framework| framework.is_ours())
        .flat_map(|framework| (0..CASES).map(move |case| (framework, case)))
        .collect();
    let bar = |group: usize, kind: usize| group as f64 * 4.0 + kind as f64;
    let most = groups.iter().flat_map(|(framework, case)| {
        kinds
            .iter()
            .filter_map(|(_, kind, _)| results.instructions(*framework, *case, *kind))
    });
    let most = most.fold(0.0, f64::max);
    let area = SVGBackend::with_string(svg, (1200, 520)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(
            "Instructions beyond the bare application, by case and library",
            (FONT, 20),
        )
        .margin(12)
        .x_label_area_size(60)
        .y_label_area_size(80)
        .build_cartesian_2d(0.0..groups.len() as f64 * 4.0, 0.0..most * 1.05)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_desc("instructions")
        .y_label_formatter(&|number: &f64| format!("{number:.0}"))
        .draw()?;
    for (index, (name, kind, colour)) in kinds.into_iter().enumerate() {
        let drawn = groups
            .iter()
            .enumerate()
            .filter_map(|(group, (framework, case))| {
                let height = results.instructions(*framework, *case, kind)?;
                let left = bar(group, index);
                Some(Rectangle::new(
                    [(left, 0.0), (left + 1.0, height)],
                    colour.filled(),
                ))
            });
        chart
            .draw_series(drawn)?
            .label(name)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled()));
    }
    let words = |size: i32| (FONT, size).into_font().color(&BLACK);
    for (group, (framework, case)) in groups.iter().enumerate() {
        let (x, y) = chart.backend_coord(&(bar(group, 0), 0.0));
        area.draw_text(
            results.cases[*case].name,
            &words(11).into_text_style(&area),
            (x, y + 6),
        )?;
        if *case == 0 {
            area.draw_text(
                framework.name(),
                &words(14).into_text_style(&area),
                (x, y + 26),
            )?;
        }
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK)
        .draw()?;
    area.present()?;
    Ok(())
}
