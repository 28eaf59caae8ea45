//! Forward substitution in a triangular factor that grows row by row, for several right-hand sides.
//!
//! The factor is kept twice. Its rows serve where few unknowns are wanted: each takes one inner
//! product. Panels of [`BLOCK`] rows, transposed, serve where many are: a line of a panel is what its
//! rows have in one column, a lane is a row, so no sum over lanes is needed and a panel is loaded
//! once for all right-hand sides that the registers have room for.
//!
//! Both ways give the same bits, whichever right-hand sides come together. The terms of a sum whose
//! numbers leave the same remainder on division by eight are added in order, each product and
//! addition with one rounding; the eight sums are then added by halves: i + 4 to i, i + 2 to i, 1 to 0.

use crate::simd::dispatch::substitution_kernels;

/// Rows in a panel, and unknowns solved together: a vector of f64.
pub const BLOCK: usize = 8;

/// Consecutive unknowns of one right-hand side, or numbers of one row of the factor.
pub type Block = [f64; BLOCK];

/// What the rows of a panel have in one column; a line of the cache, too, or loads would take twice
/// the time.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(64))]
pub struct Line(pub Block);

/// Writes Σ_i x_i y_i, in the order of [`subtract_products`], into `products` for each x of `solved`
/// and y = `row`.
///
/// # Panics
///
/// If there are not as many `products` as `solved`, or if one of these is not as long as `row`.
pub fn block_products(row: &[Block], solved: &[&[Block]], products: &mut [f64]) {
    assert_eq!(solved.len(), products.len(), "a product for each right-hand side");
    assert!(solved.iter().all(|blocks| blocks.len() == row.len()), "vectors of the same length");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (substitution_kernels().products)(row, solved, products) }
}

/// Subtracts from each of `remainders`, which belong to `solved`, the sum over i of line i of `lines`
/// times unknown i.
///
/// # Panics
///
/// If there are not as many `remainders` as `solved`, or not as many lines as unknowns in each.
pub fn subtract_products(lines: &[Line], solved: &[&[Block]], remainders: &mut [Block]) {
    assert_eq!(solved.len(), remainders.len(), "a remainder for each right-hand side");
    let is_long_enough = |blocks: &&[Block]| blocks.len() * BLOCK == lines.len();
    assert!(solved.iter().all(is_long_enough), "a line for each unknown");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (substitution_kernels().subtract_products)(lines, solved, remainders) }
}

/// Solves for the unknowns of one block, in order: unknown i is lane i of its remainder times entry i
/// of `inverses`, and line i of `diagonal` times the unknown is subtracted from the remainder, with
/// two roundings. The first `known` unknowns of each right-hand side are taken from `solved`, into
/// which the others are written.
///
/// # Panics
///
/// If there are not as many `remainders` and numbers `known` as `solved`.
pub fn substitute(
    diagonal: &[Line; BLOCK],
    inverses: &Block,
    known: &[usize],
    remainders: &mut [Block],
    solved: &mut [Block],
) {
    assert_eq!(solved.len(), remainders.len(), "a remainder for each right-hand side");
    assert_eq!(solved.len(), known.len(), "a number for each right-hand side");
    // SAFETY: kernels are only handed out for an available level.
    unsafe { (substitution_kernels().substitute)(diagonal, inverses, known, remainders, solved) }
}

/// Solves for one block: the diagonal of a panel, inverses, numbers of known unknowns, remainders,
/// unknowns.
type SubstituteKernel = unsafe fn(&[Line; BLOCK], &Block, &[usize], &mut [Block], &mut [Block]);

/// The instances at one level.
///
/// Calling one is sound where the level is available.
pub(crate) struct Substitution {
    pub(crate) products: unsafe fn(&[Block], &[&[Block]], &mut [f64]),
    pub(crate) subtract_products: unsafe fn(&[Line], &[&[Block]], &mut [Block]),
    pub(crate) substitute: SubstituteKernel,
}

/// The loops, for any instruction set.
pub(crate) mod kernel {
    use super::{BLOCK, Block, Line};
    use crate::simd::lanes::Lanes;

    /// Right-hand sides whose products with a row are summed side by side, so that no addition waits
    /// for the one before it.
    const SIDES: usize = 4;

    /// [`super::block_products`].
    #[inline(always)]
    pub(crate) fn products<V: Lanes<Element = f64>>(
        set: V::Set,
        row: &[Block],
        solved: &[&[Block]],
        products: &mut [f64],
    ) {
        let (tiles, solved) = solved.as_chunks::<SIDES>();
        let (targets, products) = products.as_chunks_mut::<SIDES>();
        for (solved, products) in tiles.iter().zip(targets) {
            *products = product_tile::<V, SIDES>(set, row, solved);
        }
        for (&solved, product) in solved.iter().zip(products) {
            [*product] = product_tile::<V, 1>(set, row, &[solved]);
        }
    }

