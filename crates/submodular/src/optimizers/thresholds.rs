//! Geometric series of thresholds, of which those that would change nothing are passed over: so the
//! work depends on how many different gains or distances there are, however small the step is.

/// Steps that are taken one by one, each a rounded product, before they are computed at once.
const ONE_BY_ONE: f64 = 1000.0;

/// A series t, t (1 + step), t (1 + step)², ...: it falls if `step` is negative.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thresholds {
    pub(super) step: f64,
}

impl Thresholds {
    /// What comes after `threshold` in the series, or later; nothing is passed over that lies beyond
    /// `goal`, a positive number. Always moves on, even where the step is lost in rounding.
    pub(super) fn next(self, threshold: f64, goal: f64) -> f64 {
        let next = threshold * (1.0 + self.step);
        // One less than rounding may say.
        let passed = ((goal / next).ln() / self.step.ln_1p()).floor() - 1.0;
        let is_rising = self.step > 0.0;
        let next = if passed > ONE_BY_ONE {
            let later = next * (passed * self.step.ln_1p()).exp();
            // Neither may rounding go beyond the goal, nor a number of steps that overflows.
            if is_rising { later.min(goal) } else { later.max(goal) }
        } else {
            (0..passed.max(0.0) as u32).fold(next, |next, _| next * (1.0 + self.step))
        };
        if is_rising { next.max(threshold.next_up()) } else { next.min(threshold.next_down()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_beyond_the_goal_is_passed_over_and_little_before_it_is_left() {
        for step in [0.5, 0.1, 1e-3, 1e-6, 1e-12, -0.5, -0.1, -1e-3, -1e-6, -1e-12] {
            for goal in [1e-9_f64, 0.2, 0.999, 1.0, 1.001, 3.0, 1e9] {
                let series = Thresholds { step };
                let next = series.next(1.0, goal);
                let first = 1.0 + step;
                let is_beyond = |threshold: f64| (threshold - goal) * step > 0.0;
                if is_beyond(first) || goal == 1.0 {
                    assert_eq!(next, first, "{step} to {goal}");
                } else {
                    // Neither the one before was beyond the goal, nor are more than a few left.
                    let rounding = 1e-9 * step.signum();
                    assert!(!is_beyond(next / (1.0 + step) - rounding * goal), "{step} to {goal}");
                    assert!(
                        is_beyond(next * (1.0 + step).powi(3) + rounding * goal),
                        "{step} {goal}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_step_that_is_lost_in_rounding_moves_on_all_the_same() {
        for step in [1e-17, 1e-300, -1e-17, -1e-300] {
            let next = Thresholds { step }.next(2.0, 2.0);
            assert!((next - 2.0) * step > 0.0, "{step}");
            let goal = if step > 0.0 { 5.0 } else { 0.5 };
            let next = Thresholds { step }.next(2.0, goal);
            assert!((next / goal - 1.0).abs() < 1e-12, "{step} led to {next}");
        }
    }

    #[test]
    fn the_numbers_are_those_of_repeated_multiplication() {
        let series = Thresholds { step: 0.1 };
        let (mut threshold, mut product) = (0.05, 0.05);
        for _ in 0..20 {
            threshold = series.next(threshold, 0.01);
            product *= 1.1;
            assert_eq!(threshold, product);
        }
        let passed = series.next(0.05, product);
        assert!(
            (0..20)
                .scan(0.05, |t, _| {
                    *t *= 1.1;
                    Some(*t)
                })
                .any(|t| t == passed)
        );
    }
}
