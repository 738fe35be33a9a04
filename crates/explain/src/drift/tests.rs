use proptest::prelude::*;

use super::{DriftKind, drift, uri};

const CODE: &str = "4/0AdLIrYe_x+Yz-Q9.w8Kp2Lm7Tn5Rb3Vc1Xs";

fn says(actual: &str, kind: DriftKind) {
    let found = drift(CODE, actual).unwrap();
    assert_eq!(found.kind, kind, "{}", found.text);
    assert!(!found.text.contains("0AdL") && !found.text.contains("1Xs"), "{}", found.text);
}

#[test]
fn equal_values_have_no_drift() {
    assert_eq!(drift(CODE, CODE), None);
    assert_eq!(uri("https://a.example/cb", "https://a.example/cb"), None);
}

#[test]
fn each_change_of_a_code_has_its_name() {
    says("4%2F0AdLIrYe_x%2BYz-Q9.w8Kp2Lm7Tn5Rb3Vc1Xs", DriftKind::EncodedOnceMore);
    says(&CODE.replace('+', " "), DriftKind::PlusToSpace);
    says(&format!("\"{CODE}\""), DriftKind::Quoted);
    says(&format!("{CODE}\r\n"), DriftKind::WhitespaceAdded);
    says(&format!("{CODE}#_=_"), DriftKind::FacebookFragment);
    says(&format!("code={CODE}"), DriftKind::PrefixKept);
    says(&format!("https://app.example/cb?code={CODE}&state=x"), DriftKind::UrlKept);
    says(&format!("{CODE}&state=x"), DriftKind::UrlKept);
    says(&CODE[..20], DriftKind::Truncated);
    says(&CODE[4..], DriftKind::StartMissing);
    says(&CODE.to_lowercase(), DriftKind::Case);
    says(&format!("\u{200B}{CODE}"), DriftKind::InvisibleCharacters);
    says(&CODE.replace('l', "1").replace('x', "х"), DriftKind::LookAlike);
    says(&format!("{CODE}XY"), DriftKind::Appended);
    says("undefined", DriftKind::PlaceholderLike);
    says("{{code}}", DriftKind::PlaceholderLike);
    says("", DriftKind::Empty);
    says("dGhpcyBpcyBhbm90aGVyIGNvZGUgYWx0b2dldGhlcg", DriftKind::Unrelated);
    says(&format!("{}Q{}", &CODE[..20], &CODE[21..]), DriftKind::Changed);
}

#[test]
fn two_changes_are_both_named() {
    let found = drift(CODE, &format!("\"{}\"", CODE.replace('+', " "))).unwrap();
    assert_eq!((found.kind, found.also.as_slice()), (DriftKind::Quoted, [DriftKind::PlusToSpace].as_slice()));
}

#[test]
fn a_cut_tells_where_and_which_limit_it_betrays() {
    let long = "x".repeat(300);
    let text = drift(&long, &long[..255]).unwrap().text;
    assert!(text.contains("after 255 of 300") && text.contains("VARCHAR(255)"), "{text}");
    assert_eq!(drift("a=1&b=2", "a=1").unwrap().kind, DriftKind::CutAtAmpersand);
    assert_eq!(drift("a/b%2Fc", "a/b%2fc").unwrap().kind, DriftKind::PercentCase);
    assert_eq!(drift("a%2Fb", "a/b").unwrap().kind, DriftKind::EncodedOnceLess);
}

