//! `startedDateTime`, in the spellings of the recorders.

use jiff::Timestamp;

use crate::text::value::JsonValue;

/// Reads a time. Internet Explorer does not pad its milliseconds: `:11.59` is 11 seconds and 59 milliseconds.
pub(super) fn started(value: JsonValue<'_>, is_internet_explorer: bool) -> Option<Timestamp> {
    if value.raw.len() > 64 {
        return None;
    }
    value.number().map_or_else(|| date(&value.string()?, is_internet_explorer), epoch)
}

fn date(text: &str, is_internet_explorer: bool) -> Option<Timestamp> {
    let text = text.trim();
    let Some((seconds, rest)) = text.split_once('.') else {
        return text.parse().ok();
    };
    let zone = rest.trim_start_matches(|character: char| character.is_ascii_digit());
    let digits = &rest[..rest.len() - zone.len()];
    if is_internet_explorer && digits.len() < 3 {
        return format!("{seconds}.{digits:0>3}{zone}").parse().ok();
    }
    let digits = digits.get(..9).unwrap_or(digits);
    format!("{seconds}.{digits}{zone}").parse().ok()
}

/// Seconds, milliseconds or microseconds since 1970: today they have 10, 13 and 16 digits.
fn epoch(number: f64) -> Option<Timestamp> {
    let factor = match number {
        ..0.0 => return None,
        ..1e11 => 1e6,
        ..1e14 => 1e3,
        ..1e17 => 1.0,
        _ => return None,
    };
    let microseconds = format!("{:.0}", number * factor).parse().ok()?;
    Timestamp::from_microsecond(microseconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::json::Scanner;

    fn read(source: &str, is_internet_explorer: bool) -> Option<String> {
        let value = Scanner::new(source, 0).value().unwrap();
        started(value, is_internet_explorer).map(|time| time.to_string())
    }

    #[test]
    fn the_spellings_of_all_recorders_are_read() {
        for (source, time) in [
            (r#""2026-08-01T10:00:00.123Z""#, "2026-08-01T10:00:00.123Z"),
            (r#""2026-08-01T10:00:00Z""#, "2026-08-01T10:00:00Z"),
            (r#""2026-08-01T12:00:00.123+02:00""#, "2026-08-01T10:00:00.123Z"),
            (r#""2026-08-01T12:00:00.123456+0200""#, "2026-08-01T10:00:00.123456Z"),
            (r#""2026-08-01T12:00:00.1234567+02:00""#, "2026-08-01T10:00:00.1234567Z"),
            (r#""2026-08-01T10:00:00.123456789012Z""#, "2026-08-01T10:00:00.123456789Z"),
            ("1785578400", "2026-08-01T10:00:00Z"),
            ("1785578400123", "2026-08-01T10:00:00.123Z"),
            (r#""1785578400123""#, "2026-08-01T10:00:00.123Z"),
        ] {
            assert_eq!(read(source, false).as_deref(), Some(time), "{source}");
        }
    }

    #[test]
    fn the_milliseconds_of_internet_explorer_are_padded() {
        let source = r#""2026-08-01T10:00:11.59+00:00""#;
        assert_eq!(read(source, true).as_deref(), Some("2026-08-01T10:00:11.059Z"));
        assert_eq!(read(source, false).as_deref(), Some("2026-08-01T10:00:11.59Z"));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for source in
            [r#""NaN-NaN-NaNTNaN:NaN:NaN.""#, r#""2026-08-01T10:00:00""#, "\"\"", "-1", "1e300", "NaN", "{}", "[1]"]
        {
            assert_eq!(read(source, false), None, "{source}");
        }
    }
}
