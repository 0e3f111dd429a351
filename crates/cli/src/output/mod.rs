//! Where results are written: into a folder of their own first, then in one move to where they belong.
//!
//! Whether they can be put there is found out before any time is spent on them. What was there before
//! stays until the new results are complete and on the disk, and nothing is ever removed that Kinward
//! did not write.

mod abandoned;
mod earlier;
mod litter;
mod lock;
mod system;

use std::env;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::Builder;

use abandoned::{PARTIAL, lock_name};
use earlier::{Earlier, MANIFEST};
use litter::{Litter, litter};
use lock::Lock;

/// A folder that is filled near its target and then takes its place.
#[derive(Debug)]
pub(super) struct OutputFolder {
    /// As it was asked for.
    asked: PathBuf,
    target: PathBuf,
    staging: PathBuf,
    way: Way,
    lock: Lock,
}

/// How results come to where they belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The target is replaced as a whole; what is filled stands beside it.
    Whole,
    /// The target cannot be moved, for this reason; what is filled stands within it.
    Within(&'static str),
}

/// Where results are in the end.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) folder: PathBuf,
    /// What the user did not ask for and should know.
    pub(super) note: Option<String>,
}

/// The folder that was asked for, or one in `output/` named for a file with something after its name.
pub(super) fn target(asked: Option<&PathBuf>, file: &Path, suffix: &str) -> PathBuf {
    asked.cloned().unwrap_or_else(|| {
        let mut name = file.file_stem().unwrap_or_default().to_owned();
        name.push(suffix);
        Path::new("output").join(name)
    })
}

impl OutputFolder {
    /// Makes sure that results can be put into `asked`, before any time is spent on them.
    ///
    /// A folder is replaced only if everything in it is as its own manifest says.
    pub(super) fn new(asked: &Path) -> anyhow::Result<Self> {
        // A link is followed, so that the folder behind it is the one that is replaced.
        let target = if asked.exists() { asked.canonicalize()? } else { asked.to_owned() };
        if target.is_symlink() || target.exists() && !target.is_dir() {
            bail!("`{}` is not a folder; name one with --output", asked.display());
        }
        if target.file_name().is_none() {
            bail!("`{}` cannot be written to; name a folder with --output", asked.display());
        }
        litter::watch().context("cannot watch for signals")?;
        let made = Self::prepared(asked, &target);
        if made.is_err() {
            litter().remove();
        }
        made
    }

    fn prepared(asked: &Path, target: &Path) -> anyhow::Result<Self> {
        let refused =
            || format!("cannot write to `{}`; name another folder with --output", asked.display());
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        make_folder(parent, &mut litter()).with_context(refused)?;
        if target.exists() && !system::is_writable(target) {
            bail!("`{}` is read-only; name another folder with --output", asked.display());
        }
        let way = if system::is_mount_point(target) {
            Way::Within("is a mount point")
        } else if target.exists() && env::current_dir().is_ok_and(|folder| folder == target) {
            Way::Within("is the current folder")
        } else if target.exists()
            && env::current_dir().is_ok_and(|folder| folder.starts_with(target))
        {
            Way::Within("holds the current folder")
        } else if target.exists() && !system::is_writable(parent) {
            Way::Within("stands in a folder that is read-only")
        } else {
            Way::Whole
        };
        let base = if way == Way::Whole { parent } else { target };
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        abandoned::clear_within(target);
        let mut held = litter();
        let lock = Lock::take(&base.join(lock_name(&name))).with_context(refused)?;
        held.lock = lock.as_ref().and_then(Lock::path).map(Path::to_owned);
        drop(held);
        let Some(mut lock) = lock else {
            bail!(
                "another kinward is writing to `{}`; wait until it has ended, or name another folder with --output",
                asked.display()
            );
        };
        abandoned::clear(&lock, base, &name);
        if way == Way::Whole {
            let strangers = Earlier::read(target).strangers();
            let strangers =
                strangers.with_context(|| format!("cannot read `{}`", asked.display()))?;
            if let Some(stranger) = strangers.first() {
                bail!(
                    "`{}` is not as kinward wrote it and would be lost; name another folder with --output",
                    asked.join(stranger).display()
                );
            }
        }
        // It is written down before it is there, so that even a run that is killed leaves nothing unknown.
        let make = |path: &Path| {
            if fs::symlink_metadata(path).is_ok() {
                return Err(ErrorKind::AlreadyExists.into());
            }
            lock.note(path)?;
            fs::create_dir(path)
        };
        let mut held = litter();
        let mut builder = Builder::new();
        let before = format!(".{name}.");
        let staging = builder.prefix(&before).suffix(PARTIAL).make_in(base, make);
        let staging = staging.with_context(refused)?.into_temp_path().keep()?;
        held.staging = Some(staging.clone());
        drop(held);
        Ok(Self { asked: asked.to_owned(), target: target.to_owned(), staging, way, lock })
    }

