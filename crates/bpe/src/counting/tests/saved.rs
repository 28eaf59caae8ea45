//! Saved counts come back; whatever else comes is refused with a reason.

use super::*;
use gainful_kernels::Digest;

fn load(bytes: &[u8]) -> Result<WordCounts, String> {
    WordCounts::from_bytes(bytes, &Control::new()).map_err(|error| error.to_string())
}

fn save(counts: &WordCounts) -> Vec<u8> {
    counts.to_bytes(&Control::new()).unwrap()
}

fn some_counts() -> WordCounts {
    let mut counts = count_plainly(["a b b", &"lang日本".repeat(60), " "]);
    counts.push(b"many", 1 << 40).unwrap();
    counts
}

/// Bytes with the length and the digest that they should have.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut bytes = b"gainful\xc7\x01\0\0\0".to_vec();
    bytes.extend((body.len() as u64 + 28).to_le_bytes());
    bytes.extend(body);
    let mut digest = Digest::default();
    digest.bytes(&bytes);
    bytes.extend(digest.finish().to_le_bytes());
    bytes
}

#[test]
fn a_file_by_hand() {
    let bytes = sealed(b"\x04gpt2\x02\x03\x02\x01\x81\x01\x02 ab");
    let counts = load(&bytes).unwrap();
    assert_eq!(counts.iter().collect::<Vec<_>>(), [(&b" a"[..], 129), (b"b", 2)]);
    assert_eq!(save(&counts), bytes);
}

#[test]
fn counts_come_back() {
    for counts in [some_counts(), WordCounts::new(Pattern::GPT2), count_plainly([&*large_text()])] {
        assert!(load(&save(&counts)).unwrap() == counts);
    }
}

#[test]
fn expressions_come_back() {
    let control = Control::new();
    for pattern in [
        Pattern::from_expression(r"\w+|\s").unwrap(),
        Pattern::from_expression("ab").unwrap(),
        Pattern::from_javascript(r"\w+|\s", "u").unwrap(),
    ] {
        let counts = WordCounts::of_text("ab é ab", pattern, &control).unwrap();
        assert_eq!(load(&save(&counts)).unwrap(), counts);
    }
}

#[test]
fn what_was_changed_or_cut_off_is_refused() {
    let bytes = save(&some_counts());
    for bit in 0..8 * bytes.len() {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        load(&changed).unwrap_err();
    }
    for length in 0..bytes.len() {
        load(&bytes[..length]).unwrap_err();
    }
    load(&[&bytes[..], b"x"].concat()).unwrap_err();
}

#[test]
fn the_message_says_what_and_where() {
    let bytes = save(&count_plainly(["a"]));
    let length = bytes.len();
    let refused = |bytes: &[u8], found: &str| {
        let expected = format!("Cannot read word counts: {found}");
        assert_eq!(load(bytes), Err(expected));
    };
    refused(b"", "bytes that begin differently");
    refused(b"PK\x03\x04 and more", "bytes that begin differently");
    refused(&bytes[..10], "10 bytes, where there are at least 28");
    refused(
        &bytes[..length - 1],
        &format!("{} bytes that say at offset 12 that they are {length}", length - 1),
    );
    let mut newer = bytes.clone();
    newer[8] = 2;
    refused(&newer, "those of version 2 instead of 1");
    let mut changed = bytes.clone();
    changed[25] ^= 1;
    refused(
        &changed,
        &format!("bytes that were changed: the digest at offset {} is another one", length - 8),
    );
    let unknown = load(&sealed(b"\x04gptx\0\0")).unwrap_err();
    assert!(unknown.starts_with("Cannot read word counts: another pattern ("), "{unknown}");
    assert!(unknown.ends_with(" but received 'gptx') at offset 20"), "{unknown}");
    refused(&sealed(b"\x04gpt2\x07\0"), "7 as the number of words at offset 25");
    refused(
        &sealed(b"\x04gpt2\x01\x02\x01\xff\xff"),
        "no number where a count should be at offset 28",
    );
    refused(&sealed(b"\x04gpt2\x01\x01\x01\0a"), "a count out of range at offset 28");
    refused(&sealed(b"\x04gpt2\x01\0\0\x01a"), "an empty word at offset 29");
    refused(&sealed(b"\x04gpt2\x01\x01\x01\x01\xff"), "a word that is not UTF-8 at offset 29");
    refused(&sealed(b"\x04gpt2\x01\x01\x02\x01a"), "a word that is cut off at offset 29");
    refused(
        &sealed(b"\x04gpt2\x01\x01\x01\x01ab"),
        "more or fewer bytes than announced at offset 30",
    );
    refused(
        &sealed(b"\x04gpt2\x02\x02\x01\x01\x01\x01aa"),
        "a word that is given twice at offset 31",
    );
    let twice = [b"\x04gpt2\x02\x02\x01\x01", &[0xff; 8][..], b"\x3f\x02ab"].concat();
    refused(
        &sealed(&twice),
        "a count out of range (The corpus is too large: its words occur more than 2^62 times) at \
         offset 38",
    );
}

#[test]
fn saving_and_loading_look_at_the_control() {
    let text: String = (0..100_000).map(|n| format!(" {}", letters(n))).collect();
    let counts = WordCounts::of_text(&text, Pattern::GPT2, &Control::new()).unwrap();
    let bytes = save(&counts);
    let save = |control: &Control| counts.to_bytes(control).map(drop);
    let load = |control: &Control| WordCounts::from_bytes(&bytes, control).map(drop);
    for run in [&save as &dyn Fn(&Control) -> Result<(), Error>, &load] {
        let control = Control::new();
        run(&control).unwrap();
        assert!(control.looks() > 12, "{} looks", control.looks());
        for look in [1, control.looks() / 3, control.looks() / 2, control.looks()] {
            assert!(matches!(run(&Control::cancelled_at(look)), Err(Error::Cancelled(_))));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// Whatever has the right length and digest: no panic, and what is accepted comes back.
    #[test]
    fn any_body(body in proptest::collection::vec(prop_oneof![0..4u8, any::<u8>()], 0..40)) {
        for body in [body.clone(), [b"\x04gpt2", &body[..]].concat()] {
            if let Ok(counts) = load(&sealed(&body)) {
                prop_assert_eq!(&load(&save(&counts)).unwrap(), &counts);
            }
        }
    }

    #[test]
    fn a_body_with_changes(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let bytes = save(&some_counts());
        let mut body = bytes[20..bytes.len() - 8].to_vec();
        for (index, byte) in changes {
            let index = index.index(body.len());
            body[index] = byte;
        }
        if let Ok(counts) = load(&sealed(&body)) {
            prop_assert_eq!(&load(&save(&counts)).unwrap(), &counts);
        }
    }
}
