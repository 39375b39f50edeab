//! Random trees of routes and scopes, and a framework that is played through.

use std::collections::BTreeSet;

use cors_engine::routes::{PathPattern, PolicyId, Route, RouteEntry, RouteTable, Scope};
use cors_engine::{Policy, cors};

use crate::random::Random;

static APPLICATION: Policy = cors! { origins = ["https://application.example"] };
static OTHERS: [Policy; 3] = [
    cors! { origins = ["https://a.example"], methods = [PUT, DELETE] },
    cors! { origins = ["https://b.example"], methods = [PUT, DELETE] },
    cors! { origins = ["https://c.example"], methods = [PUT, DELETE] },
];

const METHODS: [&str; 3] = ["GET", "PUT", "DELETE"];
const SEGMENTS: [&str; 4] = ["a", "b", "ab", "{}"];

/// `{}` is one segment that is not empty.
#[derive(Debug, Clone)]
struct Pattern {
    text: String,
    is_scope: bool,
}

impl PathPattern for Pattern {
    fn match_len(&self, path: &str) -> Option<usize> {
        let mut len = 0;
        for segment in self.text.split('/').skip(1) {
            let rest = path[len..].strip_prefix('/')?;
            let found = rest.split('/').next()?;
            if found.is_empty() || segment != "{}" && segment != found {
                return None;
            }
            len += 1 + found.len();
        }
        let is_end = path.len() == len || self.is_scope && path[len..].starts_with('/');
        is_end.then_some(len)
    }

    fn literal_prefix(&self) -> &str {
        let end = self.text.find("/{}").unwrap_or(self.text.len());
        &self.text[..end]
    }

    fn as_str(&self) -> &str {
        &self.text
    }
}

fn entries(random: &mut Random, depth: usize) -> Vec<RouteEntry<Pattern>> {
    let count = random.below(7);
    let entry = |random: &mut Random| {
        let is_scope = depth < 2 && random.one_in(3);
        let segments = random.below(3) + usize::from(!is_scope && depth == 0);
        let text = (0..segments).map(|_| format!("/{}", random.pick(&SEGMENTS)));
        let pattern = Pattern {
            text: text.collect(),
            is_scope,
        };
        let policy = (!random.one_in(3)).then(|| (&OTHERS[random.below(OTHERS.len())]).into());
        let may_decline = random.one_in(4);
        if is_scope {
            RouteEntry::Scope(Scope {
                pattern,
                policy,
                entries: entries(random, depth + 1),
                may_decline,
            })
        } else {
            let methods = (0..random.below(3)).map(|_| random.pick(&METHODS).to_owned());
            RouteEntry::Route(Route {
                pattern,
                methods: methods.collect(),
                policy,
                may_decline,
            })
        }
    };
    (0..count).map(|_| entry(random)).collect()
}

/// Everything that may come of a request, in whatever way guards decide.
#[derive(Default)]
struct Outcomes {
    /// The addresses of the policies of routes that may serve it.
    served: BTreeSet<usize>,
    /// Those of the innermost scopes that it may end in.
    not_found: BTreeSet<usize>,
    /// Those of all routes of the path.
    of_path: BTreeSet<usize>,
}

/// Plays one level of a tree through.
fn play(
    entries: &[RouteEntry<Pattern>],
    method: &str,
    path: &str,
    around: &Policy,
    is_served: &mut bool,
    outcomes: &mut Outcomes,
) {
    let mut is_in_scope = false;
    for entry in entries {
        match entry {
            RouteEntry::Route(route) => {
                if route.pattern.match_len(path) != Some(path.len()) {
                    continue;
                }
                let policy = address(route.policy.as_deref().unwrap_or(around));
                outcomes.of_path.insert(policy);
                let has_method =
                    route.methods.is_empty() || route.methods.contains(&method.to_owned());
                if has_method && !*is_served {
                    outcomes.served.insert(policy);
                    *is_served = !route.may_decline;
                }
            }
            RouteEntry::Scope(scope) => {
                let Some(len) = scope.pattern.match_len(path) else {
                    continue;
                };
                is_in_scope = true;
                let policy = scope.policy.as_deref().unwrap_or(around);
                play(
                    &scope.entries,
                    method,
                    &path[len..],
                    policy,
                    is_served,
                    outcomes,
                );
                if !scope.may_decline {
                    return;
                }
            }
        }
    }
    if !is_in_scope {
        outcomes.not_found.insert(address(around));
    }
}

