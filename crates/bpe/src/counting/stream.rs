//! A text that comes in chunks which end anywhere, also within a character.

use super::counter::Counter;
use super::utf8::decode;
use crate::error::Error;
use crate::room;
use gainful_kernels::{Control, Workers};

/// What has come of a stream and is not counted yet.
#[derive(Debug, Default)]
pub(super) struct Stream {
    rest: Vec<u8>,
    /// The number of bytes of the stream before that.
    offset: u64,
}

impl Counter {
    /// Counts the pre-tokens of the next chunk of a stream, and what was left of those before; at the
    /// end of the stream, all of them. Before that, only up to where no pre-token can reach across.
    ///
    /// The stream is one text, of that name in messages. Memory is that of a chunk, or more where there
    /// is no place to cut.
    ///
    /// # Errors
    ///
    /// As [`Self::feed_many`], and [`Error::InvalidUtf8`] if such bytes are refused.
    pub fn feed_stream(
        &mut self,
        name: &str,
        chunk: &[u8],
        is_last: bool,
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Error> {
        let Stream { mut rest, offset } = std::mem::take(&mut self.stream);
        // What came before holds no cut; not searching it again keeps a stream without any linear.
        let searched = rest.len().saturating_sub(1);
        room::reserve(&mut rest, chunk.len())?;
        rest.extend_from_slice(chunk);
        let cut = if is_last {
            rest.len()
        } else {
            self.feed.last_cut(&self.pattern, &rest, searched).unwrap_or(0)
        };
        let text = decode(&rest[..cut], self.invalid, offset, || name.to_owned(), control)?;
        self.feed_many(&[&text], workers, control)?;
        if !is_last {
            rest.drain(..cut);
            self.stream = Stream { rest, offset: offset + cut as u64 };
        }
        Ok(())
    }
}
