//! What a file system can do, asked in the way of each.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Lets two folders change places, in one step where the system has it.
pub(super) fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;

        match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
            // A file system that does not know how.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            done => return Ok(done?),
        }
    }
    let aside = new.with_extension("earlier");
    fs::rename(old, &aside)?;
    if let Err(problem) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(problem);
    }
    fs::rename(aside, new)
}

/// Whether another file system, or another part of one, is mounted at a folder: it cannot be moved.
pub(super) fn is_mount_point(folder: &Path) -> bool {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};

        if let Ok(found) = statx(CWD, folder, AtFlags::empty(), StatxFlags::empty()) {
            return found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
        }
    }
    let _ = folder;
    false
}

/// Whether files may be added to a folder.
pub(super) fn is_writable(folder: &Path) -> bool {
    let is_read_only = fs::metadata(folder).is_ok_and(|found| found.permissions().readonly());
    #[cfg(unix)]
    let may = rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok();
    #[cfg(not(unix))]
    let may = true;
    may && !is_read_only
}

/// Has everything in a folder written to the disk, so that a failure of power cannot lose it.
pub(super) fn settle(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            settle(&entry.path())?;
        } else {
            File::options().write(true).open(entry.path())?.sync_all()?;
        }
    }
    settle_names(folder);
    Ok(())
}

/// Has the names in a folder written to the disk, where the system can; others do so by themselves.
pub(super) fn settle_names(folder: &Path) {
    if let Ok(opened) = File::open(folder) {
        let _ = opened.sync_all();
    }
}

/// The permissions of a new file or folder before the user's mask is taken off.
#[cfg(unix)]
pub(super) fn usual_permissions(mode: u32) -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(mode)
}