    #[inline(always)]
    fn product_tile<V: Lanes<Element = f64>, const SIDES: usize>(
        set: V::Set,
        row: &[Block],
        solved: &[&[Block]; SIDES],
    ) -> [f64; SIDES] {
        let solved = solved.map(|blocks| &blocks[..row.len()]);
        let mut sums = [V::splat(set, 0.0); SIDES];
        for (index, block) in row.iter().enumerate() {
            let block = V::load(set, block);
            for (sum, blocks) in sums.iter_mut().zip(solved) {
                *sum = block.fused(V::load(set, &blocks[index]), *sum);
            }
        }
        sums.map(V::sum)
    }

    /// [`super::subtract_products`], with the sums of `TILE` right-hand sides in registers.
    #[inline(always)]
    pub(crate) fn subtract_products<V: Lanes<Element = f64>, const TILE: usize>(
        set: V::Set,
        lines: &[Line],
        solved: &[&[Block]],
        remainders: &mut [Block],
    ) {
        let (tiles, solved) = solved.as_chunks::<TILE>();
        let (targets, remainders) = remainders.as_chunks_mut::<TILE>();
        for (solved, remainders) in tiles.iter().zip(targets) {
            subtract_tile::<V, TILE>(set, lines, solved, remainders);
        }
        for (&solved, remainder) in solved.iter().zip(remainders) {
            subtract_tile::<V, 1>(set, lines, &[solved], std::array::from_mut(remainder));
        }
    }

    #[inline(always)]
    fn subtract_tile<V: Lanes<Element = f64>, const TILE: usize>(
        set: V::Set,
        lines: &[Line],
        solved: &[&[Block]; TILE],
        remainders: &mut [Block; TILE],
    ) {
        let (groups, _) = lines.as_chunks::<BLOCK>();
        let solved = solved.map(|blocks| &blocks[..groups.len()]);
        let mut sums = [[V::splat(set, 0.0); TILE]; BLOCK];
        for (block, group) in groups.iter().enumerate() {
            let unknowns = solved.map(|blocks| &blocks[block]);
            // Which sum is added to is never a variable, or they would not stay in registers.
            let [a, b, c, d, e, f, g, h] = &mut sums;
            add::<V, TILE, 0>(set, a, group, unknowns);
            add::<V, TILE, 1>(set, b, group, unknowns);
            add::<V, TILE, 2>(set, c, group, unknowns);
            add::<V, TILE, 3>(set, d, group, unknowns);
            add::<V, TILE, 4>(set, e, group, unknowns);
            add::<V, TILE, 5>(set, f, group, unknowns);
            add::<V, TILE, 6>(set, g, group, unknowns);
            add::<V, TILE, 7>(set, h, group, unknowns);
        }
        for (side, remainder) in remainders.iter_mut().enumerate() {
            let [a, b, c, d, e, f, g, h] = sums.map(|sums| sums[side]);
            let sum = a.add(e).add(c.add(g)).add(b.add(f).add(d.add(h)));
            V::load(set, remainder).sub(sum).store(remainder);
        }
    }

    /// Adds line number `LINE` of a group times the unknown in its place.
    #[inline(always)]
    fn add<V: Lanes<Element = f64>, const TILE: usize, const LINE: usize>(
        set: V::Set,
        sums: &mut [V; TILE],
        group: &[Line; BLOCK],
        unknowns: [&Block; TILE],
    ) {
        let line = V::load(set, &group[LINE].0);
        for (sum, unknowns) in sums.iter_mut().zip(unknowns) {
            *sum = line.fused(V::splat(set, unknowns[LINE]), *sum);
        }
    }

