//! The stationary law of a finite Markov chain.
//!
//! States outside the recurrent class have none of it; inside, the law is found by the elimination
//! of Grassmann, Taksar and Heyman, which subtracts nothing and so keeps full relative accuracy
//! even where the chain is nearly decomposable: "Regenerative analysis and steady state
//! distributions for Markov chains" (1985).

use gainful_kernels::{ArgumentError, Cancelled, Control, Workers, room};

use crate::error::Error;

/// States eliminated per pass over the matrix; their rows stay in the cache meanwhile.
const BLOCK: usize = 32;

/// Rows in the share of one thread.
const ROWS_PER_CHUNK: usize = 16;

/// The stationary law of `transition`, a stochastic matrix of `states` rows.
///
/// A periodic chain has one as well; transient states have none of it. Fails for several recurrent
/// classes, since then there are several laws. O(n³) operations for n recurrent states.
pub(crate) fn stationary_law(
    transition: &[f64],
    states: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Error> {
    let class = recurrent_class(transition, states, control)?;
    let mut matrix = room(class.len() * class.len())?;
    for &x in &class {
        control.check()?;
        matrix.extend(class.iter().map(|&y| transition[x * states + y]));
    }
    let masses = eliminate(&mut matrix, class.len(), workers, control)?;
    if let Some(position) = masses.iter().position(|mass| !mass.is_finite()) {
        let found = format!("a chain that outgrows them at state {}", class[position]);
        let expected = "stationary probabilities whose ratios are finite numbers";
        return Err(ArgumentError::out_of_range("transition", expected, found).into());
    }
    let mut law = vec![0.0; states];
    for (&x, mass) in class.iter().zip(masses) {
        law[x] = mass;
    }
    Ok(law)
}

/// The states of the only recurrent class, ascending. O(n²).
fn recurrent_class(
    transition: &[f64],
    states: usize,
    control: &Control,
) -> Result<Vec<usize>, Error> {
    let moves = |x: usize, y: usize| transition[x * states + y] > 0.0;
    let mut reaching = vec![false; states];
    let recurrent = last_root(&mut reaching, moves, control)?;

    let mut reaching = vec![false; states];
    spread(recurrent, &mut reaching, |y, x| moves(x, y), control)?;
    if reaching.contains(&false) {
        // The states that cannot reach the first class are closed, so they hold another one.
        let other = last_root(&mut reaching, moves, control)?;
        return Err(ArgumentError::invalid(
            "transition",
            "a chain with one recurrent class, or a stationary law,",
            format!("states {recurrent} and {other}, which recur but never reach each other"),
        )
        .into());
    }
    let mut reached = vec![false; states];
    spread(recurrent, &mut reached, moves, control)?;
    Ok((0..states).filter(|&x| reached[x]).collect())
}

/// A recurrent state of the chain on the states that are not `seen`, which must be closed; sees all.
///
/// Searches against the moves from every state that no earlier search has seen. A state that the
/// last root leads to would have shown the root to its own search, so none was seen before: all
/// were seen from the root and lead back to it.
fn last_root(
    seen: &mut [bool],
    moves: impl Fn(usize, usize) -> bool,
    control: &Control,
) -> Result<usize, Cancelled> {
    let mut last = 0;
    for root in 0..seen.len() {
        if !seen[root] {
            spread(root, seen, |y, x| moves(x, y), control)?;
            last = root;
        }
    }
    Ok(last)
}

/// Marks `start` and everything that `leads` from it through states not `seen` before.
fn spread(
    start: usize,
    seen: &mut [bool],
    leads: impl Fn(usize, usize) -> bool,
    control: &Control,
) -> Result<(), Cancelled> {
    let mut open = vec![start];
    seen[start] = true;
    while let Some(x) = open.pop() {
        control.check()?;
        for (y, seen) in seen.iter_mut().enumerate() {
            if !*seen && leads(x, y) {
                *seen = true;
                open.push(y);
            }
        }
    }
    Ok(())
}

/// The stationary law of an irreducible stochastic matrix of `states` rows, which is overwritten.
///
/// States are eliminated from the last to the first: what goes through the eliminated state k is
/// sent on directly, a_ij += a_ik a_kj / s_k with s_k the mass that k sends to the states left.
fn eliminate(
    matrix: &mut [f64],
    states: usize,
    workers: &Workers,
    control: &Control,
) -> Result<Vec<f64>, Cancelled> {
    control.begin("stationary law", Some(states as u64))?;
    let mut end = states;
    while end > 1 {
        let begin = end.saturating_sub(BLOCK).max(1);
        let (upper, block) = matrix.split_at_mut(begin * states);
        let mut sent = vec![0.0; end - begin];
        for k in (begin..end).rev() {
            let (rows, row) = block.split_at_mut((k - begin) * states);
            control.check()?;
            let row = &row[..k];
            sent[k - begin] = row.iter().sum();
            rows.chunks_exact_mut(states).for_each(|other| bypass(other, row, sent[k - begin]));
        }
        workers.for_each_chunk(upper, ROWS_PER_CHUNK * states, |_, rows| {
            for other in rows.chunks_exact_mut(states) {
                if control.is_cancelled() {
                    return;
                }
                for k in (begin..end).rev() {
                    bypass(other, &block[(k - begin) * states..][..k], sent[k - begin]);
                }
            }
        });
        control.advance((end - begin) as u64)?;
        end = begin;
    }

    let mut law = vec![0.0; states];
    law[0] = 1.0;
    for k in 1..states {
        control.check()?;
        law[k] = (0..k).map(|i| law[i] * matrix[i * states + k]).sum();
    }
    let total = gainful_kernels::pairwise_sum(&law);
    law.iter_mut().for_each(|mass| *mass /= total);
    Ok(law)
}

/// Sends what `other` sends to state k = `row.len()` on to the states before it, as k does; leaves
/// the expected number of visits to k per departure from `other` in its place.
fn bypass(other: &mut [f64], row: &[f64], sent: f64) {
    let visits = other[row.len()] / sent;
    other[row.len()] = visits;
    if visits > 0.0 {
        for (direct, onward) in other.iter_mut().zip(row) {
            *direct += visits * onward;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::workers;

    fn law(transition: &[f64], states: usize) -> Result<Vec<f64>, Error> {
        stationary_law(transition, states, &Workers::single(), &Control::new())
    }

    /// Scales the rows of `weights` to sum 1.
    fn stochastic(mut weights: Vec<f64>, states: usize) -> Vec<f64> {
        for row in weights.chunks_exact_mut(states) {
            let sum: f64 = row.iter().sum();
            row.iter_mut().for_each(|weight| *weight /= sum);
        }
        weights
    }

    #[test]
    fn a_birth_and_death_chain_balances() {
        // Up with probability 1/4, down with 1/2: each state has half the mass of the one below.
        let mut transition = vec![0.0; 40 * 40];
        for x in 0..40 {
            let (up, down) = (f64::from(x < 39) / 4.0, f64::from(x > 0) / 2.0);
            transition[x * 40 + (x + 1).min(39)] += up;
            transition[x * 40 + x.saturating_sub(1)] += down;
            transition[x * 40 + x] += 1.0 - up - down;
        }
        let law = law(&transition, 40).unwrap();
        for (x, mass) in law.iter().enumerate() {
            let expected = 0.5f64.powi(x as i32 + 1) / (1.0 - 0.5f64.powi(40));
            assert!((mass / expected - 1.0).abs() < 1e-14, "{x}: {mass} {expected}");
        }
    }

    #[test]
    fn a_periodic_chain_and_a_single_state_have_a_law() {
        assert_eq!(law(&[0.0, 1.0, 1.0, 0.0], 2).unwrap(), [0.5, 0.5]);
        assert_eq!(law(&[1.0], 1).unwrap(), [1.0]);
    }

    #[test]
    fn transient_states_have_no_mass() {
        let transition = [0.5, 0.25, 0.25, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0];
        assert_eq!(law(&transition, 3).unwrap(), [0.0, 0.5, 0.5]);
    }

    #[test]
    fn several_recurrent_classes_are_refused_by_name() {
        // State 1 is transient and leads to the classes {0}, {2, 3} and {4}.
        let mut transition = [0.0; 25];
        for (x, y, probability) in [
            (0, 0, 1.0),
            (1, 0, 0.5),
            (1, 3, 0.25),
            (1, 4, 0.25),
            (2, 3, 1.0),
            (3, 2, 1.0),
            (4, 4, 1.0),
        ] {
            transition[x * 5 + y] = probability;
        }
        assert_eq!(
            law(&transition, 5).unwrap_err().to_string(),
            "Expected a chain with one recurrent class, or a stationary law, for transition but \
             received states 4 and 2, which recur but never reach each other"
        );
    }

    #[test]
    fn a_law_beyond_the_range_of_numbers_is_refused() {
        let message = law(&[0.0, 1.0, 1e-310, 1.0], 2).unwrap_err().to_string();
        assert!(message.starts_with("Expected stationary probabilities"), "{message}");
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let weights: Vec<f64> = (0..150 * 150u64).map(|i| (i * i % 97) as f64).collect();
        let transition = stochastic(weights, 150);
        let expected = law(&transition, 150).unwrap();
        for threads in [2, 3, 8] {
            let found =
                stationary_law(&transition, 150, &workers(threads), &Control::new()).unwrap();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn elimination_stops_when_asked_to() {
        let control = Control::new();
        control.cancel();
        let result = stationary_law(&[0.5; 4], 2, &Workers::single(), &control);
        assert_eq!(result, Err(Error::Cancelled(Cancelled)));
        let class = recurrent_class(&[0.5; 4], 2, &control);
        assert_eq!(class, Err(Error::Cancelled(Cancelled)));
    }

    proptest! {
        #[test]
        fn the_law_is_stationary(
            (states, weights) in (1usize..80).prop_flat_map(|states| {
                (Just(states), prop::collection::vec(0.001f64..1.0, states * states))
            })
        ) {
            let transition = stochastic(weights, states);
            let law = law(&transition, states).unwrap();
            prop_assert!((law.iter().sum::<f64>() - 1.0).abs() < 1e-14);
            for (y, mass) in law.iter().enumerate() {
                let next: f64 = (0..states).map(|x| law[x] * transition[x * states + y]).sum();
                prop_assert!((next - mass).abs() < 1e-14, "{} {}", next, mass);
            }
        }
    }
}
