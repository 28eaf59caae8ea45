//! What theory is about: words, and merges for them.

use std::sync::Arc;

use gainful_bpe::theory::{Letters, Words, read_merges, write_merges};
use gainful_bpe::{Merge, Model};
use gainful_kernels::Control;
use napi::bindgen_prelude::ClassInstance;
use napi_derive::napi;

use crate::bpe::word_counts::{SharedCounts, shared_counts};
use crate::call::Outcome;
use crate::handle::Handle;

/// Words and merges as the facade passes them: of texts or of counts, of a model or of pairs.
#[napi(object, object_to_js = false)]
pub struct NativeProblem<'env> {
    pub texts: Option<Vec<String>>,
    pub counts: Option<ClassInstance<'env, Handle>>,
    /// Whether words are made of bytes, not of characters.
    pub bytes: bool,
    pub model: Option<ClassInstance<'env, Handle>>,
    /// The two sides of each merge, one after the other.
    pub pairs: Option<Vec<String>>,
}

enum Source {
    Texts(Vec<String>),
    Counts(Arc<SharedCounts>),
}

/// Words and merges, to be read where the call runs.
pub struct Problem {
    source: Source,
    letters: Letters,
    model: Option<Arc<Model>>,
    pairs: Vec<String>,
}

impl Problem {
    pub fn new(given: NativeProblem<'_>) -> Outcome<Self> {
        let source = match given.counts {
            Some(counts) => Source::Counts(shared_counts(&counts)?),
            None => Source::Texts(given.texts.unwrap_or_default()),
        };
        Ok(Self {
            source,
            letters: if given.bytes { Letters::Bytes } else { Letters::Characters },
            model: given.model.map(|model| model.get()).transpose()?,
            pairs: given.pairs.unwrap_or_default(),
        })
    }

    pub fn words(&self, control: &Control) -> Outcome<Words> {
        Ok(match (&self.source, &self.model) {
            (Source::Texts(texts), _) => Words::of_texts(texts, self.letters, control)?,
            (Source::Counts(counts), None) => {
                Words::of_counts(&counts.counts, self.letters, control)?
            }
            (Source::Counts(counts), Some(model)) => {
                Words::of_model(&counts.counts, model, control)?
            }
        })
    }

    pub fn merges(&self, control: &Control) -> Outcome<Vec<Merge>> {
        match &self.model {
            Some(model) => {
                model.check_plain("merges")?;
                Ok(model.merges().to_vec())
            }
            None => Ok(read_merges(self.pairs.as_chunks::<2>().0, control)?),
        }
    }

    /// Merges as the facade gets them: the two sides of each, one after the other.
    pub fn write(&self, merges: &[Merge], control: &Control) -> Outcome<Vec<String>> {
        let pairs = write_merges(merges, self.model.as_deref(), control)?;
        Ok(pairs.into_iter().flatten().collect())
    }
}
