//! The command before a transcript: `$ curl -i -H 'Origin: …' https://…`.

use crate::header::Headers;

/// The request that a command of curl sends.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) method: String,
    pub(super) headers: Headers,
}

/// The command of curl that begins in this line, perhaps after the prompt of a shell.
pub(super) fn beginning(line: &str) -> Option<&str> {
    let (prompt, command) = line.split_at(line.find("curl")?);
    let prompt = prompt.trim_end();
    let is_prompt = prompt.is_empty() || prompt.ends_with(['$', '#', '%', '>', '~', '❯', '➜']);
    let after = command.strip_prefix("curl")?;
    let after = after.strip_prefix(".exe").unwrap_or(after);
    (is_prompt && after.starts_with(' ')).then_some(command)
}

/// Whether a command of curl begins in this line.
pub(super) fn begins(line: &str) -> bool {
    beginning(line).is_some()
}

/// Whether the command goes on in the next line.
pub(super) fn goes_on(line: &str) -> bool {
    line.trim_end().ends_with(['\\', '^', '`'])
}

impl Command {
    /// Reads the method and the headers. The rest has no part in CORS.
    pub(super) fn read(text: &str) -> Self {
        let mut method = None;
        let mut headers = Headers::new();
        let mut has_body = false;
        let mut words = words(text).into_iter();
        while let Some(word) = words.next() {
            let (option, attached) = match word.strip_prefix('-') {
                Some(long) if long.starts_with('-') => match word.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (word.as_str(), None),
                },
                // `-XPUT`, `-siX PUT`, `-H 'a: b'`. A flag comes before an option with a value.
                Some(short) => {
                    let (flags, option) =
                        short.split_at(short.find(has_value).unwrap_or(short.len()));
                    if flags.contains('I') {
                        method = method.or_else(|| Some("HEAD".to_owned()));
                    }
                    let Some((option, value)) = option.split_at_checked(1) else {
                        continue;
                    };
                    (option, (!value.is_empty()).then(|| value.to_owned()))
                }
                None => continue,
            };
            let mut value = || attached.clone().or_else(|| words.next());
            match option {
                "X" | "--request" => method = value(),
                "H" | "--header" => {
                    let line = value().unwrap_or_default();
                    if let Some((name, value)) = line.split_once(':') {
                        headers.append(name.trim(), value.trim());
                    }
                }
                "b" | "--cookie" => headers.append("cookie", value().unwrap_or_default()),
                "--head" => method = method.or_else(|| Some("HEAD".to_owned())),
                "d" | "--data" | "--data-raw" | "--data-binary" | "--json" => {
                    value();
                    has_body = true;
                }
                // The value of another option.
                short if short.len() == 1 => {
                    value();
                }
                _ => {}
            }
        }
        let default = if has_body { "POST" } else { "GET" };
        Self {
            method: method.unwrap_or_else(|| default.to_owned()),
            headers,
        }
    }
}

/// Whether a short option has a value.
fn has_value(option: char) -> bool {
    "AbcCdDeEFHKmoPQrtTuUwxXyYz".contains(option)
}

/// The words of a command, without quotation marks and escaped line ends.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quotation_mark = None;
    for c in text.chars() {
        match (quotation_mark, c) {
            (None, '\'' | '"') => {
                quotation_mark = Some(c);
                // `$'…'` is a quotation with escapes.
                let word = word.get_or_insert_default();
                if c == '\'' && word.ends_with('$') {
                    word.pop();
                }
            }
            (Some(open), _) if open == c => {
                quotation_mark = None;
                // `cmd.exe` has `^"` for both quotation marks.
                if let Some(word) = word.as_mut().filter(|word| word.ends_with('^')) {
                    word.pop();
                }
            }
            (None, _) if c.is_whitespace() => words.extend(word.take()),
            (None, '\\' | '^' | '`') => {}
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_method_and_the_headers_are_read() {
        for (text, method, origin) in [
            ("curl https://a.example", "GET", None),
            (
                "$ curl -i -X OPTIONS -H 'Origin: https://b.example' https://a.example",
                "OPTIONS",
                Some("https://b.example"),
            ),
            (
                "curl -sI \\\n  --header \"Origin: null\" https://a.example",
                "HEAD",
                Some("null"),
            ),
            (
                "curl -siXPUT -Horigin:x https://a.example",
                "PUT",
                Some("x"),
            ),
            ("curl --request=DELETE 'a' -H", "DELETE", None),
            ("curl 'a' -d 'b=c'", "POST", None),
            ("curl 'a", "GET", None),
        ] {
            let command = Command::read(text);
            assert_eq!(command.method, method, "{text}");
            let value = command.headers.get("origin");
            assert_eq!(value.as_deref(), origin.map(str::as_bytes), "{text}");
        }
    }

    #[test]
    fn a_command_begins_with_curl() {
        assert!(begins("$ curl -i https://a.example"));
        assert!(begins("  curl.exe a"));
        assert_eq!(beginning("-bash-4.2$ curl a"), Some("curl a"));
        assert!(!begins("curl"));
        assert!(!begins("I ran curl -i"));
        assert!(!begins("curl: (7) Failed"));
    }
}
