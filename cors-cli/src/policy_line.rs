//! The lines of a policy file that a verb suggests.

/// A key with a list of names, in TOML.
pub(crate) fn list<'n>(key: &str, names: impl IntoIterator<Item = &'n String>) -> String {
    let names = names.into_iter();
    let names = names.map(|name| toml_edit::Value::from(&**name).to_string());
    format!("{key} = [{}]", names.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn every_name_is_a_text_of_toml() {
        let names = ["PUT", "a\"b\\c", "\u{7f}"].map(str::to_owned);
        let line = list("methods", &names);
        let read: toml_edit::Document<_> = line.parse().expect("TOML");
        let written = read["methods"].as_array().expect("a list");
        assert!(
            written
                .iter()
                .map(|name| name.as_str())
                .eq(names.iter().map(|name| Some(&**name)))
        );
    }
}
