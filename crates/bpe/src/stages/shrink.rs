//! A smaller vocabulary by use: the least used tokens that no other token is made of go first.
//!
//! Only leaves of the tree of merges are ever taken, so every token that stays can still be made. After
//! Purason et al., "Teaching Old Tokenizers New Words" (2025), leaf-based pruning. A token that is
//! gone is written with its two parts, which take over its count.

use super::reduced::{Reduced, essential, look, reduce};
use crate::error::Error;
use crate::model::Model;
use crate::room;
use gainful_kernels::{ArgumentError, Control};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The model with its `vocabulary_size` most used tokens, `counts` being how often a corpus has each.
///
/// Again and again the least used token goes that is no part of another one; of several the one with
/// the greatest id. Its two parts take over its count. Special tokens, start symbols and the unknown
/// token stay. Takes O(n log n) for n tokens.
///
/// # Errors
///
/// [`ArgumentError`] for `counts` if there is not one for each id, or one is negative or not finite;
/// for `vocabularySize` if more tokens must stay.
pub fn shrink(
    model: &Model,
    counts: &[f64],
    vocabulary_size: usize,
    control: &Control,
) -> Result<Reduced, Error> {
    model.check_plain("model")?;
    let mut counts = checked(counts, model.vocabulary().len())?;
    let essential = essential(model, control)?;
    let mut keeps = room::collect(model.vocabulary().iter().map(|token| !token.is_empty()))?;
    let mut size = keeps.iter().filter(|&&keeps| keeps).count();

    // The merges by the tokens that they make, in their order, and how many of other tokens each is a side
    // of.
    let merges = model.merges();
    let mut made = room::collect(0..merges.len() as u32)?;
    made.sort_unstable_by_key(|&index| (merges[index as usize].token, index));
    let token_of = |index: u32| merges[index as usize].token;
    let mut uses = room::filled(keeps.len(), 0usize, control)?;
    for (index, merge) in merges.iter().enumerate() {
        look(index, control)?;
        uses[merge.left as usize] += 1;
        uses[merge.right as usize] += 1;
    }
    let may_go = |token: u32, uses: &[usize], keeps: &[bool]| {
        let token = token as usize;
        keeps[token] && !essential[token] && uses[token] == 0
    };
    let leaves = (0..keeps.len() as u32).filter(|&token| may_go(token, &uses, &keeps));
    let leaf = |token: u32| Reverse((Count(counts[token as usize]), Reverse(token)));
    let mut leaves = BinaryHeap::from(room::collect(leaves.map(leaf))?);
    let mut steps = 0;
    while size > vocabulary_size {
        look(steps, control)?;
        steps += 1;
        let Some(Reverse((Count(count), Reverse(token)))) = leaves.pop() else {
            let expected = format!("an integer of at least {size}");
            let found = vocabulary_size.to_string();
            return Err(ArgumentError::out_of_range("vocabularySize", expected, found).into());
        };
        keeps[token as usize] = false;
        size -= 1;
        let first = made.partition_point(|&index| token_of(index) < token);
        let making = made[first..].iter().take_while(|&&index| token_of(index) == token);
        for (index, &merge) in making.enumerate() {
            let merge = merges[merge as usize];
            let sides = [merge.left, merge.right];
            for side in sides {
                uses[side as usize] -= 1;
                if index == 0 {
                    counts[side as usize] += count;
                }
            }
            let distinct = if merge.left == merge.right { &sides[..1] } else { &sides };
            for &side in distinct {
                if may_go(side, &uses, &keeps) {
                    room::reserve_value(&mut leaves)?;
                    leaves.push(Reverse((Count(counts[side as usize]), Reverse(side))));
                }
            }
        }
    }
    let kept = |token: u32| keeps[token as usize];
    let merges = merges.iter().copied().filter(|merge| kept(merge.token));
    reduce(model, &keeps, merges, None, control)
}