    /// Has `fill` write into a folder and puts it in place.
    ///
    /// What was there before stays until the new results are complete. Results that are complete are
    /// never thrown away: if they cannot be put where they belong they stand beside it.
    pub(super) fn write(
        mut self,
        fill: impl FnOnce(&Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<Written> {
        fill(&self.staging)?;
        system::settle(&self.staging).context("cannot write the results to the disk")?;
        // A stop waits from here on.
        let mut held = litter();
        held.staging = None;
        // Without the note a kill in this very moment could cost what others have put into the earlier
        // folder; the results are not thrown away for that.
        let _ = self.lock.note_complete();
        Ok(match self.way {
            Way::Whole => self.replace(),
            Way::Within(why) => self.fill_or_add(why),
        })
    }

    /// Lets the new results take the target's place.
    fn replace(&self) -> Written {
        let earlier = Earlier::read(&self.target);
        let moved = if self.target.exists() {
            earlier
                .lend_permissions(&self.staging)
                .and_then(|()| system::exchange(&self.staging, &self.target))
        } else {
            fs::rename(&self.staging, &self.target)
        };
        self.settle_parent();
        if let Err(problem) = moved {
            let folder = first_free(&self.target.with_file_name(""), &self.name());
            return self.beside(folder, &format!("could not be replaced ({problem})"));
        }
        let written = Written { folder: self.asked.clone(), note: None };
        // What is left is the earlier folder.
        if !self.staging.exists() {
            return written;
        }
        let _ = Earlier::read(&self.staging).dissolve(&self.target);
        if !self.staging.exists() {
            return written;
        }
        let kept = first_free(&self.target.with_file_name(""), &format!("{}-kept", self.name()));
        let kept = fs::rename(&self.staging, &kept).map_or(self.staging.clone(), |()| kept);
        let kept = from_here(kept);
        let note = format!(
            "files in `{}` were changed while kinward ran; as they were they are in `{}`",
            self.asked.display(),
            kept.display()
        );
        Written { note: Some(note), ..written }
    }

    /// Moves the new results into a target that cannot be replaced: straight into it if it is empty,
    /// into a folder of their own if not.
    fn fill_or_add(&self, why: &str) -> Written {
        let is_own = |name: &str| name.starts_with('.') || name == "lost+found";
        let entries = fs::read_dir(&self.target).into_iter().flatten().flatten();
        let is_empty =
            entries.map(|entry| entry.file_name()).all(|it| is_own(&it.to_string_lossy()));
        if is_empty && self.fill().is_ok() {
            let _ = fs::remove_dir(&self.staging);
            self.settle_parent();
            return Written { folder: self.asked.clone(), note: None };
        }
        let folder = first_free(&self.target, "kinward");
        self.beside(folder, &format!("{why} and cannot be replaced"))
    }

    /// The manifest comes last: a folder without it is no result.
    fn fill(&self) -> io::Result<()> {
        let mut names: Vec<_> = fs::read_dir(&self.staging)?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect::<io::Result<_>>()?;
        names.sort_by_key(|name| (name == MANIFEST, name.clone()));
        names
            .iter()
            .try_for_each(|name| fs::rename(self.staging.join(name), self.target.join(name)))
    }

    /// Keeps results that could not be put where they belong.
    fn beside(&self, folder: PathBuf, why: &str) -> Written {
        let folder = fs::rename(&self.staging, &folder).map_or(self.staging.clone(), |()| folder);
        self.settle_parent();
        let folder = from_here(folder);
        let note = format!(
            "`{}` {why}: what was in it is still there, and the results are in `{}`",
            self.asked.display(),
            folder.display()
        );
        Written { folder, note: Some(note) }
    }

    fn name(&self) -> String {
        self.target.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn settle_parent(&self) {
        system::settle_names(self.staging.parent().unwrap_or(&self.target));
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        litter().remove();
    }
}

/// Writes a new file, whole or not at all; one that exists is left as it is.
///
/// # Errors
///
/// [`ErrorKind::AlreadyExists`] if there is one.
pub(super) fn new_file(path: &Path, text: &str) -> io::Result<()> {
    litter::watch()?;
    let parent =
        path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".kinward-");
    #[cfg(unix)]
    builder.permissions(system::usual_permissions(0o666));
    let mut held = litter();
    if fs::symlink_metadata(path).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let mut file = builder.tempfile_in(parent)?;
    held.draft = Some(file.path().to_owned());
    drop(held);
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let mut held = litter();
    file.persist_noclobber(path).map_err(|problem| problem.error)?;
    held.draft = None;
    system::settle_names(parent);
    Ok(())
}

/// Makes a folder and those that it stands in, and writes down which were not there.
fn make_folder(folder: &Path, litter: &mut Litter) -> io::Result<()> {
    let mut missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|ancestor| !ancestor.as_os_str().is_empty() && !ancestor.exists())
        .collect();
    while let Some(folder) = missing.pop() {
        fs::create_dir(folder).or_else(
            |problem| {
                if folder.is_dir() { Ok(()) } else { Err(problem) }
            },
        )?;
        litter.parents.push(folder.to_owned());
    }
    Ok(())
}

/// A path as one would type it in the current folder.
fn from_here(path: PathBuf) -> PathBuf {
    let here = env::current_dir().ok();
    let inside = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    inside.unwrap_or(path)
}

/// A name in a folder that nothing else has, with a number after it if it must be.
fn first_free(folder: &Path, name: &str) -> PathBuf {
    std::iter::once(folder.join(name))
        .chain((2..u64::MAX).map(|number| folder.join(format!("{name}-{number}"))))
        .find(|place| fs::symlink_metadata(place).is_err())
        .expect("a folder has fewer entries")
}