fn address(policy: &Policy) -> usize {
    std::ptr::from_ref(policy).addr()
}

#[test]
fn a_table_says_what_may_serve_a_request() {
    let mut ambiguous = 0;
    let mut decided = 0;
    for seed in 0..4_000 {
        let mut random = Random::new(seed);
        let tree = entries(&mut random, 0);
        let table = RouteTable::new(&APPLICATION, tree.clone());
        let addresses = |policies: &[PolicyId]| -> BTreeSet<usize> {
            let all = (0..table.policies().len()).map(|at| &*table.policies()[at]);
            let chosen = all.filter(|policy| {
                let id = table.id_of(policy).expect("a policy of the table");
                policies.contains(&id)
            });
            chosen.map(address).collect()
        };
        for _ in 0..25 {
            let method = random.pick(&METHODS);
            let segments = 1 + random.below(4);
            let path =
                (0..segments).map(|_| format!("/{}", random.pick(&["a", "b", "ab", "c", ""])));
            let path: String = path.collect();
            let mut outcomes = Outcomes::default();
            play(
                &tree,
                method,
                &path,
                &APPLICATION,
                &mut false,
                &mut outcomes,
            );
            let expected = if outcomes.served.is_empty() {
                &outcomes.not_found
            } else {
                &outcomes.served
            };
            let found = table.applicable(method, &path);
            let case = || format!("seed {seed}: {method} {path} in {tree:#?}");
            assert_eq!(
                &addresses(found.policies.as_slice()),
                expected,
                "{}",
                case()
            );
            assert_eq!(
                addresses(found.enclosing.as_slice()),
                outcomes.not_found,
                "{}",
                case()
            );
            let all: BTreeSet<_> = outcomes.of_path.union(&outcomes.not_found).collect();
            assert_eq!(found.per_method, all.len() > 1, "{}", case());
            ambiguous += usize::from(found.policies.is_ambiguous());
            decided += usize::from(found.route.is_some());
        }
    }
    // The test means nothing if its trees hardly match.
    assert!(
        ambiguous > 1_000 && decided > 5_000,
        "{ambiguous} {decided}"
    );
}

#[test]
fn a_route_whose_policy_lacks_its_method_is_found() {
    let route = |text: &str, methods: &[&str], policy: Option<&'static Policy>| {
        RouteEntry::Route(Route {
            pattern: Pattern {
                text: text.to_owned(),
                is_scope: false,
            },
            methods: methods.iter().map(|&method| method.to_owned()).collect(),
            policy: policy.map(Into::into),
            may_decline: false,
        })
    };
    let inner = vec![
        route("/b", &["GET", "PATCH", "PUT"], Some(&OTHERS[0])),
        route("/c", &["PATCH"], None),
        route("/d", &["PATCH"], Some(Policy::NONE)),
    ];
    let table = RouteTable::new(
        &APPLICATION,
        vec![RouteEntry::Scope(Scope {
            pattern: Pattern {
                text: "/a".to_owned(),
                is_scope: true,
            },
            policy: None,
            entries: inner,
            may_decline: false,
        })],
    );
    let found = table.methods_not_allowed();
    let found: Vec<_> = found
        .iter()
        .map(|found| (&*found.method, &*found.path))
        .collect();
    assert_eq!(found, [("PATCH", "/a/b")]);
}
