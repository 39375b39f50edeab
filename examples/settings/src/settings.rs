//! The settings of the server.

use config::{ConfigError, Environment, File, FileFormat};
use cors_axum::{Config, Policies, Problem};
use serde::Deserialize;

/// The start of the names of environment variables, such as `APP__CORS__ORIGINS`.
const PREFIX: &str = "APP";

#[derive(Debug, Deserialize)]
pub(crate) struct Settings {
    pub(crate) listen: String,
    /// A `Policies` field would work, too. A `Config` is checked later, so that a problem
    /// has its path and source.
    pub(crate) cors: Config,
}

/// Reads the file. Environment variables replace its values.
pub(crate) fn read(path: &str) -> Result<Settings, ConfigError> {
    let variables = Environment::with_prefix(PREFIX)
        .separator("__")
        // `APP__CORS__CREDENTIALS=true` is a flag.
        .try_parsing(true)
        // `APP__CORS__ORIGINS=https://a.example,https://b.example` is a list.
        .list_separator(",")
        .with_list_parse_key("cors.origins")
        .with_list_parse_key("cors.methods")
        .with_list_parse_key("cors.headers")
        .with_list_parse_key("cors.expose_headers");
    config::Config::builder()
        .add_source(File::new(path, FileFormat::Toml))
        .add_source(variables)
        .build()?
        .try_deserialize()
}

/// Checks the policies. Each problem has the path of the value in the settings, and the
/// variable or the file that it comes from.
pub(crate) fn policies(settings: &Settings, path: &str) -> Result<Policies, Vec<Problem>> {
    settings.cors.build_policies().map_err(|problems| {
        let problems = problems.with_key("cors").into_iter();
        problems
            .map(|problem| match variable(&problem) {
                Some(variable) => problem.with_source(&variable),
                None => problem.with_source(path),
            })
            .collect()
    })
}

/// The variable that sets the key of a problem: `APP__CORS__ORIGINS` for `cors.origins[2]`.
fn variable(problem: &Problem) -> Option<String> {
    let path = problem.path();
    let key = path.split('[').next()?;
    let name = format!("{PREFIX}.{key}").replace('.', "__").to_uppercase();
    std::env::var_os(&name).map(|_| name)
}
