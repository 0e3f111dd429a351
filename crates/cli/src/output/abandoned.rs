//! What a run has left that was killed or aborted: found by its lock file, and cleared away.

use std::fs;
use std::path::Path;

use super::earlier::{Earlier, MANIFEST};
use super::lock::Lock;

/// How the name of a lock file ends; it begins with a dot and the name of the folder that is locked.
const LOCK: &str = ".kinward-lock";

/// How the name of a folder that is being filled ends.
pub(super) const PARTIAL: &str = ".kinward-partial";

/// The name of the lock file for a folder of some name, beside that folder or in it.
pub(super) fn lock_name(folder: &str) -> String {
    format!(".{folder}{LOCK}")
}

/// Clears away what killed runs have left in a folder, with their lock files.
pub(super) fn clear_within(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let locked = name.strip_prefix('.').and_then(|name| name.strip_suffix(LOCK));
        let Some(locked) = locked.filter(|_| entry.file_type().is_ok_and(|kind| kind.is_file()))
        else {
            continue;
        };
        // A run that is under way has its lock, and its files are its own.
        let Ok(Some(lock)) = Lock::take(&entry.path()) else { continue };
        if clear(&lock, folder, locked) {
            let _ = lock.path().map(fs::remove_file);
        }
    }
}

/// Clears away what the run that had a lock before has left in `base`, a folder or the one that it stands in, and
/// nothing else. Returns whether all of it is gone.
pub(super) fn clear(lock: &Lock, base: &Path, locked: &str) -> bool {
    let Some(abandoned) = lock.abandoned() else { return true };
    let name = abandoned.folder.file_name().unwrap_or_default().to_string_lossy();
    if !name.starts_with(&format!(".{locked}.")) || !name.ends_with(PARTIAL) {
        return true;
    }
    // A run that was stopped and then killed had moved the folder.
    let moved = abandoned.folder.with_extension(super::litter::STOPPED);
    let left = [abandoned.folder.clone(), moved];
    for folder in left.iter().filter(|folder| is_folder(folder)) {
        if abandoned.is_complete {
            // Either the new results or the earlier ones, among which somebody may have put files of his own.
            let results = Earlier::read(folder);
            // They were being moved into a folder that cannot be replaced, the manifest last of all.
            let is_target = base.file_name().is_some_and(|name| name == locked);
            if is_target && !base.join(MANIFEST).exists() {
                let _ = results.remove_from(base);
            }
            let _ = results.dissolve(&base.join(locked));
        } else {
            let _ = fs::remove_dir_all(folder);
        }
    }
    !left.iter().any(|folder| is_folder(folder))
}

/// Whether it is a folder and no link to one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}
