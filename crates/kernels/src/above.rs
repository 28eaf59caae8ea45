//! Where the few values of a row are that exceed a bound.

use crate::simd::dispatch::{Kernels, kernels};
use crate::simd::lanes::Element;

/// Writes the positions of the values that are greater than `bound` into `positions`, in ascending
/// order, and returns their number; none if there are more than there is room for, which is found out
/// as soon as it is so. A NaN is not greater.
///
/// # Panics
///
/// If 32 bits cannot number the values.
pub fn positions_above<T: Element>(values: &[T], bound: T, positions: &mut [u32]) -> Option<usize> {
    positions_with(kernels(), values, bound, positions)
}

fn positions_with<T: Element>(
    kernels: &Kernels<T>,
    values: &[T],
    bound: T,
    positions: &mut [u32],
) -> Option<usize> {
    assert!(u32::try_from(values.len()).is_ok(), "32 bits number the values");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (kernels.positions_above)(values, bound, positions) }
}

/// The loop, for any instruction set.
pub(crate) mod kernel {
    use crate::simd::lanes::{Lane, Lanes};

    #[inline(always)]
    pub(crate) fn positions<V: Lanes>(
        set: V::Set,
        values: &[V::Element],
        bound: V::Element,
        positions: &mut [u32],
    ) -> Option<usize> {
        let (chunks, end) = Lane::chunks(values);
        let bounds = V::splat(set, bound);
        let mut count = 0;
        for (chunk, values) in chunks.iter().enumerate() {
            let mut above = bounds.below(V::load(set, values));
            while above != 0 {
                let position = chunk * V::Element::LANES + above.trailing_zeros() as usize;
                *positions.get_mut(count)? = position as u32;
                count += 1;
                above &= above - 1;
            }
        }
        for (position, value) in (values.len() - end.len()..).zip(end) {
            if *value > bound {
                *positions.get_mut(count)? = position as u32;
                count += 1;
            }
        }
        Some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::testing::{Sample, for_both_types, same_at_every_level};

    for_both_types!(positions_are_those_of_larger_values);

    fn positions_are_those_of_larger_values<T: Sample>() {
        same_at_every_level::<T, T>(|kernels, source| {
            let mut values = source.slice::<T>();
            if let Some(last) = values.last_mut() {
                *last = T::nearest(f64::NAN);
            }
            let mut found = Vec::new();
            for bound in [source.value::<T>(), T::default(), T::nearest(0.9), T::nearest(2.0)] {
                let exceeds = |value: T| value.into() > bound.into();
                let expected: Vec<usize> =
                    (0..values.len()).filter(|&position| exceeds(values[position])).collect();
                let mut positions = vec![0; expected.len()];
                let count = positions_with(kernels, &values, bound, &mut positions);
                assert_eq!(count, Some(expected.len()));
                assert!(positions.iter().map(|&position| position as usize).eq(expected));
                if let Some(less) = positions.len().checked_sub(1) {
                    let count = positions_with(kernels, &values, bound, &mut positions[..less]);
                    assert_eq!(count, None);
                }
                found.extend(positions.iter().map(|&position| values[position as usize]));
            }
            found
        });
    }
}
