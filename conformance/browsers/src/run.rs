//! One run: every browser, every adapter, every case.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::browser::Browser;
use crate::case::{Case, Page};
use crate::cases;
use crate::judge::Done;
use crate::log::Log;
use crate::pages::Pages;
use crate::server::{ADAPTERS, Adapter, Servers};
use crate::totals::Totals;

/// A browser that has not asked for anything for so long has hung.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is to be run.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    pub(crate) browsers: Vec<Browser>,
    pub(crate) requires_all: bool,
    pub(crate) only: String,
}

/// What there is to run it on.
struct Setup {
    log: Arc<Log>,
    pages: Pages,
    servers: Servers,
    cases: Vec<(Adapter, Case)>,
}

/// # Errors
///
/// What could not be run, or how much of it failed.
pub(crate) fn all(choice: &Choice) -> Result<(), String> {
    let setup = Setup::new(&choice.only)?;
    let mut totals = Totals::default();
    for &browser in &choice.browsers {
        match browser.find() {
            Ok(program) => {
                let started = Instant::now();
                setup.run(browser, &program, &mut totals)?;
                let seconds = started.elapsed().as_secs_f64();
                println!("{browser}: {} in {seconds:.1} s", program.display());
            }
            Err(why) if choice.requires_all => return Err(why),
            Err(why) => {
                println!("{browser}: skipped: {why}");
                totals.skipped += 1;
            }
        }
    }
    totals.print();
    let unseen = totals.unseen();
    if choice.only.is_empty() && !unseen.is_empty() {
        let unseen = unseen.join(", ");
        return Err(format!("known differences that were not seen: {unseen}"));
    }
    match totals.failed {
        0 => Ok(()),
        failed => Err(format!("{failed} cases failed")),
    }
}

impl Setup {
    fn new(only: &str) -> Result<Self, String> {
        let log = Arc::new(Log::default());
        let pages = Pages::start(Arc::clone(&log)).map_err(|error| error.to_string())?;
        let servers = Servers::start(pages.ports, &log)?;
        let all = cases::all();
        let chosen = all.iter().filter(|case| case.name.contains(only));
        let chosen: Vec<&Case> = chosen.collect();
        let cases = ADAPTERS
            .into_iter()
            .flat_map(|adapter| chosen.iter().map(move |&case| (adapter, case.clone())))
            .filter(|(adapter, case)| adapter.serves(case))
            .collect();
        Ok(Setup {
            log,
            pages,
            servers,
            cases,
        })
    }

    fn run(&self, browser: Browser, program: &Path, totals: &mut Totals) -> Result<(), String> {
        // Browsers crash; one that does it twice does it because of us.
        if let Err(why) = self.lead(browser, program) {
            println!("{why}\n{browser} is started once more");
            self.lead(browser, program)?;
        }
        let seen = self.pages.take_seen();
        let exchanges = self.log.take();
        for (id, (adapter, case)) in self.cases.iter().enumerate() {
            let done = Done {
                id,
                case,
                adapter: *adapter,
                browser,
                servers: &self.servers,
                pages: self.pages.ports,
            };
            let seen = seen.get(&id).map(Vec::as_slice);
            let exchanges = exchanges.get(&id).map(Vec::as_slice);
            totals.add(&done, done.judge(seen, exchanges.unwrap_or_default()));
        }
        Ok(())
    }

    /// Leads a browser through all pages.
    fn lead(&self, browser: Browser, program: &Path) -> Result<(), String> {
        let ports = self.pages.ports;
        let queue = Page::ALL.map(|page| {
            let cases = self.cases.iter().enumerate();
            let cases = cases.filter(|(_, (_, case))| case.page == page);
            let cases =
                cases.map(|(id, (adapter, case))| case.to_json(id, *adapter, &self.servers));
            (page.origin(ports), cases.collect())
        });
        self.log.take();
        self.pages.hand_out(queue.into());
        let address = format!("{}/", Page::Listed.origin(ports));
        let cannot_start = |error| format!("{} does not start: {error}", program.display());
        let mut running = browser.start(program, &address).map_err(cannot_start)?;
        if self.pages.wait(PATIENCE, || !running.has_ended()) {
            return Ok(());
        }
        let ended = running.has_ended();
        let what = if ended { "ended" } else { "hung" };
        Err(format!(
            "{browser} {what} before all was done\n{}",
            running.last_words()
        ))
    }
}
