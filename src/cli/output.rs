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

/// The file that lists the others of an earlier result, which may be replaced.
const MANIFEST: &str = "manifest.json";

impl OutputFolder {
    /// Looks whether `target` may be written, before any time is spent on what is to go there.
    ///
    /// A folder is replaced only if everything in it is listed in its own manifest.
    pub(super) fn new(target: &Path) -> anyhow::Result<Self> {
        // A link is followed, so that the folder behind it is the one that is replaced.
        let target = &if target.exists() { target.canonicalize()? } else { target.to_owned() };
        if target.is_symlink() || target.exists() && !target.is_dir() {
            bail!("`{}` is not a folder; name one with --output", target.display());
        }
        if let Some(stranger) = stranger(target)? {
            bail!(
                "`{}` is no result of kinward and would be lost; name another folder with --output",
                stranger.display()
            );
        }
        let Some(name) = target.file_name() else {
            bail!("`{}` cannot be written to; name a folder with --output", target.display());
        };
        let hidden = format!(".{}.partial", name.to_string_lossy());
        Ok(Self { target: target.clone(), partial: target.with_file_name(hidden) })
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

/// Something in a folder that no earlier run has written there; none in a folder that is empty or
/// does not exist.
fn stranger(folder: &Path) -> anyhow::Result<Option<PathBuf>> {
    let files = files(folder)?;
    if files.is_empty() {
        return Ok(None);
    }
    let listed: Vec<PathBuf> = fs::read_to_string(folder.join(MANIFEST))
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .and_then(|manifest| {
            let rows = manifest["files"].as_array()?.iter();
            Some(rows.filter_map(|it| Some(folder.join(it["path"].as_str()?))).collect())
        })
        .unwrap_or_default();
    let manifest = folder.join(MANIFEST);
    let is_ours = |it: &PathBuf| listed.contains(it) || *it == manifest && !listed.is_empty();
    Ok(files.into_iter().find(|it| !is_ours(it)))
}

/// Every file in a folder and the folders in it.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
