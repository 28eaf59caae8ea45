//! Asking for memory before it is needed, for loops that jump from one list to another: the wait for
//! the beginning of a list takes longer than going through a short one.

/// The bytes that memory comes in.
const LINE: usize = 64;

/// How many lines are asked for; the processor itself asks for those after them.
const LINES: usize = 8;

/// Asks for the beginning of `values`. A hint that changes no value, without effect on architectures
/// where stable Rust has no such instruction.
#[inline]
pub fn prefetch<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for offset in (0..size_of_val(values)).step_by(LINE).take(LINES) {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let address = values.as_ptr().cast::<i8>().wrapping_add(offset);
        // SAFETY: every processor of this architecture has the instruction, which never fails,
        // wherever the address is.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}
