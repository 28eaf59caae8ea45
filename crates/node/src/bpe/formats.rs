//! Models from files and in files.

use std::path::PathBuf;
use std::sync::Arc;

use gainful_bpe::{Error, Marks, Model, Pattern, Spelling, Unsaid, file};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::{Object, Uint8Array};
use napi_derive::napi;

use super::model::model_handle;
use super::pattern::NativePattern;
use crate::call::{Call, Outcome, Result, Task, run, spawn};
use crate::failure::{Code, Failure};
use crate::handle::Handle;

/// The formats, by the facade's names.
#[derive(Clone, Copy)]
enum Format {
    TokenizerJson,
    VocabAndMerges,
    Tiktoken,
    /// Ranks in memory, written as a `.tiktoken` file.
    Ranks,
    SubwordNmt,
}

impl Format {
    fn from_name(name: &str) -> Outcome<Self> {
        match name {
            "tokenizer-json" => Ok(Self::TokenizerJson),
            "vocab-and-merges" => Ok(Self::VocabAndMerges),
            "tiktoken" => Ok(Self::Tiktoken),
            "ranks" => Ok(Self::Ranks),
            "subword-nmt" => Ok(Self::SubwordNmt),
            _ => Err(Failure::new(Code::INTERNAL, "An unknown format was passed to the addon")),
        }
    }

    /// The files of a model.
    fn write(
        self,
        model: &Model,
        workers: &Workers,
        control: &Control,
    ) -> std::result::Result<Vec<String>, Error> {
        Ok(match self {
            Self::TokenizerJson => vec![model.to_tokenizer_json()?],
            Self::VocabAndMerges => vec![model.to_vocab_json()?, model.to_merges_txt()?],
            Self::Tiktoken | Self::Ranks => vec![model.to_tiktoken(workers, control)?],
            Self::SubwordNmt => vec![model.to_subword_nmt()?],
        })
    }
}

/// A model in files, and what they do not say about it.
#[napi(object, object_to_js = false)]
pub struct NativeModelSource {
    pub format: String,
    /// The contents of the files, or their paths.
    pub contents: Option<Vec<Uint8Array>>,
    pub paths: Option<Vec<String>>,
    pub pattern: Option<NativePattern>,
    pub special_tokens: Vec<String>,
    /// The ids of the special tokens, if they are not those that the file has.
    pub special_ids: Option<Vec<u32>>,
    /// Whether words are spelled in characters, not in bytes.
    pub is_of_characters: bool,
    pub end_of_word_suffix: String,
    pub continuing_subword_prefix: String,
}

/// The files of a model, in the order of their format.
enum Files {
    Read(Vec<Vec<u8>>),
    AtPaths(Vec<PathBuf>),
}

impl Files {
    /// The bytes of the files, and their paths if they have some.
    fn read(self, control: &Control) -> std::result::Result<(Vec<Vec<u8>>, Vec<PathBuf>), Error> {
        match self {
            Self::Read(files) => Ok((files, Vec::new())),
            Self::AtPaths(paths) => {
                let bytes = paths.iter().map(|path| file::load(path, control));
                Ok((bytes.collect::<std::result::Result<_, _>>()?, paths))
            }
        }
    }
}