fn checked(counts: &[f64], tokens: usize) -> Result<Vec<f64>, Error> {
    if counts.len() != tokens {
        let expected = format!("{tokens} counts, one for each id,");
        return Err(ArgumentError::invalid("counts", expected, counts.len().to_string()).into());
    }
    let is_count = |count: f64| count >= 0.0 && count.is_finite();
    match counts.iter().position(|&count| !is_count(count)) {
        Some(index) => {
            let found = format!("{} at index {index}", counts[index]);
            let expected = "numbers that are finite and not negative";
            Err(ArgumentError::out_of_range("counts", expected, found).into())
        }
        None => room::concat(&[counts]),
    }
}

/// A finite number in order.
#[derive(Clone, Copy)]
struct Count(f64);

impl Ord for Count {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // -0 and 0 are the same count.
        (self.0 + 0.0).total_cmp(&(other.0 + 0.0))
    }
}

impl PartialOrd for Count {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Count {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Count {}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::training::{TrainingOptions, train};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn leaves_go_by_their_use(
            texts in corpus(),
            other in corpus(),
            tokens in 260usize..320,
            size in 250usize..320,
            special in any::<bool>(),
        ) {
            let mut options = TrainingOptions::new(tokens);
            options.special_tokens = if special { vec!["ab".into(), "<s>".into()] } else { vec![] };
            let model = train(&counted(&texts), SPLIT, &options, &Control::new()).unwrap();
            let tokenizer = model.tokenizer().unwrap();
            let mut counts = vec![0.0; model.vocabulary().len()];
            for token in other.iter().flat_map(|text| plain_encode(&model, text)) {
                counts[token as usize] += 1.0;
            }
            let expected = plain_shrink(&model, &counts, size);
            match shrink(&model, &counts, size, &Control::new()) {
                Ok(Reduced { model: small, ids }) => {
                    prop_assert_eq!(Some(&ids), expected.as_ref());
                    check_fits(&small)?;
                    let kept: Vec<String> =
                        ids.iter().map(|&id| model.vocabulary().text(id).unwrap()).collect();
                    prop_assert_eq!(texts_of(&small), kept);
                    let tokenizer = small.tokenizer().unwrap();
                    for text in texts.iter().chain(&other) {
                        let tokens = tokenizer.encode(text, &Control::new()).unwrap();
                        prop_assert_eq!(&tokens, &plain_encode(&small, text));
                        prop_assert_eq!(&tokenizer.decode(&tokens).unwrap(), text);
                    }
                }
                Err(_) => prop_assert_eq!(expected, None),
            }
            prop_assert!(tokenizer.vocabulary().len() == counts.len());
        }
    }

    #[test]
    fn tokens_of_several_merges_and_of_none() {
        // "abb" is made in two ways and outlives its parts' use; "zz" is a leaf without parts.
        let model = imported(
            &["a", "b", "ab", "bb", "abb", "zz"],
            &[],
            &[[0, 1, 2], [1, 1, 3], [2, 1, 4], [0, 3, 4]],
        );
        let of = |size, counts: &[f64]| shrink(&model, counts, size, &Control::new());
        assert_eq!(of(5, &[0.0, 0.0, 0.0, 0.0, 9.0, 1.0]).unwrap().ids, [0, 1, 2, 3, 4]);
        let small = of(4, &[0.0, 0.0, 5.0, 0.0, 1.0, 9.0]).unwrap();
        assert_eq!(small.ids, [0, 1, 2, 5]);
        assert_eq!(small.model.merges().len(), 1);
        assert_eq!(
            of(1, &[0.0; 6]).unwrap_err().to_string(),
            "Expected an integer of at least 2 for vocabularySize but received 1"
        );
        assert_eq!(
            of(4, &[0.0; 5]).unwrap_err().to_string(),
            "Expected 6 counts, one for each id, for counts but received 5"
        );
        let counts = [0.0, 0.0, f64::NAN, 0.0, 0.0, 0.0];
        assert_eq!(
            of(4, &counts).unwrap_err().to_string(),
            "Expected numbers that are finite and not negative for counts but received NaN at index 2"
        );
        assert!(shrink(&model, &[0.0; 6], 4, &Control::cancelled_at(1)).is_err());
    }
}
