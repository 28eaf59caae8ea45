//! Seeded noise that breaks ties, for data that were rounded.

use gainful_kernels::{ArgumentError, Random};

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

    /// Adds the noise; the columns are numbered in the order in which they come.
    pub(super) fn apply<'a>(&self, columns: impl Iterator<Item = &'a mut Vec<f64>>) {
        for (stream, column) in (0..).zip(columns) {
            let mut random = Random::new(self.seed, stream);
            for value in column {
                *value += self.scale * (2.0 * random.unit() - 1.0);
            }
        }
    }
}
