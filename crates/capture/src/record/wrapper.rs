//! What containers, daemons and services put before each line of a program.

use jiff::Timestamp;

use super::stamp;

/// What wraps a line.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Wrapper {
    /// How many bytes stand before the line.
    pub(super) length: usize,
    /// The time, where it is known with its zone.
    pub(super) time: Option<Timestamp>,
    /// The next line goes on in this one.
    pub(super) is_partial: bool,
    /// Only the same before the next or the previous line shows that it is not a table.
    pub(super) is_unsure: bool,
}

/// Finds what wraps a line.
pub(super) fn wrapper(line: &str) -> Option<Wrapper> {
    let first = *line.as_bytes().first()?;
    let found = match first {
        b'[' => pod(line),
        b'<' => priority(line),
        b'-' => line.starts_with("--------- beginning of ").then(|| whole(line)),
        b'0'..=b'9' => dated(line).or_else(|| logcat(line)).or_else(|| column(line)),
        _ if first.is_ascii_alphabetic() => syslog(line).or_else(|| brief(line)).or_else(|| column(line)),
        _ => None,
    };
    found.filter(|wrapper| wrapper.length > 0)
}

fn whole(line: &str) -> Wrapper {
    Wrapper { length: line.len(), ..Wrapper::default() }
}

fn simple(length: usize) -> Wrapper {
    Wrapper { length, ..Wrapper::default() }
}

/// `web-1  | ` (docker compose), `0|app  | ` (pm2).
fn column(line: &str) -> Option<Wrapper> {
    let near = &line.as_bytes()[..line.len().min(LONGEST_NAME)];
    let is_pm2 = near.iter().position(|byte| !byte.is_ascii_digit()).is_some_and(|at| at > 0 && near[at] == b'|');
    let from = if is_pm2 { memchr::memchr(b'|', near)? + 1 } else { 0 };
    let bar = from + memchr::memchr(b'|', &near[from..])?;
    let name = line[from..bar].trim_end_matches(' ');
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let blank = line.as_bytes().get(bar + 1);
    if !is_name || from + name.len() == bar || blank.is_some_and(|byte| *byte != b' ') {
        return None;
    }
    let number = name.rsplit(['-', '_', '.']).next().unwrap_or_default();
    let is_numbered = number.len() < name.len() && number.bytes().all(|byte| byte.is_ascii_digit());
    let length = bar + 1 + usize::from(blank.is_some());
    Some(Wrapper { is_unsure: !is_numbered && !is_pm2, ..simple(length) })
}

/// `[pod/x-abc/container] ` (kubectl logs --prefix).
fn pod(line: &str) -> Option<Wrapper> {
    let kinds = ["[pod/", "[deployment/", "[statefulset/", "[job/", "[daemonset/", "[replicaset/"];
    kinds.iter().find(|kind| line.starts_with(**kind))?;
    let close = memchr::memchr(b']', line.as_bytes())?;
    let is_name = !line[..close].contains(' ');
    let blank = usize::from(line.as_bytes().get(close + 1) == Some(&b' '));
    is_name.then(|| simple(close + 1 + blank))
}

/// Lines that begin with a time and go on as only a daemon or service writes them: CRI (`stdout F `), journald and
/// Heroku (`host unit[4711]: `, `app[web.1]: `).
fn dated(line: &str) -> Option<Wrapper> {
    let stamp = stamp::stamp(line)?;
    let behind = line.get(stamp.length..)?.strip_prefix(' ')?;
    let at = stamp.length + 1;
    for stream in ["stdout ", "stderr "] {
        if let Some(rest) = behind.strip_prefix(stream) {
            let is_partial = rest.starts_with('P');
            let is_tagged = is_partial || rest.starts_with('F');
            let blank = rest.as_bytes().get(1);
            if !is_tagged || blank.is_some_and(|byte| *byte != b' ') {
                return None;
            }
            let length = at + stream.len() + 1 + usize::from(blank.is_some());
            return Some(Wrapper { length, time: stamp.time, is_partial, is_unsure: false });
        }
    }
    let length = unit(behind, true)?;
    Some(Wrapper { length: at + length, time: stamp.time, ..Wrapper::default() })
}

