//! `train` and `trainSync`.

use gainful_bpe::{
    Accept, Alphabet, Candidate, CharacterAlphabet, Initial, Marks, Model, Overlap, TieBreak,
    TrainingOptions, train_if,
};
use gainful_kernels::{ArgumentError, Control, Workers};
use napi::Env;
use napi::bindgen_prelude::{ClassInstance, Object};
use napi_derive::napi;

use super::model::model_handle;
use super::word_counts::shared_counts;
use crate::call::{BlockingCall, Call, Outcome, Result, Task, run_asking, spawn};
use crate::failure::Failure;
use crate::handle::Handle;
use crate::questions::{Inquiry, NativeCandidate, ask};

/// How to train.
#[napi(object, object_to_js = false)]
pub struct NativeTrainOptions<'env> {
    pub vocabulary_size: Option<u32>,
    pub merges: Option<u32>,
    /// `bytes`, `observed-bytes` or `characters`.
    pub alphabet: String,
    pub limit_alphabet: Option<u32>,
    /// The characters one after the other.
    pub initial_alphabet: String,
    pub continuing_subword_prefix: String,
    pub end_of_word_suffix: String,
    pub tie_break: String,
    /// `windows` or `disjoint`.
    pub overlap: String,
    /// The intersection over self above which tokens are removed.
    pub picky: Option<f64>,
    /// An integer up to 2^53 - 1.
    pub min_frequency: f64,
    pub max_token_length: Option<u32>,
    pub special_tokens: Vec<String>,
    pub initial_model: Option<ClassInstance<'env, Handle>>,
    /// The two sides of each merge, one after the other.
    pub initial_merges: Vec<String>,
    /// Whether each merge is asked about before it is done.
    pub asks: bool,
}

impl NativeTrainOptions<'_> {
    fn alphabet(&self) -> Outcome<Alphabet> {
        match self.alphabet.as_str() {
            "bytes" => Ok(Alphabet::AllBytes),
            "observed-bytes" => Ok(Alphabet::ObservedBytes),
            "characters" => Ok(Alphabet::Characters(CharacterAlphabet {
                limit: self.limit_alphabet.map(|limit| limit as usize),
                initial: self.initial_alphabet.chars().collect(),
                marks: Marks {
                    continuing_subword_prefix: self.continuing_subword_prefix.clone(),
                    end_of_word_suffix: self.end_of_word_suffix.clone(),
                },
            })),
            other => {
                let names = ["bytes", "observed-bytes", "characters"];
                Err(ArgumentError::unknown("alphabet", &names, other).into())
            }
        }
    }

    fn overlap(&self) -> Outcome<Overlap> {
        match self.overlap.as_str() {
            "windows" => Ok(Overlap::Windows),
            "disjoint" => Ok(Overlap::Disjoint),
            other => Err(ArgumentError::unknown("overlap", &["windows", "disjoint"], other).into()),
        }
    }

    fn initial(&self) -> Outcome<Option<Initial>> {
        if let Some(model) = &self.initial_model {
            return Ok(Some(Initial::Model(model.get::<Model>()?)));
        }
        let (pairs, _) = self.initial_merges.as_chunks::<2>();
        let pairs = pairs.iter().map(|[left, right]| (left.clone(), right.clone())).collect();
        Ok((!self.initial_merges.is_empty()).then_some(Initial::Texts(pairs)))
    }

    fn convert(self) -> Outcome<TrainingOptions> {
        Ok(TrainingOptions {
            vocabulary_size: self.vocabulary_size.map(|size| size as usize),
            merges: self.merges.map(|merges| merges as usize),
            min_frequency: self.min_frequency as u64,
            max_token_length: self.max_token_length.map(|length| length as usize),
            alphabet: self.alphabet()?,
            tie_break: TieBreak::from_name(&self.tie_break)?,
            picky: self.picky,
            overlap: self.overlap()?,
            initial: self.initial()?,
            special_tokens: self.special_tokens,
        })
    }
}

/// Asks the caller whether a merge is to be done.
pub(super) fn ask_about(candidate: Candidate<'_>) -> std::result::Result<bool, gainful_bpe::Error> {
    let Candidate { index, left, right, token, count } = candidate;
    let merge = NativeCandidate {
        index: u32::try_from(index).unwrap_or(u32::MAX),
        left: left.to_owned(),
        right: right.to_owned(),
        token: token.to_owned(),
        count: count as f64,
    };
    let answer = ask(Inquiry { merge: Some(merge), ..Inquiry::default() })?;
    Ok(answer.first() != Some(&0.0))
}

fn training(counts: &Handle, options: NativeTrainOptions<'_>) -> Outcome<impl Task<Model> + use<>> {
    let counts = shared_counts(counts)?;
    let asks = options.asks;
    let options = options.convert()?;
    Ok(move |_: &Workers, control: &Control| {
        let mut ask = ask_about;
        let accept = asks.then_some(&mut ask as &mut Accept<'_>);
        Ok(train_if(&counts.counts, counts.counts.pattern().clone(), &options, accept, control)?)
    })
}

/// `trainSync`, once the corpus is counted.
#[napi]
pub fn train_sync(
    env: Env,
    call: BlockingCall<'_>,
    counts: &Handle,
    options: NativeTrainOptions<'_>,
) -> Result<Handle> {
    let model = run_asking(env, call, training(counts, options)?)?;
    Ok(model_handle(env, model).map_err(Failure::from)?)
}

/// `train`, once the corpus is counted.
#[napi(js_name = "train", ts_return_type = "Promise<Handle>")]
pub fn train_async<'env>(
    env: &'env Env,
    call: &Call,
    counts: &Handle,
    options: NativeTrainOptions<'_>,
) -> Result<Object<'env>> {
    spawn(env, call, training(counts, options)?, model_handle)
}
