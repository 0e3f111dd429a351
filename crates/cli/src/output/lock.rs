//! One run at a time writes to a folder.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// How a lock file of Kinward begins.
const HEAD: &str = "kinward is writing here";

/// A lock on a folder's name. The system releases it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
    /// What the run that made the file and was killed has left.
    abandoned: Option<Abandoned>,
    /// Whether the file is Kinward's, which somebody may have made before it.
    is_ours: bool,
}

/// The folder of a run that was killed while it had the lock.
#[derive(Debug)]
pub(super) struct Abandoned {
    pub(super) folder: PathBuf,
    /// Whether it was filled and about to change places: until then everything in it is Kinward's.
    pub(super) is_complete: bool,
}

/// What the third line of a lock file says of a folder that is complete.
const COMPLETE: &str = "complete";

impl Lock {
    /// None if another process has the lock.
    pub(super) fn take(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let mut file =
                File::options().read(true).write(true).create(true).truncate(false).open(path)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Ok(None),
                // A file system may have no locks: names are unique, so that nothing can be mixed.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            // Whoever had it may have removed the file between our opening and locking it.
            if !is_still_there(&file, path) {
                continue;
            }
            let mut text = String::new();
            // Of a pipe nothing is read: it would be waited for without end.
            let is_read = file.metadata()?.is_file() && file.read_to_string(&mut text).is_ok();
            let is_ours = is_read && (text.is_empty() || text.starts_with(HEAD));
            let mut lines = text.lines().skip(1).filter(|_| is_ours);
            let abandoned = lines.next().map(|name| path.with_file_name(name));
            let is_complete = lines.next() == Some(COMPLETE);
            let abandoned = abandoned.map(|folder| Abandoned { folder, is_complete });
            return Ok(Some(Self { file, path: path.to_owned(), abandoned, is_ours }));
        }
    }

    pub(super) fn path(&self) -> Option<&Path> {
        self.is_ours.then_some(self.path.as_path())
    }

    /// What a run left that was killed while it had the lock.
    pub(super) const fn abandoned(&self) -> Option<&Abandoned> {
        self.abandoned.as_ref()
    }

    /// Writes down which folder beside the lock is to be removed if this run is killed.
    pub(super) fn note(&mut self, staging: &Path) -> io::Result<()> {
        if self.is_ours {
            let name = staging.file_name().unwrap_or_default().to_string_lossy();
            self.file.set_len(0)?;
            self.file.rewind()?;
            self.file.write_all(format!("{HEAD}\n{name}\n").as_bytes())?;
        }
        Ok(())
    }

    /// Writes down that the folder is complete, and from now on may hold what others have written.
    pub(super) fn note_complete(&mut self) -> io::Result<()> {
        if self.is_ours {
            self.file.write_all(format!("{COMPLETE}\n").as_bytes())?;
        }
        Ok(())
    }
}

#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let place = |found: fs::Metadata| (found.dev(), found.ino());
    let (own, there) = (file.metadata().map(place), fs::metadata(path).map(place));
    own.is_ok_and(|own| there.is_ok_and(|there| own == there))
}

#[cfg(not(unix))]
fn is_still_there(_: &File, path: &Path) -> bool {
    path.exists()
}