/// `host unit[4711]: ` or `app[web.1]: `; `unit: ` only where the number is not asked for.
fn unit(text: &str, is_numbered: bool) -> Option<usize> {
    let mut at = 0;
    for _ in 0..2 {
        let rest = text.get(at..)?;
        let length = rest.find(' ').unwrap_or(rest.len());
        let word = &rest[..length];
        if let Some(name) = word.strip_suffix(':') {
            let (name, number) = name.split_once('[').map_or((name, None), |(name, number)| (name, Some(number)));
            let is_name =
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./@()".contains(&byte));
            let has_number = number.is_some_and(|number| number.len() > 1 && number.ends_with(']'));
            let is_unit = is_name && (has_number || number.is_none() && !is_numbered && at > 0);
            return is_unit.then(|| at + length + usize::from(length < rest.len()));
        }
        let is_host =
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
        if !is_host {
            return None;
        }
        at += length + 1;
    }
    None
}

/// `Mar 02 10:11:12 host unit[4711]: ` (RFC 3164, journald).
fn syslog(line: &str) -> Option<Wrapper> {
    let stamp = stamp::stamp(line)?;
    let behind = line.get(stamp.length..)?.strip_prefix(' ')?;
    let length = unit(behind, false)?;
    Some(Wrapper { length: stamp.length + 1 + length, time: stamp.time, ..Wrapper::default() })
}

/// `<34>1 2026-03-02T10:11:12.345Z host app 4711 - - ` (RFC 5424), `<34>Mar  2 10:11:12 host app: ` (RFC 3164).
fn priority(line: &str) -> Option<Wrapper> {
    let digits = line.bytes().skip(1).take(4).take_while(u8::is_ascii_digit).count();
    let behind = line.get(1 + digits..)?.strip_prefix('>').filter(|_| digits > 0)?;
    let from = line.len() - behind.len();
    let Some(rest) = behind.strip_prefix("1 ") else {
        let inner = syslog(behind)?;
        return Some(Wrapper { length: from + inner.length, ..inner });
    };
    let stamp = stamp::stamp(rest);
    let mut at = stamp.map_or_else(|| rest.starts_with("- ").then_some(1), |stamp| Some(stamp.length))?;
    for _ in 0..4 {
        let word = rest.get(at..)?.strip_prefix(' ')?;
        at += 1 + word.find(' ')?;
    }
    let mut data = rest.get(at..)?.strip_prefix(' ')?;
    at += 1;
    if let Some(behind) = data.strip_prefix('-') {
        at += 1;
        data = behind;
    } else {
        // Elements that no blank follows are all of the line.
        let length = data.find("] ").map_or(data.len(), |close| close + 1);
        let length = if data.starts_with('[') { length } else { 0 };
        at += length;
        data = &data[length..];
    }
    let blank = usize::from(data.starts_with(' '));
    let mark = if data[blank..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let time = stamp.and_then(|stamp| stamp.time);
    Some(Wrapper { length: from + 2 + at + blank + mark, time, ..Wrapper::default() })
}

/// Android's logcat: `03-02 10:11:12.345  4711  4733 E Tag   : ` and `2026-03-02 10:11:12.345  4711-4733  Tag  app  E  `.
fn logcat(line: &str) -> Option<Wrapper> {
    let is_short = line.as_bytes().get(2) == Some(&b'-') && line.as_bytes().get(5) == Some(&b' ');
    let clock = stamp::stamp(line.get(if is_short { 6 } else { 0 }..)?)?;
    let at = clock.length + if is_short { 6 } else { 0 };
    let words = Words { text: line, at };
    if is_short {
        let mut words = words;
        let process = words.next()?;
        let second = words.next()?;
        // `-v thread` has the process before the tag only.
        let level = if is_level(second) { second } else { words.next()? };
        let numbers = [process, second].iter().all(|word| is_number(word) || is_level(word));
        if !numbers || !is_level(level) {
            return None;
        }
        return Some(simple(words.at + behind_tag(&line[words.at..])?));
    }
    let mut words = words;
    let (process, thread) = words.next()?.split_once('-')?;
    let (_tag, _app, level) = (words.next()?, words.next()?, words.next()?);
    if !is_number(process) || !is_number(thread) || !is_level(level) {
        return None;
    }
    let blanks = line[words.at..].len() - line[words.at..].trim_start_matches(' ').len();
    Some(simple(words.at + blanks.min(2)))
}

/// `E/Tag (4711): ` and `D/Tag: `, which logcat writes without times.
fn brief(line: &str) -> Option<Wrapper> {
    if line.as_bytes().get(1) != Some(&b'/') || !is_level(&line[..1]) {
        return None;
    }
    let tag = line[2..].find(": ").or_else(|| line[2..].strip_suffix(':').map(str::len))?;
    let name = &line[2..2 + tag];
    let name = name.strip_suffix(')').and_then(|name| name.rsplit_once('(')).map_or(name, |(name, _)| name.trim_end());
    let is_name = !name.is_empty() && name.len() <= 40 && !name.contains(['/', '=', '?', '"']);
    is_name.then(|| simple((2 + tag + 2).min(line.len())))
}

/// Returns how many bytes a tag with its colon takes.
fn behind_tag(text: &str) -> Option<usize> {
    let colon = text.find(": ").or_else(|| text.strip_suffix(':').map(str::len))?;
    (colon <= LONGEST_NAME && !text[..colon].contains(['"', '{', '='])).then(|| (colon + 2).min(text.len()))
}

struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.at..)?;
        let word = rest.trim_start_matches(' ');
        let length = word.find(' ').unwrap_or(word.len());
        self.at += rest.len() - word.len() + length;
        (length > 0 && rest.len() > word.len()).then(|| &word[..length])
    }
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.len() <= 7 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_level(word: &str) -> bool {
    matches!(word, "V" | "D" | "I" | "W" | "E" | "F" | "S" | "A")
}

