//! The eigenvalues of a tridiagonal matrix by the QL iteration with implicit shifts (Dubrulle, Martin &
//! Wilkinson, "The implicit QL algorithm", 1968; `imtql1` of EISPACK).

use crate::control::{Cancelled, Control};

/// Iterations for one eigenvalue after which it is taken as it is; two are usual, ten are rare.
const ITERATIONS: usize = 50;

/// Makes the eigenvalues of `diagonal`, in no order. `below` has what is below the diagonal, and one more number.
pub(super) fn eigenvalues(
    diagonal: &mut [f64],
    below: &mut [f64],
    control: &Control,
) -> Result<(), Cancelled> {
    let size = diagonal.len();
    for first in 0..size {
        control.check()?;
        for _ in 0..ITERATIONS {
            // The matrix falls apart where an entry is as good as zero.
            let last = (first..size - 1)
                .find(|&i| {
                    let around = diagonal[i].abs() + diagonal[i + 1].abs();
                    below[i].abs() <= f64::EPSILON * around
                })
                .unwrap_or(size - 1);
            if last == first {
                break;
            }
            step(diagonal, below, first, last);
        }
    }
    Ok(())
}

/// One iteration on the rows `first..=last`, with the shift of Wilkinson.
fn step(diagonal: &mut [f64], below: &mut [f64], first: usize, last: usize) {
    let half = (diagonal[first + 1] - diagonal[first]) / (2.0 * below[first]);
    let root = half.hypot(1.0).copysign(half);
    let mut g = diagonal[last] - diagonal[first] + below[first] / (half + root);
    let (mut sine, mut cosine, mut shift) = (1.0, 1.0, 0.0);
    for i in (first..last).rev() {
        let (f, b) = (sine * below[i], cosine * below[i]);
        let length = (f * f + g * g).sqrt();
        below[i + 1] = length;
        if length == 0.0 {
            diagonal[i + 1] -= shift;
            below[last] = 0.0;
            return;
        }
        (sine, cosine) = (f / length, g / length);
        g = diagonal[i + 1] - shift;
        let r = (diagonal[i] - g) * sine + 2.0 * cosine * b;
        shift = sine * r;
        diagonal[i + 1] = g + shift;
        g = cosine * r - b;
    }
    diagonal[first] -= shift;
    below[first] = g;
    below[last] = 0.0;
}
