//! The entropies of all projections of a law that shrinks when a coordinate is summed out.
//!
//! Each coordinate in turn is kept or summed out; what the earlier choices leave is shared. Over d
//! binary coordinates that makes 3^d numbers of a law of 2^d, instead of 4^d one subset at a time.

use gainful_kernels::{Cancelled, Control, Workers};

use crate::entropy::Entropies;

/// Coordinates whose choices are spread over the threads: 2^3 tasks.
const SPREAD: usize = 3;

/// A law whose projections are laws of the same kind.
pub(super) trait Shrink: Sized + Sync {
    /// The projection on the coordinates for which `keep` is true.
    fn shrink(&self, keep: &dyn Fn(u32) -> bool) -> Self;

    /// The entropies of the law itself.
    fn own_entropies(&self) -> Entropies;
}

/// The entropies of the projection of `law` on each subset of its `dimension` coordinates, at the
/// index with bit i set for each coordinate i.
pub(super) fn all_entropies<L: Shrink>(
    law: &L,
    dimension: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<Entropies>, Cancelled> {
    let spread = SPREAD.min(dimension);
    let tasks = workers.map(1 << spread, |kept| {
        let mut found = Vec::with_capacity(1 << (dimension - spread));
        // The task that keeps all of these coordinates has nothing to sum out, and copies nothing.
        let shrunk;
        let projected = if kept + 1 == 1 << spread {
            law
        } else {
            shrunk = law.shrink(&|i| i as usize >= spread || kept >> i & 1 == 1);
            &shrunk
        };
        let mut search = Search { dimension, found: &mut found, control };
        search.choose(projected, kept, spread)?;
        Ok(found)
    });
    let mut entropies = vec![Entropies::default(); 1 << dimension];
    for task in tasks {
        for (kept, found) in task? {
            entropies[kept] = found;
        }
    }
    Ok(entropies)
}

/// One walk over the choices of all coordinates.
struct Search<'a> {
    dimension: usize,
    /// Subsets and their entropies.
    found: &'a mut Vec<(usize, Entropies)>,
    control: &'a Control,
}

impl Search<'_> {
    /// Keeps or drops coordinate `next` of `law`, what `kept` and the coordinates from `next` on
    /// leave, and goes on.
    fn choose<L: Shrink>(&mut self, law: &L, kept: usize, next: usize) -> Result<(), Cancelled> {
        if next == self.dimension {
            if kept != 0 {
                self.found.push((kept, law.own_entropies()));
            }
            return self.control.advance(1);
        }
        self.choose(law, kept | 1 << next, next + 1)?;
        self.choose(&law.shrink(&|i| i as usize != next), kept, next + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mask of the coordinates that are left.
    struct Left(u32);

    impl Shrink for Left {
        fn shrink(&self, keep: &dyn Fn(u32) -> bool) -> Self {
            let left = (0..u32::BITS).filter(|&i| self.0 >> i & 1 == 1 && keep(i));
            let left = left.map(|i| 1 << i).sum();
            assert_ne!(left, self.0, "nothing is summed out");
            Self(left)
        }

        fn own_entropies(&self) -> Entropies {
            Entropies { state: f64::from(self.0), pair: 0.0 }
        }
    }

    #[test]
    fn every_subset_is_reached_and_nothing_copied() {
        for dimension in 1..6 {
            let law = Left((1 << dimension) - 1);
            let found = all_entropies(&law, dimension, &Workers::single(), &Control::new());
            let masks: Vec<f64> = found.unwrap().iter().map(|found| found.state).collect();
            assert_eq!(masks, (0..1 << dimension).map(f64::from).collect::<Vec<_>>());
        }
    }
}
