//! Sums over pairs of probabilities: relative entropies and overlaps.
//!
//! Logarithms are written in plain Rust, eight lanes at a time, so that the compiler makes vector instructions of
//! them where a level has them; nothing is fused, so all levels give the same bits. ln(p/q) is taken from both mantissas,
//! ln(p/q) = k ln 2 + 2 artanh((p' - q')/(p' + q')), with one division, and keeps its digits where p is close to q. The
//! polynomial is that of FreeBSD's e_log.c. Bound by the divider: one division a logarithm, one root an overlap.

use std::f64::consts::{LN_2, SQRT_2};

use crate::simd::dispatch::divergence_kernels;
use crate::simd::lanes::{Lane, Lanes};

const LANES: usize = 8;

/// Which terms are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms {
    /// p ln(p/q)
    Relative,
    /// p ln(p/m) + q ln(q/m) with m = (p + q)/2
    Mixture,
    /// √(p q)
    Overlap,
}

/// Sums over a block of pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DivergenceSums {
    /// Σ p
    pub p: f64,
    /// Σ q
    pub q: f64,
    /// The sum of the terms.
    pub terms: f64,
    /// Whether all numbers were positive and normal (for overlaps: not negative); if not, the sums mean nothing.
    pub regular: bool,
}

/// The sums over all pairs.
///
/// # Panics
///
/// If the lengths differ.
pub fn divergence_sums(terms: Terms, p: &[f64], q: &[f64]) -> DivergenceSums {
    assert_eq!(p.len(), q.len(), "pairs of probabilities");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { divergence_kernels()[terms as usize](p, q) }
}

/// The sums for one instruction set.
pub(crate) type DivergenceKernel = unsafe fn(&[f64], &[f64]) -> DivergenceSums;

/// The loop over logarithms, for any instruction set; `TERMS` is a number of [`Terms`].
#[inline(always)]
pub(crate) fn kernel<const TERMS: usize>(p: &[f64], q: &[f64]) -> DivergenceSums {
    let (p_chunks, p_rest) = p.as_chunks::<LANES>();
    let (q_chunks, q_rest) = q.as_chunks::<LANES>();
    let mut sums = Sums::default();
    for (p, q) in p_chunks.iter().zip(q_chunks) {
        sums.add::<TERMS>(p, q);
    }
    let together = |lanes: [f64; LANES]| {
        let half: [f64; 4] = std::array::from_fn(|i| lanes[i] + lanes[i + 4]);
        (half[0] + half[2]) + (half[1] + half[3])
    };
    let whole = DivergenceSums {
        p: together(sums.p),
        q: together(sums.q),
        terms: together(sums.terms),
        regular: sums.irregular.iter().all(|&irregular| irregular == 0),
    };
    with_rest::<TERMS>(whole, p_rest, q_rest)
}

/// The loop over roots of products, which the compiler does not make vectors of by itself.
#[inline(always)]
pub(crate) fn overlaps<V: Lanes<Element = f64>>(
    set: V::Set,
    p: &[f64],
    q: &[f64],
) -> DivergenceSums {
    let (p_chunks, p_rest) = f64::chunks(p);
    let (q_chunks, q_rest) = f64::chunks(q);
    let zero = V::splat(set, 0.0);
    let [mut of_p, mut of_q, mut roots] = [zero; 3];
    let mut negative = 0;
    for (p, q) in p_chunks.iter().zip(q_chunks) {
        let (p, q) = (V::load(set, p), V::load(set, q));
        of_p = of_p.add(p);
        of_q = of_q.add(q);
        roots = roots.add(p.mul(q).sqrt());
        negative |= p.below(zero) | q.below(zero);
    }
    let (p, q, terms) = (of_p.sum(), of_q.sum(), roots.sum());
    // A NaN is below nothing, and remains in its sum.
    let regular = negative == 0 && !p.is_nan() && !q.is_nan();
    with_rest::<OVERLAP>(DivergenceSums { p, q, terms, regular }, p_rest, q_rest)
}

/// Adds the pairs that fill no vector, one by one: padding would count as pairs.
#[inline(always)]
fn with_rest<const TERMS: usize>(whole: DivergenceSums, p: &[f64], q: &[f64]) -> DivergenceSums {
    let mut rest = Sums::default();
    for (&p, &q) in p.iter().zip(q) {
        rest.add_one::<TERMS>(p, q);
    }
    DivergenceSums {
        p: whole.p + rest.p[0],
        q: whole.q + rest.q[0],
        terms: whole.terms + rest.terms[0],
        regular: whole.regular && rest.irregular[0] == 0,
    }
}

#[derive(Default)]
struct Sums {
    p: [f64; LANES],
    q: [f64; LANES],
    terms: [f64; LANES],
    irregular: [u64; LANES],
}

impl Sums {
    #[inline(always)]
    fn add<const TERMS: usize>(&mut self, p: &[f64; LANES], q: &[f64; LANES]) {
        for lane in 0..LANES {
            self.p[lane] += p[lane];
            self.q[lane] += q[lane];
            self.terms[lane] += term::<TERMS>(p[lane], q[lane]);
            self.irregular[lane] |= irregular::<TERMS>(p[lane], q[lane]);
        }
    }

    #[inline(always)]
    fn add_one<const TERMS: usize>(&mut self, p: f64, q: f64) {
        self.p[0] += p;
        self.q[0] += q;
        self.terms[0] += term::<TERMS>(p, q);
        self.irregular[0] |= irregular::<TERMS>(p, q);
    }
}

const RELATIVE: usize = Terms::Relative as usize;
const MIXTURE: usize = Terms::Mixture as usize;
const OVERLAP: usize = Terms::Overlap as usize;

