//! Symmetric Dirichlet priors: how often each symbol is taken to have been seen before.

use gainful_kernels::ArgumentError;

/// A prior.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Prior {
    /// a = 1/2 (Jeffreys 1946)
    #[default]
    Jeffreys,
    /// a = 1 (Bayes and Laplace)
    Laplace,
    /// a = 1/K (Perks 1947)
    Perks,
    /// a = √N/K (Trybula 1958)
    Minimax,
    /// a itself
    PseudoCount(f64),
}

impl Prior {
    /// The priors that have a name.
    pub const NAMED: [(&'static str, Self); 4] = [
        ("jeffreys", Self::Jeffreys),
        ("laplace", Self::Laplace),
        ("perks", Self::Perks),
        ("minimax", Self::Minimax),
    ];

    /// The prior called `name`.
    ///
    /// # Errors
    /// If there is none; the message lists those that exist.
    pub fn named(name: &str) -> Result<Self, ArgumentError> {
        let found = Self::NAMED.iter().find(|(known, _)| *known == name);
        found.map(|&(_, prior)| prior).ok_or_else(|| {
            ArgumentError::unknown("prior", &Self::NAMED.map(|(name, _)| name), name)
        })
    }

    /// Each symbol counts as seen `pseudo_count` times more.
    ///
    /// # Errors
    /// If it is not positive and finite.
    pub fn from_pseudo_count(pseudo_count: f64) -> Result<Self, ArgumentError> {
        if pseudo_count > 0.0 && pseudo_count.is_finite() {
            return Ok(Self::PseudoCount(pseudo_count));
        }
        let found = pseudo_count.to_string();
        Err(ArgumentError::out_of_range("prior", "a positive number", found))
    }

    /// a, for N samples of an alphabet of K symbols.
    pub(super) fn pseudo_count(self, samples: u64, alphabet: u64) -> f64 {
        match self {
            Self::Jeffreys => 0.5,
            Self::Laplace => 1.0,
            Self::Perks => (alphabet as f64).recip(),
            Self::Minimax => (samples as f64).sqrt() / alphabet as f64,
            Self::PseudoCount(a) => a,
        }
    }
}
