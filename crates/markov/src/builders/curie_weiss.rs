//! The Curie-Weiss model with couplings that decay with the distance, moved by Metropolis's rule.
//!
//! Spins x_i = ±1 (digit 0 is -1) have the energy
//! E(x) = -Σ_{i,j} r^|i-j| x_i x_j - field Σ_i x_i over all ordered pairs, i = j included, and the
//! law π(x) ∝ exp(-β E(x)). A step picks a spin uniformly and flips it with probability
//! min(1, exp(-β ΔE)); so π(x) P(x, x with i flipped) is the smaller of the two states' masses over
//! d, and the chain is reversible.
//!
//! Levin, Peres & Wilmer, "Markov Chains and Mixing Times" (2009), section 3.2; the model is that of
//! arXiv 2503.23340.

use gainful_kernels::{ArgumentError, Control, Workers, pairwise_sum, zeros};

use crate::chain::MarkovChain;
use crate::error::Error;
use crate::pair_law::SingleSite;

/// The most spins: 24 take 1.74 GB.
const MAX_DIMENSION: u32 = 24;

/// States in the share of one thread.
const CHUNK: usize = 1 << 12;

/// The parameters of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurieWeiss {
    /// The number d of spins, from 1 to 24; the chain takes 2^d (d/2 + 1) numbers.
    pub dimension: u32,
    /// β >= 0: how strongly low energies are preferred.
    pub inverse_temperature: f64,
    /// The external field; positive prefers spins +1.
    pub field: f64,
    /// r from 0 to 1: spins at distance k are coupled with strength r^k.
    pub coupling_decay: f64,
}

impl CurieWeiss {
    /// The decay of the couplings in the literature.
    pub const DEFAULT_COUPLING_DECAY: f64 = 0.5;

    /// Builds the chain, in O(d 2^d). Fails for a parameter outside its range.
    pub fn build(&self, workers: &Workers, control: &Control) -> Result<MarkovChain, Error> {
        self.check()?;
        control.begin("curie-weiss", Some(u64::from(self.dimension) + 1))?;
        let stationary = self.stationary(workers, control)?;
        control.advance(1)?;
        let flips = (0..self.dimension)
            .map(|i| {
                let flips = self.flips(&stationary, i, workers, control)?;
                control.advance(1)?;
                Ok(flips)
            })
            .collect::<Result<_, Error>>()?;
        let shape = vec![2; self.dimension as usize];
        Ok(MarkovChain::new(shape, Box::new(SingleSite::new(stationary, flips))))
    }

    fn check(&self) -> Result<(), ArgumentError> {
        let number = |name, expected, value: f64, fits: bool| {
            if fits {
                Ok(())
            } else {
                Err(ArgumentError::out_of_range(name, expected, value.to_string()))
            }
        };
        if !(1..=MAX_DIMENSION).contains(&self.dimension) {
            let expected = format!("an integer from 1 to {MAX_DIMENSION}");
            let found = self.dimension.to_string();
            return Err(ArgumentError::out_of_range("dimension", expected, found));
        }
        let (beta, decay) = (self.inverse_temperature, self.coupling_decay);
        number(
            "inverseTemperature",
            "a finite number from 0 on",
            beta,
            (0.0..=f64::MAX).contains(&beta),
        )?;
        number("field", "a number from -1e300 to 1e300", self.field, self.field.abs() <= 1e300)?;
        number("couplingDecay", "a number from 0 to 1", decay, (0.0..=1.0).contains(&decay))
    }

    /// The stationary law. Energies are taken relative to the least, so that nothing overflows.
    fn stationary(&self, workers: &Workers, control: &Control) -> Result<Vec<f64>, Error> {
        let mut law = zeros(1 << self.dimension, workers, control)?;
        workers.for_each_chunk(&mut law, CHUNK, |chunk, energies| {
            if control.is_cancelled() {
                return;
            }
            for (offset, energy) in energies.iter_mut().enumerate() {
                *energy = self.energy(chunk * CHUNK + offset);
            }
        });
        let least = law.iter().copied().fold(f64::INFINITY, f64::min);
        let beta = self.inverse_temperature;
        control.check()?;
        workers.for_each_chunk(&mut law, CHUNK, |_, masses| {
            if control.is_cancelled() {
                return;
            }
            masses.iter_mut().for_each(|mass| *mass = (-beta * (*mass - least)).exp());
        });
        control.check()?;
        let total = pairwise_sum(&law);
        law.iter_mut().for_each(|mass| *mass /= total);
        Ok(law)
    }

    /// E of the state of code `code`, from the first spin to the last.
    fn energy(&self, code: usize) -> f64 {
        let (mut aligned, mut magnetization, mut reach) = (0.0, 0.0, 0.0);
        for i in (0..self.dimension).rev() {
            let spin = if code >> i & 1 == 1 { 1.0 } else { -1.0 };
            // `reach` is the sum of r^(distance) x_j over the spins so far.
            reach *= self.coupling_decay;
            aligned += 1.0 + 2.0 * spin * reach;
            magnetization += spin;
            reach += spin;
        }
        -aligned - self.field * magnetization
    }

