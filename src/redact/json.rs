//! JSON whose strings are replaced in their place: nothing else of the text changes.

use std::borrow::Cow;

/// Replaces the strings of a JSON text, whole or cut off at its end.
///
/// `replace` gets the name of the member in which a string stands (of the innermost one, the elements of a list have that of the
/// list) and the string without its escapes. What it returns is written with the escapes that stood in the same places.
/// The names of members stay. A string that is replaced by one of the same number of characters keeps its length in bytes.
pub(crate) fn replace_strings(json: &str, replace: &mut dyn FnMut(&str, &str) -> String) -> String {
    let mut out = String::with_capacity(json.len());
    let mut open: Vec<Scope> = Vec::new();
    let mut name: Option<String> = None;
    let mut rest = json;
    while let Some(at) = rest.find(['"', '{', '[', '}', ']', ',']) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        if let Some(inside) = behind.strip_prefix('"') {
            let end = end_of_string(inside);
            let (string, after) = inside.split_at(end);
            let (quote, after) = after.split_at(after.len().min(1));
            let is_name = match after.trim_start() {
                // A text that ends here was cut within a name or behind one.
                "" => name.is_none() && matches!(open.last(), Some(Scope::Object)),
                next => next.starts_with(':'),
            };
            out.push('"');
            if is_name {
                name = Some(unescaped(string));
                out.push_str(string);
            } else {
                let owner = match (&name, open.last()) {
                    (Some(name), _) | (None, Some(Scope::List(Some(name)))) => name,
                    _ => "",
                };
                let old = unescaped(string);
                let new = replace(owner, &old);
                if new == old { out.push_str(string) } else { out.push_str(&respelled(string, &new)) }
            }
            out.push_str(quote);
            rest = after;
            continue;
        }
        let (mark, after) = behind.split_at(1);
        match mark {
            "{" => {
                open.push(Scope::Object);
                name = None;
            }
            "[" => {
                let inherited = match open.last() {
                    Some(Scope::List(name)) => name.clone(),
                    _ => None,
                };
                open.push(Scope::List(name.take().or(inherited)));
            }
            "}" | "]" => {
                open.pop();
                name = None;
            }
            _ => name = None,
        }
        out.push_str(mark);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What a string is in.
enum Scope {
    Object,
    /// A list in the member of this name.
    List(Option<String>),
}

/// Returns where the quote stands that ends a string, or its end if there is none.
fn end_of_string(inside: &str) -> usize {
    let mut is_escaped = false;
    let end = inside.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.unwrap_or(inside.len())
}

/// A character of a string as it is written.
struct Spelled<'a> {
    character: char,
    text: &'a str,
}

fn spelled(string: &str) -> impl Iterator<Item = Spelled<'_>> {
    let mut rest = string;
    std::iter::from_fn(move || {
        let length = match rest.as_bytes() {
            [b'\\', b'u', ..] => match rest.get(..12).filter(|pair| surrogates(pair).is_some()) {
                Some(_) => 12,
                None => 6,
            },
            [b'\\', ..] => 2,
            _ => rest.chars().next()?.len_utf8(),
        };
        let text = rest.get(..length).unwrap_or(rest);
        rest = &rest[text.len()..];
        let character = match text.as_bytes() {
            [b'\\', b'u', ..] => {
                surrogates(text).or_else(|| char::from_u32(unit(text)?)).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            [b'\\', b'n'] => '\n',
            [b'\\', b'r'] => '\r',
            [b'\\', b't'] => '\t',
            [b'\\', b'b'] => '\u{8}',
            [b'\\', b'f'] => '\u{c}',
            [b'\\', ..] => text.chars().nth(1).unwrap_or('\\'),
            _ => text.chars().next()?,
        };
        Some(Spelled { character, text })
    })
}

fn unit(escape: &str) -> Option<u32> {
    u32::from_str_radix(escape.get(2..6)?, 16).ok()
}

