//! Joint and conditional entropy and mutual information of several variables.
//!
//! Each is a signed sum of entropies, H(XY), H(XY) - H(Y), H(X) + H(Y) - H(XY), H(XZ) + H(YZ) - H(XYZ) - H(Z), and
//! each entropy is estimated on its own table, whose alphabet is what was seen there. A corrected
//! estimate may be negative.

use gainful_kernels::{ArgumentError, Control};

use super::estimators::{MAXIMUM_LIKELIHOOD, plug_in};
use super::normalized::{self, Normalization};
use super::{
    Codes, CountOfCounts, EntropyEstimator, EntropyOptions, Prior, recommend, transfer,
    undersampled,
};
use crate::chi_squared::upper_tail;
use crate::{Bounds, Error, Estimate, Significance, Warning};

/// What is measured, and of how many variables.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// H of all variables together.
    JointEntropy,
    /// H(X|Y).
    ConditionalEntropy,
    /// I(X; Y).
    MutualInformation,
    /// I(X; Y | Z).
    ConditionalMutualInformation,
    /// I(X; Y) as a share of the entropies, by maximum likelihood.
    NormalizedMutualInformation(Normalization),
    /// The same less what chance explains: (I - E)/(normalization - E).
    AdjustedMutualInformation(Normalization),
    /// H(X|Y) + H(Y|X), a distance of partitions.
    VariationOfInformation,
    /// I(Y_t; past of X | past of Y).
    TransferEntropy {
        /// How many past values of the source.
        source_history: usize,
        /// How many past values of the target.
        target_history: usize,
        /// Steps from the source's latest past value to the target.
        delay: usize,
    },
    /// I(X_t; past of X).
    ActiveInformationStorage {
        /// How many past values.
        history: usize,
    },
}

/// How to measure.
#[derive(Clone, Copy, Debug, Default)]
pub struct InformationOptions {
    /// The estimator of each entropy; by default the one that suits the joint counts.
    pub estimator: Option<EntropyEstimator>,
    /// The prior of the Dirichlet estimators.
    pub prior: Prior,
    /// Whether to return each sample's contribution; of maximum likelihood only.
    pub local: bool,
    /// Whether to test against independence: the G statistic 2 N I of maximum likelihood is nearly
    /// chi-squared with (K_x - 1)(K_y - 1) K_z degrees of freedom.
    pub significance: bool,
}

/// The measure of `variables`, in nats where it has a unit, and the estimator that was used.
///
/// # Errors
/// If the variables differ in length or are too short for their histories, if local values or a test
/// are asked for where there are none, if there is no memory, or on cancellation.
pub fn information(
    measure: Measure,
    variables: &[(&str, Codes)],
    options: &InformationOptions,
    control: &Control,
) -> Result<(&'static str, Estimate), Error> {
    equal_lengths(variables)?;
    let codes = |index: usize| &variables[index].1;
    let terms = match measure {
        Measure::JointEntropy => {
            let mut joint = codes(0).clone();
            for (_, other) in &variables[1..] {
                joint = joint.with(other, control)?;
            }
            Terms::entropy(joint)
        }
        Measure::ConditionalEntropy => {
            let joint = codes(0).with(codes(1), control)?;
            Terms { bound: Bound::First, terms: vec![(1.0, joint), (-1.0, codes(1).clone())] }
        }
        Measure::MutualInformation => {
            Terms::mutual_information(codes(0).clone(), codes(1).clone(), control)?
        }
        Measure::ConditionalMutualInformation => {
            Terms::conditional(codes(0), codes(1), codes(2).clone(), control)?
        }
        Measure::TransferEntropy { source_history, target_history, delay } => {
            let histories = [source_history, target_history];
            transfer::terms(variables, histories, delay, control)?
        }
        Measure::ActiveInformationStorage { history } => {
            transfer::storage(&variables[0], history, control)?
        }
        Measure::NormalizedMutualInformation(_)
        | Measure::AdjustedMutualInformation(_)
        | Measure::VariationOfInformation => {
            let found = normalized::estimate(measure, codes(0), codes(1), control)?;
            return Ok((MAXIMUM_LIKELIHOOD.name, found));
        }
    };
    terms.estimate(options, control)
}

fn equal_lengths(variables: &[(&str, Codes)]) -> Result<(), ArgumentError> {
    let (first, codes) = &variables[0];
    for (name, other) in &variables[1..] {
        if other.len() != codes.len() {
            let expected = format!("{} samples, as many as {first} has,", codes.len());
            return Err(ArgumentError::invalid(*name, expected, other.len().to_string()));
        }
    }
    Ok(())
}

/// What the sum cannot exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    /// Nothing that is known.
    None,
    /// The first entropy.
    First,
    /// The smaller one of the first two entropies, less the fourth where there is one: a mutual
    /// information.
    SmallerEntropy,
}

/// A signed sum of the entropies of variables.
#[derive(Debug)]
pub(super) struct Terms {
    bound: Bound,
    terms: Vec<(f64, Codes)>,
}

impl Terms {
    fn entropy(variable: Codes) -> Self {
        Self { bound: Bound::None, terms: vec![(1.0, variable)] }
    }

    /// I(X; Y)
    pub(super) fn mutual_information(x: Codes, y: Codes, control: &Control) -> Result<Self, Error> {
        let joint = x.with(&y, control)?;
        Ok(Self { bound: Bound::SmallerEntropy, terms: vec![(1.0, x), (1.0, y), (-1.0, joint)] })
    }

    /// I(X; Y | Z)
    pub(super) fn conditional(
        x: &Codes,
        y: &Codes,
        z: Codes,
        control: &Control,
    ) -> Result<Self, Error> {
        let (xz, yz) = (x.with(&z, control)?, y.with(&z, control)?);
        let joint = xz.with(y, control)?;
        let terms = vec![(1.0, xz), (1.0, yz), (-1.0, joint), (-1.0, z)];
        Ok(Self { bound: Bound::SmallerEntropy, terms })
    }

