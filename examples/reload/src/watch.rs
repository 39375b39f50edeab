//! Reads the policy file again when it changes.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use cors_axum::Live;
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::policy_file;

/// How long the folder must be quiet before the file is read. An editor that writes a file
/// causes multiple events.
const QUIET: Duration = Duration::from_millis(100);

/// Watches the folder of the file, as long as the watcher exists. A watch on the file itself
/// would end when an editor replaces the file, and would not see that Kubernetes changes the
/// symbolic link of a `ConfigMap`.
pub(crate) fn folder_of(file: &Path) -> notify::Result<(RecommendedWatcher, Receiver<()>)> {
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event| {
        if is_change(&event) {
            // Without a receiver, the program ends.
            let _ = sender.send(());
        }
    })?;
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    Ok((watcher, changes))
}

/// Whether the file may have changed. To read the file is an event too, which must not cause
/// the next read. An error may mean that events were lost.
fn is_change(event: &notify::Result<Event>) -> bool {
    event.as_ref().map_or(true, |event| !event.kind.is_access())
}

/// Reads the file again when it changes.
pub(crate) fn follow(file: &Path, live: &Live, changes: &Receiver<()>) {
    let mut last = None;
    while changes.recv().is_ok() {
        while changes.recv_timeout(QUIET).is_ok() {}
        // Other files of the folder change too.
        let bytes = fs::read(file).ok();
        if last.as_ref() != Some(&bytes) {
            last = Some(bytes);
            reload(file, live);
        }
    }
}

/// Replaces the policies, or prints every problem and keeps the current ones.
fn reload(file: &Path, live: &Live) {
    match policy_file::read(file) {
        Ok(policies) => {
            live.replace(policies);
            println!("policies {} are in use", live.generation());
        }
        Err(why) => println!("policies {} stay in use: {why}", live.generation()),
    }
}
