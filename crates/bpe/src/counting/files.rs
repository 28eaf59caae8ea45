//! Counting the words of files.
//!
//! Files are read in blocks that end where no pre-token can reach across (a line end, if lines are fed
//! one by one), one after the other under a lock; the threads count the blocks that they took.
//! Memory is one block per thread, or more where there is no such place: a line of 1 GB
//! without a space takes that much. Only regular files are read: pipes and devices may block for
//! ever or never end.
//!
//! Files are read and not mapped into memory: reading from the system's cache takes a small part of the
//! time of counting, and a file that somebody truncates meanwhile just ends, where a mapped one would end
//! the process (SIGBUS).

use super::blocks::{BLOCK, Feed};
use super::counter::Counter;
use super::utf8::{InvalidBytes, decode};
use crate::error::Error;
use crate::pattern::Pattern;
use gainful_kernels::{Control, Workers};
use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

impl Counter {
    /// Counts the pre-tokens of files, whose contents do not touch one another.
    ///
    /// A byte order mark is an ordinary character. Fails at the first file, in the order given, that
    /// cannot be read, is not a regular file or is not UTF-8 (if that is refused). A call that fails
    /// leaves part of the files counted.
    pub fn feed_files(
        &mut self,
        paths: &[PathBuf],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        control.begin("counting", total_size(paths))?;
        let (pattern, feed, invalid) = (self.pattern.clone(), self.feed, self.invalid);
        let reader = Mutex::new(BlockReader::new(&pattern, feed, paths, self.position));
        let lock = || reader.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = self.count_with(workers, usize::MAX, |table, pattern| {
            let mut block = Block::default();
            loop {
                let next = lock().next(&mut block, control);
                let counted = match next {
                    Ok(false) => return Ok(()),
                    Ok(true) => {
                        let path = &paths[block.place.file];
                        block.text(path, invalid, control).and_then(|text| {
                            table.count(pattern, feed, &text, block.position, control)?;
                            Ok(control.advance(block.bytes.len() as u64)?)
                        })
                    }
                    Err(error) => Err(error),
                };
                counted.map_err(|error| {
                    // Blocks are handed out in order, so those before this one are being counted:
                    // the earliest failure is found, whichever thread meets it.
                    lock().stop();
                    (block.place, error)
                })?;
            }
        });
        self.position = lock().position;
        counted
    }
}

/// The size of all files together, if each has one.
fn total_size(paths: &[PathBuf]) -> Option<u64> {
    paths.iter().map(|path| std::fs::metadata(path).ok().map(|data| data.len())).sum()
}

/// Opens a regular file. Whatever else the path turns into meanwhile does not block, on Unix.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.read(true).open(path)
}

/// Where a block begins.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    file: usize,
    offset: u64,
}

/// Part of a file.
#[derive(Default)]
struct Block {
    place: Place,
    /// The number of bytes of the corpus before it.
    position: u64,
    bytes: Vec<u8>,
}

impl Block {
    fn text(
        &self,
        path: &Path,
        invalid: InvalidBytes,
        control: &Control,
    ) -> Result<Cow<'_, str>, Error> {
        let name = || path.display().to_string();
        decode(&self.bytes, invalid, self.place.offset, name, control)
    }
}

/// Hands out the blocks of files in order.
struct BlockReader<'a> {
    pattern: &'a Pattern,
    feed: Feed,
    paths: &'a [PathBuf],
    file: Option<File>,
    /// Where the next block begins; `rest` is what of it was read already.
    place: Place,
    position: u64,
    rest: Vec<u8>,
}

impl<'a> BlockReader<'a> {
    fn new(pattern: &'a Pattern, feed: Feed, paths: &'a [PathBuf], position: u64) -> Self {
        let (file, place, rest) = (None, Place::default(), Vec::new());
        Self { pattern, feed, paths, file, place, position, rest }
    }

    /// Reads the next block, which is not empty; `false` after the last one.
    fn next(&mut self, block: &mut Block, control: &Control) -> Result<bool, Error> {
        while let Some(path) = self.paths.get(self.place.file) {
            block.place = self.place;
            block.position = self.position;
            self.fill(path, &mut block.bytes, control)?;
            if !block.bytes.is_empty() {
                self.place.offset += block.bytes.len() as u64;
                self.position += block.bytes.len() as u64;
                return Ok(true);
            }
            self.file = None;
            self.place = Place { file: self.place.file + 1, offset: 0 };
        }
        Ok(false)
    }

    /// Reads up to the last cut within [`BLOCK`] bytes, or further if there is none; nothing at the
    /// end of the file.
    fn fill(&mut self, path: &Path, bytes: &mut Vec<u8>, control: &Control) -> Result<(), Error> {
        let unreadable = |source| Error::Io { path: path.to_owned(), source };
        let mut file = match self.file.take() {
            Some(file) => file,
            None => open(path).map_err(unreadable)?,
        };
        bytes.clear();
        bytes.append(&mut self.rest);
        loop {
            control.check()?;
            // What was read before has no cut; not searching it again keeps a line of any
            // length linear.
            let searched = bytes.len().saturating_sub(1);
            let read = file.by_ref().take(BLOCK as u64).read_to_end(bytes).map_err(unreadable)?;
            if read < BLOCK {
                break;
            }
            if let Some(cut) = self.feed.last_cut(self.pattern, bytes, searched) {
                self.rest.extend_from_slice(&bytes[cut..]);
                bytes.truncate(cut);
                break;
            }
        }
        self.file = Some(file);
        Ok(())
    }

    /// Makes the next call of [`Self::next`] the last.
    fn stop(&mut self) {
        self.place.file = self.paths.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_on_in_a_line_looks_at_the_control() {
        let name = format!("gainful-bpe-{}-line", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, "a".repeat(3 * BLOCK)).unwrap();
        let paths = [path.clone()];
        let mut reader = BlockReader::new(&Pattern::GPT2, Feed::Lines, &paths, 0);
        let control = Control::new();
        control.cancel();
        let next = reader.next(&mut Block::default(), &control);
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(next, Err(Error::Cancelled(_))), "{next:?}");
    }
}