    /// The variable with the most symbols, which all others are functions of.
    fn joint(&self) -> &Codes {
        let index = if self.bound == Bound::SmallerEntropy { 2 } else { 0 };
        &self.terms[index].1
    }

    fn estimate(
        &self,
        options: &InformationOptions,
        control: &Control,
    ) -> Result<(&'static str, Estimate), Error> {
        let mut counts = Vec::with_capacity(self.terms.len());
        for (_, variable) in &self.terms {
            counts.push(variable.count(control)?);
        }
        let joint = self.joint().count(control)?;
        let assumptions = EntropyOptions { alphabet: None, prior: options.prior };
        let (estimator, reason) = match options.estimator {
            Some(estimator) => (estimator, None),
            None => {
                let (estimator, reason) = recommend(&joint, &assumptions);
                (estimator, Some(reason))
            }
        };
        let plain = estimator.name == MAXIMUM_LIKELIHOOD.name;
        if options.local && !plain {
            let found = format!("true with the estimator '{}'", estimator.name);
            let expected = "false, since only 'maximum-likelihood' is a mean over samples,";
            return Err(ArgumentError::invalid("local", expected, found).into());
        }
        let mut entropies = Vec::with_capacity(counts.len());
        for counts in &counts {
            entropies.push(super::entropy(counts, estimator, &assumptions, control)?.value);
        }
        let mut value = self.signed(&entropies);
        if plain && value < 0.0 {
            // Never negative but for rounding.
            value = 0.0;
        }
        let bounds = self.bounds(&entropies);
        let mut warnings = undersampled(&joint);
        if value < 0.0 {
            warnings.push(Warning::Negative);
        }
        if value > bounds.greatest + 1e-12 {
            warnings.push(Warning::AboveMaximum { maximum: "the smaller entropy" });
        }
        let significance = match options.significance {
            true => Some(self.g_test(&counts, control)?),
            false => None,
        };
        let local = if options.local { Some(self.local(control)?) } else { None };
        let samples = joint.samples();
        let estimate = Estimate {
            value,
            samples,
            warnings,
            local,
            significance,
            reason,
            bounds,
            ..Estimate::default()
        };
        Ok((estimator.name, estimate))
    }

    fn signed(&self, entropies: &[f64]) -> f64 {
        self.terms.iter().zip(entropies).map(|((sign, _), entropy)| sign * entropy).sum()
    }

    fn bounds(&self, entropies: &[f64]) -> Bounds {
        let greatest = match self.bound {
            Bound::None => f64::INFINITY,
            Bound::First => entropies[0],
            Bound::SmallerEntropy => {
                let condition = entropies.get(3).copied().unwrap_or(0.0);
                entropies[0].min(entropies[1]) - condition
            }
        };
        Bounds { least: 0.0, greatest }
    }

    /// The G test of independence.
    fn g_test(&self, counts: &[CountOfCounts], control: &Control) -> Result<Significance, Error> {
        if self.bound != Bound::SmallerEntropy {
            let expected = "false, since an entropy is not tested against anything,";
            return Err(ArgumentError::invalid("significance", expected, "true").into());
        }
        let mut entropies = Vec::with_capacity(counts.len());
        for counts in counts {
            entropies.push(plug_in(counts, control)?);
        }
        let statistic = (2.0 * counts[0].samples() as f64 * self.signed(&entropies)).max(0.0);
        let symbols = |index: usize| self.terms[index].1.symbols() as f64;
        // Of X and Y given Z, what was seen together with each value of Z counts: the pairs (x, z) less
        // the values z are the sum of K_x - 1 over them.
        let degrees_of_freedom = match self.terms.len() {
            4 => self.conditional_degrees(control)?,
            _ => (symbols(0) - 1.0) * (symbols(1) - 1.0),
        };
        Ok(Significance {
            method: "g-test",
            statistic,
            degrees_of_freedom: Some(degrees_of_freedom),
            p_value: upper_tail(statistic, degrees_of_freedom),
        })
    }

    /// Σ_z (K_x(z) - 1)(K_y(z) - 1), where K(z) symbols were seen together with z.
    fn conditional_degrees(&self, control: &Control) -> Result<f64, Error> {
        let z = &self.terms[3].1;
        let of = |index: usize| -> Result<Vec<u64>, Error> {
            let pairs = &self.terms[index].1;
            let mut first = vec![true; pairs.symbols() as usize];
            let mut seen = vec![0u64; z.symbols() as usize];
            for (&pair, &value) in pairs.codes().iter().zip(z.codes()) {
                if std::mem::replace(&mut first[pair as usize], false) {
                    seen[value as usize] += 1;
                }
            }
            control.check()?;
            Ok(seen)
        };
        let (x, y) = (of(0)?, of(1)?);
        Ok(x.iter().zip(&y).map(|(x, y)| (x - 1) as f64 * (y - 1) as f64).sum())
    }

    /// Σ ± ln(N/n) of each sample, where n samples have its symbol.
    fn local(&self, control: &Control) -> Result<Vec<f64>, Error> {
        let samples = self.joint().len();
        let mut local = gainful_kernels::room(samples)?;
        local.resize(samples, 0.0);
        for (sign, variable) in &self.terms {
            let counts = variable.histogram(control)?;
            let surprise: Vec<f64> =
                counts.iter().map(|&count| sign * (samples as f64 / count as f64).ln()).collect();
            control.check()?;
            for (sum, &code) in local.iter_mut().zip(variable.codes()) {
                *sum += surprise[code as usize];
            }
        }
        Ok(local)
    }
}
