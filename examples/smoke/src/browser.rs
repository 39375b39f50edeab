//! A page in a real browser.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Whether Chromium is installed. Prints a message to standard error if it is not.
pub fn has_browser() -> bool {
    let found = Command::new("chromium").arg("--version").output().is_ok();
    if !found {
        // This bypasses the test harness, which hides the output of passing tests.
        let _ = writeln!(
            io::stderr(),
            "skipped: there is no `chromium` to show the page"
        );
    }
    found
}

/// The content of the page at an address, after it has made its requests.
///
/// The files of the browser go to `folder/name`, which is created.
pub fn shown(address: &str, folder: &Path, name: &str) -> String {
    fs::create_dir_all(folder).expect("there is a folder for tests");
    let [page, log] = ["html", "log"].map(|ending| folder.join(name).with_extension(ending));
    let file = |path: &Path| File::create(path).expect("the folder is ours");

    let mut browser = Command::new("chromium")
        .args(["--headless", "--disable-gpu", "--no-first-run"])
        // The page is trusted. Without this option, Chromium does not start as root, for
        // example in containers.
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