fn surrogates(pair: &str) -> Option<char> {
    let units = [unit(pair)?, unit(pair.get(6..).filter(|second| second.starts_with("\\u"))?)?];
    char::decode_utf16(units.map(|unit| u16::try_from(unit).unwrap_or_default()))
        .next()?
        .ok()
        .filter(|c| c.len_utf16() == 2)
}

fn unescaped(string: &str) -> String {
    spelled(string).map(|spelled| spelled.character).collect()
}

/// Writes another string with the escapes that this one has in the same places. A character that would need more bytes than the
/// old one has stays.
fn respelled(string: &str, new: &str) -> String {
    let mut others = new.chars();
    let mut out = String::with_capacity(string.len());
    for old in spelled(string) {
        match others.next() {
            None => break,
            Some(other) if other == old.character => out.push_str(old.text),
            Some(other) => {
                let text = spelling(other, old.text);
                out.push_str(if text.len() == old.text.len() { &text } else { old.text });
            }
        }
    }
    others.for_each(|other| out.push_str(&spelling(other, "")));
    out
}

fn spelling(character: char, like: &str) -> Cow<'_, str> {
    if like.starts_with("\\u") {
        let is_upper = like.bytes().any(|byte| byte.is_ascii_uppercase());
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units).iter();
        let hex = |unit: &u16| if is_upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
        return units.map(hex).collect::<String>().into();
    }
    match character {
        '"' => "\\\"".into(),
        '\\' => "\\\\".into(),
        '\0'..='\u{1f}' => format!("\\u{:04x}", u32::from(character)).into(),
        _ => character.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn upper(json: &str) -> String {
        replace_strings(json, &mut |name, value| if name == "kept" { value.into() } else { value.to_ascii_uppercase() })
    }

    #[test]
    fn strings_are_replaced_and_names_and_white_space_stay() {
        let json = r#"{ "sub" : "ab\u0063\n\"d\"", "kept":["x"], "list":["y",{"kept":"z"},["w"]], "n":1.50 ,"e":"" }"#;
        let wanted =
            r#"{ "sub" : "AB\u0043\n\"D\"", "kept":["x"], "list":["Y",{"kept":"z"},["W"]], "n":1.50 ,"e":"" }"#;
        assert_eq!(upper(json), wanted);
        assert_eq!(upper(r#""alone""#), r#""ALONE""#);
    }

    #[test]
    fn the_names_of_members_are_told() {
        let mut told = Vec::new();
        replace_strings(r#"{"a":"1","b":{"c":["2",["3"]],"d":"4"},"e":["5"]}"#, &mut |name, value| {
            told.push(format!("{name}{value}"));
            value.into()
        });
        assert_eq!(told, ["a1", "c2", "c3", "d4", "e5"]);
    }

    #[test]
    fn a_text_that_was_cut_is_replaced_to_its_end() {
        let json = r#"{"sub":"alice","email":"al\u00"#;
        assert!(upper(json).starts_with(r#"{"sub":"ALICE","email":"AL"#));
        for end in 0..json.len() {
            assert_eq!(upper(&json[..end]).len(), end);
        }
    }

    #[test]
    fn what_would_change_the_length_stays() {
        let made = replace_strings(r#"{"name":"aéb"}"#, &mut |_, _| "xyz".into());
        assert_eq!(made, r#"{"name":"xéz"}"#);
    }

    proptest! {
        #[test]
        fn what_is_replaced_by_itself_is_not_changed(json in ".{0,60}|[\\[\\]{},:\"\\\\u0-9a-f]{0,60}") {
            prop_assert_eq!(replace_strings(&json, &mut |_, value| value.to_owned()), json);
        }

        #[test]
        fn a_replaced_value_is_read_back(value in any::<String>(), other in "[a-z]{0,20}") {
            let json = serde_json::json!({"member": value}).to_string();
            let made = replace_strings(&json, &mut |_, old| {
                assert_eq!(old, value);
                other.chars().chain(old.chars().skip(other.len())).take(old.chars().count()).collect()
            });
            let read: serde_json::Value = serde_json::from_str(&made).unwrap();
            prop_assert_eq!(read["member"].as_str().map(|read| read.chars().count()), Some(value.chars().count()));
        }
    }
}
