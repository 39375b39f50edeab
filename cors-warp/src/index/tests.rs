//! Random places against a naive reading: every place is asked, in order.

use warp::http::Method;

use super::*;
use crate::path;
use crate::path::Place as _;
use crate::path::path as one;

const METHODS: [Method; 3] = [Method::GET, Method::PUT, Method::OPTIONS];

/// What a request is for: the first route, with its policy, the policies of the
/// innermost scopes, and those of all routes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Reading {
    route: Option<(RouteId, usize)>,
    around: Vec<usize>,
    routes: Vec<usize>,
}

impl Reading {
    fn of(places: &[Place<usize>], method: &str, path: &str) -> Self {
        let mut reading = Reading::default();
        if !reading.ask(places, APPLICATION, method, path) {
            reading.around.push(APPLICATION);
        }
        reading.routes.sort_unstable();
        reading.routes.dedup();
        reading
    }

    /// Whether there was a scope with a policy.
    fn ask(&mut self, places: &[Place<usize>], around: usize, method: &str, path: &str) -> bool {
        let mut is_in_scope = false;
        for place in places {
            match place {
                Place::Route {
                    id,
                    method: own,
                    pattern,
                    policy,
                } => {
                    let is_its = pattern.rest(path).is_some();
                    let policy = policy.unwrap_or(around);
                    if is_its && own.as_str() == method && self.route.is_none() {
                        self.route = Some((*id, policy));
                    }
                    if is_its {
                        self.routes.push(policy);
                    }
                }
                Place::Scope {
                    pattern,
                    policy,
                    inside,
                } => {
                    let Some(rest) = pattern.rest(path) else {
                        continue;
                    };
                    let inner = policy.unwrap_or(around);
                    let is_deeper = self.ask(inside, inner, method, rest);
                    if let (false, Some(policy)) = (is_deeper, policy)
                        && !self.around.contains(policy)
                    {
                        self.around.push(*policy);
                    }
                    is_in_scope |= is_deeper || policy.is_some();
                }
            }
        }
        is_in_scope
    }
}

impl From<(Found, Policies)> for Reading {
    fn from((found, routes): (Found, Policies)) -> Self {
        let mut routes = routes.all().to_vec();
        routes.sort_unstable();
        Reading {
            route: found.route,
            around: found.around.all().to_vec(),
            routes,
        }
    }
}

/// Numbers that look random, the same each time (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pattern(&mut self, of_scope: bool) -> Pattern {
        let sides = if of_scope { 7 } else { 17 };
        match self.roll(sides) {
            0 => one("a").parts().1,
            1 => path!("a" / ..).parts().1,
            2 => path!("b" / "a" / ..).parts().1,
            3 => path!(u8 / ..).parts().1,
            4 => path!(u8 / "b" / ..).parts().1,
            5 => path!("a" / String / ..).parts().1,
            6 => one("ab").parts().1,
            7 => path!().parts().1,
            8 => path!("a").parts().1,
            9 => path!("b").parts().1,
            10 => path!("a" / "b").parts().1,
            11 => path!("a" / u8).parts().1,
            12 => path!(u8).parts().1,
            13 => path!(String).parts().1,
            14 => path!(u8 / u8 / "a").parts().1,
            15 => path!("b" / String / u8).parts().1,
            _ => path!(String / "b").parts().1,
        }
    }

    fn policy(&mut self) -> Option<usize> {
        (self.roll(3) > 0).then(|| self.roll(5))
    }

    fn places(&mut self, depth: usize) -> Vec<Place<usize>> {
        let count = self.roll(9);
        let places = (0..count).map(|_| match self.roll(3) {
            0 if depth < 3 => Place::Scope {
                pattern: self.pattern(true),
                policy: self.policy(),
                inside: self.places(depth + 1),
            },
            _ => Place::Route {
                id: RouteId::new(),
                method: METHODS[self.roll(3)].clone(),
                pattern: self.pattern(false),
                policy: self.policy(),
            },
        });
        places.collect()
    }
}

/// Every path of up to four segments, with slashes in odd places.
fn paths() -> Vec<String> {
    let mut paths = vec![String::new()];
    let mut last = vec![String::new()];
    for _ in 0..4 {
        let longer = last.iter().flat_map(|path: &String| {
            ["a", "b", "ab", "7", "300", ""].map(|segment| match path.as_str() {
                "" => segment.to_owned(),
                path => format!("{path}/{segment}"),
            })
        });
        last = longer.collect();
        paths.extend(last.iter().cloned());
    }
    paths.extend(["/", "//", "/a", "a/", "7/", "a//", "é", "a/é"].map(str::to_owned));
    paths
}

#[test]
fn it_finds_what_asking_every_place_finds() {
    let paths = paths();
    for seed in 0..150 {
        let places = Dice(seed).places(0);
        let index = Index::new(places.clone());
        for path in &paths {
            for method in ["GET", "PUT", "PATCH"] {
                let mut expected = Reading::of(&places, method, path);
                let found = index.find_all(method, path);
                if let Some((id, policy)) = found.0.route {
                    assert_eq!(index.policy_of(id), policy);
                }
                let context = format!("{seed}: {method} /{path}");
                assert_eq!(Reading::from(found), expected, "{context}: {places:#?}");
                expected.routes.clear();
                let found = (index.find(method, path), Policies::default());
                assert_eq!(Reading::from(found), expected, "{context}: {places:#?}");
            }
        }
    }
}
