//! Numbers as the tables show them.

/// A number with a space between groups of three digits.
fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

pub(crate) fn whole(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), grouped)
}

pub(crate) fn signed(number: Option<f64>) -> String {
    let sign = |number: f64| if number < -0.5 { "−" } else { "+" };
    number.map_or_else(
        || "–".to_owned(),
        |number| format!("{}{}", sign(number), grouped(number)),
    )
}
