//! What the policy allows and the server does not: one finding for one reason.

use super::question::Refusal;

/// The largest number of origins, methods or headers that one message names.
const MOST_NAMED: usize = 3;

/// Something that the policy allows and the server does not.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outage {
    pub(super) name: &'static str,
    /// Who the policy allows something: one origin, or one method or header.
    pub(super) who: Vec<String>,
    /// Whether it is about any page, and so about every other one.
    pub(super) is_for_everyone: bool,
    /// What the policy allows.
    pub(super) what: String,
    pub(super) refusal: Refusal,
}

/// The outages that were found.
#[derive(Debug, Default)]
pub(super) struct Outages(Vec<Outage>);

impl Outages {
    /// Adds an outage, or adds its origins to one that has the same reason.
    pub(super) fn add(&mut self, outage: Outage) {
        let mut known = self.0.iter_mut();
        match known.find(|known| known.is_like(&outage) && known.what == outage.what) {
            Some(known) if known.is_for_everyone => {}
            Some(known) => known.who.extend(outage.who),
            None => self.0.push(outage),
        }
    }

    /// Adds an outage of one page, unless one of another page is the same.
    pub(super) fn add_for_any_page(&mut self, outage: Outage) {
        let is_known = |known: &Outage| {
            known.is_like(&outage) && outage.who.iter().all(|one| known.who.contains(one))
        };
        if !self.0.iter().any(is_known) {
            self.add(outage);
        }
    }

    pub(super) fn into_all(self) -> Vec<Outage> {
        self.0
    }
}

impl Outage {
    fn is_like(&self, other: &Self) -> bool {
        self.name == other.name && self.refusal.reason == other.refusal.reason
    }

    /// One sentence without a full stop.
    pub(super) fn message(&self) -> String {
        let Self {
            who, what, refusal, ..
        } = self;
        let named = listed(who.clone());
        let reason = &refusal.reason;
        format!("the policy allows {named} {what}, and the server does not: {reason}")
    }
}

/// The first ones, and how many more there are.
pub(super) fn listed(mut all: Vec<String>) -> String {
    let more = all.len().saturating_sub(MOST_NAMED);
    all.truncate(MOST_NAMED);
    let last = match more {
        0 => all.pop().unwrap_or_default(),
        more => format!("{more} more"),
    };
    // A description can end with a comma.
    let all: Vec<_> = all.iter().map(|one| one.trim_end_matches(',')).collect();
    match all.is_empty() {
        true => last,
        false => format!("{} and {last}", all.join(", ")),
    }
}
