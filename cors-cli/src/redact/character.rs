//! The characters at which the parts of a URL in a text end.

pub(super) fn is_end_of_host(character: char) -> bool {
    matches!(character, '/' | '\\' | '?' | '#') || is_end_of_url(character)
}

pub(super) fn is_end_of_url(character: char) -> bool {
    character.is_whitespace() || matches!(character, '"' | '\'' | '`' | '<' | '>' | '’')
}
