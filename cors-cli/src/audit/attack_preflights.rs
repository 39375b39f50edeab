//! Preflights of attack origins: a server can check the origin of a GET and allow every origin
//! in responses to preflights, and then every page can send requests.

use super::attacks::{Candidate, is_foreign};
use super::origins::{help, who};
use super::preflights::Preflight;
use super::prober::{CHECKS, NoResponse};
use super::question::{Access, Question};
use super::state::Audit;
use crate::output::Severity;

/// The classes of which one origin is tried.
const CLASSES: [&str; 9] = [
    "reflection",
    "other-policy",
    "null",
    "prefix",
    "suffix",
    "unescaped-dot",
    "other-scheme",
    "subdomain",
    "sibling",
];

/// The largest number of requests for attack preflights: two for each class.
pub(super) const MOST_ATTACK_PREFLIGHTS: usize = 2 * CLASSES.len();

impl Audit {
    /// Tries one origin of each class that no GET has found to be open, and then those that
    /// are made from other trusted origins, as far as the number of requests allows.
    pub(super) fn probe_attack_preflights(
        &mut self,
        tried: &[Candidate],
        bases: usize,
    ) -> Result<(), NoResponse> {
        let mut everyone = self.everyone;
        for round in 0..bases.max(1) {
            for class in CLASSES {
                let mut of_class = tried.iter().filter(|one| one.class == class);
                let Some(attack) = of_class.nth(round) else {
                    continue;
                };
                if round > 0 && self.prober.left() < CHECKS + 2 {
                    return Ok(());
                }
                let known = self.read(&attack.origin).max(everyone);
                let is_trusted = self.wanted(Question::get(&attack.origin)) > Some(Access::Nothing);
                if is_trusted || known == Access::WithCredentials {
                    continue;
                }
                let sent = self.most_sent(attack, known)?;
                if class == "reflection" {
                    everyone = sent;
                }
            }
        }
        Ok(())
    }

    /// Asks for a method and for a header, and returns the most that is allowed.
    fn most_sent(&mut self, attack: &Candidate, known: Access) -> Result<Access, NoResponse> {
        let mut most = known;
        for (method, header) in self.to_ask() {
            let preflight = Preflight::new(&attack.origin, &method, header.as_deref());
            let question = preflight.question();
            let response = self.prober.preflight(question);
            let class = attack.class;
            let Some(response) = self.unless_unanswered(class, &attack.origin, response)? else {
                return Ok(most);
            };
            let found = self.preflight_access(question, &response);
            let wanted = self.wanted(question);
            if found <= most.max(wanted.unwrap_or(Access::Nothing)) {
                continue;
            }
            most = found;
            let what = match question.header {
                Some(header) => format!("{method} requests with the header {header}"),
                None => format!("{method} requests"),
            };
            let who = who(attack.class, &attack.origin);
            let allows = format!(
                "the response to the preflight allows {who} to send {what} {}",
                found.described()
            );
            let help = Some(help(attack.class).to_owned());
            match (wanted, found) {
                (Some(_), Access::WithCredentials) => self.find_with_help(
                    "wider-preflight",
                    Severity::Error,
                    format!("{allows}, and the policy does not"),
                    help,
                ),
                (Some(_), _) => self.find_with_help(
                    "wider-preflight",
                    Severity::Warning,
                    format!("{allows}, and the policy does not"),
                    help,
                ),
                (None, Access::WithCredentials) if is_foreign(attack.class, &attack.origin) => {
                    self.find_with_help("open-with-credentials", Severity::Error, allows, help);
                }
                (None, _) => {}
            }
        }
        Ok(most)
    }

    /// A method that needs a preflight, and a header of a method that needs none.
    fn to_ask(&self) -> [(String, Option<String>); 2] {
        let of_url = self.expected.iter().flat_map(|expected| &expected.of_url);
        let mut methods = of_url.clone().flat_map(|one| &one.methods);
        let method = methods.next().map_or("PUT", |method| method);
        let mut headers = of_url.flat_map(|one| one.policy.headers());
        let header = headers.find(|header| *header != "*");
        [
            (method.to_owned(), None),
            (
                "POST".to_owned(),
                Some(header.unwrap_or("content-type").to_owned()),
            ),
        ]
    }

    /// What a page of the origin can read.
    fn read(&self, origin: &str) -> Access {
        let mut probes = self.probes.iter();
        let probe = probes.find(|probe| probe.origin == origin);
        probe.map_or(Access::Nothing, |probe| probe.found)
    }
}
