//! The code length of context-tree weighting: the mixture of all Markov models up to a depth.
//!
//! Willems, Shtarkov & Tjalkens, "The context-tree weighting method: basic properties" (1995); for more than two symbols with
//! the estimator of Krichevsky & Trofimov (1981) for that alphabet.

use gainful_kernels::{Control, OutOfMemory};
use rustc_hash::FxHashMap;

use super::RateMethod;
use crate::Error;
use crate::discrete::Codes;

pub(super) const METHOD: RateMethod = RateMethod { name: "context-tree-weighting", rate };

/// Symbols between two looks at the control.
const BLOCK: usize = 1 << 8;

/// The code length per symbol, at depth `order`.
fn rate(sequence: &Codes, order: usize, control: &Control) -> Result<f64, Error> {
    Ok(code_length(sequence.codes(), sequence.symbols(), order, control)? / sequence.len() as f64)
}

/// A context: the symbols before, the latest first.
struct Node {
    /// How often each symbol came here, by its code.
    counts: FxHashMap<u32, u64>,
    total: u64,
    /// ln of the probability of what came here by the estimator of this node alone.
    estimate: f64,
    /// ln of the mixture with the contexts below; they are known by the symbol before.
    weighted: f64,
    /// Σ of `weighted` over the children.
    below: f64,
}

/// -ln P of the sequence, with P = ½ P_kt + ½ Π P(children) in each context above depth `depth`, and P_kt there. Before
/// the sequence stand symbols with code 0.
fn code_length(codes: &[u32], symbols: u64, depth: usize, control: &Control) -> Result<f64, Error> {
    control.begin("weight contexts", Some(codes.len() as u64))?;
    let half = symbols as f64 / 2.0;
    let mut nodes = vec![Node::new()];
    let mut children: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut path = Vec::with_capacity(depth + 1);
    for (i, &symbol) in codes.iter().enumerate() {
        if i % BLOCK == 0 {
            control.advance(BLOCK.min(codes.len() - i) as u64)?;
        }
        nodes.try_reserve(depth).map_err(|_| memory(depth))?;
        children.try_reserve(depth).map_err(|_| memory(depth))?;
        path.clear();
        path.push(0u32);
        for lag in 1..=depth {
            let context = if lag <= i { codes[i - lag] } else { 0 };
            let parent = path[lag - 1];
            let child = *children.entry((parent, context)).or_insert_with(|| {
                nodes.push(Node::new());
                nodes.len() as u32 - 1
            });
            path.push(child);
        }
        // From the leaf to the root, each tells its parent by how much it changed.
        let mut change = 0.0;
        for (level, &index) in path.iter().enumerate().rev() {
            let node = &mut nodes[index as usize];
            let count = node.counts.entry(symbol).or_default();
            node.estimate += ((*count as f64 + 0.5) / (node.total as f64 + half)).ln();
            *count += 1;
            node.total += 1;
            node.below += change;
            let weighted = if level == depth {
                node.estimate
            } else {
                let (greater, less) =
                    (node.estimate.max(node.below), node.estimate.min(node.below));
                greater + (less - greater).exp().ln_1p() - std::f64::consts::LN_2
            };
            change = weighted - node.weighted;
            node.weighted = weighted;
        }
    }
    Ok(0.0 - nodes[0].weighted)
}

fn memory(nodes: usize) -> OutOfMemory {
    OutOfMemory { bytes: nodes * size_of::<Node>() }
}

impl Node {
    fn new() -> Self {
        let counts = FxHashMap::default();
        Self { counts, total: 0, estimate: 0.0, weighted: 0.0, below: 0.0 }
    }
}
