//! The posterior of the probabilities under a symmetric Dirichlet prior, as far as entropy needs it.
//!
//! Wolpert & Wolf (1995), and for the weight of a prior Nemenman, Shafee & Bialek, "Entropy and inference,
//! revisited" (2002).

use gainful_kernels::{Cancelled, Control};

use crate::discrete::CountOfCounts;
use crate::gamma::{digamma, ln_rising_ratio, trigamma};

/// Where the prior's density is computed by its series, since its two terms cancel.
const LARGE: f64 = 1e3;

/// The entropy's mean and variance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    pub(super) mean: f64,
    pub(super) variance: f64,
}

/// Counts over an alphabet of K symbols.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posterior<'a> {
    counts: &'a CountOfCounts,
    samples: f64,
    alphabet: f64,
    /// The number of symbols never seen: a class of its own with count 0.
    unseen: f64,
}

impl<'a> Posterior<'a> {
    pub(super) fn new(counts: &'a CountOfCounts, alphabet: u64) -> Self {
        Self {
            counts,
            samples: counts.samples() as f64,
            alphabet: alphabet as f64,
            unseen: (alphabet - counts.observed()) as f64,
        }
    }

    /// The moments of the entropy if each symbol had been seen `a` > 0 times before: with v = n + a and
    /// A = N + K a,
    ///
    /// mean = ψ(A + 1) - Σ (v/A) ψ(v + 1), and
    /// E[H²] = [Σ_{i≠j} v_i v_j (α_i α_j - c) + Σ_i v_i (v_i + 1) (β_i² + ψ'(v_i + 2) - c)] / (A (A + 1))
    /// with α = ψ(v + 1) - ψ(A + 2), β = ψ(v + 2) - ψ(A + 2), c = ψ'(A + 2).
    pub(super) fn moments(&self, a: f64, control: &Control) -> Result<Moments, Cancelled> {
        let total = self.samples + self.alphabet * a;
        let (whole, curvature) = (digamma(total + 2.0), trigamma(total + 2.0));
        let (mut linear, mut squares, mut values, mut own) = (0.0, 0.0, 0.0, 0.0);
        let mut class = |n: f64, symbols: f64| {
            let v = n + a;
            // ψ and ψ' by their recurrences: one evaluation each.
            let next = (v + 1.0).recip();
            let alpha = digamma(v + 1.0) - whole;
            let beta = alpha + next;
            let second = trigamma(v + 1.0) - next * next;
            let product = v * alpha;
            linear += symbols * product;
            squares += symbols * product * product;
            values += symbols * v * v;
            own += symbols * v * (v + 1.0) * (beta * beta + second - curvature);
        };
        self.counts.each(control, |count, symbols| class(count as f64, symbols as f64))?;
        if self.unseen > 0.0 {
            class(0.0, self.unseen);
        }
        // ψ(A + 1) = ψ(A + 2) - 1/(A + 1)
        let mean = -linear / total - (total + 1.0).recip();
        let others = linear * linear - squares - curvature * (total * total - values);
        let second_moment = (others + own) / (total * (total + 1.0));
        Ok(Moments { mean, variance: second_moment - mean * mean })
    }

    /// The logarithm of the evidence for `a` times the density of the prior that makes the entropy
    /// nearly uniform, [K ψ'(K a + 1) - ψ'(a + 1)] Π Γ(n + a)/Γ(a) · Γ(K a)/Γ(N + K a), up to a
    /// constant. The alphabet has two symbols at least.
    pub(super) fn ln_weight(&self, a: f64, control: &Control) -> Result<f64, Cancelled> {
        let mut evidence = -ln_rising_ratio(self.alphabet * a, self.samples);
        self.counts.each(control, |count, symbols| {
            evidence += symbols as f64 * ln_rising_ratio(a, count as f64);
        })?;
        Ok(evidence + self.prior(a).ln())
    }

    fn prior(&self, a: f64) -> f64 {
        let cells = self.alphabet;
        if a < LARGE {
            return cells * trigamma(cells * a + 1.0) - trigamma(a + 1.0);
        }
        let share = cells.recip();
        ((1.0 - share) / 2.0 - (1.0 - share.powi(2)) / (6.0 * a)
            + (1.0 - share.powi(4)) / (30.0 * a.powi(3)))
            / (a * a)
    }
}
