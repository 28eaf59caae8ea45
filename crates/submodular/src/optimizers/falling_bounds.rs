//! Bounds on the gains of all candidates that fall together with the gains.
//!
//! An objective may be able to say by how much all gains fall when an element is inserted in less
//! time than it takes to compute those that could be the largest ones. The bounds then stay so close
//! to the gains that hardly more than one gain is computed for each pick.

use super::growth::Candidate;
use crate::objective::Descent;

/// Bounds of which the largest one is kept: few enough that the nearest cache holds them, many
/// enough that most of them need not be looked at.
const BLOCK: usize = 64;

/// Bounds that are compared side by side.
const LANES: usize = 8;

/// An upper bound on the gain of each element of the ground set, minus infinity for those that are
/// no candidates.
pub(crate) struct FallingBounds {
    bounds: Vec<f64>,
    /// No bound of a block exceeds its entry.
    largest: Vec<f64>,
    /// What a computed gain is multiplied by to be no less than any gain computed later: once for
    /// its own error, once for the error of the later one.
    slack: f64,
}

impl FallingBounds {
    /// Bounds from those of the candidates of a ground set of `size`.
    pub(crate) fn new(
        size: usize,
        candidates: impl IntoIterator<Item = Candidate>,
        descent: &dyn Descent,
    ) -> Self {
        let mut bounds = Self {
            bounds: vec![f64::NEG_INFINITY; size],
            largest: vec![f64::NEG_INFINITY; size.div_ceil(BLOCK)],
            slack: (1.0 + descent.error()).powi(2),
        };
        bounds.extend(candidates);
        bounds
    }

    /// Adds candidates of these gains.
    pub(crate) fn extend(&mut self, candidates: impl IntoIterator<Item = Candidate>) {
        for Candidate { gain, element } in candidates {
            self.put(gain * self.slack, element);
        }
    }

    fn put(&mut self, bound: f64, element: u32) {
        self.bounds[element as usize] = bound;
        let largest = &mut self.largest[element as usize / BLOCK];
        *largest = largest.max(bound);
    }

    /// Lets `lower` lower the bounds, one for each element of the ground set.
    pub(crate) fn lower<E>(
        &mut self,
        lower: impl FnOnce(&mut [f64]) -> Result<(), E>,
    ) -> Result<(), E> {
        lower(&mut self.bounds)?;
        for (bounds, largest) in self.bounds.chunks(BLOCK).zip(&mut self.largest) {
            *largest = maximum(bounds);
        }
        Ok(())
    }

    /// Takes out the candidate of the largest bound.
    pub(crate) fn pop(&mut self) -> Option<Candidate> {
        loop {
            let claimed = maximum(&self.largest);
            let block = self.largest.iter().position(|&largest| largest == claimed)?;
            let bounds = &self.bounds[block * BLOCK..self.bounds.len().min((block + 1) * BLOCK)];
            let largest = maximum(bounds);
            if largest == f64::NEG_INFINITY && claimed == largest {
                return None;
            }
            self.largest[block] = largest;
            // Candidates have been taken out since the block was looked at.
            if largest < claimed {
                continue;
            }
            let position = bounds.iter().position(|&bound| bound == largest)?;
            return Some(self.take(block * BLOCK + position));
        }
    }

    /// Takes out the candidates whose gain could be `least`, a finite number, or more: the `limit`
    /// of them that have the largest bounds.
    pub(crate) fn take_from(&mut self, least: f64, limit: usize) -> Vec<Candidate> {
        let mut taken = Vec::new();
        for block in 0..self.largest.len() {
            if self.largest[block] < least {
                continue;
            }
            for position in block * BLOCK..self.bounds.len().min((block + 1) * BLOCK) {
                if self.bounds[position] >= least {
                    taken.push(self.take(position));
                }
            }
        }
        if taken.len() > limit {
            taken.select_nth_unstable_by(limit, |a, b| b.cmp(a));
            taken.drain(limit..).for_each(|candidate| self.put(candidate.gain, candidate.element));
        }
        taken
    }

    fn take(&mut self, position: usize) -> Candidate {
        let gain = std::mem::replace(&mut self.bounds[position], f64::NEG_INFINITY);
        // Elements of a ground set have 32 bits.
        Candidate { gain, element: position as u32 }
    }

    /// Takes out the `size` candidates of largest bounds, or all if they are fewer.
    pub(crate) fn take_largest(&mut self, size: usize) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = self.iter().collect();
        if size < candidates.len() {
            candidates.select_nth_unstable_by(size, |a, b| b.cmp(a));
            candidates.truncate(size);
        }
        for candidate in &candidates {
            self.take(candidate.element as usize);
        }
        candidates
    }

    /// All candidates with their bounds, in ascending order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Candidate> {
        let bounds = (0..).zip(&self.bounds).filter(|&(_, &bound)| bound > f64::NEG_INFINITY);
        bounds.map(|(element, &gain)| Candidate { gain, element })
    }
}

/// The largest of some numbers, minus infinity if there are none.
fn maximum(numbers: &[f64]) -> f64 {
    let mut lanes = [f64::NEG_INFINITY; LANES];
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &number) in lanes.iter_mut().zip(chunk) {
            // Not `f64::max`, which cares for NaN and is no vector instruction.
            *lane = if number > *lane { number } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(f64::NEG_INFINITY, |largest, &number| largest.max(number))
}

#[cfg(test)]
mod tests {
    use gainful_kernels::{Cancelled, Control, Random, Workers};

    use super::*;

    /// Gains that are exact.
    struct Exact;

    impl Descent for Exact {
        fn error(&self) -> f64 {
            0.0
        }

        fn lower(&self, _: &mut [f64], _: &Workers, _: &Control) -> Result<(), Cancelled> {
            Ok(())
        }
    }

    #[test]
    fn candidates_come_out_in_the_order_of_their_bounds() {
        let mut random = Random::new(0, 0);
        for size in [1, 63, 64, 65, 1000] {
            let candidates = |random: &mut Random| -> Vec<Candidate> {
                let gains = (0..size as u32).map(|element| (random.below(50) as f64, element));
                gains.map(|(gain, element)| Candidate { gain, element }).collect()
            };
            let mut expected = candidates(&mut random);
            let mut bounds = FallingBounds::new(size, expected.iter().copied(), &Exact);
            let mut losses = vec![0.0; size];
            while !expected.is_empty() {
                for (element, loss) in losses.iter_mut().enumerate() {
                    *loss = if element % 3 == 0 { random.below(3) as f64 } else { 0.0 };
                }
                let lowered: Result<(), ()> = bounds.lower(|bounds| {
                    bounds.iter_mut().zip(&losses).for_each(|(bound, loss)| *bound -= loss);
                    Ok(())
                });
                lowered.unwrap();
                for candidate in &mut expected {
                    candidate.gain -= losses[candidate.element as usize];
                }
                expected.sort_by(|a, b| b.cmp(a));
                let first = expected.remove(0);
                assert_eq!(bounds.pop(), Some(first));
                let many = expected.iter().filter(|other| other.gain >= first.gain - 2.0).count();
                let limit = many.min(5);
                let mut taken = bounds.take_from(first.gain - 2.0, 5);
                taken.sort_by(|a, b| b.cmp(a));
                assert_eq!(taken, expected[..limit]);
                // Half of them are put back.
                let back = taken.split_off(limit / 2);
                bounds.extend(back.iter().copied());
                expected.splice(..limit, back);
            }
            assert_eq!(bounds.pop(), None);
            assert!(bounds.take_largest(1).is_empty());
        }
    }
}
