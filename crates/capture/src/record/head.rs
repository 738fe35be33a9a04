//! What a logger writes before its message: time, level, thread, name of the logger, process.

use jiff::Timestamp;

use super::fixed_head::{category, logrus, python, ruby};
use super::names::{is_id, is_id_name, is_level, is_logger, is_module, is_thread, is_word};
use super::stamp;

/// What a logger wrote before its message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Head {
    /// How many bytes it takes; 0 where it is only known that a record begins.
    pub(super) length: usize,
    /// The time, where it is known with its zone.
    pub(super) time: Option<Timestamp>,
    /// The logger.
    pub(super) logger: Option<String>,
    /// The thread.
    pub(super) thread: Option<String>,
    /// What links records: names and values.
    pub(super) ids: Vec<(String, String)>,
}

impl Head {
    /// Adds what only the head before this one says.
    pub(super) fn within(mut self, outer: Self) -> Self {
        self.time = self.time.or(outer.time);
        self.logger = self.logger.or(outer.logger);
        self.thread = self.thread.or(outer.thread);
        self.ids.extend(outer.ids);
        self
    }
}

/// Reads the head of a line; `None` if it has none that is sure.
pub(super) fn head(line: &str) -> Option<Head> {
    let first = *line.as_bytes().first()?;
    if !first.is_ascii_alphanumeric() && first != b'[' && first != b'(' {
        return None;
    }
    let special = ruby(line).or_else(|| logrus(line)).or_else(|| category(line)).or_else(|| python(line));
    special
        .or_else(|| HeadReader { line, at: 0, end: 0, head: Head::default(), has_time: false, has_level: false }.read())
}

/// Returns whether a line begins with a level, as loggers without a time write it.
pub(super) fn begins_with_level(line: &str) -> bool {
    let line = line.trim_start_matches(['[', '(', '<']);
    let length = line.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(line.len());
    let word = &line[..length];
    let is_upper = word.bytes().all(|byte| byte.is_ascii_uppercase());
    length > 0 && is_level(word) && (is_upper || line[length..].starts_with([']', ')', '>']))
}

struct HeadReader<'a> {
    line: &'a str,
    at: usize,
    /// The byte behind the last piece and the blank that parts it from the message.
    end: usize,
    head: Head,
    has_time: bool,
    has_level: bool,
}

impl<'a> HeadReader<'a> {
    fn read(mut self) -> Option<Head> {
        let mut is_dashed = false;
        for _ in 0..MOST_PIECES {
            let rest = self.rest();
            let had_level = self.has_level;
            let piece = if is_dashed { self.bracketed(rest, true) } else { self.piece(rest) };
            if let Some(length) = piece {
                self.at += length;
                // What is indented more is a part of the message; levels are padded.
                let slack = if self.has_level && !had_level { 2 } else { 1 };
                self.passed(slack);
                continue;
            }
            // Spring Boot: ` 4711 --- [app] [thread] logger : `.
            let digits = rest.bytes().take(9).take_while(u8::is_ascii_digit).count();
            let dashes = rest.get(digits..).map(|rest| rest.trim_start_matches(' '));
            if let Some(behind) =
                dashes.and_then(|rest| rest.strip_prefix("--- ")).filter(|_| self.has_time && !is_dashed)
            {
                self.at = self.line.len() - behind.len();
                self.passed(0);
                is_dashed = true;
                continue;
            }
            if digits > 0 && self.has_time && self.server_process(rest, digits) {
                continue;
            }
            let mark = ["- ", "| ", ": ", "-- "].iter().find(|mark| rest.starts_with(**mark));
            match mark.filter(|_| self.has_time || self.has_level) {
                Some(mark) => {
                    self.at += mark.len();
                    self.passed(0);
                }
                None => break,
            }
        }
        if !self.has_time {
            return None;
        }
        self.name(is_dashed);
        self.head.length = self.end;
        Some(self.head)
    }

    fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or_default()
    }

    /// Goes on behind a piece; up to `slack` of the blanks that follow it part it from the message.
    fn passed(&mut self, slack: usize) {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.end = self.at + blanks.min(slack);
        self.at += blanks;
    }

    fn piece(&mut self, rest: &str) -> Option<usize> {
        if !self.has_time {
            if let Some(stamp) = stamp::stamp(rest) {
                self.has_time = true;
                self.head.time = stamp.time;
                return Some(stamp.length);
            }
            if let Some((length, time)) = counted(rest) {
                self.has_time = true;
                self.head.time = Some(time);
                return Some(length);
            }
        }
        if !self.has_level {
            let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let ends = rest[length..].is_empty() || rest[length..].starts_with([' ', ':', '\t', '|', ']']);
            let is_upper = rest[..length].bytes().all(|byte| byte.is_ascii_uppercase());
            if ends && is_level(&rest[..length]) && (is_upper || self.has_time && !rest[length..].starts_with(':')) {
                self.has_level = true;
                return Some(length + usize::from(rest[length..].starts_with(':')));
            }
        }
        self.bracketed(rest, false).or_else(|| self.source_line(rest))
    }

    /// `[thread]`, `(thread)`, `[logger]`, `[2026-03-02 10:11:12 ERR]`; `is_dashed` behind `---`, where any may stand.
    fn bracketed(&mut self, rest: &str, is_dashed: bool) -> Option<usize> {
        let close = match rest.as_bytes().first()? {
            b'[' => b']',
            b'(' => b')',
            b'{' => b'}',
            _ => return None,
        };
        let near = &rest.as_bytes()[..rest.len().min(LONGEST_PIECE)];
        let end = memchr::memchr(close, near)?;
        let inside = rest[1..end].trim();
        if !self.has_time {
            if let Some(stamp) = stamp::stamp(inside) {
                let mut behind = inside[stamp.length..].trim_matches([' ', '|', ',']);
                if let Some((level, logger)) = behind.split_once(' ').filter(|(level, _)| is_level(level))
                    && is_target(logger.trim())
                {
                    self.head.logger = Some(logger.trim().to_owned());
                    behind = level;
                }
                if !behind.is_empty() && !is_level(behind) && !behind.starts_with('#') {
                    return None;
                }
                self.has_time = true;
                self.has_level |= is_level(behind);
                self.head.time = stamp.time;
                return Some(end + 1);
            }
        }
        if !self.has_level && is_level(inside) {
            self.has_level = true;
            return Some(end + 1);
        }
        if !self.has_time {
            return None;
        }
        if let Some((name, value)) = inside.split_once(['=', ':']).filter(|(name, _)| is_id_name(name)) {
            self.head.ids.push((name.trim().to_owned(), value.trim().to_owned()));
        } else if is_id(inside) {
            self.head.ids.push(("id".to_owned(), inside.to_owned()));
        } else if is_thread(inside) || is_dashed {
            self.head.thread = Some(inside.to_owned());
        } else if is_logger(inside) {
            self.head.logger = Some(inside.to_owned());
        } else if !is_module(inside) {
            return None;
        }
        Some(end + 1)
    }

    /// `auth/token.go:12`, `2026/03/02/[$LATEST]0f8c`.
    fn source_line(&self, rest: &str) -> Option<usize> {
        let length = rest.find([' ', '\t'])?;
        let word = rest[..length].trim_end_matches(':');
        let is_stream = word.contains("[$LATEST]");
        let (file, line) = word.rsplit_once(':').unwrap_or((word, ""));
        let is_line = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
        let is_file = is_line && SOURCES.iter().any(|end| file.ends_with(end)) && !file.contains("://");
        (self.has_time && (is_stream || is_file || is_id(word))).then_some(length)
    }

    /// nginx: `31#31: *1 `.
    fn server_process(&mut self, rest: &str, digits: usize) -> bool {
        let Some(behind) = rest[digits..].strip_prefix('#') else { return false };
        let Some((thread, message)) = behind.split_once(": ") else { return false };
        if !thread.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let number = message.strip_prefix('*').and_then(|message| message.split_once(' '));
        let message = number
            .filter(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()))
            .map_or(message, |(_, message)| message);
        self.at = self.line.len() - message.len();
        self.end = self.at;
        true
    }

    /// The name of the logger, with what parts it from the message: `o.s.Login : `, `com.example.Login - `.
    fn name(&mut self, is_dashed: bool) {
        let rest = self.rest();
        let length = rest.find([' ', '\t', ':']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(length);
        let padded = behind.trim_start_matches([' ', '\t']);
        let mark = [": ", "- ", ":\t"].iter().find(|mark| padded.starts_with(**mark));
        let is_empty = padded == ":" || padded == "-";
        let is_apart = padded.len() < behind.len();
        let Some(mark) = mark.map(|mark| mark.len()).or(is_empty.then_some(1)) else { return };
        if !name.is_empty() && (is_dashed || is_logger(name) || is_apart && padded.starts_with(':') && is_word(name)) {
            self.head.logger = Some(name.to_owned());
            self.at = self.line.len() - padded.len() + mark;
            self.end = self.at;
        }
    }
}

/// Returns whether a word is the path of a Rust module, which `env_logger` writes behind the level.
fn is_target(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-'))
}

/// A number of seconds or milliseconds since 1970, where a level stands behind it.
fn counted(rest: &str) -> Option<(usize, Timestamp)> {
    let length = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    let time = stamp::since_1970(&rest[..length])?;
    let behind = rest[length..].trim_start_matches([' ', '\t']);
    (behind.len() < rest.len() - length && begins_with_level(behind)).then_some((length, time))
}

