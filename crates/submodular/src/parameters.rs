//! Options that some optimizers take: each one's range, checked in one place whoever takes it.

use gainful_kernels::ArgumentError;

/// The most elements of a seed: more take too long for any ground set that is not enumerated at once.
const LARGEST_SEED_SIZE: usize = 4;

/// Options that some optimizers take, each with a default of its own.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    /// How much of the guarantee is given up for speed: above 0 and below 1, for some optimizers less.
    pub epsilon: Option<f64>,
    /// Which share of its upper bound a gain has to have for its element to be picked at once: above
    /// 0 and at most 1.
    pub beta: Option<f64>,
    /// How many elements are added between two looks at the gains.
    pub batch: Option<usize>,
    /// Among how many of the least important elements the least important one is sought.
    pub pool: Option<usize>,
    /// What each element costs, to be subtracted from the value: none of them negative.
    pub costs: Option<Vec<f64>>,
    /// With how many elements the sets that are enumerated begin: from 1 to 4.
    pub seed_size: Option<usize>,
    /// Whether to decide by chance.
    pub randomized: Option<bool>,
    /// Where random choices begin. Optimizers that make none come to the same result for any.
    pub seed: u64,
}

impl Parameters {
    /// The names of the options that are given; a seed is none, since it is part of every call.
    pub(crate) fn given(&self) -> impl Iterator<Item = &'static str> {
        let options = [
            ("epsilon", self.epsilon.is_some()),
            ("beta", self.beta.is_some()),
            ("batch", self.batch.is_some()),
            ("pool", self.pool.is_some()),
            ("costs", self.costs.is_some()),
            ("seedSize", self.seed_size.is_some()),
            ("randomized", self.randomized.is_some()),
        ];
        options.into_iter().filter_map(|(name, is_given)| is_given.then_some(name))
    }

    /// Fails unless `epsilon`, if given, is a share.
    pub(crate) fn check_epsilon(&self) -> Result<(), ArgumentError> {
        let fits = |epsilon: f64| epsilon > 0.0 && epsilon < 1.0;
        check("epsilon", self.epsilon, fits, "a number above 0 and below 1")
    }

    /// Fails unless every option is in its range for a ground set of `size`; that of `epsilon` is the
    /// optimizer's.
    pub(crate) fn check(&self, size: usize) -> Result<(), ArgumentError> {
        let fits = |beta: f64| beta > 0.0 && beta <= 1.0;
        check("beta", self.beta, fits, "a number above 0 and at most 1")?;
        check("batch", self.batch, |batch| batch > 0, "a positive integer")?;
        check("pool", self.pool, |pool| pool > 0, "a positive integer")?;
        let fits = |size: usize| (1..=LARGEST_SEED_SIZE).contains(&size);
        check("seedSize", self.seed_size, fits, "an integer from 1 to 4")?;
        self.costs.as_deref().map_or(Ok(()), |costs| check_costs(costs, size))
    }
}

fn check<T: Copy + ToString>(
    argument: &str,
    value: Option<T>,
    fits: impl FnOnce(T) -> bool,
    expected: &str,
) -> Result<(), ArgumentError> {
    match value {
        Some(value) if !fits(value) => {
            Err(ArgumentError::out_of_range(argument, expected, value.to_string()))
        }
        _ => Ok(()),
    }
}

/// Fails unless these are the costs of `size` elements, finite and not negative.
fn check_costs(costs: &[f64], size: usize) -> Result<(), ArgumentError> {
    const NAME: &str = "costs";
    if costs.len() != size {
        let expected = format!("{size} numbers, one for each element,");
        return Err(ArgumentError::invalid(NAME, expected, costs.len().to_string()));
    }
    match costs.iter().position(|cost| !(*cost >= 0.0 && cost.is_finite())) {
        None => Ok(()),
        Some(index) => {
            let found = format!("{} at index {index}", costs[index]);
            Err(ArgumentError::out_of_range(NAME, "finite numbers, none of them negative,", found))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_has_a_range() {
        let none = Parameters::default;
        let cases = [
            (
                Parameters { epsilon: Some(0.0), ..none() },
                "a number above 0 and below 1 for epsilon but received 0",
            ),
            (
                Parameters { epsilon: Some(1.0), ..none() },
                "a number above 0 and below 1 for epsilon but received 1",
            ),
            (
                Parameters { epsilon: Some(f64::NAN), ..none() },
                "a number above 0 and below 1 for epsilon but received NaN",
            ),
            (
                Parameters { beta: Some(1.5), ..none() },
                "a number above 0 and at most 1 for beta but received 1.5",
            ),
            (
                Parameters { batch: Some(0), ..none() },
                "a positive integer for batch but received 0",
            ),
            (Parameters { pool: Some(0), ..none() }, "a positive integer for pool but received 0"),
            (
                Parameters { costs: Some(vec![0.0]), ..none() },
                "2 numbers, one for each element, for costs but received 1",
            ),
            (
                Parameters { costs: Some(vec![0.0, -0.5]), ..none() },
                "finite numbers, none of them negative, for costs but received -0.5 at index 1",
            ),
        ];
        for (parameters, message) in cases {
            assert_eq!(parameters.given().count(), 1);
            let error =
                parameters.check(2).and(parameters.check_epsilon()).unwrap_err().to_string();
            assert_eq!(error, format!("Expected {message}"));
        }
        let all = Parameters {
            epsilon: Some(0.5),
            beta: Some(1.0),
            batch: Some(1),
            pool: Some(9),
            costs: Some(vec![0.0, 2.5]),
            seed_size: Some(2),
            randomized: Some(false),
            seed: 4,
        };
        assert_eq!(all.check(2), Ok(()));
        let names: Vec<_> = all.given().collect();
        assert_eq!(names, ["epsilon", "beta", "batch", "pool", "costs", "seedSize", "randomized"]);
    }
}
