//! A function at one set: its value there and what one more element would add.
//!
//! Elements are added one by one in the order given, so the value of a selection's elements is the
//! value that the selection reports, to the last bit; another order may round differently.

use gainful_kernels::{ArgumentError, Control, Workers};

use crate::constraint::check_subset;
use crate::error::Error;
use crate::objective::{Objective, State};

/// f(S) of the distinct elements `subset`. Costs what adding them one by one costs.
///
/// # Errors
///
/// [`Error::Argument`] about `subset` if an element does not exist or comes twice;
/// [`Error::Cancelled`].
pub fn evaluate(
    objective: &dyn Objective,
    subset: &[u32],
    workers: &Workers,
    control: &Control,
) -> Result<f64, Error> {
    let value = grown(objective, subset, workers, control)?.value();
    // A value that could not be computed since the computation was stopped is none.
    control.check()?;
    // Sums of nothing are negative zeros.
    Ok(value + 0.0)
}

/// f(S + e) - f(S) for `element` e, which is not among the distinct elements `subset`. Costs what
/// adding these one by one costs, and one gain.
///
/// # Errors
///
/// [`Error::Argument`] about `subset` as in [`evaluate`], or about `element` if it does not exist or
/// is in the subset; [`Error::Cancelled`].
pub fn gain(
    objective: &dyn Objective,
    element: u32,
    subset: &[u32],
    workers: &Workers,
    control: &Control,
) -> Result<f64, Error> {
    const NAME: &str = "element";
    check_subset(NAME, &[element], objective.size())?;
    if subset.contains(&element) {
        let found = format!("{element}, which is in subset");
        return Err(ArgumentError::invalid(NAME, "an element that is not in subset", found).into());
    }
    let state = grown(objective, subset, workers, control)?;
    let mut gain = [0.0];
    state.gains(&[element], &mut gain, workers, control)?;
    Ok(gain[0] + 0.0)
}

/// The state of `subset`.
fn grown<'a>(
    objective: &'a dyn Objective,
    subset: &[u32],
    workers: &Workers,
    control: &Control,
) -> Result<Box<dyn State + 'a>, Error> {
    check_subset("subset", subset, objective.size())?;
    let mut state = objective.begin();
    for &element in subset {
        control.check()?;
        state.insert(element, workers);
    }
    Ok(state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objectives::{FacilityLocation, Matrix};

    const SIMILARITY: [f64; 6] = [0.5, -1.0, 0.25, 0.0, 0.75, 1.0];

    fn objective() -> FacilityLocation {
        let similarity = Matrix::F64(SIMILARITY.to_vec());
        let (workers, control) = (Workers::single(), Control::new());
        FacilityLocation::from_similarity(similarity, 3, 2, &workers, &control).unwrap()
    }

    fn value(subset: &[u32]) -> Result<f64, Error> {
        evaluate(&objective(), subset, &Workers::single(), &Control::new())
    }

    fn gain_of(element: u32, subset: &[u32]) -> Result<f64, Error> {
        gain(&objective(), element, subset, &Workers::single(), &Control::new())
    }

    #[test]
    fn values_and_gains_are_those_of_the_formula() {
        assert_eq!(value(&[]), Ok(0.0));
        assert_eq!(value(&[0]), Ok(0.5));
        assert_eq!(value(&[1, 0]), Ok(0.5));
        assert_eq!(value(&[0, 2]), Ok(1.75));
        assert_eq!(gain_of(2, &[]), Ok(1.75));
        assert_eq!(gain_of(2, &[1, 0]), Ok(1.25));
    }

    #[test]
    fn what_is_no_subset_or_no_element_outside_it_is_refused() {
        let message = |result: Result<f64, Error>| result.unwrap_err().to_string();
        assert!(message(value(&[0, 3])).ends_with("for subset but received 3"));
        assert!(message(value(&[1, 0, 1])).ends_with("for subset but received 1 twice"));
        assert!(message(gain_of(3, &[])).ends_with("for element but received 3"));
        let inside = message(gain_of(0, &[1, 0]));
        assert!(inside.ends_with("for element but received 0, which is in subset"), "{inside}");
    }

    #[test]
    fn a_cancelled_evaluation_has_no_value() {
        let control = Control::new();
        control.cancel();
        let objective = objective();
        let workers = Workers::single();
        for subset in [&[][..], &[0]] {
            assert!(matches!(
                evaluate(&objective, subset, &workers, &control),
                Err(Error::Cancelled(_))
            ));
            assert!(matches!(
                gain(&objective, 1, subset, &workers, &control),
                Err(Error::Cancelled(_))
            ));
        }
    }
}