/// The ends of names of source files.
const SOURCES: [&str; 8] = [".go", ".py", ".js", ".ts", ".rb", ".rs", ".java", ".cs"];

/// The most pieces of a head.
const MOST_PIECES: usize = 12;

/// The longest piece in brackets.
const LONGEST_PIECE: usize = 160;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_begins_behind_the_head() {
        for (before, logger, thread) in [
            (
                "2026-03-02 10:11:12,345 WARN  [org.keycloak.events] (executor-thread-7) ",
                Some("org.keycloak.events"),
                Some("executor-thread-7"),
            ),
            (
                "2026-03-02T10:11:12.345Z DEBUG 4711 --- [auth] [nio-9000-exec-3] uth2Provider : ",
                Some("uth2Provider"),
                Some("nio-9000-exec-3"),
            ),
            (
                "2026-03-02T10:11:12.345Z ERROR 1 --- [nio-8080-exec-3] c.e.Login : ",
                Some("c.e.Login"),
                Some("nio-8080-exec-3"),
            ),
            (
                "2026-03-02 10:11:12,345 DEBUG [main] org.apache.http.wire - ",
                Some("org.apache.http.wire"),
                Some("main"),
            ),
            ("10:11:12.345 [main] ERROR com.example.Login - ", Some("com.example.Login"), Some("main")),
            ("[10:11:12 ERR] ", None, None),
            ("[2026-03-02T10:11:12Z ERROR app::login] ", Some("app::login"), None),
            ("[2026-03-02T10:11:12Z INFO  app] ", Some("app"), None),
            ("2026/03/02 10:11:12 [error] 31#31: *1 ", None, None),
            (
                "[Mon Mar 02 10:11:12.123456 2026] [auth_openidc:error] [pid 4711:tid 1] [client 192.0.2.1:4711] ",
                None,
                Some("pid 4711:tid 1"),
            ),
            ("E, [2026-03-02T10:11:12.345678 #4711] ERROR -- omniauth: ", Some("omniauth"), None),
            ("ERRO[0012] ", None, None),
            ("INFO:httpx:", Some("httpx"), None),
            ("2026-03-02T10:11:12.345Z\t6d0fa1b2-0000-4000-8000-000000000001\tERROR\t", None, None),
            ("2026-03-02T10:11:12.345Z\tERROR\tauth/token.go:12\t", None, None),
            ("[03/02/26 10:11:12] ERROR  ", None, None),
        ] {
            let line = format!("{before}login failed (invalid_grant)");
            let found = head(&line).unwrap_or_else(|| panic!("{before}"));
            assert_eq!(&line[found.length..], "login failed (invalid_grant)");
            assert_eq!((found.logger.as_deref(), found.thread.as_deref()), (logger, thread), "{before}");
        }
    }

    #[test]
    fn an_indented_message_stays_indented() {
        for (line, message) in [
            ("2026-03-02T10:11:12.345Z     at settle", "    at settle"),
            ("2026-03-02 10:11:12,345 DEBUG [main] app.login -   a: 1", "  a: 1"),
            ("2026-03-02 10:11:12,345 DEBUG [main] app.login - ", ""),
            ("2026-03-02 10:11:12,345 DEBUG [main] app.login -", ""),
            ("2026-03-02T10:11:12.345Z", ""),
        ] {
            assert_eq!(&line[head(line).unwrap().length..], message);
        }
    }

    #[test]
    fn what_a_message_begins_with_is_no_part_of_the_head() {
        for (line, message) in [
            ("2026-03-02 10:11:12 ERROR [invalid_grant] Code not valid", "[invalid_grant] Code not valid"),
            ("2026-03-02 10:11:12 ERROR (invalid_grant) Code not valid", "(invalid_grant) Code not valid"),
            ("2026-03-02 10:11:12 POST https://id.example/token 400", "POST https://id.example/token 400"),
            ("2026-03-02 10:11:12 INFO 400 Bad Request", "400 Bad Request"),
            ("2026-03-02 10:11:12 {\"error\":\"invalid_grant\"}", "{\"error\":\"invalid_grant\"}"),
        ] {
            assert_eq!(&line[head(line).unwrap().length..], message);
        }
        for line in
            ["Error: invalid_grant", "ERROR login failed", "[auth][error] x", "POST /token HTTP/1.1", "a: b", "1. curl"]
        {
            assert_eq!(head(line), None, "{line}");
        }
        assert!(begins_with_level("ERROR login failed") && begins_with_level("[error] x"));
        assert!(!begins_with_level("Error: x") && !begins_with_level("errors"));
    }
}
