//! Counting against a plain count, for any division of the work.

mod combine;
mod saved;

use super::blocks::BLOCK;
use super::*;
use crate::error::Error;
use crate::pattern::Pattern;
use gainful_kernels::{Control, Pool, Workers};
use proptest::prelude::*;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

fn workers(threads: usize) -> Workers {
    let threads = NonZeroUsize::new(threads).unwrap();
    Workers::new(Arc::new(Pool::new(threads).unwrap()), threads)
}

/// Each text split by itself; words in the order in which they come.
fn count_plainly<'a>(texts: impl IntoIterator<Item = &'a str>) -> WordCounts {
    let mut indices: HashMap<&str, usize> = HashMap::new();
    let mut words: Vec<(&str, i64)> = Vec::new();
    for text in texts {
        for piece in Pattern::GPT2.pieces(text).unwrap() {
            let index = *indices.entry(piece).or_insert(words.len());
            if index == words.len() {
                words.push((piece, 0));
            }
            words[index].1 += 1;
        }
    }
    let mut expected = WordCounts::new(Pattern::GPT2);
    words.iter().for_each(|&(word, count)| expected.push(word.as_bytes(), count).unwrap());
    expected
}

fn count(texts: &[&str], feed: Feed, workers: &Workers) -> WordCounts {
    let mut counter = Counter::new(Pattern::GPT2, feed, InvalidBytes::Refuse);
    counter.feed_many(texts, workers, &Control::new()).unwrap();
    counter.finish(workers, &Control::new()).unwrap()
}

fn count_files(paths: &[PathBuf], feed: Feed, workers: &Workers) -> Result<WordCounts, Error> {
    let mut counter = Counter::new(Pattern::GPT2, feed, InvalidBytes::Refuse);
    counter.feed_files(paths, workers, &Control::new())?;
    counter.finish(workers, &Control::new())
}

/// A directory that goes away with its files.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gainful-bpe-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, contents).unwrap();
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// About three blocks, with short, long and non-ASCII words.
fn large_text() -> String {
    let line = |n: usize| format!("line {n} of  the text, naïve 日本語日本語日本語 {}\n\n", n * n);
    (0..15_000).map(line).collect()
}

fn lines_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    texts.into_iter().flat_map(|text| text.split_inclusive('\n'))
}

#[test]
fn any_number_of_threads_counts_the_same() {
    let text = large_text();
    let texts = [text.as_str(), "", " ", "short text", &text[..400_001]];
    let expected = count_plainly(texts);
    let paths = Directory::new("threads");
    let files = [paths.write("a", &text), paths.write("b", ""), paths.write("c", "x\ny")];
    let file_texts = [text.as_str(), "x\ny"];
    let (whole_files, lines) = (count_plainly(file_texts), count_plainly(lines_of(file_texts)));
    let text_lines = count_plainly(lines_of(texts));
    for threads in [1, 2, 3, 7] {
        let workers = workers(threads);
        let files = |feed| count_files(&files, feed, &workers).unwrap();
        assert!(count(&texts, Feed::Whole, &workers) == expected, "{threads} threads");
        assert!(count(&texts, Feed::Lines, &workers) == text_lines, "{threads} threads");
        assert!(files(Feed::Whole) == whole_files, "{threads} threads");
        assert!(files(Feed::Lines) == lines, "{threads} threads");
    }
}

/// Pre-tokens of the GPT-2 pattern by hand.
#[test]
fn whole_texts_and_lines_are_split_differently() {
    let text = "a\n\nb  \nc";
    let directory = Directory::new("lines");
    let files = [directory.write("text", text)];
    let single = Workers::single();
    let whole = ["a", "\n", "b", "  ", "c"].map(|word| (word, if word == "\n" { 3 } else { 1 }));
    let lines = [("a", 1), ("\n", 2), ("b", 1), ("  \n", 1), ("c", 1)];
    for (feed, expected) in [(Feed::Whole, whole), (Feed::Lines, lines)] {
        for counts in [count(&[text], feed, &single), count_files(&files, feed, &single).unwrap()] {
            let found = counts.iter().map(|(word, count)| (str::from_utf8(word).unwrap(), count));
            assert_eq!(found.collect::<Vec<_>>(), expected);
        }
    }
}

#[test]
fn a_line_longer_than_a_block() {
    let directory = Directory::new("long-line");
    let words = "word 日本 ".repeat(BLOCK / 4);
    let letters = "é".repeat(BLOCK);
    let text = format!("\u{feff}{words}\n{letters}\n end");
    let file = directory.write("text", &text);
    assert!(
        count_files(&[file], Feed::Lines, &workers(2)).unwrap()
            == count_plainly(text.split_inclusive('\n'))
    );
}

