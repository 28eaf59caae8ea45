//! Bounds, warnings and sizes of joint tables; golden values are in the specs of the facade.

use std::borrow::Cow;

use gainful_kernels::Control;

use super::*;
use crate::{Bounds, Error};

fn integers(values: &[i32]) -> Codes {
    Codes::new("sample", &Symbols::I32(Cow::Borrowed(values)), &Control::new()).unwrap()
}

fn found(measure: Measure, x: &Codes, y: &Codes, estimator: &str) -> Result<Estimate, Error> {
    let options = InformationOptions {
        estimator: Some(EntropyEstimator::named(estimator)?),
        ..InformationOptions::default()
    };
    let variables = [("x", x.clone()), ("y", y.clone())];
    Ok(information(measure, &variables, &options, &Control::new())?.1)
}

/// Two symbols against eight, one of which tells the other.
fn pair() -> (Codes, Codes) {
    let y: Vec<i32> = (0..160).map(|i| i % 8).collect();
    let x: Vec<i32> = y.iter().map(|y| y % 2).collect();
    (integers(&x), integers(&y))
}

#[test]
fn information_is_bounded_by_the_smaller_entropy() {
    let (x, y) = pair();
    for (x, y) in [(&x, &y), (&y, &x)] {
        let found = found(Measure::MutualInformation, x, y, "maximum-likelihood").unwrap();
        assert!((found.value - 2f64.ln()).abs() < 1e-14);
        assert_eq!(found.bounds.least, 0.0);
        assert!((found.bounds.greatest - 2f64.ln()).abs() < 1e-14);
        assert_eq!(found.warnings, []);
    }
}

#[test]
fn conditional_entropy_is_bounded_by_the_joint_one() {
    let (x, y) = pair();
    let found = found(Measure::ConditionalEntropy, &y, &x, "maximum-likelihood").unwrap();
    assert!((found.value - 4f64.ln()).abs() < 1e-14);
    let Bounds { least, greatest } = found.bounds;
    assert_eq!(least, 0.0);
    assert!((greatest - 8f64.ln()).abs() < 1e-14);
}

#[test]
fn zero_and_minus_zero_are_one_code() {
    let values = [0.0, -0.0, 0.5, -0.0];
    let codes = Codes::new("sample", &Symbols::F64(Cow::Borrowed(&values)), &Control::new());
    assert_eq!(codes.unwrap().codes(), [0, 0, 1, 0]);
}

/// A table of all pairs would have 4 * 10^10 places.
#[test]
fn pairs_of_many_symbols_are_not_tabulated() {
    let x: Vec<i32> = (0..200_000).collect();
    let y: Vec<i32> = x.iter().rev().copied().collect();
    let joint = found(Measure::JointEntropy, &integers(&x), &integers(&y), "maximum-likelihood");
    assert!((joint.unwrap().value - 200_000f64.ln()).abs() < 1e-12);
}

#[test]
fn partitions_that_chance_alone_explains() {
    // scikit-learn gives 0 up to rounding, where the greatest value is that of chance as well.
    let singletons: Vec<i32> = (0..5).collect();
    let (x, y) = (integers(&singletons), integers(&[0, 1, 2, 3, 0]));
    let adjusted = Measure::AdjustedMutualInformation(Normalization::Arithmetic);
    assert!(found(adjusted, &x, &y, "maximum-likelihood").unwrap().value.abs() < 1e-12);
    let same = found(adjusted, &x, &x, "maximum-likelihood").unwrap().value;
    assert!(same.is_finite(), "{same}");
}

#[test]
fn one_trivial_partition_shares_nothing() {
    let (x, y) = (integers(&[0, 0, 0]), integers(&[0, 1, 2]));
    for normalization in [
        Normalization::Arithmetic,
        Normalization::Geometric,
        Normalization::Min,
        Normalization::Max,
        Normalization::Joint,
    ] {
        let measure = Measure::NormalizedMutualInformation(normalization);
        assert_eq!(found(measure, &x, &y, "maximum-likelihood").unwrap().value, 0.0);
    }
}
