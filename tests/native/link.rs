//! The link that holds the whole list: it comes back as it was, and nothing that was done to it does any harm.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use interleave::engine::Repeat;
use interleave::formats::link::{
    self, FRAGMENT_BYTES, INFLATED_BYTES, Inflated, LinkError, ModelOption, Shared, fragment, is_link, written,
};
use interleave::formats::options::OptionValue;
use interleave::program::{EXAMPLES, Limits};
use interleave::words;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::arbitrary::cases;

/// As the browser does it.
pub fn encode(shared: &Shared) -> Result<String, LinkError> {
    fragment(&miniz_oxide::deflate::compress_to_vec_zlib(written(shared)?.as_bytes(), 6))
}

async fn inflated(deflated: Vec<u8>) -> Inflated {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
    match decompress_to_vec_zlib_with_limit(&deflated, INFLATED_BYTES) {
        Ok(whole) => Inflated::Whole(whole),
        Err(error) if error.status == TINFLStatus::HasMoreOutput => Inflated::TooLong,
        Err(_) => Inflated::Broken,
    }
}

/// As the browser does it.
pub fn decode(fragment: &str) -> Option<Result<Shared, LinkError>> {
    match pin!(link::decode(fragment, inflated)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(decoded) => decoded,
        Poll::Pending => panic!("nothing here waits"),
    }
}

fn with_text(text: &str) -> Shared {
    Shared { text: text.to_owned(), ..Shared::default() }
}

fn options() -> impl Strategy<Value = Vec<ModelOption>> {
    let value = prop_oneof![any::<u64>().prop_map(OptionValue::Number), "\\PC{0,8}".prop_map(OptionValue::Text)];
    btree_map(("[a-z-]{1,12}", "[a-z_]{1,8}"), value, 0..6).prop_map(|options| {
        options.into_iter().map(|((model, name), value)| ModelOption { model, name, value }).collect()
    })
}

fn option(model: &str, name: &str, value: OptionValue) -> ModelOption {
    ModelOption { model: model.to_owned(), name: name.to_owned(), value }
}

fn shared() -> impl Strategy<Value = Shared> {
    let view = proptest::option::of((0..1_000_000_u64, 1..9_000_000_000_u64));
    let view = view.prop_map(|view| view.map(|(start_ns, length_ns)| (start_ns, start_ns + length_ns)));
    let words =
        ("(\\PC|\n){0,200}", "\\PC{0,20}", vec("[a-z-]{1,12}", 0..8), proptest::option::of("[a-z0-9=_ ]{0,60}"));
    let repeat = (0..=Repeat::ALL.len()).prop_map(|at| Repeat::ALL.get(at).copied());
    (words, options(), view.clone(), view, repeat).prop_map(
        |((text, name, models, what_if), options, view, range, repeat)| Shared {
            text,
            models,
            options,
            view,
            name,
            range,
            what_if,
            repeat,
        },
    )
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn what_goes_in_comes_out(shared in shared()) {
        let fragment = encode(&shared).unwrap();
        prop_assert!(fragment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)));
        prop_assert_eq!(decode(&fragment), Some(Ok(shared)));
    }

    #[test]
    fn a_changed_letter_is_noticed(at in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_-]") {
        let whole = with_text(EXAMPLES[0].text);
        let mut fragment = encode(&whole).unwrap();
        let at = 3 + at.index(fragment.len() - 3);
        fragment.replace_range(at..=at, &letter);
        let read = decode(&fragment).unwrap();
        prop_assert!(read == Ok(whole) || read.is_err(), "{fragment} became another list");
    }

    #[test]
    fn a_link_that_was_cut_off_is_noticed(at in any::<prop::sample::Index>()) {
        let fragment = encode(&with_text(EXAMPLES[3].text)).unwrap();
        let end = 3 + at.index(fragment.len() - 3);
        prop_assert_eq!(decode(&fragment[..end]), Some(Err(LinkError::Broken)));
    }
}

/// One of each version there has been. They stay readable for ever: never change a line here, only add some.
const STORED: &[&str] = &[
    "v1.eJxFjj0OwjAMha9imbUD5WfphsTOwkY7hNZUUYMdJSkFVT0Lh-FiGFGEp-fve7I8orMxYYEL2AeysOsvrTkTZ9AGeT2h5wY6R5ZLTiZ2UEvPCe7rkgF8sJoPTJ8lOiIPefyL4yAlY4ZXachFLE5o4oNrJV7EYZWh-GSFVY2z0uBEvL7jTUs4zVXFg4SOglY3k9KbpUEPrrbL72T5Ly2r6Q3oekUh",
];

#[test]
fn a_link_of_version_1_is_read() {
    let shared = Shared {
        text: "# Drei Aufgaben, groß und klein\ntask count x3\n  print One\n  sleep 1s\n  print Two\n".to_owned(),
        models: vec!["async".to_owned(), "pool".to_owned()],
        options: vec![
            option("async", "loop", OptionValue::Text("page".to_owned())),
            option("pool", "workers", OptionValue::Number(4)),
        ],
        view: Some((250_000_000, 1_500_000_000)),
        ..Shared::default()
    };
    assert_eq!(decode(STORED[0]), Some(Ok(shared)));
}

