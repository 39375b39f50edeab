//! The page in a real browser, where Chromium is installed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use smoke::Example;

#[test]
fn every_request_ends_as_the_page_expects() {
    if Command::new("chromium").arg("--version").output().is_err() {
        // Past the test harness, which swallows what a passing test prints.
        let _ = writeln!(
            io::stderr(),
            "skipped: there is no `chromium` to show the page"
        );
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    let example = Example::start(&mut command, "Ctrl-C");
    let port = example.port("The page:");

    let listed = shown(&format!("http://localhost:{port}/"), "listed");
    assert_eq!(
        verdicts(&listed),
        [
            "read", "read", "blocked", "blocked", "read", "read", "hidden", "read"
        ],
    );
    assert!(listed.contains(">8 of 8 as expected<"), "{listed}");

    let unlisted = shown(&format!("http://127.0.0.1:{port}/"), "unlisted");
    assert_eq!(verdicts(&unlisted), ["blocked"; 8]);
    assert!(unlisted.contains(">8 of 8 as expected<"), "{unlisted}");
}

/// What became of each request, in the order of the page.
fn verdicts(page: &str) -> Vec<&str> {
    let marked = page.split("data-verdict=\"").skip(1);
    marked.filter_map(|rest| rest.split('"').next()).collect()
}

/// The page as it stands when it has made its requests.
fn shown(address: &str, name: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    fs::create_dir_all(&folder).expect("there is a folder for tests");
    let [page, log] = ["html", "log"].map(|ending| folder.join(name).with_extension(ending));
    let file = |path: &Path| File::create(path).expect("the folder is ours");

    let mut browser = Command::new("chromium")
        .args(["--headless", "--disable-gpu", "--no-first-run"])
        // The page is our own, and root, as in containers, has no sandbox.
        .args(["--no-sandbox", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join(name).display()))
        .arg(address)
        .stdin(Stdio::null())
        .stdout(file(&page))
        .stderr(file(&log))
        .spawn()
        .expect("chromium starts");
    let deadline = Instant::now() + Duration::from_secs(120);
    while browser.try_wait().expect("it can be waited for").is_none() {
        if Instant::now() > deadline {
            let _ = browser.kill();
            let _ = browser.wait();
            panic!("chromium did not end; see {}", log.display());
        }
        thread::sleep(Duration::from_millis(50));
    }
    fs::read_to_string(&page).expect("a page is UTF-8")
}