/// The longest name of a container or tag with what pads it.
const LONGEST_NAME: usize = 96;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wraps_a_line_is_found() {
        for wrapped in [
            "web-1  | ",
            "my_web_1 | ",
            "0|app  | ",
            "[pod/x-abc/container] ",
            "2026-03-02T10:11:12.3Z stdout F ",
            "2026-03-02T10:11:12+0000 host unit[4711]: ",
            "2026-03-02T10:11:12.345678+00:00 app[web.1]: ",
            "Mar 02 10:11:12 host unit[4711]: ",
            "Mar  2 10:11:12 host kernel: ",
            "<34>1 2026-03-02T10:11:12.345Z host app 4711 - - ",
            "<34>1 2026-03-02T10:11:12.345Z host app 4711 ID47 [a@1 b=\"c\"] ",
            "<34>Mar  2 10:11:12 host app: ",
            "03-02 10:11:12.345  4711  4733 E Tag   : ",
            "2026-03-02 10:11:12.345  4711-4733  Tag  com.example  E  ",
            "E/Tag (4711): ",
            "D/OkHttp: ",
        ] {
            let line = format!("{wrapped}POST /token HTTP/1.1");
            assert_eq!(wrapper(&line).map(|wrapper| wrapper.length), Some(wrapped.len()), "{wrapped}");
            let empty = wrapped.trim_end();
            assert_eq!(wrapper(empty).map(|wrapper| wrapper.length), Some(empty.len()), "{wrapped}");
        }
        for line in [
            "POST /token HTTP/1.1",
            "Host: id.example",
            "2026-03-02T10:11:12.345Z ERROR login failed: invalid_grant",
            "grant_type|authorization_code",
            "E/x=1: a",
            "[auth][error] CallbackRouteError",
            "< HTTP/1.1 400 Bad Request",
            "<html>",
            "Note: it fails",
        ] {
            assert_eq!(wrapper(line), None, "{line}");
        }
        assert!(wrapper("client_id | shop").unwrap().is_unsure);
    }
}
