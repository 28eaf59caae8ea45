//! A model that has lost tokens: which ones may go, and what becomes of the ids of the others.

use crate::encoding::{WordRules, start_symbols};
use crate::error::Error;
use crate::model::{Merge, Model, Parts};
use crate::room;
use crate::trace::Trace;
use crate::vocabulary::Vocabulary;
use gainful_kernels::Control;

/// Tokens or merges gone through between two looks at the [`Control`]: below a millisecond.
const BLOCK: usize = 4096;

/// Looks at the control once in many indices.
pub(super) fn look(index: usize, control: &Control) -> Result<(), Error> {
    if index.is_multiple_of(BLOCK) {
        control.check()?;
    }
    Ok(())
}

/// A model of some tokens of another one.
#[derive(Debug)]
pub struct Reduced {
    /// The model. Its ids have no gaps; tokens follow one another as they did.
    pub model: Model,
    /// For each of its tokens, the id that it had.
    pub ids: Vec<u32>,
}

/// Which ids have tokens that texts are made of whatever the merges are: start symbols, special tokens
/// and the unknown one.
pub(super) fn essential(model: &Model, control: &Control) -> Result<Vec<bool>, Error> {
    let vocabulary = model.vocabulary();
    let mut essential = room::filled(vocabulary.len(), false, control)?;
    let special = vocabulary.special_tokens().map(|(token, _)| token);
    let ids = special.chain(start_symbols(vocabulary)).chain(model.rules().unknown);
    ids.for_each(|token| essential[token as usize] = true);
    Ok(essential)
}

/// The model of the tokens that `keeps` says, and of the merges of `merges`, whose tokens these are.
pub(super) fn reduce(
    model: &Model,
    keeps: &[bool],
    merges: impl Iterator<Item = Merge>,
    trace: Option<Trace>,
    control: &Control,
) -> Result<Reduced, Error> {
    let all = model.vocabulary();
    let ids = room::collect((0..all.len() as u32).filter(|&id| keeps[id as usize]))?;
    let mut new_ids = room::filled(all.len(), 0, control)?;
    for (new, &old) in (0..).zip(&ids) {
        new_ids[old as usize] = new;
    }
    let new_id = |old: u32| new_ids[old as usize];
    let vocabulary = arranged(all, ids.iter().copied().map(Some), control)?;
    let merges = merges.map(|Merge { left, right, token }| Merge {
        left: new_id(left),
        right: new_id(right),
        token: new_id(token),
    });
    let rules = WordRules { unknown: model.rules().unknown.map(new_id), ..model.rules() };
    let model = Model::new(Parts {
        vocabulary,
        merges: room::collect(merges)?,
        rules,
        normalizer: model.normalizer(),
        pattern: model.pattern().cloned(),
        tie_break: model.tie_break(),
        trace,
        ..Parts::default()
    });
    Ok(Reduced { model, ids })
}

/// A vocabulary that has tokens of another one in this order, and gaps where there is no id.
pub(crate) fn arranged(
    vocabulary: &Vocabulary,
    ids: impl Iterator<Item = Option<u32>>,
    control: &Control,
) -> Result<Vocabulary, Error> {
    let mut arranged = Vocabulary::new(vocabulary.spelling().clone());
    for (index, id) in ids.enumerate() {
        look(index, control)?;
        let bytes = id.and_then(|id| vocabulary.get(id));
        arranged.reserve(bytes.map_or(0, <[u8]>::len))?;
        match (id, bytes) {
            (Some(id), Some(bytes)) => match vocabulary.rules_of(id) {
                Some(rules) => {
                    let text = vocabulary.text(id).unwrap_or_default();
                    let token = arranged.push_special_for(text, bytes);
                    arranged.set_rules(token, rules);
                }
                None => _ = arranged.push(bytes),
            },
            _ => arranged.push_gap(),
        }
    }
    Ok(arranged)
}
