//! Times as logs write them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// A time at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stamp {
    /// How many bytes it takes.
    pub(super) length: usize,
    /// The time, where date and zone are written, too.
    pub(super) time: Option<Timestamp>,
}

/// Reads the time that a text begins with.
pub(super) fn stamp(text: &str) -> Option<Stamp> {
    let first = *text.as_bytes().first()?;
    if !first.is_ascii_alphanumeric() {
        return None;
    }
    let reader = StampReader { bytes: text.as_bytes() };
    let found = if first.is_ascii_digit() {
        reader.year_first().or_else(|| reader.day_first()).or_else(|| reader.clock_only())
    } else {
        reader.weekday_first().or_else(|| reader.month_first(0))
    }?;
    let behind = text.as_bytes().get(found.length);
    behind.is_none_or(|byte| !byte.is_ascii_alphanumeric()).then_some(found)
}

/// Returns the seconds of the day that a text begins with, behind a date or what else a logger writes first.
pub(crate) fn clock(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    let bytes = &bytes[..bytes.len().min(80)];
    let number = |at: usize| {
        let digits = bytes.get(at..at + 2)?;
        digits.iter().all(u8::is_ascii_digit).then(|| u32::from(digits[0] - b'0') * 10 + u32::from(digits[1] - b'0'))
    };
    (0..bytes.len()).find_map(|at| {
        let is_time = bytes.get(at + 2) == Some(&b':') && bytes.get(at + 5) == Some(&b':');
        if !is_time {
            return None;
        }
        Some(number(at)? * 3600 + number(at + 3)? * 60 + number(at + 6)?)
    })
}

/// Reads a time that stands alone: a string, or the number of seconds, milli-, micro- or nanoseconds since 1970.
pub(super) fn value(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return since_1970(text);
    }
    stamp(text).filter(|stamp| stamp.length == text.len())?.time
}

/// Reads a number of seconds, milli-, micro- or nanoseconds since 1970.
pub(super) fn since_1970(digits: &str) -> Option<Timestamp> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let number: i128 = whole.parse().ok()?;
    let (unit, of_second) = match whole.len() {
        10 => (1_000_000_000, true),
        13 => (1_000_000, false),
        16 => (1_000, false),
        19 => (1, false),
        _ => return None,
    };
    let nanos = if of_second { nanoseconds(fraction.as_bytes()) } else { 0 };
    Timestamp::from_nanosecond(number.checked_mul(unit)? + i128::from(nanos)).ok()
}

struct StampReader<'a> {
    bytes: &'a [u8],
}

/// A date: year, month, day.
type Date = (i16, i8, i8);

/// The time of a day: hour, minute, second, nanosecond.
type Clock = (i8, i8, i8, i32);