#[test]
fn the_first_bad_file_is_named() {
    let directory = Directory::new("bad");
    let good = directory.write("good", large_text());
    let mut bytes = large_text().into_bytes();
    let offset = bytes.len() - 40;
    bytes.splice(offset..offset, [b'\n', 0xe2, 0x82, b'\n']);
    let bad = directory.write("bad", &bytes);
    let missing = directory.0.join("missing");
    for threads in [1, 3] {
        let workers = workers(threads);
        let error =
            count_files(&[good.clone(), bad.clone(), missing.clone()], Feed::Lines, &workers);
        let Err(Error::InvalidUtf8 { name, offset: found }) = error else { panic!("{error:?}") };
        assert_eq!((name, found), (bad.display().to_string(), offset as u64 + 1));
        let error =
            count_files(&[good.clone(), missing.clone(), bad.clone()], Feed::Lines, &workers);
        let message = error.unwrap_err().to_string();
        assert!(message.starts_with(&format!("Cannot read {}: ", missing.display())), "{message}");
    }
}

/// The second bad file is read while the first one is still being checked.
#[test]
fn of_two_bad_files_the_first_is_named() {
    let directory = Directory::new("two-bad");
    let long = "é".repeat(BLOCK / 2 - 10);
    let first = directory.write("first", [long.as_bytes(), b"\xff"].concat());
    let second = directory.write("second", b"\xff");
    let workers = workers(3);
    for _ in 0..50 {
        let error = count_files(&[first.clone(), second.clone()], Feed::Lines, &workers);
        let Err(Error::InvalidUtf8 { name, offset }) = error else { panic!("{error:?}") };
        assert_eq!((name, offset), (first.display().to_string(), long.len() as u64));
    }
}

/// Runs `body` on a thread of its own, for what might block for ever.
#[cfg(unix)]
fn within_a_minute<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(body()));
    receiver.recv_timeout(std::time::Duration::from_secs(60)).expect("blocks")
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    let directory = Directory::new("irregular");
    let pipe = directory.0.join("pipe");
    let name = std::ffi::CString::new(pipe.to_str().unwrap()).unwrap();
    // SAFETY: `name` is a string that ends in a zero and lives until the call returns.
    assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o600) }, 0);
    for path in [pipe, directory.0.clone(), "/dev/zero".into()] {
        let files = [directory.write("good", "good"), path.clone()];
        let error =
            within_a_minute(move || count_files(&files, Feed::Whole, &workers(2)).unwrap_err());
        let expected = format!("Cannot read {}: not a regular file", path.display());
        assert_eq!(error.to_string(), expected);
    }
}

#[cfg(unix)]
#[test]
fn links_to_files_are_followed() {
    let directory = Directory::new("link");
    let link = directory.0.join("link");
    std::os::unix::fs::symlink(directory.write("text", "a b"), &link).unwrap();
    assert_eq!(
        count_files(&[link], Feed::Whole, &Workers::single()).unwrap(),
        count_plainly(["a b"])
    );
}

/// The first block ends in what begins a character of four bytes, followed by a space.
#[test]
fn a_block_that_ends_in_bad_bytes_is_refused() {
    let directory = Directory::new("bad-end");
    let letters = vec![b'a'; BLOCK - 2];
    let file = directory.write("text", [&letters[..], b"\xf0 tail"].concat());
    let error = count_files(&[file], Feed::Lines, &Workers::single());
    let Err(Error::InvalidUtf8 { offset, .. }) = error else { panic!("{error:?}") };
    assert_eq!(offset, letters.len() as u64);
}

#[test]
fn many_words_come_in_order_and_the_control_is_looked_at() {
    let text: String = (0..150_000).map(|n| format!(" {}", letters(n))).collect();
    let expected = count_plainly([text.as_str()]);
    for threads in [1, 3] {
        let workers = workers(threads);
        let counter = || {
            let mut counter = Counter::new(Pattern::GPT2, Feed::Whole, InvalidBytes::Refuse);
            counter.feed_many(&[&text], &workers, &Control::new()).unwrap();
            counter
        };
        let control = Control::new();
        assert!(counter().finish(&workers, &control).unwrap() == expected);
        let looks = control.looks();
        assert!(looks > 20, "{looks} looks");
        for look in [1, looks / 3, looks / 2, looks] {
            let control = Control::cancelled_at(look);
            assert!(counter().finish(&workers, &control).is_err(), "look {look}");
        }
    }
}

/// Letters for each number: short words and, one in seven, long ones.
fn letters(mut number: usize) -> String {
    let length = if number.is_multiple_of(7) { 30 } else { 5 };
    let mut letter = || {
        let letter = char::from(b'a' + (number % 26) as u8);
        number /= 26;
        letter
    };
    (0..length).map(|_| letter()).collect()
}

