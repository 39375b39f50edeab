//! The codes that browsers report for causes, copied from the browsers' own tables,
//! to compare the causes with the recorded ones.

use cors_browser::{Browser, Cause, CheckFailure, Phase, Report, Url, text};
use serde_json::Value;

/// How the model's cause differs from the code that the browser reported.
pub(crate) fn disagreement(row: &Value, browser: Browser, report: &Report) -> Option<String> {
    let observed = &row["observed"][crate::replay::name(browser)];
    let cause = report.outcome.blocked().map(|blocked| &blocked.cause)?;
    let (got, want) = match browser {
        Browser::Chromium => {
            // No code is recorded for frames, and therefore none for pages with an
            // opaque origin.
            if row["request"]["origin"] == "null" {
                return None;
            }
            (
                chromium(cause),
                observed["codes"][0].as_str().map(str::to_owned),
            )
        }
        Browser::Firefox => (firefox(cause), first_reason(&observed["console"])),
        Browser::Standard | Browser::WebKit => return None,
    };
    (got != want).then(|| format!("code: the model has {got:?}, the row {want:?}"))
}

fn chromium(cause: &Cause) -> Option<String> {
    Some(match cause {
        Cause::CorsCheck { phase, failure, .. } => {
            let prefix = if *phase == Phase::Preflight {
                "Preflight"
            } else {
                ""
            };
            format!("{prefix}{}", chromium_check(failure))
        }
        Cause::PreflightRedirect {
            location: Some(_), ..
        } => "PreflightDisallowedRedirect".into(),
        Cause::PreflightRedirect { location: None, .. } | Cause::PreflightStatusNotOk { .. } => {
            "PreflightInvalidStatus".into()
        }
        Cause::PreflightAllowMethodsUnparsable { .. } => {
            "InvalidAllowMethodsPreflightResponse".into()
        }
        Cause::PreflightAllowHeadersUnparsable { .. } => {
            "InvalidAllowHeadersPreflightResponse".into()
        }
        Cause::PreflightMethodNotAllowed { .. } => "MethodDisallowedByPreflightResponse".into(),
        Cause::PreflightHeaderNotAllowed { .. } => "HeaderDisallowedByPreflightResponse".into(),
        Cause::RedirectUserinfo { .. } => "RedirectContainsCredentials".into(),
        _ => return None,
    })
}

fn chromium_check(failure: &CheckFailure) -> &'static str {
    match failure {
        CheckFailure::AllowOriginMissing => "MissingAllowOriginHeader",
        CheckFailure::AllowOriginWildcardWithCredentials => "WildcardOriginNotAllowed",
        CheckFailure::AllowOriginMultiple { .. } => "MultipleAllowOriginValues",
        CheckFailure::AllowOriginMismatch { value, .. } => match text(value) {
            value if value.contains(' ') => "MultipleAllowOriginValues",
            value if value != "null" && Url::parse(&value).is_err() => "InvalidAllowOriginValue",
            _ => "AllowOriginMismatch",
        },
        CheckFailure::AllowCredentialsNotTrue { .. } => "InvalidAllowCredentials",
    }
}

/// The words in parentheses in the first line of the console.
fn first_reason(console: &Value) -> Option<String> {
    let mut lines = console.as_array()?.iter().filter_map(Value::as_str);
    let line = lines.find(|line| line.starts_with("Cross-Origin Request Blocked"))?;
    let (_, reason) = line.split_once("(Reason: ")?;
    let end = reason
        .find("). Status code")
        .or_else(|| reason.rfind(')'))?;
    Some(reason[..end].to_owned())
}

fn firefox(cause: &Cause) -> Option<String> {
    const ORIGIN: &str = "CORS header ‘Access-Control-Allow-Origin’";
    Some(match cause {
        Cause::CorsCheck { failure, .. } => match failure {
            CheckFailure::AllowOriginMissing => format!("{ORIGIN} missing"),
            CheckFailure::AllowOriginWildcardWithCredentials => {
                format!("Credential is not supported if the {ORIGIN} is ‘*’")
            }
            CheckFailure::AllowOriginMultiple { lines, .. } if lines.len() > 1 => {
                format!("Multiple {ORIGIN} not allowed")
            }
            CheckFailure::AllowOriginMultiple { lines, .. } => {
                format!(
                    "{ORIGIN} does not match ‘{}’",
                    console_text(&lines.concat())
                )
            }
            CheckFailure::AllowOriginMismatch { value, .. } => {
                format!("{ORIGIN} does not match ‘{}’", console_text(value))
            }
            CheckFailure::AllowCredentialsNotTrue { .. } => {
                "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’".into()
            }
        },
        Cause::PreflightRedirect {
            location: Some(_), ..
        } => "CORS request external redirect not allowed".into(),
        Cause::PreflightRedirect { location: None, .. } | Cause::PreflightStatusNotOk { .. } => {
            "CORS preflight response did not succeed".into()
        }
        Cause::PreflightAllowMethodsUnparsable { token, .. } => format!(
            "invalid token ‘{}’ in CORS header ‘Access-Control-Allow-Methods’",
            console_text(token)
        ),
        Cause::PreflightAllowHeadersUnparsable { token, .. } => format!(
            "invalid token ‘{}’ in CORS header ‘Access-Control-Allow-Headers’",
            console_text(token)
        ),
        Cause::PreflightMethodNotAllowed { .. } => {
            "Did not find method in CORS header ‘Access-Control-Allow-Methods’".into()
        }
        Cause::PreflightHeaderNotAllowed { header, .. } => format!(
            "header ‘{header}’ is not allowed according to header ‘Access-Control-Allow-Headers’ \
             from CORS preflight response"
        ),
        Cause::Network { .. } | Cause::RedirectUserinfo { .. } | Cause::RedirectScheme { .. } => {
            "CORS request did not succeed".into()
        }
        _ => return None,
    })
}

/// Firefox decodes headers as UTF-8 here.
fn console_text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}
