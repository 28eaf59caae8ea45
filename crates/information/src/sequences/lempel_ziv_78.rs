//! The dictionary of phrases of Ziv & Lempel, "Compression of individual sequences via variable-rate coding" (1978).

use gainful_kernels::Control;
use rustc_hash::FxHashMap;

use super::RateMethod;
use crate::Error;
use crate::discrete::Codes;

pub(super) const METHOD: RateMethod = RateMethod { name: "lempel-ziv-78", rate };

/// Symbols between two looks at the control.
const BLOCK: usize = 1 << 12;

/// c ln c / N for c phrases, each the longest one known and a symbol more.
fn rate(sequence: &Codes, _: usize, control: &Control) -> Result<f64, Error> {
    control.begin("parse", Some(sequence.len() as u64))?;
    let mut phrases: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    // 0 is the empty phrase.
    let (mut phrase, mut complete) = (0, 0u32);
    for block in sequence.codes().chunks(BLOCK) {
        control.advance(block.len() as u64)?;
        for &symbol in block {
            match phrases.get(&(phrase, symbol)) {
                Some(&longer) => phrase = longer,
                None => {
                    complete += 1;
                    phrases.insert((phrase, symbol), complete);
                    phrase = 0;
                }
            }
        }
    }
    let phrases = f64::from(complete) + f64::from(u8::from(phrase != 0));
    Ok(phrases * phrases.ln() / sequence.len() as f64)
}
