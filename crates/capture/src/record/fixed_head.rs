//! Heads of loggers whose form is fixed.

use super::head::Head;
use super::names::{is_level, is_word};
use super::stamp;

/// `E, [2026-03-02T10:11:12.345678 #4711] ERROR -- omniauth: `.
pub(super) fn ruby(line: &str) -> Option<Head> {
    let inside = line.get(1..)?.strip_prefix(", [")?;
    let stamp = stamp::stamp(inside)?;
    let close = inside.find(']')?;
    let (level, behind) = inside[close + 1..].trim_start().split_once(" -- ")?;
    let (program, message) = behind.split_once(':')?;
    let message = message.strip_prefix(' ').unwrap_or(message);
    let length = line.len() - message.len();
    let logger = Some(program.to_owned()).filter(|program| !program.is_empty());
    is_level(level).then_some(Head { length, time: stamp.time, logger, ..Head::default() })
}

/// `ERRO[0012] `.
pub(super) fn logrus(line: &str) -> Option<Head> {
    let level = line.get(..4)?;
    let behind = line.get(4..)?.strip_prefix('[')?;
    let (seconds, message) = behind.split_once("] ")?;
    let is_level = ["TRAC", "DEBU", "INFO", "WARN", "ERRO", "FATA", "PANI"].contains(&level);
    let is_number = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    (is_level && is_number).then(|| Head { length: line.len() - message.len(), ..Head::default() })
}

/// `fail: OpenIddict.Server.OpenIddictServerDispatcher[0]`, whose message is in the next lines, indented.
pub(super) fn category(line: &str) -> Option<Head> {
    let (level, category) = line.split_once(": ")?;
    if !["trce", "dbug", "info", "warn", "fail", "crit"].contains(&level) {
        return None;
    }
    let (name, behind) = category.split_once('[')?;
    let (number, message) = behind.split_once(']')?;
    let is_category = !name.is_empty() && !name.contains(' ') && number.bytes().all(|byte| byte.is_ascii_digit());
    let message = message.trim_start();
    is_category.then(|| Head { length: line.len() - message.len(), logger: Some(name.to_owned()), ..Head::default() })
}

/// `INFO:httpx:`.
pub(super) fn python(line: &str) -> Option<Head> {
    let (level, behind) = line.split_once(':')?;
    let (name, message) = behind.split_once(':')?;
    let is_upper = level.bytes().all(|byte| byte.is_ascii_uppercase());
    let head = is_upper && is_level(level) && is_word(name) && !message.starts_with("//");
    head.then(|| Head { length: line.len() - message.len(), logger: Some(name.to_owned()), ..Head::default() })
}
