//! Times that passed, as people read them.

/// Writes how long something lasts, in seconds up to two minutes: `75 s`, `2 min`, `3 h 0 min`, `4 days`.
///
/// For lifetimes and the difference between clocks, which specifications and servers give in seconds.
pub fn of_seconds(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7200 if seconds % 60 == 0 => format!("{} min", seconds / 60),
        120..7200 => format!("{} min {} s", seconds / 60, seconds % 60),
        7200..259_200 => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Writes how much time passed between two messages, exact where it is short: `790 ms`, `2.1 s`, `1 min 15 s`,
/// `99 h 0 min`.
pub fn of_milliseconds(ms: i64) -> String {
    match ms {
        ..1000 => format!("{ms} ms"),
        1000..60_000 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
        60_000..3_600_000 => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1000),
        _ => format!("{} h {} min", ms / 3_600_000, ms % 3_600_000 / 60_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_in_seconds_up_to_two_minutes() {
        let shown = [-5, 75, 120, 150, 7200, 9060, 259_200].map(of_seconds);
        let expected = ["-5 s", "75 s", "2 min", "2 min 30 s", "2 h 0 min", "2 h 31 min", "3 days"];
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_short_gap_is_exact() {
        let shown = [0, 790, 2_104, 75_000, 3_600_000, 356_400_000].map(of_milliseconds);
        let expected = ["0 ms", "790 ms", "2.1 s", "1 min 15 s", "1 h 0 min", "99 h 0 min"];
        assert_eq!(shown, expected);
    }
}
