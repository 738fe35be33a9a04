//! Dates of Java: `Sun Feb 19 20:42:20 EST 2017`.

use jiff::Timestamp;

/// Reads a date whose zone is among those that mean one thing; `None` for others, such as `IST`.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    let mut words = text.split_ascii_whitespace();
    let (_, month, day, time, zone, year) =
        (words.next()?, words.next()?, words.next()?, words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let offset = match zone.strip_prefix("GMT").or(zone.strip_prefix("UTC")) {
        Some("") => "+00:00",
        Some(offset) => offset,
        None => ZONES.iter().find(|(name, _)| *name == zone)?.1,
    };
    format!("{year}-{month:02}-{day:0>2}T{time}{offset}").parse().ok()
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const ZONES: [(&str, &str); 18] = [
    ("EST", "-05:00"),
    ("EDT", "-04:00"),
    ("CDT", "-05:00"),
    ("MST", "-07:00"),
    ("MDT", "-06:00"),
    ("PST", "-08:00"),
    ("PDT", "-07:00"),
    ("WET", "+00:00"),
    ("WEST", "+01:00"),
    ("CET", "+01:00"),
    ("CEST", "+02:00"),
    ("EET", "+02:00"),
    ("EEST", "+03:00"),
    ("MSK", "+03:00"),
    ("JST", "+09:00"),
    ("KST", "+09:00"),
    ("AEST", "+10:00"),
    ("AEDT", "+11:00"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_java_is_read_and_an_ambiguous_zone_is_not() {
        for (text, time) in [
            ("Sun Feb 19 20:42:20 EST 2017", Some("2017-02-20T01:42:20Z")),
            ("Sat Aug 01 12:00:00 CEST 2026", Some("2026-08-01T10:00:00Z")),
            ("Sat Aug 1 12:00:00 GMT+02:00 2026", Some("2026-08-01T10:00:00Z")),
            ("Sat Aug 01 10:00:00 UTC 2026", Some("2026-08-01T10:00:00Z")),
            ("Sat Aug 01 10:00:00 IST 2026", None),
            ("yesterday", None),
        ] {
            assert_eq!(read(text).map(|time| time.to_string()).as_deref(), time, "{text}");
        }
    }
}
