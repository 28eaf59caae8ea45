//! Memory for large arrays: an error where there is none, large pages where there are some, and
//! zeros that are written by all threads.
//!
//! Memory that is written for the first time is handed over by the system page by page; for a
//! matrix of hundreds of megabytes that takes longer than computing it, in pages of 4 kB.

use std::mem::MaybeUninit;

use crate::control::{Cancelled, Control};
use crate::workers::Workers;

/// The size of the pages asked for, and of what is written between two looks at a control.
const LARGE_PAGE: usize = 2 << 20;

/// The system has no room for an array of this size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Out of memory: {bytes} bytes were needed")]
pub struct OutOfMemory {
    /// The size of the array in bytes.
    pub bytes: usize,
}

/// Why a kernel that needs memory of its own has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no room for what it needs.
    #[error(transparent)]
    OutOfMemory(#[from] OutOfMemory),
    /// The caller stopped the computation.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// An empty vector with room for `length` values, on large pages where there are such.
pub fn room<T>(length: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut values = Vec::new();
    values
        .try_reserve_exact(length)
        .map_err(|_| OutOfMemory { bytes: length.saturating_mul(size_of::<T>()) })?;
    prefer_large_pages(values.spare_capacity_mut());
    Ok(values)
}

/// `length` default values, which are zeros for numbers.
///
/// Written by all workers, since it is here that the system hands the memory over: at a few
/// gigabytes a second, or far less while it makes large pages out of scattered small ones.
///
/// # Errors
///
/// [`Error::OutOfMemory`] and [`Error::Cancelled`].
pub fn zeros<T: Copy + Default + Send>(
    length: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<T>, Error> {
    let mut values = room(length)?;
    let free = &mut values.spare_capacity_mut()[..length];
    workers.for_each_chunk(free, LARGE_PAGE / size_of::<T>().max(1), |_, free| {
        if !control.is_cancelled() {
            free.fill(MaybeUninit::new(T::default()));
        }
    });
    control.check()?;
    // SAFETY: there is room for `length` values, and all of them were written: a chunk is left out
    // only once the control is cancelled, which it then is for good.
    unsafe { values.set_len(length) };
    Ok(values)
}

/// Asks the system to put `values` on pages of 2 MB when they are first written, where it can.
///
/// A hint that changes no value, without effect on small arrays, on memory that is in use, and on
/// systems other than Linux. What it brings depends on the system's free memory. Measured on a Gram
/// matrix of 400 MB on one thread: 36 to 69 ms with it and 200 ms without; but where files had
/// filled the memory, the first such matrix took 0.9 to 1.1 s with it and 0.3 s without, as the
/// system moved pages together, and only later ones were fast.
pub fn prefer_large_pages<T>(values: &mut [T]) {
    #[cfg(target_os = "linux")]
    {
        let size = size_of_val(values);
        let start = values.as_mut_ptr().cast::<u8>();
        let skipped = start.align_offset(LARGE_PAGE);
        let length = size.saturating_sub(skipped) / LARGE_PAGE * LARGE_PAGE;
        if length > 0 {
            // SAFETY: the range lies inside `values`, since `skipped + length <= size`, and this
            // advice leaves the contents of memory as they are.
            unsafe { libc::madvise(start.add(skipped).cast(), length, libc::MADV_HUGEPAGE) };
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = values;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pool;
    use std::num::NonZeroUsize;
    use std::sync::Arc;

    #[test]
    fn values_stay_as_they_are() {
        for length in [0, 1, 100, 1 << 20, (3 << 20) + 5] {
            let mut values: Vec<u32> = (0..length).collect();
            prefer_large_pages(&mut values);
            prefer_large_pages(&mut values[length as usize / 3..]);
            assert!(values.into_iter().eq(0..length));
        }
    }

    #[test]
    fn an_array_beyond_the_memory_is_an_error() {
        let error = OutOfMemory { bytes: usize::MAX };
        assert_eq!(room::<f64>(usize::MAX / 4), Err(error));
        let zeros = zeros::<f64>(usize::MAX / 4, &Workers::single(), &Control::new());
        assert_eq!(zeros, Err(error.into()));
        assert!(room::<f64>(10).is_ok_and(|values| values.capacity() >= 10));
    }

    #[test]
    fn zeros_are_zero_for_any_number_of_threads() {
        for threads in [1, 2, 3, 8] {
            let threads = NonZeroUsize::new(threads).unwrap();
            let workers = Workers::new(Arc::new(Pool::new(threads).unwrap()), threads);
            for length in [0, 1, 1000, (3 << 20) + 5] {
                // Memory that was in use before is not zero of its own accord.
                drop(vec![1.0f32; length]);
                let zeros = zeros::<f32>(length, &workers, &Control::new()).unwrap();
                assert_eq!(zeros.len(), length);
                assert!(zeros.iter().all(|zero| zero.to_bits() == 0));
            }
        }
    }

    #[test]
    fn zeros_that_nobody_wants_any_more_are_not_written() {
        for look in 1..=6 {
            let control = Control::cancelled_at(look);
            let zeros = zeros::<f32>(5 << 19, &Workers::single(), &control);
            assert_eq!(zeros, Err(Cancelled.into()), "cancelled at look {look}");
        }
    }
}
