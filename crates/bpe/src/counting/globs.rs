//! Files that match patterns such as `corpus/**/*.txt`.

use crate::error::Error;
use gainful_kernels::{ArgumentError, Control};
use std::path::PathBuf;

/// The regular files that match any of `globs`, each once, in the order of their paths' bytes.
///
/// `?` stands for any character, `*` for any number of them, `[ab]`, `[a-z]` and `[!a]` for one of a set, none
/// of them for a separator; `**` stands for any number of folders, and does not follow links. Files whose
/// names begin with a dot are matched like others.
///
/// # Errors
///
/// [`Error::Argument`] about `corpus.glob` for what is no glob or matches no file, [`Error::Io`] for a
/// folder that cannot be read, [`Error::Cancelled`].
pub fn files_matching(globs: &[String], control: &Control) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for (index, text) in globs.iter().enumerate() {
        let refused = |expected: &str, found: String| {
            ArgumentError::invalid(format!("corpus.glob[{index}]"), expected, found)
        };
        let paths = glob::glob(text)
            .map_err(|error| refused("a glob", format!("'{text}', where {error}")))?;
        let known = files.len();
        for path in paths {
            control.check()?;
            let path = path.map_err(|error| Error::Io {
                path: error.path().to_owned(),
                source: error.into(),
            })?;
            if std::fs::metadata(&path).is_ok_and(|data| data.is_file()) {
                files.push(path);
            }
        }
        if files.len() == known {
            return Err(refused("a glob that matches a file", format!("'{text}'")).into());
        }
    }
    files.sort_unstable_by(|one, other| {
        one.as_os_str().as_encoded_bytes().cmp(other.as_os_str().as_encoded_bytes())
    });
    files.dedup();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn files_come_in_order_and_once() {
        let root = std::env::temp_dir().join(format!("gainful-bpe-{}-globs", std::process::id()));
        for name in ["b/c.txt", "b/a.txt", "b/d/e.txt", "a.txt", "a.md", ".hidden.txt"] {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        fs::create_dir_all(root.join("folder.txt")).unwrap();
        let find = |globs: &[&str]| {
            let globs: Vec<String> =
                globs.iter().map(|glob| root.join(glob).to_str().unwrap().to_owned()).collect();
            let found = files_matching(&globs, &Control::new())?;
            let names = found.iter().map(|path| path.strip_prefix(&root).unwrap());
            Ok::<_, Error>(names.map(|path| path.to_str().unwrap().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(
            find(&["**/*.txt"]).unwrap(),
            [".hidden.txt", "a.txt", "b/a.txt", "b/c.txt", "b/d/e.txt"]
        );
        assert_eq!(find(&["b/*.txt", "b/[ab].txt"]).unwrap(), ["b/a.txt", "b/c.txt"]);
        let none = root.join("*.none").to_str().unwrap().to_owned();
        assert_eq!(
            find(&["a.*", "*.none"]).unwrap_err().to_string(),
            format!("Expected a glob that matches a file for corpus.glob[1] but received '{none}'")
        );
        assert!(
            find(&["***"])
                .unwrap_err()
                .to_string()
                .starts_with("Expected a glob for corpus.glob[0]")
        );
        let cancelled = Control::new();
        cancelled.cancel();
        let all = [root.join("**/*").to_str().unwrap().to_owned()];
        assert!(matches!(files_matching(&all, &cancelled), Err(Error::Cancelled(_))));
        fs::remove_dir_all(&root).unwrap();
    }
}