#[test]
fn each_part_of_a_redirect_uri_has_its_name() {
    for (expected, actual, kind, part) in [
        ("http://a.example/cb", "https://a.example/cb", DriftKind::Scheme, "http became https"),
        ("http://localhost:3000/cb", "http://127.0.0.1:3000/cb", DriftKind::HostAlias, "localhost became 127.0.0.1"),
        ("http://[::1]:3000/cb", "http://localhost:3000/cb", DriftKind::HostAlias, "[::1] became localhost"),
        ("https://A.example/cb", "https://a.example/cb", DriftKind::HostCase, "A.example became a.example"),
        ("https://www.a.example/cb", "https://a.example/cb", DriftKind::Host, "www.a.example became a.example"),
        ("http://localhost:5173/cb", "http://localhost:3000/cb", DriftKind::Port, "port 5173 became 3000"),
        ("https://a.example/cb", "https://a.example:443/cb", DriftKind::DefaultPort, "default port was added"),
        ("https://a.example/cb", "https://a.example/cb/", DriftKind::TrailingSlash, "`/` was added at the end"),
        ("https://a.example/", "https://a.example", DriftKind::TrailingSlash, "`/` at the end was removed"),
        ("https://a.example/Cb", "https://a.example/cb", DriftKind::PathCase, "a different case"),
        ("https://a.example/x/cb", "https://a.example//x/cb", DriftKind::DoubleSlash, "`//`"),
        ("https://a.example/x/../cb", "https://a.example/cb", DriftKind::DotSegments, "`..`"),
        ("https://a.example/cb", "https://a.example/callback2", DriftKind::Path, "/cb became /callback2"),
        ("https://a.example/cb", "https://a.example/cb?x=1", DriftKind::QueryAdded, "query was added"),
        ("https://a.example/cb?x=1", "https://a.example/cb", DriftKind::QueryRemoved, "query was removed"),
        ("https://a.example/cb?x=1", "https://a.example/cb?x=2", DriftKind::QueryChanged, "query differs"),
        ("https://a.example/cb", "https://a.example/cb#x", DriftKind::Fragment, "fragment was added"),
        ("https://a.example/cb?x=1&y=2", "https://a.example/cb?x=1", DriftKind::CutAtAmpersand, "not percent-encoded"),
        ("https://a.example/cb", "/cb", DriftKind::RelativeReference, "only a path"),
        ("https://a.example/cb", "https%3A%2F%2Fa.example%2Fcb", DriftKind::EncodedOnceMore, "once too often"),
        ("https://a.example/a%2Fb", "https://a.example/a%2fb", DriftKind::PercentCase, "a different case"),
        ("https://a.example/cb?a=1&b=2", "https://a.example/cb?a=1&amp;b=2", DriftKind::HtmlEntities, "HTML"),
        ("https://a.example/callback", "https://a.example/callb", DriftKind::Truncated, "cut after 23 of 26"),
        ("com.example.app:/cb", "com.example.app://cb", DriftKind::DoubleSlash, "one has `:/` after its scheme"),
        ("https://a.example/cb", "https://a.example/cb\n", DriftKind::WhitespaceAdded, "line break"),
    ] {
        let found = uri(expected, actual).unwrap();
        assert_eq!(found.kind, kind, "{expected} {actual}: {}", found.text);
        assert!(found.text.contains(part), "{}", found.text);
    }
}

#[test]
fn several_parts_are_all_named() {
    let found = uri("http://localhost:5173/cb", "https://127.0.0.1:5173/cb/").unwrap();
    assert_eq!(found.kind, DriftKind::Scheme);
    assert_eq!(found.also, [DriftKind::HostAlias, DriftKind::TrailingSlash]);
}

proptest! {
    #[test]
    fn nothing_panics_and_only_equal_values_have_no_drift(left in ".{0,40}", right in ".{0,40}") {
        prop_assert_eq!(drift(&left, &right).is_none(), left == right);
        prop_assert_eq!(uri(&left, &right).is_none(), left == right);
    }

    #[test]
    fn no_part_of_a_code_is_in_the_text(code in "[A-Za-z0-9/+_-]{20,60}", cut in 0..20_usize, tail in "[A-Za-z0-9&# ]{0,8}") {
        let sent = format!("{}{tail}", &code[..code.len() - cut]);
        if let Some(found) = drift(&code, &sent) {
            prop_assert!(!code.as_bytes().windows(6).any(|window| found.text.as_bytes().windows(6).any(|text| text == window)), "{}", found.text);
        }
    }
}
