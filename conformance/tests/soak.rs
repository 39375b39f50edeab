//! Requests on two adapters, while another thread replaces the policies all the time.
//!
//! Each policy carries its generation in multiple headers. So each answer shows which
//! policy it comes from, and whether it mixes two policies.
//!
//! ```console
//! $ cargo test --release -p conformance --test soak -- --ignored --nocapture
//! ```

// A test that fails on an unwrap has a clear enough message.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use std::{fs, thread};

use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpResponse, web};
use cors_engine::routes::Policies;
use cors_engine::{Live, Policy};
use http::{Request, Response};
use tower::{Service, service_fn};

/// The time between two replacements.
const TICK: Duration = Duration::from_millis(1);
/// The number of origins that policies may have.
const POOL: usize = 128;

#[test]
fn every_answer_comes_from_one_policy() {
    let report = soak(Duration::from_secs(2), 1_000, false);
    println!("{report:?}");
    report.assert_right();
}

#[test]
#[ignore = "it takes a minute"]
fn every_answer_comes_from_one_policy_for_a_minute() {
    let report = soak(Duration::from_secs(60), 10_000, false);
    println!("{report:?}");
    report.assert_right();
}

/// One percent of the answers is changed before it is checked. The check must find all.
#[test]
fn the_check_finds_wrong_answers() {
    let report = soak(Duration::from_secs(1), 10_000, true);
    assert!(report.planted > 20, "{report:?}");
    assert_eq!(report.wrong.len(), report.planted);
}

#[derive(Debug, Default)]
struct Report {
    answers: usize,
    allowed: usize,
    planted: usize,
    wrong: Vec<String>,
    replaced: u32,
    /// The replaced policies that still exist.
    old: usize,
    /// The memory of the process in bytes, after a quarter of the time and at the end.
    memory: usize,
    memory_at_end: usize,
}

impl Report {
    fn assert_right(&self) {
        assert!(self.wrong.is_empty(), "{:?}", &self.wrong[..1]);
        assert!(self.answers > 100 && self.replaced > 10, "{self:?}");
        // Both kinds of answers were seen.
        assert!(
            self.allowed > 10 && self.allowed + 10 < self.answers,
            "{self:?}"
        );
        assert_eq!(self.old, 0, "{self:?}");
        let growth = self.memory_at_end.saturating_sub(self.memory);
        assert!(growth < 16 << 20, "{growth} bytes more: {self:?}");
    }
}

/// The state that all threads share.
struct Shared {
    live: Live,
    origins: Vec<String>,
    /// The generation that is being set, and the last one that was set.
    begun: AtomicU32,
    done: AtomicU32,
    is_over: AtomicBool,
    answers: AtomicUsize,
    plant: bool,
}

/// Replaces policies for this time, and until there are enough answers on a busy machine.
fn soak(time: Duration, answers: usize, plant: bool) -> Report {
    let origins = crafted();
    let shared = Arc::new(Shared {
        live: Live::new(policies(&origins, 0).0),
        origins,
        begun: AtomicU32::new(0),
        done: AtomicU32::new(0),
        is_over: AtomicBool::new(false),
        answers: AtomicUsize::new(0),
        plant,
    });
    let clients = [on_tower, on_actix].map(|client| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || client(&shared))
    });
    let (mut report, old) = replace(&shared, time, answers);
    shared.is_over.store(true, Ordering::SeqCst);
    for client in clients {
        let seen = client.join().unwrap();
        report.answers += seen.answers;
        report.allowed += seen.allowed;
        report.planted += seen.planted;
        report.wrong.extend(seen.wrong);
    }
    report.old = old.iter().filter(|old| old.strong_count() > 0).count();
    report
}

/// Replaces the policies once per tick. Returns the policies that were replaced last, or were
/// still in use a hundred replacements later.
fn replace(shared: &Shared, time: Duration, answers: usize) -> (Report, Vec<Weak<Policy>>) {
    let start = Instant::now();
    let mut report = Report::default();
    let mut last: VecDeque<Weak<Policy>> = VecDeque::new();
    let mut old = Vec::new();
    let has_enough = || shared.answers.load(Ordering::SeqCst) >= answers;
    while start.elapsed() < time || !has_enough() {
        let generation = report.replaced + 1;
        let (policies, kept) = policies(&shared.origins, generation);
        shared.begun.store(generation, Ordering::SeqCst);
        shared.live.replace(policies);
        shared.done.store(generation, Ordering::SeqCst);
        report.replaced = generation;
        last.push_back(kept);
        if last.len() > 100 {
            old.extend(last.pop_front().filter(|old| old.strong_count() > 0));
        }
        if report.memory == 0 && start.elapsed() > time / 4 {
            report.memory = memory();
        }
        thread::sleep(
            TICK.saturating_mul(generation)
                .saturating_sub(start.elapsed()),
        );
    }
    report.memory_at_end = memory();
    // The last one is the current one.
    last.pop_back();
    old.extend(last);
    (report, old)
}

