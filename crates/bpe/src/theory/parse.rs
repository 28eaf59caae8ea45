//! The best way to take one word apart, for given prices: the inner problem of both relaxations.
//!
//! In a *forest* of binary trees each inner node joins two neighbouring parts and removes one symbol;
//! its type is the strings of the two parts. In a *path* the word is cut into strings; one of m symbols
//! removes m - 1, and its type is the string.
//!
//! Nodes and strings beyond the reach are not listed. Their junctions are: such a node removes the
//! junction between two symbols for the price of that bigram, which is a function of the node's type,
//! so that M types of nodes are at most M types still. In paths such junctions are free.

use crate::error::Error;
use crate::room;
use gainful_kernels::Control;

/// One symbol, in the unit of prices: prices are integers, so that no bound is a matter of rounding.
pub(super) const UNIT: i64 = 1 << SCALE;
/// The bits of a price below one symbol.
pub(super) const SCALE: u32 = 20;

/// Spans looked at between two looks at the [`Control`], in words that are that long.
const SPANS_PER_CHECK: usize = 1 << 12;

/// How words are taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Forest,
    Path,
}

impl Shape {
    /// The items that a span of `length` symbols has: the splits of a node, or the string itself.
    pub(super) fn items(self) -> fn(usize) -> usize {
        match self {
            Self::Forest => |length| length - 1,
            Self::Path => |_| 1,
        }
    }
}

/// The best tree over a span.
#[derive(Clone, Copy)]
struct Tree {
    value: i64,
    /// The item at its root.
    item: u32,
    /// The symbols left of its root's junction; 0 for a string of a path, which has no inside.
    left: u32,
}

/// Room for the dynamic programmes of one word, used again for the next one.
#[derive(Default)]
pub(super) struct Parser {
    /// The best trees, by size and start.
    trees: Vec<Tree>,
    /// Where the trees of each size begin.
    offsets: Vec<usize>,
    /// The value of the best parse of the first symbols, and the size of its last part.
    ends: Vec<(i64, usize)>,
    stack: Vec<(usize, usize)>,
}

impl Parser {
    /// The value of the best parse of a word: removed symbols, in [`UNIT`]s, less prices.
    ///
    /// `prices` are those of the items of the word, which has `length` symbols and parts of at most
    /// `reach`; `borders` those of its junctions if it is longer than that. Tells the items that the
    /// parse uses, and the junctions.
    pub(super) fn parse(
        &mut self,
        shape: Shape,
        (length, reach): (usize, usize),
        (prices, borders): (&[u32], &[u32]),
        mut use_item: impl FnMut(usize),
        mut use_border: impl FnMut(usize),
        control: &Control,
    ) -> Result<i64, Error> {
        if shape == Shape::Path && length > reach {
            return Ok((length as i64 - 1) * UNIT);
        }
        let reach = reach.min(length);
        self.fill_trees(shape, length, reach, prices, control)?;
        let border = |start: usize| match borders.get(start.wrapping_sub(1)) {
            Some(&price) => (UNIT - i64::from(price)).max(0),
            None => 0,
        };
        self.ends.clear();
        room::reserve(&mut self.ends, length + 1)?;
        self.ends.push((0, 0));
        for end in 1..=length {
            if end % SPANS_PER_CHECK == 0 {
                control.check()?;
            }
            let mut best = (self.ends[end - 1].0 + border(end - 1), 1);
            for size in 2..=reach.min(end) {
                let start = end - size;
                let tree = self.trees[self.offsets[size] + start].value;
                let value = self.ends[start].0 + border(start) + tree;
                if value > best.0 {
                    best = (value, size);
                }
            }
            self.ends.push(best);
        }

        let mut end = length;
        while end > 0 {
            let size = self.ends[end].1;
            end -= size;
            self.tell(end, size, &mut use_item);
            if border(end) > 0 {
                use_border(end - 1);
            }
        }
        Ok(self.ends[length].0)
    }

    /// Fills in the best tree over each span: the programme of Cocke, Younger and Kasami.
    fn fill_trees(
        &mut self,
        shape: Shape,
        length: usize,
        reach: usize,
        prices: &[u32],
        control: &Control,
    ) -> Result<(), Error> {
        self.trees.clear();
        self.offsets.clear();
        self.offsets.resize(2, 0);
        let mut item = 0;
        for size in 2..=reach {
            self.offsets.push(self.trees.len());
            let items = shape.items()(size);
            room::reserve(&mut self.trees, length + 1 - size)?;
            for start in 0..=length - size {
                if start % SPANS_PER_CHECK == SPANS_PER_CHECK - 1 {
                    control.check()?;
                }
                let prices = &prices[item..item + items];
                let tree = match shape {
                    Shape::Path => {
                        let value = (size as i64 - 1) * UNIT - i64::from(prices[0]);
                        Tree { value, item: item as u32, left: 0 }
                    }
                    Shape::Forest => self.best_tree(start, size, item, prices),
                };
                self.trees.push(tree);
                item += items;
            }
        }
        Ok(())
    }

    /// The best tree over a span, whose first item is `item`.
    fn best_tree(&self, start: usize, size: usize, item: usize, prices: &[u32]) -> Tree {
        let value = |start: usize, size: usize| {
            if size == 1 { 0 } else { self.trees[self.offsets[size] + start].value }
        };
        let mut best = (i64::MIN, 0);
        for (split, &price) in prices.iter().enumerate() {
            let left = split + 1;
            let both = value(start, left) + value(start + left, size - left) - i64::from(price);
            if both > best.0 {
                best = (both, split);
            }
        }
        let (value, split) = best;
        Tree { value: value + UNIT, item: (item + split) as u32, left: split as u32 + 1 }
    }

    /// Tells the items of the tree over a span.
    fn tell(&mut self, start: usize, size: usize, use_item: &mut impl FnMut(usize)) {
        self.stack.clear();
        self.stack.push((start, size));
        while let Some((start, size)) = self.stack.pop() {
            if size == 1 {
                continue;
            }
            let Tree { item, left, .. } = self.trees[self.offsets[size] + start];
            use_item(item as usize);
            if left > 0 {
                let left = left as usize;
                self.stack.push((start, left));
                self.stack.push((start + left, size - left));
            }
        }
    }
}
