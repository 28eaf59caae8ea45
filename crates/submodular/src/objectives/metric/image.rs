//! What makes a similarity of a product or a squared distance, number by number.

use crate::objectives::matrix::Narrow;

/// A function of one number, computed in double precision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Image {
    /// x.
    Same,
    /// x, at least -1 and at most 1.
    Clipped,
    /// The square of that.
    ClippedSquare,
    /// The number minus x.
    Complement(f64),
    /// exp(-c x) for the number c.
    Exponential(f64),
    /// 1 / (1 + √x).
    Inverse,
}

impl Image {
    /// Replaces each of `values` by its image.
    pub(crate) fn apply<T: Narrow>(self, values: &mut [T]) {
        match self {
            Self::Same => {}
            Self::Clipped => replace(values, |x| x.clamp(-1.0, 1.0)),
            Self::ClippedSquare => replace(values, |x| {
                let clipped = x.clamp(-1.0, 1.0);
                clipped * clipped
            }),
            Self::Complement(farthest) => replace(values, |x| farthest - x),
            Self::Exponential(rate) => replace(values, |x| (-rate * x).exp()),
            Self::Inverse => replace(values, |x| 1.0 / (1.0 + x.sqrt())),
        }
    }
}

fn replace<T: Narrow>(values: &mut [T], image: impl Fn(f64) -> f64) {
    for value in values {
        *value = T::narrow(image((*value).into()));
    }
}