/// The policies of a generation, and a weak reference to the first one.
fn policies(origins: &[String], generation: u32) -> (Policies, Weak<Policy>) {
    let [first, second] = [0, 1].map(|part| {
        let members = origins.iter().enumerate();
        let members = members.filter(|(index, _)| is_member(generation, *index, part));
        let stamp = stamp(generation, part);
        let policy = Policy::builder()
            .origins(members.map(|(_, origin)| origin.as_str()))
            .methods(["PUT"])
            .headers([&stamp])
            .expose_headers([&stamp])
            .max_age(generation.to_string())
            .build();
        Arc::new(policy.unwrap())
    });
    let kept = Arc::downgrade(&first);
    let policies = Policies::builder(first).nest("/part", second).build();
    (policies.unwrap(), kept)
}

fn stamp(generation: u32, part: usize) -> String {
    format!("x-{part}-{generation}")
}

/// Whether a policy contains an origin. Two of three origins are in each policy, and each
/// replacement adds and removes some.
fn is_member(generation: u32, origin: usize, part: usize) -> bool {
    let number = generation as usize / 2 + origin * 7 + part;
    !number.is_multiple_of(3)
}

/// Origins whose hashes share a bucket of the table for one seed, and that differ in a few
/// bytes only. With that seed, no table can be built. (`cors_rules::set`; its seeds are
/// random.)
fn crafted() -> Vec<String> {
    let bucket = |origin: &str| {
        let state = 1_u64.wrapping_mul(2 * origin.len() as u64 + 1);
        let (first, last) = (
            &origin.as_bytes()[..16],
            &origin.as_bytes()[origin.len() - 16..],
        );
        let hash = [first, last].iter().fold(state, |state, block| {
            let block = u128::from_le_bytes((*block).try_into().unwrap());
            let product = u128::from(block as u64 ^ 0x9e37_79b9_7f4a_7c15)
                * u128::from((block >> 64) as u64 ^ state);
            product as u64 ^ (product >> 64) as u64
        });
        (u128::from(hash) * (POOL as u128 / 4)) >> 64
    };
    let all = (0..).map(|number| format!("https://t{number:06}.example"));
    all.filter(|origin| bucket(origin) == 0)
        .take(POOL)
        .collect()
}

/// What a client does next, and what it has seen.
struct Client<'s> {
    shared: &'s Shared,
    report: Report,
    random: u64,
}

/// A request.
#[derive(Clone, Copy)]
struct Asked {
    origin: usize,
    part: usize,
    is_preflight: bool,
    /// The last generation that was set when the request began.
    from: u32,
}

/// The parts of an answer that depend on the policy.
#[derive(Debug, Clone)]
struct Answer {
    status: u16,
    allowed: Option<String>,
    vary: Option<String>,
    /// The generation and the part in each stamp.
    stamps: Vec<String>,
    max_age: Option<u32>,
}

impl Answer {
    fn new<'h>(status: u16, header: impl Fn(&str) -> Option<&'h str>) -> Self {
        let text = |name: &str| header(name).map(str::to_owned);
        let stamps = [
            text("access-control-allow-headers"),
            text("access-control-expose-headers"),
        ];
        Answer {
            status,
            allowed: text("access-control-allow-origin"),
            vary: text("vary"),
            stamps: stamps.into_iter().flatten().collect(),
            max_age: header("access-control-max-age").and_then(|age| age.parse().ok()),
        }
    }
}

impl<'s> Client<'s> {
    fn new(shared: &'s Shared, random: u64) -> Self {
        Client {
            shared,
            report: Report::default(),
            random,
        }
    }

    fn is_over(&self) -> bool {
        self.shared.is_over.load(Ordering::SeqCst)
    }

