//! Counting the tokens of a text without keeping them.

use super::Tokenizer;
use super::input::Input;
use super::sink::Count;
use super::special::SpecialPolicy;
use crate::error::Error;
use gainful_kernels::Control;

impl Tokenizer {
    /// How many tokens a text becomes, or `limit` + 1 if there are more than `limit`, found in about the
    /// time of that many.
    ///
    /// # Errors
    ///
    /// As [`Self::encode_input`], of what was looked at.
    pub fn count(
        &self,
        input: Input<'_>,
        policy: &SpecialPolicy,
        limit: usize,
        control: &Control,
    ) -> Result<usize, Error> {
        let mut count = Count { tokens: 0, limit };
        self.feed(input, policy, &mut count, control)?;
        Ok(count.tokens.min(limit.saturating_add(1)))
    }
}
