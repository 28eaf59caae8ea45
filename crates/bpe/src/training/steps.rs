//! Looking at the control once in many steps of a loop.

use gainful_kernels::{Cancelled, Control};

/// Steps between two looks at the [`Control`]: well under ten milliseconds of places or pairs.
pub(super) const BLOCK: usize = 1 << 16;

/// The steps of a loop, however it skips.
#[derive(Default)]
pub(super) struct Steps(usize);

impl Steps {
    /// Counts a step, and looks at `control` at each [`BLOCK`]-th.
    #[inline(always)]
    pub(super) fn next(&mut self, control: &Control) -> Result<(), Cancelled> {
        self.0 += 1;
        if self.0.is_multiple_of(BLOCK) { control.check() } else { Ok(()) }
    }
}
