//! Where results are written: a temporary folder first, then in one move to where they belong.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// A folder that is filled beside its target and then takes its place.
#[derive(Debug)]
pub(super) struct OutputFolder {
    target: PathBuf,
    partial: PathBuf,
}

/// The file that marks a folder as an earlier result, which may be replaced.
const MARK: &str = "manifest.json";

impl OutputFolder {
    /// Looks whether `target` may be written, before any time is spent on what is to go there.
    pub(super) fn new(target: &Path) -> anyhow::Result<Self> {
        if target.is_file() {
            bail!("`{}` is a file; name a folder with --output", target.display());
        }
        let in_use = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_some());
        if in_use && !target.join(MARK).is_file() {
            bail!(
                "`{}` holds something other than results of kinward, which would be lost; \
                 name another folder with --output",
                target.display()
            );
        }
        let Some(name) = target.file_name() else {
            bail!("`{}` cannot be written to; name a folder with --output", target.display());
        };
        let hidden = format!(".{}.partial", name.to_string_lossy());
        Ok(Self { target: target.to_owned(), partial: target.with_file_name(hidden) })
    }

    /// Fills the temporary folder by `fill` and moves it to the target.
    ///
    /// What was there before stays until the new results are complete.
    pub(super) fn write(
        &self,
        fill: impl FnOnce(&Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        // A run that was stopped while writing may have left one.
        remove(&self.partial)?;
        fs::create_dir_all(&self.partial)
            .with_context(|| format!("cannot create `{}`", self.partial.display()))?;
        let moved = fill(&self.partial).and_then(|()| self.take_place());
        if moved.is_err() {
            let _ = remove(&self.partial);
        }
        moved
    }

    fn take_place(&self) -> anyhow::Result<()> {
        let context = || format!("cannot move the results to `{}`", self.target.display());
        let earlier = self.partial.with_extension("earlier");
        remove(&earlier)?;
        let replaced = self.target.exists();
        if replaced {
            fs::rename(&self.target, &earlier).with_context(context)?;
        }
        if let Err(problem) = fs::rename(&self.partial, &self.target) {
            if replaced {
                fs::rename(&earlier, &self.target).with_context(context)?;
            }
            return Err(problem).with_context(context);
        }
        remove(&earlier)
    }
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).with_context(|| format!("cannot remove `{}`", folder.display()))
}
