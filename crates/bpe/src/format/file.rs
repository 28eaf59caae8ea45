//! Files that hold models: read whole, and written so that the old file or the new one is there, never
//! a part.
//!
//! What is written goes to a new file in the same folder, which takes the place of the old one in one
//! step once the disk has it (`rename`, POSIX.1-2017). Whatever fails before leaves the old file
//! alone and removes the new one.

use crate::counting::files::open;
use crate::error::Error;
use gainful_kernels::Control;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Bytes read or written between two looks at the [`Control`].
const BLOCK: usize = 1 << 20;

/// The bytes of a regular file.
pub fn load(path: &Path, control: &Control) -> Result<Vec<u8>, Error> {
    let fail = |source| Error::Io { path: path.to_owned(), source };
    let file = open(path).map_err(fail)?;
    let mut bytes = Vec::new();
    let mut block = (&file).take(BLOCK as u64);
    loop {
        control.check()?;
        crate::room::reserve(&mut bytes, BLOCK)?;
        if block.read_to_end(&mut bytes).map_err(fail)? == 0 {
            return Ok(bytes);
        }
        block.set_limit(BLOCK as u64);
    }
}

/// Writes a file, in the place of the one that is there.
///
/// The new file has the permissions of the old one; a symbolic link goes on to lead to it. Fails if the
/// path is something else than a regular file.
pub fn save(path: &Path, bytes: &[u8], control: &Control) -> Result<(), Error> {
    let fail = |source| Error::Write { path: path.to_owned(), source };
    let target = Target::new(path).map_err(fail)?;
    let (temporary, file) = target.temporary().map_err(fail)?;
    let written = write(file, bytes, control, target.permissions.as_ref())
        .and_then(|()| fs::rename(&temporary, &target.path).map_err(Failure::Io));
    match written {
        Ok(()) => target.sync_folder().map_err(fail),
        Err(failure) => {
            // What failed is told; that the file cannot be removed either adds nothing.
            drop(fs::remove_file(&temporary));
            Err(match failure {
                Failure::Io(source) => fail(source),
                Failure::Stopped(error) => error,
            })
        }
    }
}

enum Failure {
    Io(io::Error),
    Stopped(Error),
}

/// Where a file is to be.
struct Target {
    path: PathBuf,
    folder: PathBuf,
    permissions: Option<fs::Permissions>,
}

impl Target {
    fn new(path: &Path) -> io::Result<Self> {
        let (path, permissions) = match fs::metadata(path) {
            Ok(found) if found.is_file() => (fs::canonicalize(path)?, Some(found.permissions())),
            Ok(_) => {
                return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_owned(), None),
            Err(error) => return Err(error),
        };
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        Ok(Self { path, folder, permissions })
    }

    /// A new file beside it.
    fn temporary(&self) -> io::Result<(PathBuf, File)> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let name = format!(".gainful-{}-{number}.tmp", std::process::id());
            let temporary = self.folder.join(name);
            match OpenOptions::new().write(true).create_new(true).open(&temporary) {
                // Of a process that had the same number and ended before its time.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => return opened.map(|file| (temporary, file)),
            }
        }
    }

    /// Makes sure that the disk has the new name.
    fn sync_folder(&self) -> io::Result<()> {
        // Elsewhere, folders cannot be opened.
        if cfg!(unix) { File::open(&self.folder)?.sync_all() } else { Ok(()) }
    }
}

fn write(
    mut file: File,
    bytes: &[u8],
    control: &Control,
    permissions: Option<&fs::Permissions>,
) -> Result<(), Failure> {
    for block in bytes.chunks(BLOCK) {
        control.check().map_err(|error| Failure::Stopped(error.into()))?;
        file.write_all(block).map_err(Failure::Io)?;
    }
    if let Some(permissions) = permissions {
        file.set_permissions(permissions.clone()).map_err(Failure::Io)?;
    }
    file.sync_all().map_err(Failure::Io)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder that is removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let name = format!("gainful-file-{}-{name}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            fs::create_dir(&folder).unwrap();
            Self(folder)
        }

        fn names(&self) -> Vec<std::ffi::OsString> {
            let entries = fs::read_dir(&self.0).unwrap();
            let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    #[test]
    fn a_file_is_replaced() {
        let folder = Folder::new("replaced");
        let path = folder.0.join("a b.json");
        let control = Control::new();
        let long = vec![b'x'; 3 * BLOCK + 5];
        for bytes in [b"first".as_slice(), b"", &long] {
            save(&path, bytes, &control).unwrap();
            assert_eq!(load(&path, &control).unwrap(), bytes);
            assert_eq!(folder.names(), ["a b.json"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = Folder::new("links");
        let (path, link) = (folder.0.join("model"), folder.0.join("link"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(&path, &link).unwrap();
        save(&link, b"new", &Control::new()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn what_fails_leaves_nothing() {
        let folder = Folder::new("fails");
        let control = Control::new();
        let message = |path: &Path| save(path, b"x", &control).unwrap_err().to_string();
        let lost = folder.0.join("lost/model");
        assert_eq!(
            message(&lost),
            format!("Cannot write {}: No such file or directory (os error 2)", lost.display())
        );
        assert_eq!(
            message(&folder.0),
            format!("Cannot write {}: not a regular file", folder.0.display())
        );
        assert!(folder.names().is_empty());

        let path = folder.0.join("model");
        save(&path, b"old", &control).unwrap();
        control.cancel();
        assert!(matches!(save(&path, b"new", &control), Err(Error::Cancelled(_))));
        assert!(matches!(load(&path, &control), Err(Error::Cancelled(_))));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(folder.names(), ["model"]);
    }
}