#[test]
fn feeding_keeps_looking_at_the_control() {
    let text = large_text();
    // No place to cut it.
    let dense = "日本語。a1".repeat(BLOCK / 4);
    let directory = Directory::new("looks");
    for text in [&text, &dense] {
        let file = directory.write("text", text);
        let feed = |control: &Control| {
            let mut counter = Counter::new(Pattern::GPT2, Feed::Whole, InvalidBytes::Refuse);
            counter.feed(text, control)
        };
        let feed_files = |control: &Control| {
            let (file, workers) = (std::slice::from_ref(&file), Workers::single());
            let mut counter = Counter::new(Pattern::GPT2, Feed::Lines, InvalidBytes::Refuse);
            counter.feed_files(file, &workers, control)
        };
        for feed in [&feed as &dyn Fn(&Control) -> Result<(), Error>, &feed_files] {
            let control = Control::new();
            feed(&control).unwrap();
            let looks = control.looks();
            assert!(looks as usize > text.len() / BLOCK, "{looks} looks");
            for look in 1..=looks {
                let result = feed(&Control::cancelled_at(look));
                assert!(matches!(result, Err(Error::Cancelled(_))), "look {look}: {result:?}");
            }
        }
    }
}

/// Hashing and keeping a word of 20 MB.
#[test]
fn a_long_word_looks_at_the_control() {
    let text = "é".repeat(10 << 20);
    let control = Control::new();
    let feed = |control: &Control| {
        Counter::new(Pattern::GPT2, Feed::Whole, InvalidBytes::Refuse).feed(&text, control)
    };
    feed(&control).unwrap();
    let looks = control.looks();
    assert!(looks >= 40, "{looks} looks");
    for look in [1, looks / 3, looks / 2, looks] {
        assert!(matches!(feed(&Control::cancelled_at(look)), Err(Error::Cancelled(_))));
    }
}

#[test]
fn a_cancelled_count_stops() {
    let control = Control::new();
    control.cancel();
    let mut counter = Counter::new(Pattern::GPT2, Feed::Whole, InvalidBytes::Refuse);
    counter.feed("a", &Control::new()).unwrap();
    assert!(counter.feed("a", &control).is_err());
    assert!(counter.feed_files(&[], &Workers::single(), &control).is_err());
    assert!(counter.finish(&Workers::single(), &control).is_err());
}

proptest! {
    /// Bytes in chunks that end anywhere: in a text, a stream of chunks, a file.
    #[test]
    fn bytes_are_counted_as_their_text(
        parts in proptest::collection::vec(
            prop_oneof!["[ab \n]{0,9}|日本é|\r\n| \u{a0}", "[a-z]{14,17} "].prop_map(String::into_bytes)
                .boxed().prop_union(proptest::collection::vec(any::<u8>(), 0..4).boxed()),
            0..30,
        ),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..9),
    ) {
        let bytes = parts.concat();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.push(bytes.len());
        cuts.sort_unstable();
        let (single, control) = (Workers::single(), Control::new());
        let text = String::from_utf8_lossy(&bytes);
        for feed in [Feed::Whole, Feed::Lines] {
            let expected = count(&[&text], feed, &single);
            let replace = InvalidBytes::Replace;
            let mut counter = Counter::new(Pattern::GPT2, feed, replace);
            counter.feed_bytes(&[&bytes], 0, &single, &control).unwrap();
            prop_assert_eq!(&counter.finish(&single, &control).unwrap(), &expected);

            let stream = |invalid| {
                let mut counter = Counter::new(Pattern::GPT2, feed, invalid);
                let mut start = 0;
                for &end in &cuts {
                    let chunk = &bytes[start..end];
                    counter.feed_stream("It", chunk, false, &single, &control)?;
                    start = end;
                }
                counter.feed_stream("It", &[], true, &single, &control)?;
                counter.finish(&single, &control)
            };
            prop_assert_eq!(&stream(replace).unwrap(), &expected);
            match (stream(InvalidBytes::Refuse), std::str::from_utf8(&bytes)) {
                (Ok(counts), Ok(_)) => prop_assert_eq!(&counts, &expected),
                (Err(Error::InvalidUtf8 { offset, .. }), Err(error)) => {
                    prop_assert_eq!(offset, error.valid_up_to() as u64);
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn equal_to_a_plain_count(
        texts in proptest::collection::vec("[ab\n ]{0,20}|[a-f ]{0,60}|\\PC{0,9}|([ab]{14,17} )*", 0..9),
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let whole = count_plainly(texts.iter().copied());
        let lines = count_plainly(lines_of(texts.iter().copied()));
        let single = Workers::single();
        prop_assert_eq!(&count(&texts, Feed::Whole, &single), &whole);
        prop_assert_eq!(&count(&texts, Feed::Lines, &single), &lines);
        let mut counter = Counter::new(Pattern::GPT2, Feed::Whole, InvalidBytes::Refuse);
        texts.iter().for_each(|text| counter.feed(text, &Control::new()).unwrap());
        prop_assert_eq!(&counter.finish(&single, &Control::new()).unwrap(), &whole);
    }
}
