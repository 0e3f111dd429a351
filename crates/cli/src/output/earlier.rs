//! What an earlier run has left in a folder, and what somebody else has put beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

/// The file that lists the others of a result.
pub(super) const MANIFEST: &str = "manifest.json";

/// The files of a result as its own manifest lists them.
#[derive(Debug)]
pub(super) struct Earlier {
    folder: PathBuf,
    /// By their path in the folder.
    files: BTreeMap<PathBuf, FileRow>,
}

#[derive(Debug, Deserialize)]
struct Manifest {
    files: Vec<FileRow>,
}

#[derive(Clone, Debug, Deserialize)]
struct FileRow {
    path: PathBuf,
    bytes: u64,
    blake3: String,
}

impl Earlier {
    /// A folder without a manifest that can be read holds no result.
    pub(super) fn read(folder: &Path) -> Self {
        let manifest = folder.join(MANIFEST);
        // A pipe under that name would be waited for without end.
        let is_file = fs::symlink_metadata(&manifest).is_ok_and(|found| found.is_file());
        let manifest = is_file.then(|| fs::read_to_string(manifest).ok()).flatten();
        let manifest = manifest.and_then(|text| serde_json::from_str::<Manifest>(&text).ok());
        let files = manifest.map_or_else(Vec::new, |manifest| manifest.files);
        let is_inside =
            |row: &FileRow| row.path.components().all(|part| matches!(part, Component::Normal(_)));
        let files =
            files.into_iter().filter(is_inside).map(|row| (row.path.clone(), row)).collect();
        Self { folder: folder.to_owned(), files }
    }

    /// What stands in the folder and is not as Kinward wrote it: files that no manifest lists, files
    /// that were changed since, folders of somebody else. Paths in the folder, in order.
    pub(super) fn strangers(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        if self.folder.is_dir() {
            self.look_into(Path::new(""), &mut found)?;
        }
        found.sort();
        Ok(found)
    }

    fn look_into(&self, inside: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(self.folder.join(inside))? {
            let entry = entry?;
            let path = inside.join(entry.file_name());
            let is_folder = entry.file_type()?.is_dir();
            if is_folder && self.files.keys().any(|file| file.starts_with(&path)) {
                self.look_into(&path, found)?;
            } else if is_folder || !self.wrote(&path)? {
                found.push(path);
            }
        }
        Ok(())
    }

    /// Whether a file is one of the result's, and as it was written.
    fn wrote(&self, path: &Path) -> io::Result<bool> {
        let full = self.folder.join(path);
        let found = fs::symlink_metadata(&full)?;
        if path == Path::new(MANIFEST) {
            return Ok(found.is_file() && !self.files.is_empty());
        }
        let Some(row) = self.files.get(path).filter(|row| row.bytes == found.len()) else {
            return Ok(false);
        };
        if !found.is_file() {
            return Ok(false);
        }
        let mut hasher = blake3::Hasher::new();
        io::copy(&mut File::open(full)?, &mut hasher)?;
        Ok(hasher.finalize().to_string() == row.blake3)
    }

    /// Gives the files and folders in `new` the permissions that those of the same name have here.
    pub(super) fn lend_permissions(&self, new: &Path) -> io::Result<()> {
        let own = [PathBuf::new(), MANIFEST.into()];
        let folders = self.files.keys().filter_map(|file| file.parent().map(Path::to_owned));
        for path in own.into_iter().chain(folders).chain(self.files.keys().cloned()) {
            let (from, to) = (self.folder.join(&path), new.join(&path));
            if let (Ok(known), true) = (fs::metadata(from), to.exists()) {
                fs::set_permissions(&to, known.permissions())?;
            }
        }
        Ok(())
    }

    /// Removes these files from another folder, into which a run was moving them: those that are there as they
    /// were written.
    pub(super) fn remove_from(&self, folder: &Path) -> io::Result<()> {
        let files = self.files.iter().map(|(path, row)| (path.clone(), row.clone())).collect();
        let there = Self { folder: folder.to_owned(), files };
        for path in there.files.keys() {
            if there.folder.join(path).exists() && there.wrote(path)? {
                fs::remove_file(there.folder.join(path))?;
            }
        }
        there.remove_empty_folders();
        Ok(())
    }

    /// Removes what Kinward wrote and moves the rest to `heir`, where its place is free there.
    /// The folder itself goes if nothing is left in it.
    pub(super) fn dissolve(&self, heir: &Path) -> io::Result<()> {
        let strangers = self.strangers()?;
        let own = self.files.keys().map(PathBuf::as_path).chain([Path::new(MANIFEST)]);
        // A folder that was replaced by a link leads elsewhere.
        for path in own.filter(|path| !strangers.iter().any(|stranger| path.starts_with(stranger)))
        {
            match fs::remove_file(self.folder.join(path)) {
                Err(problem) if problem.kind() != io::ErrorKind::NotFound => return Err(problem),
                _ => {}
            }
        }
        for path in &strangers {
            let place = heir.join(path);
            if fs::symlink_metadata(&place).is_err() {
                fs::create_dir_all(place.parent().unwrap_or(heir))?;
                fs::rename(self.folder.join(path), place)?;
            }
        }
        self.remove_empty_folders();
        let _ = fs::remove_dir(&self.folder);
        Ok(())
    }

    /// Removes the folders within this one that held the files and hold nothing any more.
    fn remove_empty_folders(&self) {
        let folders: BTreeSet<&Path> = self
            .files
            .keys()
            .flat_map(|file| file.ancestors().skip(1))
            .filter(|folder| !folder.as_os_str().is_empty())
            .collect();
        for folder in folders.into_iter().rev() {
            let _ = fs::remove_dir(self.folder.join(folder));
        }
    }
}
