//! What is kept of a text: no more tokens than asked for, and as much of it as the first cut that fits
//! leaves.

use super::{encode_plainly, model};
use crate::encoding::{Cut, Decoding, Input, SpecialPolicy};
use crate::{Model, Tokenizer};
use gainful_kernels::Control;
use proptest::prelude::*;

fn truncated(tokenizer: &Tokenizer, input: Input<'_>, most: usize, cut: Cut) -> [Vec<u8>; 2] {
    let policy = SpecialPolicy::ORDINARY;
    let truncated = tokenizer.truncate(input, &policy, most, cut, &Control::new()).unwrap();
    truncated.kept().map(<[u8]>::to_vec)
}

/// Where the characters of a text begin that hold each end of a token, and where those after it do.
fn cuts(model: &Model, text: &str) -> Vec<usize> {
    let tokenizer = model.tokenizer().unwrap();
    let mut at = 0;
    let mut cuts = vec![0];
    for token in encode_plainly(model, text) {
        at += tokenizer.decode_bytes(&[token], Decoding::WHOLE).unwrap().len();
        cuts.push(at);
    }
    cuts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Of pieces of white space, which are split otherwise at the end of a text, and characters of
    /// several tokens.
    #[test]
    fn what_is_kept_fits(
        text in "[ab 日\u{1f600}\n]{0,30}|[ \n]{0,12}|[ab]{0,30}",
        most in 0..20usize,
    ) {
        let model = model("abab aab bab 日日    \n\n   b  ab日 \u{1f600}", 285);
        let tokenizer = model.tokenizer().unwrap();
        let cuts = cuts(&model, &text);
        let total = cuts.len() - 1;
        let fits = |part: &str| encode_plainly(&model, part).len() <= most;

        let [head, tail] = truncated(&tokenizer, Input::Text(&text), most, Cut::End);
        prop_assert!(tail.is_empty());
        let head = String::from_utf8(head).unwrap();
        prop_assert!(text.starts_with(&head) && fits(&head));
        if total <= most {
            prop_assert_eq!(&head, &text);
        } else {
            let longer = (0..=most).rev().map(|kept| &text[..text.floor_char_boundary(cuts[kept])]);
            prop_assert_eq!(&head, longer.into_iter().find(|part| fits(part)).unwrap());
        }

        let [head, tail] = truncated(&tokenizer, Input::Text(&text), most, Cut::Start);
        let tail = if total <= most { head } else { prop_assert!(head.is_empty()); tail };
        let tail = String::from_utf8(tail).unwrap();
        prop_assert!(text.ends_with(&tail) && fits(&tail));
        if total <= most {
            prop_assert_eq!(&tail, &text);
        } else {
            let longer =
                (0..=most).rev().map(|kept| &text[text.ceil_char_boundary(cuts[total - kept])..]);
            prop_assert_eq!(&tail, longer.into_iter().find(|part| fits(part)).unwrap());
        }

        let [head, tail] = truncated(&tokenizer, Input::Text(&text), most, Cut::Middle);
        let kept = String::from_utf8([head.as_slice(), &tail].concat()).unwrap();
        prop_assert!(fits(&kept));
        prop_assert!(text.as_bytes().starts_with(&head) && text.as_bytes().ends_with(&tail));
        prop_assert!(head.len() + tail.len() <= text.len());
        if total <= most {
            prop_assert_eq!(&kept, &text);
        }

        // Bytes that are UTF-8 are cut at the same places.
        for cut in [Cut::Start, Cut::Middle, Cut::End] {
            let input = Input::Bytes(text.as_bytes());
            prop_assert_eq!(
                truncated(&tokenizer, input, most, cut),
                truncated(&tokenizer, Input::Text(&text), most, cut)
            );
        }
    }

    #[test]
    fn bytes_in_no_character_may_be_cut(
        bytes in proptest::collection::vec(prop_oneof![
            Just(0x80u8), Just(0xe6), Just(0x97), Just(0xa5), Just(0xf0), Just(b'a'), Just(0xff)
        ], 0..20),
        most in 0..8usize,
    ) {
        let tokenizer = model("日日日日", 260).tokenizer().unwrap();
        let all = String::from_utf8_lossy(&bytes);
        for cut in [Cut::Start, Cut::Middle, Cut::End] {
            let [head, tail] = truncated(&tokenizer, Input::Bytes(&bytes), most, cut);
            prop_assert!(bytes.starts_with(&head) && bytes.ends_with(&tail));
            let kept = [head.as_slice(), &tail].concat();
            let policy = SpecialPolicy::ORDINARY;
            let control = Control::new();
            let count = tokenizer.count(Input::Bytes(&kept), &policy, usize::MAX, &control).unwrap();
            prop_assert!(count <= most);
            // Characters are kept whole.
            let characters = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches('日').count();
            if cut == Cut::End && head.len() < bytes.len() {
                let rest = &bytes[head.len()..];
                prop_assert_eq!(characters(&head) + characters(rest), all.matches('日').count());
            }
        }
    }
}

#[test]
fn only_the_start_is_read_where_the_end_is_removed() {
    let tokenizer = model("", 256).tokenizer().unwrap();
    let text = "ab ".repeat(1 << 20);
    let control = Control::new();
    let policy = SpecialPolicy::ORDINARY;
    let kept = tokenizer.truncate(Input::Text(&text), &policy, 10, Cut::End, &control).unwrap();
    assert_eq!(kept.kept(), [b"ab ab ab a".as_slice(), b""]);
    assert!(kept.is_cut());
    let looks = control.looks();
    assert!(looks < 10, "{looks}");
    let control = Control::cancelled_at(3);
    assert!(tokenizer.truncate(Input::Text(&text), &policy, 10, Cut::Start, &control).is_err());
}