impl StampReader<'_> {
    fn number(&self, at: usize, digits: usize) -> Option<i16> {
        let part = self.bytes.get(at..at + digits)?;
        part.iter().try_fold(0_i16, |sum, byte| {
            let digit = byte.is_ascii_digit().then(|| i16::from(byte - b'0'))?;
            Some(sum * 10 + digit)
        })
    }

    fn two(&self, at: usize, most: i8) -> Option<i8> {
        let number = i8::try_from(self.number(at, 2)?).ok()?;
        (number <= most).then_some(number)
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn blanks(&self, at: usize) -> usize {
        self.bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| **byte == b' ').count())
    }

    /// `10:11:12,345`; returns the byte behind it.
    fn clock(&self, at: usize) -> Option<(Clock, usize)> {
        let (hour, minute, second) = (self.two(at, 23)?, self.two(at + 3, 59)?, self.two(at + 6, 60)?);
        if self.byte(at + 2) != b':' || self.byte(at + 5) != b':' {
            return None;
        }
        let mut end = at + 8;
        let mut nanos = 0;
        if matches!(self.byte(end), b'.' | b',') && self.byte(end + 1).is_ascii_digit() {
            let digits = self.bytes[end + 1..].iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
            nanos = nanoseconds(&self.bytes[end + 1..end + 1 + digits]);
            end += 1 + digits;
        }
        Some(((hour, minute, second.min(59), nanos), end))
    }

    /// `Z`, `+01:00`, ` UTC`; returns the offset in seconds and the byte behind it.
    fn zone(&self, at: usize) -> Option<(i32, usize)> {
        let from = at + usize::from(self.byte(at) == b' ');
        let rest = self.bytes.get(from..)?;
        let name = [&b"UTC"[..], b"GMT", b"Z"].into_iter().find(|name| rest.starts_with(name));
        if let Some(name) = name {
            return Some((0, from + name.len()));
        }
        let sign = match self.byte(from) {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let hours = self.two(from + 1, 18)?;
        let colon = usize::from(self.byte(from + 3) == b':');
        let (minutes, end) = match self.two(from + 3 + colon, 59) {
            Some(minutes) => (minutes, from + 5 + colon),
            None => (0, from + 3),
        };
        Some((sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60), end))
    }

    fn stamped(&self, date: Option<Date>, clock: Clock, end: usize) -> Stamp {
        let zone = self.zone(end);
        let (hour, minute, second, nanos) = clock;
        let time = date.zip(zone).and_then(|((year, month, day), (offset, _))| {
            let local = DateTime::new(year, month, day, hour, minute, second, nanos).ok()?;
            Offset::from_seconds(offset).ok()?.to_timestamp(local).ok()
        });
        Stamp { length: zone.filter(|_| time.is_some()).map_or(end, |(_, end)| end), time }
    }

    /// `2026-03-02T10:11:12.345Z`, `2026/03/02 10:11:12`.
    fn year_first(&self) -> Option<Stamp> {
        let (year, month, day) = (self.number(0, 4)?, self.two(5, 12)?, self.two(8, 31)?);
        let separator = self.byte(4);
        if !matches!(separator, b'-' | b'/' | b'.') || self.byte(7) != separator {
            return None;
        }
        let blanks = match self.byte(10) {
            b'T' | b't' | b'_' => 1,
            b' ' => self.blanks(10).min(2),
            _ => return None,
        };
        let (clock, end) = self.clock(10 + blanks)?;
        Some(self.stamped(Some((year, month, day)), clock, end))
    }

    /// `02/Mar/2026:10:11:12 +0000`, `02 Mar 2026 10:11:12`, `02-03-2026 10:11:12`, `03/02/26 10:11:12`.
    fn day_first(&self) -> Option<Stamp> {
        let digits = 1 + usize::from(self.byte(1).is_ascii_digit());
        let first = i8::try_from(self.number(0, digits)?).ok()?;
        let separator = self.byte(digits);
        if !matches!(separator, b'-' | b'/' | b'.' | b' ') {
            return None;
        }
        let middle = digits + 1;
        let named = self.month(middle);
        let behind = if named.is_some() { middle + 3 } else { middle + 2 };
        let second = if named.is_none() { Some(self.two(middle, 31).filter(|_| separator != b' ')?) } else { None };
        if self.byte(behind) != separator {
            return None;
        }
        let is_long = self.byte(behind + 3).is_ascii_digit();
        let year = self.number(behind + 1, if is_long { 4 } else { 2 })?;
        let mut at = behind + if is_long { 5 } else { 3 };
        if self.byte(at) == b',' {
            at += 1;
        }
        if !matches!(self.byte(at), b' ' | b':' | b'T') {
            return None;
        }
        let (clock, end) = self.clock(at + 1)?;
        // Which of two numbers is the month is not known.
        let date = named.filter(|_| is_long && second.is_none()).map(|month| (year, month, first));
        Some(self.stamped(date, clock, end))
    }

    fn clock_only(&self) -> Option<Stamp> {
        let (_, end) = self.clock(0)?;
        Some(Stamp { length: end, time: None })
    }

    fn month(&self, at: usize) -> Option<i8> {
        let name = self.bytes.get(at..at + 3)?;
        let index = MONTHS.iter().position(|month| month.as_bytes() == name)?;
        i8::try_from(index + 1).ok()
    }

    /// `Mar  2 10:11:12`, `Mar 02 10:11:12 2026`.
    fn month_first(&self, from: usize) -> Option<Stamp> {
        let month = self.month(from)?;
        let at = from + 3 + self.blanks(from + 3);
        let digits = 1 + usize::from(self.byte(at + 1).is_ascii_digit());
        let day = i8::try_from(self.number(at, digits)?).ok().filter(|_| at > from + 3)?;
        let blank = self.byte(at + digits) == b' ';
        let (clock, end) = self.clock(at + digits + 1).filter(|_| blank)?;
        let zone =
            self.zone(end).filter(|(offset, zone_end)| *offset == 0 && self.byte(zone_end - 1).is_ascii_uppercase());
        let year_at = zone.map_or(end, |(_, zone_end)| zone_end) + 1;
        let year = self.number(year_at, 4).filter(|year| (1990..2100).contains(year) && self.byte(year_at - 1) == b' ');
        Some(match (year, zone) {
            (Some(year), Some(_)) => {
                let time = self.stamped(Some((year, month, day)), clock, end).time;
                Stamp { length: year_at + 4, time }
            }
            (Some(_), None) => Stamp { length: year_at + 4, time: None },
            _ => Stamp { length: end, time: None },
        })
    }

    /// `Mon, 02 Mar 2026 10:11:12 GMT`, `Mon Mar 02 10:11:12 2026`.
    fn weekday_first(&self) -> Option<Stamp> {
        let name = self.bytes.get(..3)?;
        WEEKDAYS.iter().find(|day| day.as_bytes() == name)?;
        let from = 3 + usize::from(self.byte(3) == b',');
        let at = from + self.blanks(from);
        let rest = StampReader { bytes: self.bytes.get(at..)? };
        let found = rest.day_first().or_else(|| rest.month_first(0)).filter(|_| at > from)?;
        Some(Stamp { length: at + found.length, ..found })
    }
}

