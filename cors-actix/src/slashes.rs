//! The paths that a middleware inside may make of one with a slash too many.

/// Other paths, where the path has a slash too many, or where patterns end in
/// one.
pub(crate) fn rewritten(path: &str, have_slashes: bool) -> Vec<String> {
    let is_odd = path.len() > 1 && path.ends_with('/') || path.contains("//");
    if !is_odd && !have_slashes {
        return Vec::new();
    }
    let mut merged = path.to_owned();
    while merged.contains("//") {
        merged = merged.replace("//", "/");
    }
    let trimmed = match merged.trim_end_matches('/') {
        "" => "/",
        trimmed => trimmed,
    };
    let slashed = format!("{}/", trimmed.trim_end_matches('/'));
    let mut paths = vec![trimmed.to_owned(), slashed, merged];
    paths.retain(|other| other != path);
    paths
}
