//! Special tokens by policy: which ones of a text become their ids, and which ones it must not have.
//!
//! As in tiktoken's `Encoding.encode`, but no text is refused unless the caller asks for it, and of
//! tokens that overlap the leftmost and then longest one counts, as for Hugging Face's tokenizers. A
//! text is cut at special tokens before it is split, so that each part between them is split as if it
//! were a text by itself.

mod finder;

#[cfg(test)]
mod tests;

use super::Tokenizer;
use crate::error::Error;
use crate::normalization::Normalizer;
use crate::vocabulary::Vocabulary;
use finder::{Finder, Role};
pub(crate) use finder::{Part, Pass};
use gainful_kernels::ArgumentError;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Policies whose tables are kept for the next call.
const KEPT: usize = 8;

/// Some of a model's special tokens.
#[derive(Clone, Copy, Debug, Default)]
pub enum SpecialTokens<'a> {
    /// None of them.
    #[default]
    None,
    /// All of them.
    All,
    /// Those that are written so.
    These(&'a [String]),
}

/// Which special tokens are looked for in texts. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct SpecialPolicy(Option<Arc<Finder>>);

impl SpecialPolicy {
    /// All text is ordinary.
    pub const ORDINARY: Self = Self(None);

    /// Whether no special tokens are looked for.
    pub(crate) fn is_ordinary(&self) -> bool {
        self.0.is_none()
    }

    /// What finds the tokens that are looked for first, and those that are looked for between them in
    /// normalized text.
    pub(crate) fn passes(&self) -> [Option<&Pass>; 2] {
        self.0.as_ref().map_or([None, None], |finder| finder.passes())
    }
}

/// How what follows a text may change the special tokens in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Only those that begin in so many bytes at its end.
    Bytes(usize),
    /// All of them, as what counts as an occurrence depends on what stands around it.
    All,
}

impl SpecialPolicy {
    /// How what follows a text may change what is found in it.
    pub(crate) fn reach(&self) -> Reach {
        match self.passes() {
            [None, None] => Reach::Bytes(0),
            [Some(pass), None] if pass.is_plain() => Reach::Bytes(pass.longest() - 1),
            _ => Reach::All,
        }
    }
}

/// The policies of a vocabulary that were used last.
#[derive(Debug, Default)]
pub(super) struct Policies(Mutex<VecDeque<(Box<[Role]>, SpecialPolicy)>>);

impl Policies {
    /// Memory held by the kept policies, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_policy = |(roles, policy): &(Box<[Role]>, SpecialPolicy)| {
            roles.len() + policy.0.as_ref().map_or(0, |finder| finder.bytes())
        };
        kept.iter().map(of_policy).sum()
    }

    fn policy(
        &self,
        vocabulary: &Vocabulary,
        normalizer: Option<Normalizer>,
        roles: Box<[Role]>,
    ) -> Result<SpecialPolicy, Error> {
        let find = |kept: &VecDeque<(Box<[Role]>, SpecialPolicy)>| {
            kept.iter().find(|(known, _)| *known == roles).map(|(_, policy)| policy.clone())
        };
        if let Some(policy) = find(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(policy);
        }
        // Others need not wait for it; at worst it is made twice.
        let policy = SpecialPolicy(Some(Arc::new(Finder::new(vocabulary, normalizer, &roles)?)));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((roles, policy.clone()));
        Ok(policy)
    }
}

impl Tokenizer {
    /// The policy by which `allowed` special tokens of a text become their ids and a text with others
    /// that are `disallowed` is refused. Tokens that are both are allowed; those that are neither are
    /// text like any other.
    ///
    /// Takes time linear in the named tokens; the tables of the last few policies are kept.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] for a name that is no special token.
    pub fn special_policy(
        &self,
        allowed: SpecialTokens<'_>,
        disallowed: SpecialTokens<'_>,
    ) -> Result<SpecialPolicy, Error> {
        let mut roles = vec![Role::Ordinary; self.vocabulary.special_tokens().len()];
        self.give_role(&mut roles, Role::Disallowed, "disallowedSpecial", disallowed)?;
        self.give_role(&mut roles, Role::Allowed, "allowedSpecial", allowed)?;
        if roles.iter().all(|role| *role == Role::Ordinary) {
            return Ok(SpecialPolicy::ORDINARY);
        }
        self.policies.policy(&self.vocabulary, self.normalizer, roles.into())
    }

    fn give_role(
        &self,
        roles: &mut [Role],
        role: Role,
        argument: &str,
        tokens: SpecialTokens<'_>,
    ) -> Result<(), ArgumentError> {
        match tokens {
            SpecialTokens::None => {}
            SpecialTokens::All => roles.fill(role),
            SpecialTokens::These(names) => {
                for name in names {
                    let index = self.vocabulary.special_index_of(name).ok_or_else(|| {
                        let expected = "special tokens of the tokenizer";
                        ArgumentError::invalid(argument, expected, format!("'{name}'"))
                    })?;
                    roles[index] = role;
                }
            }
        }
        Ok(())
    }
}
