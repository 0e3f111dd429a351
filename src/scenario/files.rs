//! The files that a command reads: each is opened once, and whoever asks for it again is given what was
//! read then. So a file that is saved in the middle of a command cannot give one answer two inputs, and the
//! list of all that a result was made from is complete.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of a file at most.
const MOST_BYTES: u64 = 64 << 20;

/// What is expected of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One that was typed: a scenario or a portfolio, which may also come from a pipe.
    Typed,
    /// One that another file names, such as observations or a contract of a portfolio: it is a regular file.
    Named,
}

type Opened = Result<Arc<[u8]>, Refused>;

/// Why a file could not be read.
#[derive(Clone, Debug)]
struct Refused {
    kind: ErrorKind,
    message: String,
}

/// One file, as it was when it was read.
#[derive(Clone, Debug)]
pub struct ReadFile {
    /// As the command line or another file names it.
    pub path: PathBuf,
    pub bytes: Arc<[u8]>,
}

/// All files of one command. Clones share what was read.
#[derive(Clone)]
pub struct Files(Arc<Inner>);

/// How a file is opened.
type Open = dyn Fn(&Path, Kind) -> io::Result<Vec<u8>> + Send + Sync;

struct Inner {
    open: Box<Open>,
    read: Mutex<Cache>,
}

#[derive(Default)]
struct Cache {
    /// In the order in which they were first asked for.
    files: Vec<(PathBuf, Opened)>,
    /// By every path that was asked for and by the place that it leads to: where among the files.
    places: BTreeMap<PathBuf, usize>,
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths: Vec<PathBuf> = self.read().into_iter().map(|input| input.path).collect();
        f.debug_tuple("Files").field(&paths).finish()
    }
}

impl Default for Files {
    fn default() -> Self {
        Self::opened_by(on_disk)
    }
}

impl Files {
    /// Files that are opened in some other way than from the disk.
    pub fn opened_by(
        open: impl Fn(&Path, Kind) -> io::Result<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Inner { open: Box::new(open), read: Mutex::default() }))
    }

    /// What a file held when it was first asked for.
    ///
    /// # Errors
    ///
    /// If it could not be read then.
    pub fn get(&self, path: &Path, kind: Kind) -> io::Result<Arc<[u8]>> {
        let mut known = self.known();
        let place = known.places.get(path).copied().unwrap_or_else(|| {
            let leads_to = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            let place = known.places.get(&leads_to).copied().unwrap_or_else(|| {
                let opened = (self.0.open)(path, kind);
                let opened = opened.map(Arc::from).map_err(|problem| Refused::of(&problem));
                known.files.push((path.to_owned(), opened));
                known.files.len() - 1
            });
            known.places.extend([(leads_to, place), (path.to_owned(), place)]);
            place
        });
        let opened = known.files[place].1.clone();
        opened.map_err(|refused| io::Error::new(refused.kind, refused.message))
    }

    /// Every file that was read, in the order in which they were first asked for.
    pub fn read(&self) -> Vec<ReadFile> {
        let known = self.known();
        let input = |(path, opened): &(PathBuf, Opened)| {
            let bytes = opened.as_ref().ok()?;
            Some(ReadFile { path: path.clone(), bytes: Arc::clone(bytes) })
        };
        known.files.iter().filter_map(input).collect()
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Cache> {
        self.0.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Refused {
    fn of(problem: &io::Error) -> Self {
        Self { kind: problem.kind(), message: problem.to_string() }
    }
}

/// Reads a file, unless it is larger than any that is meant.
fn on_disk(path: &Path, kind: Kind) -> io::Result<Vec<u8>> {
    let not_read = |why: String| Err(io::Error::new(ErrorKind::InvalidInput, why));
    // A pipe that nobody writes to would be waited for without end; a folder says so itself.
    if kind == Kind::Named && !fs::metadata(path)?.is_file() {
        return not_read("it is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return not_read(format!("it is larger than {} MiB", MOST_BYTES >> 20));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_file_is_opened_once_under_all_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "first").unwrap();
        let other_name = folder.path().join(".").join("a.toml");
        let files = Files::default();
        assert_eq!(*files.get(&path, Kind::Typed).unwrap(), *b"first");
        fs::write(&path, "second").unwrap();
        assert_eq!(*files.get(&path, Kind::Typed).unwrap(), *b"first");
        assert_eq!(*files.get(&other_name, Kind::Named).unwrap(), *b"first");
        let read = files.clone().read();
        assert_eq!(read.len(), 1);
        assert_eq!((&read[0].path, &*read[0].bytes), (&path, &b"first"[..]));
    }

    #[test]
    fn a_file_that_could_not_be_read_is_not_tried_again() {
        let opened = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&opened);
        let files = Files::opened_by(move |_, _| {
            count.fetch_add(1, Ordering::Relaxed);
            Err(io::Error::new(ErrorKind::NotFound, "not there"))
        });
        for _ in 0..3 {
            let problem = files.get(Path::new("x.csv"), Kind::Named).unwrap_err();
            assert_eq!(
                (problem.kind(), problem.to_string()),
                (ErrorKind::NotFound, "not there".into())
            );
        }
        assert_eq!(opened.load(Ordering::Relaxed), 1);
        assert!(files.read().is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_not_waited_for() {
        let refused = |kind| Files::default().get(Path::new("/dev/zero"), kind).unwrap_err();
        let problem = refused(Kind::Named);
        assert!(problem.to_string().contains("regular file"), "{problem}");
        let problem = refused(Kind::Typed);
        assert!(problem.to_string().contains("larger than 64 MiB"), "{problem}");
    }
}
