//! Histograms of bytes, bound by the one store a cycle that incrementing a counter takes.
//!
//! Where few symbols dominate, as in text, bytes are counted two at a time: the counters of the
//! frequent pairs stay in the first-level cache, and there is one increment for two bytes.

/// Bytes of a part that show whether its pairs should be counted.
const PREVIEW: usize = 1 << 13;

/// Shortest part for which reading the 2^16 counters of pairs at the end is worth it.
const LEAST_FOR_PAIRS: usize = 1 << 21;

/// The effective number of symbols, 1 / Σ p², up to which pairs are counted. English has about 20;
/// beyond 64 the counters in use outgrow the cache.
const MOST_FOR_PAIRS: u64 = 64;

/// The number of times each byte occurs in `bytes`, fewer than 2^32.
pub(super) fn histogram(bytes: &[u8]) -> [u32; 256] {
    if bytes.len() < LEAST_FOR_PAIRS {
        return by_bytes(bytes);
    }
    let preview = by_bytes(&bytes[..PREVIEW]);
    let squares: u64 = preview.iter().map(|&count| u64::from(count).pow(2)).sum();
    let pays = squares * MOST_FOR_PAIRS >= (PREVIEW as u64).pow(2);
    if pays { by_pairs(bytes) } else { by_bytes(bytes) }
}

/// Four tables in turn: a run of equal bytes would otherwise wait for each increment to reach
/// memory before the next.
fn by_bytes(bytes: &[u8]) -> [u32; 256] {
    let mut tables = [[0u32; 256]; 4];
    let (words, rest) = bytes.as_chunks::<8>();
    for &word in words {
        let word = u64::from_le_bytes(word);
        for byte in 0..8 {
            tables[byte % 4][(word >> (8 * byte)) as usize & 0xff] += 1;
        }
    }
    for &byte in rest {
        tables[0][usize::from(byte)] += 1;
    }
    std::array::from_fn(|symbol| tables.iter().map(|table| table[symbol]).sum())
}

/// Two tables in turn, for the same reason.
fn by_pairs(bytes: &[u8]) -> [u32; 256] {
    let mut tables = [vec![0u32; 1 << 16], vec![0u32; 1 << 16]];
    let (words, rest) = bytes.as_chunks::<8>();
    for &word in words {
        let word = u64::from_le_bytes(word);
        for pair in 0..4 {
            tables[pair % 2][(word >> (16 * pair)) as usize & 0xffff] += 1;
        }
    }
    let mut counts = by_bytes(rest);
    for table in &tables {
        for (pair, &count) in table.iter().enumerate() {
            counts[pair & 0xff] += count;
            counts[pair >> 8] += count;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_count_the_same() {
        let scattered = |i: usize| (i.wrapping_mul(i) >> 5) as u8;
        for length in (0..40).chain([PREVIEW, LEAST_FOR_PAIRS + 3]) {
            for symbols in [1, 7, 256] {
                let bytes: Vec<u8> =
                    (0..length).map(|i| (usize::from(scattered(i)) % symbols) as u8).collect();
                let mut expected = [0; 256];
                bytes.iter().for_each(|&byte| expected[usize::from(byte)] += 1);
                assert_eq!(by_bytes(&bytes), expected);
                assert_eq!(by_pairs(&bytes), expected);
                assert_eq!(histogram(&bytes), expected);
            }
        }
    }
}
