//! `manifest.json`: how to get this result again, and whether the files are still those of the run.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::other;
use kinward::scenario::ReadFile;

/// When a run began.
#[derive(Clone, Copy, Debug)]
pub struct Started(SystemTime);

impl Started {
    /// This moment.
    #[expect(
        clippy::disallowed_methods,
        reason = "the manifest says when a result was made; no result depends on it"
    )]
    pub fn now() -> Self {
        Self(SystemTime::now())
    }

    /// How long ago that was; nothing if the clock was set back in between.
    fn elapsed(self) -> Duration {
        self.0.elapsed().unwrap_or_default()
    }

    /// `2026-03-01T09:30:00Z`
    fn written(self) -> String {
        let since = self.0.duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
        jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
    }
}

/// What made the run; everything that a result depends on but the files themselves.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    pub version: &'a str,
    /// The scenario's path; only its last part is kept.
    pub file: &'a Path,
    /// Every file that was read, the scenario first.
    pub inputs: &'a [ReadFile],
    /// What was laid over it: `path.to.key=value`.
    pub sets: &'a [String],
    pub seed: u64,
    /// Where the draws of the assumptions come from.
    pub draws: &'a str,
    pub trials: u64,
    pub first_trial: u64,
    pub threads: usize,
    /// The command line as it was typed.
    pub command: &'a [String],
    pub started: Started,
}

#[derive(Debug, Serialize)]
struct Manifest<'a> {
    kinward: &'a str,
    scenario: String,
    /// Every file that was read, the scenario first: its path from the scenario's folder, where it lies in
    /// it.
    inputs: Vec<FileRow>,
    sets: &'a [String],
    sets_blake3: String,
    seed: u64,
    draws: &'a str,
    trials: u64,
    first_trial: u64,
    threads: usize,
    command: &'a [String],
    started: String,
    elapsed_seconds: f64,
    files: Vec<FileRow>,
}

#[derive(Debug, Serialize)]
struct FileRow {
    path: String,
    bytes: u64,
    blake3: String,
}

/// Writes `manifest.json` into `folder`, with the digests of the files that [`super::write`] has
/// written there, and returns its path in the folder.
///
/// # Errors
///
/// If one of the files cannot be read or the manifest not be written.
pub fn write(folder: &Path, origin: &Origin<'_>, files: &[PathBuf]) -> io::Result<PathBuf> {
    let name =
        |file: &Path| file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    let folder_of_scenario = origin.file.parent().unwrap_or(Path::new(""));
    let input = |read: &ReadFile| {
        let inside = read.path.strip_prefix(folder_of_scenario);
        let path = inside.map_or_else(|_| name(&read.path), slashed);
        let blake3 = blake3::hash(&read.bytes).to_string();
        FileRow { path, bytes: read.bytes.len() as u64, blake3 }
    };
    let mut files =
        files.iter().map(|file| file_row(folder, file)).collect::<io::Result<Vec<_>>>()?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let manifest = Manifest {
        kinward: origin.version,
        scenario: name(origin.file),
        inputs: origin.inputs.iter().map(input).collect(),
        sets: origin.sets,
        sets_blake3: blake3::hash(origin.sets.join("\n").as_bytes()).to_string(),
        seed: origin.seed,
        draws: origin.draws,
        trials: origin.trials,
        first_trial: origin.first_trial,
        threads: origin.threads,
        command: origin.command,
        started: origin.started.written(),
        elapsed_seconds: (origin.started.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0,
        files,
    };
    let path = PathBuf::from("manifest.json");
    fs::write(folder.join(&path), serde_json::to_string_pretty(&manifest).map_err(other)? + "\n")?;
    Ok(path)
}

fn file_row(folder: &Path, path: &Path) -> io::Result<FileRow> {
    let mut hasher = blake3::Hasher::new();
    let bytes = io::copy(&mut File::open(folder.join(path))?, &mut hasher)?;
    Ok(FileRow { path: slashed(path), bytes, blake3: hasher.finalize().to_string() })
}

/// A path as every system writes it.
fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(path: &str, bytes: &[u8]) -> ReadFile {
        ReadFile { path: PathBuf::from(path), bytes: bytes.into() }
    }

    #[test]
    fn a_manifest_names_its_files_with_their_digests() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("b.csv"), "abc").unwrap();
        fs::write(folder.path().join("a.csv"), "").unwrap();
        let origin = Origin {
            version: "1.2.3",
            file: Path::new("somewhere/city.toml"),
            inputs: &[
                input("somewhere/city.toml", b"abc"),
                input("somewhere/data/costs.csv", b""),
                input("elsewhere/x.toml", b""),
            ],
            sets: &[],
            seed: 7,
            draws: "plain",
            trials: 100,
            first_trial: 0,
            threads: 2,
            command: &["kinward".to_owned(), "run".to_owned()],
            started: Started(UNIX_EPOCH + Duration::from_secs(1_772_357_400)),
        };
        let path = write(folder.path(), &origin, &["b.csv".into(), "a.csv".into()]).unwrap();
        let text = fs::read_to_string(folder.path().join(path)).unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["scenario"], "city.toml");
        assert_eq!(read["started"], "2026-03-01T09:30:00Z");
        // The test vector of BLAKE3 for "abc".
        let abc = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85";
        assert_eq!(
            (&read["inputs"][0]["path"], &read["inputs"][0]["blake3"]),
            (&"city.toml".into(), &abc.into())
        );
        assert_eq!(read["inputs"][1]["path"], "data/costs.csv");
        assert_eq!(read["inputs"][2]["path"], "x.toml");
        assert_eq!(read["files"][1]["blake3"], abc);
        assert_eq!(read["files"][0]["path"], "a.csv");
        assert!(text.ends_with("}\n"));
    }
}
