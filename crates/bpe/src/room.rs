//! Room for tables that grow with the corpus: where the system has none, the call fails and the
//! process goes on.

use crate::error::Error;
use gainful_kernels::{Control, OutOfMemory};
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

/// Values written between two looks at the [`Control`]: well under ten milliseconds, though the
/// system hands over their memory only then.
const BLOCK: usize = 1 << 16;

/// Makes room for `more` values.
#[inline(always)]
pub(crate) fn reserve<T>(values: &mut Vec<T>, more: usize) -> Result<(), Error> {
    values.try_reserve(more).map_err(|_| too_large::<T>(values.len().saturating_add(more)))
}

/// That there is no room for so many values.
#[cold]
pub(crate) fn too_large<T>(length: usize) -> Error {
    Error::Memory { bytes: length.saturating_mul(size_of::<T>()) }
}

/// An empty list with room for `length` values, on large pages if that is much: half of the time of
/// encoding a long text went into the small pages of its tokens.
pub(crate) fn large<T>(length: usize) -> Result<Vec<T>, Error> {
    gainful_kernels::room(length).map_err(|OutOfMemory { bytes }| Error::Memory { bytes })
}

/// Makes room for one more entry.
#[inline(always)]
pub(crate) fn reserve_entry<K: Eq + Hash, V, S: BuildHasher>(
    map: &mut HashMap<K, V, S>,
) -> Result<(), Error> {
    map.try_reserve(1).map_err(|_| {
        // A full table makes room for twice as many.
        let entries = map.len().saturating_mul(2);
        Error::Memory { bytes: entries.saturating_mul(size_of::<(K, V)>()) }
    })
}

/// Makes room for one more member.
#[inline(always)]
pub(crate) fn reserve_member<T: Eq + Hash, S: BuildHasher>(
    set: &mut HashSet<T, S>,
) -> Result<(), Error> {
    set.try_reserve(1).map_err(|_| {
        let members = set.len().saturating_mul(2);
        Error::Memory { bytes: members.saturating_mul(size_of::<T>()) }
    })
}

/// Makes room for one value more in a heap.
#[inline(always)]
pub(crate) fn reserve_value<T: Ord>(heap: &mut BinaryHeap<T>) -> Result<(), Error> {
    heap.try_reserve(1).map_err(|_| {
        let length = heap.len().saturating_mul(2);
        Error::Memory { bytes: length.saturating_mul(size_of::<T>()) }
    })
}

/// An empty text with room for just so many bytes.
pub(crate) fn text(bytes: usize) -> Result<String, Error> {
    let mut text = String::new();
    text.try_reserve_exact(bytes).map_err(|_| Error::Memory { bytes })?;
    Ok(text)
}

/// A copy of a text.
pub(crate) fn copy(text: &str) -> Result<String, Error> {
    let mut copy = self::text(text.len())?;
    copy.push_str(text);
    Ok(copy)
}

/// Slices one after the other.
pub(crate) fn concat<T: Clone>(slices: &[&[T]]) -> Result<Vec<T>, Error> {
    let length: usize = slices.iter().map(|slice| slice.len()).sum();
    let mut all = Vec::new();
    all.try_reserve_exact(length)
        .map_err(|_| Error::Memory { bytes: length.saturating_mul(size_of::<T>()) })?;
    slices.iter().for_each(|slice| all.extend_from_slice(slice));
    Ok(all)
}

/// As many values as the iterator has; it knows how many at most.
pub(crate) fn collect<T>(values: impl Iterator<Item = T>) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    let (least, most) = values.size_hint();
    reserve(&mut all, most.unwrap_or(least))?;
    all.extend(values);
    Ok(all)
}

/// So many times the same value.
pub(crate) fn filled<T: Clone>(
    length: usize,
    value: T,
    control: &Control,
) -> Result<Vec<T>, Error> {
    let mut values = Vec::new();
    append(&mut values, length, value, control)?;
    Ok(values)
}

/// Appends `more` times the same value.
#[inline(always)]
pub(crate) fn append<T: Clone>(
    values: &mut Vec<T>,
    more: usize,
    value: T,
    control: &Control,
) -> Result<(), Error> {
    reserve(values, more)?;
    let end = values.len() + more;
    while end - values.len() > BLOCK {
        control.check()?;
        values.resize(values.len() + BLOCK, value.clone());
    }
    values.resize(end, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_beyond_the_memory_is_an_error() {
        let error = append(&mut vec![0u64; 3], usize::MAX / 16, 0, &Control::new()).unwrap_err();
        let bytes = (usize::MAX / 16 + 3) * 8;
        assert_eq!(
            error.to_string(),
            format!("Out of memory: a table of {bytes} bytes was needed")
        );
    }

    #[test]
    fn values_are_appended_in_blocks() {
        for more in [0, 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5] {
            let control = Control::new();
            let mut values = vec![1u32];
            append(&mut values, more, 7, &control).unwrap();
            assert_eq!((values.len(), values[0]), (more + 1, 1));
            assert!(values[1..].iter().all(|&value| value == 7));
            assert_eq!(control.looks() as usize, more.saturating_sub(1) / BLOCK);
        }
    }
}
