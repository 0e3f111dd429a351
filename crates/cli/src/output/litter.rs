//! What a command has made and would leave behind: removed however it ends, but for `kill -9`.
//!
//! Whoever stops a run (Ctrl-C, SIGTERM, a closed terminal) finds nothing of it. While results change
//! places a stop waits, so that there is never half of an old result and half of a new one.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A command writes to one place at a time.
static LITTER: Mutex<Litter> =
    Mutex::new(Litter { staging: None, draft: None, lock: None, parents: Vec::new() });

/// How the name of a folder ends that is being removed.
pub(super) const STOPPED: &str = "stopped";

#[derive(Debug)]
pub(super) struct Litter {
    /// The folder that is being filled.
    pub(super) staging: Option<PathBuf>,
    /// A single file that is being written.
    pub(super) draft: Option<PathBuf>,
    pub(super) lock: Option<PathBuf>,
    /// Folders that were made to hold the others, the outermost first.
    pub(super) parents: Vec<PathBuf>,
}

impl Litter {
    /// Removes everything that is still there. What cannot be removed is left.
    pub(super) fn remove(&mut self) {
        if let Some(folder) = self.staging.take() {
            // Threads may be writing into it: under another name no file can be added to it.
            let moved = folder.with_extension(STOPPED);
            let folder = fs::rename(&folder, &moved).map_or(folder, |()| moved);
            // A thread that was just making a file may still add it, once.
            let is_filled = |problem: io::Error| problem.kind() == ErrorKind::DirectoryNotEmpty;
            let _ = (0..100).find(|_| !fs::remove_dir_all(&folder).is_err_and(is_filled));
        }
        for file in [self.draft.take(), self.lock.take()].into_iter().flatten() {
            let _ = fs::remove_file(file);
        }
        // A folder with something in it stays: this removes empty ones alone.
        for folder in self.parents.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The list of what is to be removed; as long as it is held a stop waits.
pub(super) fn litter() -> MutexGuard<'static, Litter> {
    LITTER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From here on whoever stops the command has its litter removed first.
#[cfg(unix)]
pub(super) fn watch() -> io::Result<()> {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;

    static WATCHES: AtomicBool = AtomicBool::new(false);
    static TOO_LARGE: AtomicBool = AtomicBool::new(false);
    if WATCHES.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    // A file that grows beyond `ulimit -f` is an error of writing like any other, not a death.
    signal_hook::flag::register(SIGXFSZ, &TOO_LARGE)?;
    let ignored = ignored();
    let caught = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| !ignored.contains(signal));
    let mut signals = Signals::new(caught)?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let mut held = litter();
            held.remove();
            // The shell sees a command that died of the signal. The list stays locked until then, so
            // that the command itself says and does nothing more.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    })?;
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on Unix it may fail")]
pub(super) fn watch() -> io::Result<()> {
    Ok(())
}

/// Signals that the command was started to ignore, such as by `nohup`, which it goes on ignoring.
#[cfg(unix)]
fn ignored() -> Vec<i32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    (1..=64).filter(|signal| mask >> (signal - 1) & 1 == 1).collect()
}