pub(super) fn reading(source: NativeModelSource) -> Outcome<impl Task<Model> + use<>> {
    let format = Format::from_name(&source.format)?;
    let files = match (source.contents, source.paths) {
        (Some(contents), _) => Files::Read(contents.iter().map(|bytes| bytes.to_vec()).collect()),
        (None, paths) => {
            Files::AtPaths(paths.unwrap_or_default().into_iter().map(PathBuf::from).collect())
        }
    };
    let ids = source.special_ids;
    let id_of = |index: usize| ids.as_ref().and_then(|ids| ids.get(index).copied());
    let special_tokens = source.special_tokens.into_iter().enumerate();
    let unsaid = Unsaid {
        pattern: source.pattern.as_ref().map(NativePattern::compile).transpose()?,
        special_tokens: special_tokens.map(|(index, text)| (text, id_of(index))).collect(),
    };
    let spelling = if source.is_of_characters {
        Spelling::Characters(Marks {
            continuing_subword_prefix: source.continuing_subword_prefix,
            end_of_word_suffix: source.end_of_word_suffix,
        })
    } else {
        Spelling::Bytes
    };
    Ok(move |workers: &Workers, control: &Control| {
        control.begin("reading", None)?;
        let (bytes, paths) = files.read(control)?;
        let model = match (format, bytes.as_slice()) {
            (Format::TokenizerJson, [file]) => Model::from_tokenizer_json(file, control),
            (Format::VocabAndMerges, [vocab, merges]) => {
                Model::from_vocab_and_merges(vocab, merges, spelling, unsaid, control)
            }
            (Format::Tiktoken, [file]) => Model::from_tiktoken(file, unsaid, workers, control),
            (Format::Ranks, [text]) => Model::from_ranks(text, unsaid, workers, control),
            (Format::SubwordNmt, [codes]) => {
                let pattern = unsaid.pattern.unwrap_or(Pattern::WHITESPACE);
                Model::from_subword_nmt(codes, pattern, control)
            }
            _ => return Err(Failure::new(Code::INTERNAL, "A format has another number of files")),
        };
        Ok(model.map_err(|error| match error {
            Error::Format(error) => error.of_files(paths.iter().map(|path| path.display())).into(),
            error => error,
        })?)
    })
}

/// `Model.loadSync` and its likes.
#[napi]
pub fn read_model_sync(env: Env, threads: u32, source: NativeModelSource) -> Result<Handle> {
    let model = run(threads, reading(source)?)?;
    Ok(model_handle(env, model).map_err(Failure::from)?)
}

/// `Model.load` and its likes.
#[napi(ts_return_type = "Promise<Handle>")]
pub fn read_model<'env>(
    env: &'env Env,
    call: &Call,
    source: NativeModelSource,
) -> Result<Object<'env>> {
    spawn(env, call, reading(source)?, model_handle)
}

fn writing(model: &Handle, format: &str) -> Outcome<impl Task<Vec<String>> + use<>> {
    let (model, format): (Arc<Model>, _) = (model.get()?, Format::from_name(format)?);
    Ok(move |workers: &Workers, control: &Control| {
        control.begin("writing", None)?;
        Ok(format.write(&model, workers, control)?)
    })
}

/// The texts of a model's files, and blocks.
#[napi]
pub fn write_model_sync(threads: u32, model: &Handle, format: String) -> Result<Vec<String>> {
    run(threads, writing(model, &format)?)
}

/// The texts of a model's files.
#[napi(ts_return_type = "Promise<Array<string>>")]
pub fn write_model<'env>(
    env: &'env Env,
    call: &Call,
    model: &Handle,
    format: String,
) -> Result<Object<'env>> {
    spawn(env, call, writing(model, &format)?, |_, files| Ok(files))
}

fn saving(model: &Handle, format: &str, paths: Vec<String>) -> Outcome<impl Task<()> + use<>> {
    let write = writing(model, format)?;
    Ok(move |workers: &Workers, control: &Control| {
        for (path, text) in paths.iter().map(PathBuf::from).zip(write(workers, control)?) {
            file::save(&path, text.as_bytes(), control)?;
        }
        Ok(())
    })
}

/// `model.saveSync`
#[napi]
pub fn save_model_sync(
    threads: u32,
    model: &Handle,
    format: String,
    paths: Vec<String>,
) -> Result<()> {
    run(threads, saving(model, &format, paths)?)
}

/// `model.save`
#[napi(ts_return_type = "Promise<void>")]
pub fn save_model<'env>(
    env: &'env Env,
    call: &Call,
    model: &Handle,
    format: String,
    paths: Vec<String>,
) -> Result<Object<'env>> {
    spawn(env, call, saving(model, &format, paths)?, |_, ()| Ok(()))
}