#[inline(always)]
fn term<const TERMS: usize>(p: f64, q: f64) -> f64 {
    match TERMS {
        RELATIVE => p * ln_ratio(p, q),
        MIXTURE => {
            let mixture = (p + q) / 2.0;
            p * ln_ratio(p, mixture) + q * ln_ratio(q, mixture)
        }
        _ => (p * q).sqrt(),
    }
}

#[inline(always)]
fn irregular<const TERMS: usize>(p: f64, q: f64) -> u64 {
    let least = if TERMS == RELATIVE || TERMS == MIXTURE { f64::MIN_POSITIVE } else { 0.0 };
    u64::from(!((p >= least) & (q >= least)))
}

/// ln(p/q) of positive, normal, finite numbers, without branches.
#[inline(always)]
fn ln_ratio(p: f64, q: f64) -> f64 {
    const FRACTION: u64 = (1 << 52) - 1;
    const ONE: u64 = 0x3ff << 52;
    // 2^52 with the exponent's bits in its last places: a difference of two is that of the exponents.
    const WHOLE: u64 = 0x433 << 52;
    let mantissa = |x: f64| f64::from_bits(x.to_bits() & FRACTION | ONE);
    let exponent = |x: f64| f64::from_bits(x.to_bits() >> 52 | WHOLE);
    let (of_p, of_q) = (mantissa(p), mantissa(q));
    // A ratio of mantissas between 1/√2 and √2, by a factor of 2.
    let above = of_p > SQRT_2 * of_q;
    let below = of_q > SQRT_2 * of_p;
    let scale = if above { 0.5 } else { 1.0 };
    let scale = if below { 2.0 } else { scale };
    let step = if above { 1.0 } else { 0.0 };
    let step = if below { -1.0 } else { step };
    let of_p = of_p * scale;
    let k = exponent(p) - exponent(q) + step;
    let s = (of_p - of_q) / (of_p + of_q);
    let z = s * s;
    let w = z * z;
    let even = w
        * (0.399_999_999_994_094_2 + w * (0.222_221_984_321_497_84 + w * 0.153_138_376_992_093_73));
    let odd = z
        * (0.666_666_666_666_673_5
            + w * (0.285_714_287_436_623_9
                + w * (0.181_835_721_616_180_5 + w * 0.147_981_986_051_165_86)));
    k * LN_2 + s * (2.0 + (even + odd))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;
    use crate::simd::dispatch::available;

    fn plain(terms: Terms, p: f64, q: f64) -> f64 {
        let ln = |p: f64, q: f64| {
            if (p - q).abs() < q / 2.0 { ((p - q) / q).ln_1p() } else { (p / q).ln() }
        };
        match terms {
            Terms::Relative => p * ln(p, q),
            Terms::Mixture => {
                let mixture = (p + q) / 2.0;
                p * ln(p, mixture) + q * ln(q, mixture)
            }
            Terms::Overlap => (p * q).sqrt(),
        }
    }

    #[test]
    fn every_level_gives_the_plain_sums() {
        for length in (0..40).chain([1000]) {
            let mut random = Random::new(3, length as u64);
            let mut numbers = || (0..length).map(|_| random.unit() + 1e-9).collect::<Vec<_>>();
            let (p, q) = (numbers(), numbers());
            for terms in [Terms::Relative, Terms::Mixture, Terms::Overlap] {
                let pairs = || p.iter().zip(&q).map(|(&p, &q)| plain(terms, p, q));
                let (expected, size) = (pairs().sum::<f64>(), pairs().map(f64::abs).sum::<f64>());
                let reference = divergence_sums(terms, &p, &q);
                for level in available() {
                    // SAFETY: the level is available.
                    let found = unsafe { level.divergences[terms as usize](&p, &q) };
                    assert!((found.terms - expected).abs() <= 1e-14 * size, "{terms:?} {length}");
                    assert_eq!(
                        found.terms.to_bits(),
                        reference.terms.to_bits(),
                        "{}",
                        level.name()
                    );
                    assert_eq!(found, reference, "{} at length {length}", level.name());
                    assert!(found.regular);
                }
            }
        }
    }

    #[test]
    fn logarithms_of_ratios_are_good_to_the_last_digits() {
        let mut random = Random::new(5, 0);
        for _ in 0..100_000 {
            let scale = |random: &mut Random| 2f64.powi(random.below(600) as i32 - 300);
            let p = (random.unit() + 1e-12) * scale(&mut random);
            for q in [p * (0.3 + 3.0 * random.unit()), random.unit() * scale(&mut random) + 1e-100]
            {
                let expected = plain(Terms::Relative, p, q) / p;
                let found = ln_ratio(p, q);
                assert!((found - expected).abs() <= 1e-15 * expected.abs(), "{p:e} {q:e} {found}");
            }
        }
        assert_eq!(ln_ratio(0.3, 0.3), 0.0);
    }

    #[test]
    fn what_is_not_regular_is_told() {
        for bad in [0.0, -1.0, f64::NAN, 1e-310] {
            for terms in [Terms::Relative, Terms::Mixture] {
                assert!(!divergence_sums(terms, &[0.5, bad], &[0.5, 0.5]).regular);
                assert!(!divergence_sums(terms, &[0.5; 9], &[bad; 9]).regular);
            }
        }
        assert!(divergence_sums(Terms::Overlap, &[0.0], &[1.0]).regular);
        assert!(!divergence_sums(Terms::Overlap, &[-1.0], &[1.0]).regular);
    }

    #[test]
    #[should_panic(expected = "pairs of probabilities")]
    fn lengths_must_agree() {
        divergence_sums(Terms::Overlap, &[1.0], &[]);
    }
}
