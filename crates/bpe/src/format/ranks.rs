//! Tables of tokens and their ranks, which are their ids: as text, a line for a token or for many.
//!
//! js-tiktoken and the npm package tiktoken hold them in objects whose text has lines of consecutive
//! ranks, `! first token token ...`, with the tokens in base64. A `.tiktoken` file has a line for each
//! token. Neither has merges: those follow from the ranks ([`super::rank_merges`]).

use super::Unsaid;
use super::error::{FormatError, shown, shown_bytes};
use super::import::{self, Token};
use super::rank_merges::{RankMerges, rank_merges};
use crate::encoding::WordRules;
use crate::error::Error;
use crate::model::{Model, Parts};
use crate::spelling::Spelling;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gainful_kernels::{ArgumentError, Control, Workers};
use rustc_hash::{FxHashMap, FxHashSet};

/// What messages call the text of such an object.
const NAME: &str = "the ranks";

/// Tokens or lines read between two looks at the [`Control`]: below a millisecond.
const TOKENS_PER_CHECK: usize = 4096;

/// Tokens with their ranks.
pub(super) type Ranked = Vec<(u32, Vec<u8>)>;

/// The tokens of a text in the order of its lines; `read_line` appends those of one line, or says what
/// is wrong with it.
pub(super) fn parse(
    format: &str,
    text: &[u8],
    read_line: impl Fn(&[u8], &mut Ranked) -> Result<(), String>,
    control: &Control,
) -> Result<Ranked, Error> {
    let mut tokens = Vec::new();
    let mut lines_of_ranks = FxHashMap::default();
    for (index, line) in text.split(|&byte| byte == b'\n').enumerate() {
        if index.is_multiple_of(TOKENS_PER_CHECK) {
            control.check()?;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let number = index + 1;
        let fail =
            |problem: String| FormatError::reading(format, format!("line {number}: {problem}"));
        let first = tokens.len();
        read_line(line, &mut tokens).map_err(fail)?;
        for (rank, _) in &tokens[first..] {
            if let Some(line) = lines_of_ranks.insert(*rank, number) {
                return Err(fail(format!("rank {rank} is also that of line {line}")).into());
            }
        }
    }
    if tokens.is_empty() {
        return Err(FormatError::reading(format, "it has no tokens").into());
    }
    Ok(tokens)
}

/// Reads a line of a token in base64, a space and its rank.
pub(super) fn token_and_rank(line: &[u8], tokens: &mut Ranked) -> Result<(), String> {
    let Some(space) = line.iter().position(|&byte| byte == b' ') else {
        let found = shown_bytes(line);
        return Err(format!("expected a token in base64, a space and its rank but found {found}"));
    };
    let token = token(&line[..space])?;
    tokens.push((rank(&line[space + 1..])?, token));
    Ok(())
}

/// Reads a line of either kind.
fn tokens_and_rank(line: &[u8], tokens: &mut Ranked) -> Result<(), String> {
    let Some(line) = line.strip_prefix(b"! ") else { return token_and_rank(line, tokens) };
    let mut fields = line.split(|&byte| byte == b' ');
    let mut next = Some(rank(fields.next().unwrap_or_default())?);
    for field in fields {
        let rank = next.ok_or_else(|| format!("it has ranks above {}", u32::MAX))?;
        tokens.push((rank, token(field)?));
        next = rank.checked_add(1);
    }
    Ok(())
}

fn token(text: &[u8]) -> Result<Vec<u8>, String> {
    let bytes = STANDARD.decode(text).map_err(|error| {
        format!("expected a token in base64 but found {}: {error}", shown_bytes(text))
    })?;
    if bytes.is_empty() {
        return Err("expected a token in base64 but found none".to_owned());
    }
    Ok(bytes)
}

fn rank(text: &[u8]) -> Result<u32, String> {
    let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let number = std::str::from_utf8(text).ok().filter(|_| is_number);
    number.and_then(|number| number.parse().ok()).ok_or_else(|| {
        format!("expected a rank from 0 to {} but found {}", u32::MAX, shown_bytes(text))
    })
}

/// The model of tokens with distinct ranks.
pub(super) fn model(
    format: &str,
    tokens: Ranked,
    unsaid: Unsaid,
    workers: &Workers,
    control: &Control,
) -> Result<Model, Error> {
    let mut all = Vec::with_capacity(tokens.len() + unsaid.special_tokens.len());
    let mut ranks_of_tokens = FxHashMap::default();
    for (index, (rank, token)) in tokens.iter().enumerate() {
        if index.is_multiple_of(TOKENS_PER_CHECK) {
            control.check()?;
        }
        if let Some(other) = ranks_of_tokens.insert(token.as_slice(), *rank) {
            let token = shown_bytes(token);
            let problem = format!("the token {token} has the ranks {other} and {rank}");
            return Err(FormatError::reading(format, problem).into());
        }
    }
    drop(ranks_of_tokens);
    all.extend(tokens.into_iter().map(|(rank, token)| (rank, Token::Plain(token))));
    for (text, id) in unsaid.special_tokens {
        let id = id.ok_or_else(|| {
            ArgumentError::invalid("specialTokens", "an id for each token", shown(&text))
        })?;
        all.push((id, Token::Literal(text)));
    }
    let vocabulary = import::vocabulary(format, Spelling::Bytes, all, control)?;
    let special: FxHashSet<u32> = vocabulary.special_tokens().map(|(id, _)| id).collect();
    let plain: Vec<&[u8]> = (0..)
        .zip(vocabulary.iter())
        .map(|(id, token)| if special.contains(&id) { &[] } else { token })
        .collect();
    let RankMerges { merges, unreachable } = rank_merges(&plain, workers, control)?;
    let rules = WordRules { whole_words: !unreachable.is_empty(), ..WordRules::default() };
    Ok(Model::new(Parts { vocabulary, merges, rules, pattern: unsaid.pattern, ..Parts::default() }))
}

impl Model {
    /// The model of the text of a rank object, with lines of either kind. Special tokens need ids.
    ///
    /// It encodes as [`Model::from_tiktoken`] says.
    ///
    /// # Errors
    ///
    /// [`FormatError`] names the line of what is no token, and ids or tokens that are there twice.
    pub fn from_ranks(
        text: &[u8],
        unsaid: Unsaid,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let tokens = parse(NAME, text, tokens_and_rank, control)?;
        model(NAME, tokens, unsaid, workers, control)
    }
}
