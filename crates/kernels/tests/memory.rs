//! How much memory a Gram matrix takes beside its arguments, by an allocator that keeps count.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use gainful_kernels::{Control, Workers, gram};

static PRESENT: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let present = PRESENT.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(present, Ordering::Relaxed);
        // SAFETY: promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        PRESENT.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: promised by the caller.
        unsafe { System.dealloc(start, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_few_long_rows_are_not_copied() {
    let columns = 1_000_000;
    let (features, mut out) = (vec![1.0f32; 2 * columns], [0.0; 4]);
    let before = PRESENT.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    gram(&features, 2, columns, &mut out, &Workers::single(), &Control::new()).unwrap();
    assert_eq!(out, [columns as f32; 4]);
    let taken = PEAK.load(Ordering::Relaxed) - before;
    assert!(taken < 2 << 20, "{taken} bytes");
}