    /// π(x) P(x, x with spin i flipped) for each value of the other spins.
    fn flips(
        &self,
        law: &[f64],
        i: u32,
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<f64>, Error> {
        let stride = law.len() >> (i + 1);
        let spins = f64::from(self.dimension);
        let mut flips = zeros(law.len() / 2, workers, control)?;
        workers.for_each_chunk(&mut flips, CHUNK, |chunk, flips| {
            for (offset, flip) in flips.iter_mut().enumerate() {
                let index = chunk * CHUNK + offset;
                let down = index / stride * 2 * stride + index % stride;
                *flip = law[down].min(law[down + stride]) / spins;
            }
        });
        Ok(flips)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{curie_weiss, workers};

    const MODEL: CurieWeiss =
        CurieWeiss { dimension: 5, inverse_temperature: 0.7, field: -0.3, coupling_decay: 0.4 };

    fn spin(code: usize, i: usize, d: usize) -> f64 {
        if code >> (d - 1 - i) & 1 == 1 { 1.0 } else { -1.0 }
    }

    /// The energy by its definition.
    fn energy(model: &CurieWeiss, code: usize) -> f64 {
        let d = model.dimension as usize;
        let mut energy = 0.0;
        for i in 0..d {
            for j in 0..d {
                let coupling = model.coupling_decay.powi(i.abs_diff(j) as i32);
                energy -= coupling * spin(code, i, d) * spin(code, j, d);
            }
            energy -= model.field * spin(code, i, d);
        }
        energy
    }

    /// The transition matrix by Metropolis's rule.
    fn transition(model: &CurieWeiss) -> Vec<f64> {
        let d = model.dimension as usize;
        let states = 1 << d;
        let mut transition = vec![0.0; states * states];
        for x in 0..states {
            let mut stay = 1.0;
            for i in 0..d {
                let y = x ^ 1 << i;
                let climb = (energy(model, y) - energy(model, x)).max(0.0);
                let moves = (-model.inverse_temperature * climb).exp() / d as f64;
                transition[x * states + y] = moves;
                stay -= moves;
            }
            transition[x * states + x] = stay.max(0.0);
        }
        transition
    }

    #[test]
    fn it_is_the_chain_of_its_transition_matrix() {
        let (workers, control) = (Workers::single(), Control::new());
        for model in [
            MODEL,
            CurieWeiss { inverse_temperature: 0.0, ..MODEL },
            CurieWeiss { coupling_decay: 0.0, field: 0.0, ..MODEL },
            CurieWeiss { coupling_decay: 1.0, dimension: 1, ..MODEL },
            CurieWeiss { dimension: 8, ..MODEL },
        ] {
            let built = model.build(&workers, &control).unwrap();
            let shape = vec![2; model.dimension as usize];
            let dense =
                MarkovChain::from_dense(&transition(&model), shape, None, &workers, &control)
                    .unwrap();
            for (found, expected) in built.stationary().iter().zip(dense.stationary()) {
                assert!((found - expected).abs() < 1e-14, "{model:?}");
            }
            for mask in 0..1u32 << model.dimension {
                let subset = crate::enumeration::coordinates(mask);
                let found = built.entropies(&subset).unwrap();
                let expected = dense.entropies(&subset).unwrap();
                assert!((found.state - expected.state).abs() < 1e-12, "{model:?} {subset:?}");
                assert!((found.pair - expected.pair).abs() < 1e-12, "{model:?} {subset:?}");
            }
        }
    }

    #[test]
    fn low_temperatures_freeze_the_chain() {
        let model = CurieWeiss { inverse_temperature: f64::MAX, field: 1e300, ..MODEL };
        let chain = model.build(&Workers::single(), &Control::new()).unwrap();
        assert_eq!(chain.stationary()[31], 1.0);
        assert_eq!(chain.entropy_rate(&[0, 1, 2, 3, 4]), Ok(0.0));
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let model =
            CurieWeiss { dimension: 14, inverse_temperature: 0.1, field: 1.0, coupling_decay: 0.5 };
        let expected = curie_weiss(14);
        for threads in [2, 3, 8] {
            let chain = model.build(&workers(threads), &Control::new()).unwrap();
            assert_eq!(chain.stationary(), expected.stationary());
            assert_eq!(chain.entropies(&[0, 3, 13]), expected.entropies(&[0, 3, 13]));
        }
    }

    #[test]
    fn parameters_are_checked() {
        let message = |model: CurieWeiss| {
            model.build(&Workers::single(), &Control::new()).unwrap_err().to_string()
        };
        let dimension = |dimension| message(CurieWeiss { dimension, ..MODEL });
        let expected = "Expected an integer from 1 to 24 for dimension but received";
        assert_eq!(dimension(0), format!("{expected} 0"));
        assert_eq!(dimension(25), format!("{expected} 25"));
        for beta in [-0.1, f64::NAN, f64::INFINITY] {
            let message = message(CurieWeiss { inverse_temperature: beta, ..MODEL });
            assert!(message.contains("for inverseTemperature"), "{message}");
        }
        for field in [f64::NAN, f64::NEG_INFINITY] {
            let message = message(CurieWeiss { field, ..MODEL });
            assert!(message.contains("for field"), "{message}");
        }
        for coupling_decay in [-0.1, 1.1, f64::NAN] {
            let message = message(CurieWeiss { coupling_decay, ..MODEL });
            assert!(message.contains("for couplingDecay"), "{message}");
        }
    }

    #[test]
    fn building_stops_when_asked_to() {
        let control = Control::new();
        control.cancel();
        let error = MODEL.build(&Workers::single(), &control).unwrap_err();
        assert!(matches!(error, Error::Cancelled(_)));
        let result = MODEL.stationary(&Workers::single(), &control);
        assert!(matches!(result, Err(Error::Cancelled(_))));
    }
}