    /// [`super::substitute`]; right-hand sides go in step, since each has to wait for every unknown.
    #[inline(always)]
    pub(crate) fn substitute<V: Lanes<Element = f64>>(
        set: V::Set,
        diagonal: &[Line; BLOCK],
        inverses: &Block,
        known: &[usize],
        remainders: &mut [Block],
        solved: &mut [Block],
    ) {
        for (lane, line) in diagonal.iter().enumerate() {
            let line = V::load(set, &line.0);
            for ((remainder, solved), &known) in remainders.iter_mut().zip(&mut *solved).zip(known)
            {
                if lane >= known {
                    solved[lane] = remainder[lane] * inverses[lane];
                }
                let products = line.mul(V::splat(set, solved[lane]));
                V::load(set, remainder).sub(products).store(remainder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;
    use crate::simd::dispatch::available;

    /// A panel of eight rows after `blocks` earlier blocks, right-hand sides and earlier unknowns.
    struct Case {
        lines: Vec<Line>,
        diagonal: [Line; BLOCK],
        inverses: Block,
        solved: Vec<Vec<Block>>,
        right: Vec<Block>,
    }

    impl Case {
        fn new(blocks: usize, sides: usize) -> Self {
            let mut random = Random::new(blocks as u64, sides as u64);
            let mut block = || -> Block { std::array::from_fn(|_| 2.0 * random.unit() - 1.0) };
            let lines = (0..blocks * BLOCK).map(|_| Line(block())).collect();
            let mut diagonal: [Line; BLOCK] = std::array::from_fn(|_| Line(block()));
            for (index, line) in diagonal.iter_mut().enumerate() {
                line.0[..=index].fill(0.0);
            }
            let inverses = block();
            let solved =
                (0..sides).map(|_| (0..blocks).map(|_| block()).collect::<Vec<_>>()).collect();
            Self { lines, diagonal, inverses, solved, right: (0..sides).map(|_| block()).collect() }
        }

        /// The remainders and the unknowns, of which the first `known` are given as 0.5.
        fn solve(&self, kernels: &Substitution, known: usize) -> (Vec<Block>, Vec<Block>) {
            let earlier: Vec<&[Block]> = self.solved.iter().map(Vec::as_slice).collect();
            let mut remainders = self.right.clone();
            let mut unknowns = vec![[0.5; BLOCK]; remainders.len()];
            let known = vec![known; remainders.len()];
            // SAFETY: the level is available; lengths agree.
            unsafe { (kernels.subtract_products)(&self.lines, &earlier, &mut remainders) };
            let products = remainders.clone();
            let (diagonal, inverses) = (&self.diagonal, &self.inverses);
            // SAFETY: as above.
            unsafe {
                (kernels.substitute)(diagonal, inverses, &known, &mut remainders, &mut unknowns);
            }
            (products, unknowns)
        }
    }

    #[test]
    fn every_level_solves_alike() {
        for (blocks, sides, known) in
            [(0, 1, 0), (1, 1, 3), (2, 3, 0), (5, 4, 7), (16, 5, 8), (7, 9, 2)]
        {
            let case = Case::new(blocks, sides);
            let expected = case.solve(&available().next().unwrap().substitution, known);
            for level in available() {
                assert_eq!(case.solve(&level.substitution, known), expected, "{}", level.name());
            }
            for (side, (remainder, unknowns)) in expected.0.iter().zip(&expected.1).enumerate() {
                let earlier = case.solved[side].as_flattened();
                for lane in 0..BLOCK {
                    let products =
                        earlier.iter().zip(&case.lines).map(|(x, line)| x * line.0[lane]);
                    let expected = case.right[side][lane] - products.sum::<f64>();
                    assert!((remainder[lane] - expected).abs() < 1e-13);
                    let within =
                        (0..lane).map(|other| unknowns[other] * case.diagonal[other].0[lane]);
                    let expected = (expected - within.sum::<f64>()) * case.inverses[lane];
                    let expected = if lane < known { 0.5 } else { expected };
                    assert!((unknowns[lane] - expected).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn sides_alone_are_sides_together() {
        let kernels = &available().last().unwrap().substitution;
        let case = Case::new(9, 7);
        let (products, unknowns) = case.solve(kernels, 1);
        for side in 0..7 {
            let (lines, diagonal, inverses) = (case.lines.clone(), case.diagonal, case.inverses);
            let (solved, right) = (vec![case.solved[side].clone()], vec![case.right[side]]);
            let alone = Case { lines, diagonal, inverses, solved, right };
            assert_eq!(alone.solve(kernels, 1), (vec![products[side]], vec![unknowns[side]]));
        }
    }

    #[test]
    fn products_are_those_of_panels() {
        for blocks in [0, 1, 2, 9, 33] {
            let case = Case::new(blocks, 1);
            for lane in 0..BLOCK {
                let lines = case.lines.as_chunks::<BLOCK>().0.iter();
                let row: Vec<Block> = lines.map(|lines| lines.map(|line| line.0[lane])).collect();
                for level in available() {
                    let mut remainders = [[0.0; BLOCK]];
                    let solved: &[Block] = &case.solved[0];
                    let kernels = &level.substitution;
                    // SAFETY: the level is available.
                    unsafe { (kernels.subtract_products)(&case.lines, &[solved], &mut remainders) };
                    let mut products = [f64::NAN; 5];
                    // SAFETY: as above.
                    unsafe { (kernels.products)(&row, &[solved; 5], &mut products) };
                    assert_eq!(products, [-remainders[0][lane]; 5], "{}", level.name());
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "a line for each unknown")]
    fn lengths_must_agree() {
        subtract_products(&[Line::default(); 7], &[&[[0.0; BLOCK]]], &mut [[0.0; BLOCK]]);
    }
}