#[test]
fn a_later_link_may_say_more() {
    let json = br#"{"list":"task a\n","loud":true,"options":{"pool":{"workers":4,"deep":[1]},"new":7},"view":[5,5]}"#;
    let read = decode(&packed(json)).unwrap().unwrap();
    assert_eq!(read.text, "task a\n");
    assert_eq!(read.view, None, "nothing is seen in no time");
    assert_eq!(read.options, [option("pool", "workers", OptionValue::Number(4))]);
    for json in [br#"{"list":"a","name":7,"range":7}"#, &br#"{"list":"a","name":null,"range":[9,1]}"#[..]] {
        assert_eq!(decode(&packed(json)), Some(Ok(with_text("a"))), "what a later one means by that is not for us");
    }
}

/// A fragment of version 1 around any bytes.
fn packed(json: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let pressed = miniz_oxide::deflate::compress_to_vec_zlib(json, 9);
    let mut fragment = "v1.".to_owned();
    for group in pressed.chunks(3) {
        let word = (0..3).fold(0, |word, place| word << 8 | u32::from(group.get(place).copied().unwrap_or(0)));
        for place in 0..=group.len() {
            fragment.push(char::from(ALPHABET[(word >> (18 - 6 * place) & 63) as usize]));
        }
    }
    fragment
}

#[test]
fn what_is_no_link_is_left_alone() {
    for fragment in ["", "/", "v", "v1a", "legend", "version.2", "v.abc", "vx.abc", "1.abc", "figures.latency"] {
        assert_eq!(decode(fragment), None, "{fragment}");
    }
}

#[test]
fn what_is_broken_or_newer_says_so() {
    assert_eq!(decode("v2.abc"), Some(Err(LinkError::Newer(2))));
    for fragment in
        ["v1", "V1%2", "v1:abc", "v1.", "v1.a", "v1.abc", "v1.%20", "v0.abc", "v99999999999999999999.abc", "v1.über"]
    {
        assert_eq!(decode(fragment), Some(Err(LinkError::Broken)), "{fragment}");
    }
    for json in [&b"[]"[..], b"{}", b"{\"list\":7}", b"\xff\xff", b"{\"list\":\"a\",\"models\":7}"] {
        assert_eq!(decode(&packed(json)), Some(Err(LinkError::Broken)));
    }
    for error in [LinkError::Newer(2), LinkError::Broken, LinkError::TooLong] {
        assert!(words::link_error(&error).ends_with('.'));
    }
}

#[test]
fn what_stands_behind_a_link_in_a_sentence_does_no_harm() {
    for text in ["task a\n", "task ab\n", "task abc\n  print x\n", EXAMPLES[2].text] {
        let shared = with_text(text);
        let fragment = encode(&shared).unwrap();
        let seen =
            [".", ",", ")", ">.", "\u{201d}.", "\"", "'", "\u{2026}", "\u{200b}", "\u{a0}", "*", "_", "__", "-", "~"];
        let escaped =
            ["%22", "%27", "%3E", "%3e.", "%E2%80%A6", "%E2%80%8B", "%C2%A0", "%C3%BC", "%41", "%", "%2", "%ZZ"];
        let words = ["\"and more", ")and-more", "\u{2026}v1.abc", "&utm_source=chat", "?x=1", "s"];
        for behind in seen.into_iter().chain(escaped).chain(words) {
            assert_eq!(decode(&format!("{fragment}{behind}")), Some(Ok(shared.clone())), "{behind}");
        }
    }
}

#[test]
fn what_was_done_to_a_link_on_the_way_is_undone() {
    let shared = with_text(EXAMPLES[1].text);
    let fragment = encode(&shared).unwrap();
    let payload = &fragment[3..];
    for start in
        ["v1%2E", "v1%2e", "v1%252E", "V1.", "/v1.", "!/v1.", "#v1.", "%2Fv1.", "%76%31.", "\u{200b}v1.", "v\u{200b}1."]
    {
        let changed = format!("{start}{payload}");
        assert!(is_link(&changed));
        assert_eq!(decode(&changed), Some(Ok(shared.clone())), "{start}");
    }
    let all = fragment.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02X}"));
    assert_eq!(decode(&all), Some(Ok(shared.clone())));
    let wrapped = payload.as_bytes().chunks(60).map(|line| str::from_utf8(line).unwrap()).collect::<Vec<_>>();
    for between in ["\n", "%0A", " ", "%20", "\u{200b}", "%C2%AD"] {
        assert_eq!(decode(&format!("v1.{}", wrapped.join(between))), Some(Ok(shared.clone())), "{between}");
    }
}

#[test]
fn both_ends_are_bounded() {
    // 64 MiB of nothing, pressed into a link that is not too long.
    let bomb = packed(&vec![b' '; 45 * 1024 * 1024]);
    assert!(bomb.len() <= FRAGMENT_BYTES, "{}", bomb.len());
    assert_eq!(decode(&bomb), Some(Err(LinkError::TooLong)));
    assert_eq!(decode(&format!("v1.{}", "A".repeat(FRAGMENT_BYTES))), Some(Err(LinkError::TooLong)));
    let longest = with_text(&"task a\n".repeat(Limits::LIST.text_bytes / 7));
    assert_eq!(decode(&encode(&longest).unwrap()), Some(Ok(longest)));
    assert_eq!(encode(&with_text(&"x".repeat(Limits::LIST.text_bytes + 1))), Err(LinkError::TooLong));
    let mut state = 1_u64;
    let noise: String = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(33 + (state >> 33) as u8 % 90)
    })
    .take(100_000)
    .collect();
    assert_eq!(encode(&with_text(&noise)), Err(LinkError::TooLong), "what can't be pressed is too long sooner");
}
