//! The three browsers, and how to start each of them on an address.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::{env, fmt};

use crate::folder::Folder;
use crate::process::{self, Group};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
    WebKit,
}

/// A browser that runs until the value is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    // The fields are dropped in this order: the browser, its display, its files.
    browser: Group,
    _display: Option<Group>,
    folder: Folder,
}

impl Browser {
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The command that starts the browser on this machine.
    ///
    /// # Errors
    ///
    /// Fails with the name of a program that is not installed.
    pub(crate) fn find(self) -> Result<PathBuf, String> {
        let (names, package): (&[&str], _) = match self {
            Browser::Chromium => (
                &["chromium", "chromium-browser", "google-chrome"],
                "chromium",
            ),
            Browser::Firefox => (&["firefox-esr", "firefox"], "firefox-esr"),
            Browser::WebKit => {
                on_path("Xvfb").ok_or("there is no Xvfb (Debian's xvfb)")?;
                return mini_browser().ok_or_else(|| {
                    "there is no MiniBrowser (Debian's libwebkit2gtk-4.1-0)".into()
                });
            }
        };
        let found = names.iter().find_map(|name| on_path(name));
        found.ok_or_else(|| format!("{} is not installed (Debian's {package})", names[0]))
    }

    /// Starts the browser with a new profile.
    pub(crate) fn start(self, program: &Path, address: &str) -> io::Result<Running> {
        let folder = Folder::new()?;
        let home = folder.path();
        let log = File::create(home.join("log"))?;
        let mut command = process::command(program);
        command
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME")
            .env_remove("XDG_DATA_HOME")
            // These settings turn off dialogs about proxies, fonts and passwords.
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("GSETTINGS_BACKEND", "memory")
            .env("NO_AT_BRIDGE", "1")
            .env("no_proxy", "*")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let mut display = None;
        match self {
            Browser::Chromium => {
                // The pages are our own. Without this option, Chromium does not
                // start as root, as in containers.
                command.args(["--headless=new", "--no-sandbox", "--disable-gpu"]);
                command.args([
                    "--no-first-run",
                    "--no-default-browser-check",
                    "--mute-audio",
                ]);
                command.args([
                    "--disable-background-networking",
                    "--disable-component-update",
                ]);
                command.args(["--disable-sync", "--disable-extensions", "--disable-quic"]);
                command.args(["--disable-dev-shm-usage", "--no-proxy-server"]);
                command.arg(format!(
                    "--user-data-dir={}",
                    home.join("profile").display()
                ));
            }
            Browser::Firefox => {
                let profile = home.join("profile");
                fs::create_dir(&profile)?;
                fs::write(profile.join("user.js"), FIREFOX)?;
                command.env("MOZ_CRASHREPORTER_DISABLE", "1");
                command.args(["--headless", "--no-remote", "--profile"]);
                command.arg(profile);
            }
            Browser::WebKit => {
                let (server, number) = display_server()?;
                display = Some(server);
                command
                    .env("DISPLAY", format!(":{number}"))
                    .env("GDK_BACKEND", "x11")
                    .env("LIBGL_ALWAYS_SOFTWARE", "1")
                    .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
                    .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
            }
        }
        let browser = Group::start(command.arg(address))?;
        Ok(Running {
            browser,
            _display: display,
            folder,
        })
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox",
            Browser::WebKit => "webkit",
        })
    }
}

impl Running {
    pub(crate) fn has_ended(&mut self) -> bool {
        self.browser.has_ended()
    }

    /// The end of the browser's output.
    pub(crate) fn last_words(&self) -> String {
        let log = fs::read(self.folder.path().join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

/// Turns off dialogs, first-run pages and connections to the vendor.
const FIREFOX: &str = r#"
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.safebrowsing.downloads.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.systemAddon.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.proxy.type", 0);
user_pref("services.settings.server", "data:,");
user_pref("toolkit.telemetry.enabled", false);
user_pref("toolkit.telemetry.server", "data:,");
"#;

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let mut candidates = env::split_paths(&path).map(|folder| folder.join(name));
    candidates.find(|candidate| candidate.is_file())
}

/// WebKit's test browser is installed next to WebKit's other programs, not in the
/// `PATH`.
fn mini_browser() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten()
        .flat_map(|folder| {
            ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"]
                .map(|version| folder.path().join(version).join("MiniBrowser"))
        })
        .chain(on_path("MiniBrowser"))
        .filter(|program| program.is_file())
        .collect();
    found.sort();
    found.into_iter().next_back()
}

/// A virtual display, and its number.
fn display_server() -> io::Result<(Group, String)> {
    let (reader, writer) = io::pipe()?;
    let mut command = process::command("Xvfb");
    command
        .args(["-displayfd", "1", "-screen", "0", "800x600x24"])
        .args(["-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(Stdio::null());
    let server = Group::start(&mut command)?;
    // This drops our writing end of the pipe. Otherwise the read never ends if Xvfb
    // stops early.
    drop(command);
    let mut number = String::new();
    BufReader::new(reader).read_line(&mut number)?;
    match number.trim() {
        "" => Err(io::Error::other("Xvfb printed no display number")),
        number => Ok((server, number.to_owned())),
    }
}
