//! Counting the words of files, line by line as Hugging Face's trainers read them.
//!
//! Files are read in blocks that end at a line end (or, in a very long line, where no pre-token can
//! reach across), one after the other under a lock; the threads count the blocks that they took.
//! Memory is one block per thread, or a whole line where one has no such place: a line of 1 GB
//! without a space takes that much. Only regular files are read: pipes and devices may block for
//! ever or never end.

use super::{BLOCK, Counter};
use crate::error::Error;
use crate::pattern::Pattern;
use gainful_kernels::{Control, Workers};
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

impl Counter {
    /// Counts the pre-tokens of the lines of files, each line by itself with its line end kept.
    ///
    /// Only "\n" ends a line; a byte order mark is an ordinary character. Fails at the first file, in
    /// the order given, that cannot be read, is not a regular file or is not UTF-8. A call that fails
    /// leaves part of the files counted.
    pub fn feed_files(
        &mut self,
        paths: &[PathBuf],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        control.begin("counting", total_size(paths))?;
        let reader = Mutex::new(BlockReader::new(&self.pattern, paths));
        let failure: Mutex<Option<(Place, Error)>> = Mutex::new(None);
        workers.for_each(workers.threads(), |_| {
            let mut block = Block::default();
            loop {
                let mut turn = reader.lock().unwrap_or_else(PoisonError::into_inner);
                let next = turn.next(&mut block, control);
                drop(turn);
                let counted = match next {
                    Ok(false) => return,
                    Ok(true) => self.count_block(&block, paths, control),
                    Err(error) => Err(error),
                };
                if let Err(error) = counted {
                    // Blocks are handed out in order, so those before this one are being counted:
                    // the earliest failure is found, whichever thread meets it.
                    reader.lock().unwrap_or_else(PoisonError::into_inner).stop();
                    let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
                    if failure.as_ref().is_none_or(|(place, _)| block.place < *place) {
                        *failure = Some((block.place, error));
                    }
                    return;
                }
            }
        });
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }

    fn count_block(
        &self,
        block: &Block,
        paths: &[PathBuf],
        control: &Control,
    ) -> Result<(), Error> {
        let text = std::str::from_utf8(&block.bytes).map_err(|error| Error::InvalidUtf8 {
            path: paths[block.place.file].clone(),
            offset: block.place.offset + error.valid_up_to() as u64,
        })?;
        self.with_table(|table| table.count_lines(&self.pattern, text, control))?;
        Ok(control.advance(text.len() as u64)?)
    }
}

/// The size of all files together, if each has one.
fn total_size(paths: &[PathBuf]) -> Option<u64> {
    paths.iter().map(|path| std::fs::metadata(path).ok().map(|data| data.len())).sum()
}

/// Opens a regular file. Whatever else the path turns into meanwhile does not block, on Unix.
fn open(path: &Path) -> io::Result<File> {
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
    bytes: Vec<u8>,
}

/// Hands out the blocks of files in order.
struct BlockReader<'a> {
    pattern: &'a Pattern,
    paths: &'a [PathBuf],
    file: Option<File>,
    /// Where the next block begins; `rest` is what of it was read already.
    place: Place,
    rest: Vec<u8>,
}

impl<'a> BlockReader<'a> {
    fn new(pattern: &'a Pattern, paths: &'a [PathBuf]) -> Self {
        Self { pattern, paths, file: None, place: Place::default(), rest: Vec::new() }
    }

    /// Reads the next block, which is not empty; `false` after the last one.
    fn next(&mut self, block: &mut Block, control: &Control) -> Result<bool, Error> {
        while let Some(path) = self.paths.get(self.place.file) {
            block.place = self.place;
            self.fill(path, &mut block.bytes, control)?;
            if !block.bytes.is_empty() {
                self.place.offset += block.bytes.len() as u64;
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
            // What was read before holds no line end; not searching it again keeps a line of any
            // length linear.
            let searched = bytes.len().saturating_sub(1);
            let read = file.by_ref().take(BLOCK as u64).read_to_end(bytes).map_err(unreadable)?;
            if read < BLOCK {
                break;
            }
            let line_end = bytes[searched..].iter().rposition(|&byte| byte == b'\n');
            let cut = line_end.map(|at| searched + at + 1);
            if let Some(cut) = cut.or_else(|| self.pattern.last_cut(bytes, searched)) {
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
        let mut reader = BlockReader::new(&Pattern::GPT2, &paths);
        let control = Control::new();
        control.cancel();
        let next = reader.next(&mut Block::default(), &control);
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(next, Err(Error::Cancelled(_))), "{next:?}");
    }
}
