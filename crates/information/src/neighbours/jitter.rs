//! Seeded noise that breaks ties, for data that were rounded.

use gainful_kernels::{ArgumentError, Control, Random};

use super::BLOCK;
use crate::Error;

/// Noise added to every value: uniform in [-scale, scale), one random stream per column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jitter {
    /// The largest change of a value; well below the distance of values that differ.
    pub scale: f64,
    /// The seed; equal seeds give equal noise.
    pub seed: u64,
}

impl Jitter {
    /// Refuses a scale that is not positive and finite.
    pub(super) fn check(&self) -> Result<(), ArgumentError> {
        if self.scale > 0.0 && self.scale.is_finite() {
            return Ok(());
        }
        let found = self.scale.to_string();
        Err(ArgumentError::out_of_range("jitter.scale", "a positive finite number", found))
    }

    /// Adds the noise; the columns are numbered in the order in which they come. Refuses a scale that
    /// makes a value infinite.
    pub(super) fn apply<'a>(
        &self,
        columns: impl Iterator<Item = &'a mut Vec<f64>>,
        control: &Control,
    ) -> Result<(), Error> {
        for (stream, column) in (0..).zip(columns) {
            let mut random = Random::new(self.seed, stream);
            for values in column.chunks_mut(BLOCK) {
                control.check()?;
                for value in &mut *values {
                    *value += self.scale * (2.0 * random.unit() - 1.0);
                }
                if values.iter().any(|value| value.is_infinite()) {
                    let expected = "noise that leaves all values finite";
                    let found = self.scale.to_string();
                    return Err(ArgumentError::out_of_range("jitter.scale", expected, found).into());
                }
            }
        }
        Ok(())
    }
}