/// Reads the digits behind the point of seconds.
fn nanoseconds(digits: &[u8]) -> i32 {
    (0..9).fold(0, |sum, at| {
        let digit = digits.get(at).filter(|byte| byte.is_ascii_digit()).map_or(0, |byte| i32::from(byte - b'0'));
        sum * 10 + digit
    })
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_with_its_zone_is_known_and_without_it_only_passed_over() {
        for (text, time) in [
            ("2026-03-02T10:11:12.345Z ERROR", Some("2026-03-02T10:11:12.345Z")),
            ("2026-03-02T10:11:12.345678901+01:00 x", Some("2026-03-02T09:11:12.345678901Z")),
            ("2026-03-02 10:11:12,345 WARN", None),
            ("2026-03-02 10:11:12 +0100 x", Some("2026-03-02T09:11:12Z")),
            ("2026/03/02 10:11:12 [error]", None),
            ("02/Mar/2026:10:11:12 +0000]", Some("2026-03-02T10:11:12Z")),
            ("Mon, 02 Mar 2026 10:11:12 GMT", Some("2026-03-02T10:11:12Z")),
            ("Mon Mar 02 10:11:12 UTC 2026", Some("2026-03-02T10:11:12Z")),
            ("Mon Mar 02 10:11:12.123456 2026]", None),
            ("Mar  2 10:11:12 host", None),
            ("02-03-2026 10:11:12.345 x", None),
            ("03/02/26 10:11:12] ERROR", None),
            ("10:11:12.345 [main]", None),
        ] {
            let found = stamp(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.time.map(|time| time.to_string()).as_deref(), time, "{text}");
            let behind = &text[found.length..];
            assert!(behind.is_empty() || behind.starts_with([' ', ']']), "{text}: {behind:?}");
        }
        for text in ["2026", "10:11", "2026-03-02", "192.0.2.10", "Marvin", "99:99:99", "Mar", "10:11:12abc"] {
            assert_eq!(stamp(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_count_from_1970() {
        let read = |text: &str| value(text).map(|time| time.to_string());
        assert_eq!(read("1772446272.345").as_deref(), Some("2026-03-02T10:11:12.345Z"));
        assert_eq!(read("1772446272345").as_deref(), Some("2026-03-02T10:11:12.345Z"));
        assert_eq!(read("1772446272345678901").as_deref(), Some("2026-03-02T10:11:12.345678901Z"));
        assert_eq!(read("20260302101112"), None);
        assert_eq!(read("400"), None);
    }
}
