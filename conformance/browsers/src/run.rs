//! One run: every browser, every adapter, every case.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::adapter::{ADAPTERS, Adapter};
use crate::browser::Browser;
use crate::case::{Case, Page};
use crate::cases;
use crate::log::Log;
use crate::pages::Pages;
use crate::server::Servers;
use crate::totals::Totals;
use crate::tried::Tried;
use crate::verdict::CaseRun;

/// A browser that asks for nothing for this long has hung.
const PATIENCE: Duration = Duration::from_secs(60);

/// What to run.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    pub(crate) browsers: Vec<Browser>,
    pub(crate) requires_all: bool,
    pub(crate) only: String,
}

/// The servers and pages of a run.
struct Setup {
    log: Arc<Log>,
    pages: Pages,
    servers: Servers,
    cases: Vec<(Adapter, Case)>,
    tried: Tried,
}

/// # Errors
///
/// Fails with what could not be run, or with the number of failures.
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
    totals.print(setup.tried.len());
    let unseen = totals.unseen();
    if choice.only.is_empty() && !unseen.is_empty() {
        let unseen = unseen.join(", ");
        return Err(format!("known differences that did not occur: {unseen}"));
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
        let cases: Vec<(Adapter, Case)> = ADAPTERS
            .into_iter()
            .flat_map(|adapter| chosen.iter().map(move |&case| (adapter, case.clone())))
            .filter(|(adapter, case)| case.runs_on(*adapter))
            .collect();
        let tried = Tried::new(&cases, &servers, pages.ports)?;
        Ok(Setup {
            log,
            pages,
            servers,
            cases,
            tried,
        })
    }

    fn run(&self, browser: Browser, program: &Path, totals: &mut Totals) -> Result<(), String> {
        // Browsers sometimes crash. A browser that crashes twice does so because of
        // our pages.
        if let Err(why) = self.visit_pages(browser, program) {
            println!("{why}\n{browser} is started again");
            self.visit_pages(browser, program)?;
        }
        let seen = self.pages.take_seen();
        let exchanges = self.log.take();
        for (id, (adapter, case)) in self.cases.iter().enumerate() {
            let run = CaseRun {
                id,
                case,
                adapter: *adapter,
                browser,
                servers: &self.servers,
                tried: &self.tried,
                pages: self.pages.ports,
            };
            let seen = seen.get(&id).map(Vec::as_slice);
            let exchanges = exchanges.get(&id).map(Vec::as_slice);
            totals.add(&run, run.check(seen, exchanges.unwrap_or_default()));
        }
        Ok(())
    }

    /// Makes a browser visit all pages.
    fn visit_pages(&self, browser: Browser, program: &Path) -> Result<(), String> {
        let ports = self.pages.ports;
        let queue = Page::ALL.map(|page| {
            let cases = self.cases.iter().enumerate();
            let cases = cases.filter(|(_, (_, case))| case.page == page);
            let cases =
                cases.map(|(id, (adapter, case))| case.to_json(id, *adapter, &self.servers));
            (page.origin(ports), cases.collect())
        });
        self.log.take();
        self.pages.set_queue(queue.into());
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