    fn next(&mut self, below: usize) -> usize {
        // xorshift64
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % below as u64) as usize
    }

    fn ask(&mut self) -> Asked {
        Asked {
            origin: self.next(self.shared.origins.len()),
            part: self.next(2),
            is_preflight: self.next(2) == 0,
            from: self.shared.done.load(Ordering::SeqCst),
        }
    }

    fn origin(&self, asked: Asked) -> &'s str {
        &self.shared.origins[asked.origin]
    }

    fn check(&mut self, asked: Asked, mut answer: Answer) {
        let to = self.shared.begun.load(Ordering::SeqCst);
        self.report.answers += 1;
        self.shared.answers.fetch_add(1, Ordering::SeqCst);
        self.report.allowed += usize::from(answer.allowed.is_some());
        if self.shared.plant && self.next(100) == 0 {
            self.report.planted += usize::from(self.falsify(asked, to, &mut answer));
        }
        if let Err(why) = self.is_right(asked, to, &answer) {
            let to_origin = self.origin(asked);
            let why = format!(
                "{why}: {answer:?} to {to_origin}, from {} to {to}",
                asked.from
            );
            self.report.wrong.push(why);
        }
    }

    /// Whether the answer is right under one policy that was current during the request.
    fn is_right(&self, asked: Asked, to: u32, answer: &Answer) -> Result<(), &'static str> {
        let is_member = |generation| is_member(generation, asked.origin, asked.part);
        if answer.vary.as_deref() != Some("Origin") {
            return Err("the response does not vary by the origin");
        }
        let Some(allowed) = &answer.allowed else {
            let status = if asked.is_preflight { 403 } else { 200 };
            if answer.status != status || !answer.stamps.is_empty() || answer.max_age.is_some() {
                return Err("a refused origin gets headers, or another status");
            }
            let mut generations = asked.from..=to;
            return match generations.any(|generation| !is_member(generation)) {
                true => Ok(()),
                false => Err("an allowed origin was refused"),
            };
        };
        if allowed != self.origin(asked) {
            return Err("another origin is allowed");
        }
        if answer.status != if asked.is_preflight { 204 } else { 200 } {
            return Err("an allowed origin gets another status");
        }
        let right = |generation: &u32| {
            let is_stamp = |found: &String| *found == stamp(*generation, asked.part);
            let age = asked.is_preflight.then_some(*generation);
            is_member(*generation)
                && answer.stamps.len() == 1
                && answer.stamps.iter().all(is_stamp)
                && answer.max_age == age
        };
        match (asked.from..=to).any(|generation| right(&generation)) {
            true => Ok(()),
            false => Err("no policy gives this answer"),
        }
    }

    /// Makes an answer wrong. Returns `false` if it is left right.
    fn falsify(&mut self, asked: Asked, to: u32, answer: &mut Answer) -> bool {
        let is_member = |generation| is_member(generation, asked.origin, asked.part);
        match self.next(4) {
            // A policy of the future.
            0 if answer.allowed.is_some() => {
                answer.stamps = vec![stamp(to + 1, asked.part)];
            }
            // The header of another policy.
            1 if answer.max_age.is_some() => answer.max_age = answer.max_age.map(|age| age + 1),
            // The policy of another path.
            2 if answer.allowed.is_some() => {
                answer.stamps = vec![stamp(asked.from, 1 - asked.part)];
            }
            _ if (asked.from..=to).all(is_member) => {
                answer.allowed = None;
                answer.stamps.clear();
                answer.max_age = None;
                answer.status = if asked.is_preflight { 403 } else { 200 };
            }
            _ if (asked.from..=to).all(|generation| !is_member(generation)) => {
                answer.allowed = Some(self.origin(asked).to_owned());
                answer.status = if asked.is_preflight { 204 } else { 200 };
            }
            _ => return false,
        }
        true
    }
}

const PATHS: [&str; 2] = ["/", "/part/x"];

fn on_tower(shared: &Shared) -> Report {
    let mut client = Client::new(shared, 1);
    let handler = service_fn(async |_: Request<()>| {
        pause().await;
        Ok::<_, std::convert::Infallible>(Response::new(()))
    });
    let mut service = cors_tower::Cors::new(handler, shared.live.clone());
    while !client.is_over() {
        let asked = client.ask();
        let mut request = Request::builder()
            .uri(PATHS[asked.part])
            .header("origin", client.origin(asked));
        if asked.is_preflight {
            request = request
                .method("OPTIONS")
                .header("access-control-request-method", "PUT");
        }
        let response = wait(service.call(request.body(()).unwrap())).unwrap();
        let header = |name: &str| response.headers().get(name)?.to_str().ok();
        client.check(asked, Answer::new(response.status().as_u16(), header));
    }
    client.report
}

fn on_actix(shared: &Shared) -> Report {
    actix_web::rt::System::new().block_on(async {
        let mut client = Client::new(shared, 2);
        let handler = || async {
            pause().await;
            HttpResponse::Ok().finish()
        };
        let app = App::new()
            .default_service(web::to(handler))
            .wrap(cors_actix::Cors::new(shared.live.clone()));
        let app = init_service(app).await;
        while !client.is_over() {
            let asked = client.ask();
            let mut request = TestRequest::with_uri(PATHS[asked.part])
                .insert_header(("origin", client.origin(asked)));
            if asked.is_preflight {
                request = request
                    .method(actix_web::http::Method::OPTIONS)
                    .insert_header(("access-control-request-method", "PUT"));
            }
            let response = call_service(&app, request.to_request()).await;
            let header = |name: &str| response.headers().get(name)?.to_str().ok();
            client.check(asked, Answer::new(response.status().as_u16(), header));
        }
        client.report
    })
}

/// Lets the other threads run in one of eight requests, so that policies are replaced during
/// the request.
async fn pause() {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let mut is_first = COUNT.fetch_add(1, Ordering::Relaxed).is_multiple_of(8);
    std::future::poll_fn(|context| {
        if std::mem::take(&mut is_first) {
            thread::yield_now();
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    })
    .await;
}

/// The output of a future that is always ready soon.
fn wait<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// The resident memory of this process in bytes, or 0 if the system does not say it.
fn memory() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    resident.unwrap_or(0_usize) * 4096
}
