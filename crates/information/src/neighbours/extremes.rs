//! The lesser and the greater of two numbers, each one instruction: unlike `f64::min` and `f64::max`
//! they need not handle NaN, which is refused at the door.

/// The lesser of two numbers.
#[inline(always)]
pub(super) fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The greater of two numbers.
#[inline(always)]
pub(super) fn greater(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}
