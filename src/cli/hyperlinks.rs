//! Whether a terminal opens links in its text (OSC 8).

/// Returns whether links are written; `variable` reads the environment. `FORCE_HYPERLINK` decides everywhere; without it a terminal has to
/// say by its own variables that it knows them, and the log of a CI server is none.
pub fn supports_hyperlinks(is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    if let Some(forced) = variable("FORCE_HYPERLINK").filter(|value| !value.is_empty()) {
        return forced != "0";
    }
    let is = |name: &str, known: &[&str]| variable(name).is_some_and(|value| known.contains(&value.as_str()));
    if !is_terminal || is_set("CI") || is("TERM", &["dumb"]) {
        return false;
    }
    let is_new_vte = || {
        let version = variable("VTE_VERSION").and_then(|version| version.parse::<u32>().ok());
        version.is_some_and(|version| version >= FIRST_VTE)
    };
    OF_THEIR_OWN.iter().any(|name| is_set(name))
        || is("TERM_PROGRAM", PROGRAMS)
        || is("TERM", TERMS)
        || is("COLORTERM", &["xfce4-terminal"])
        || is_new_vte()
}

/// Variables that only a terminal with links sets: `DomTerm`, kitty, Konsole, Windows Terminal.
const OF_THEIR_OWN: &[&str] = &["DOMTERM", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION"];
const PROGRAMS: &[&str] = &["Hyper", "iTerm.app", "terminology", "WezTerm", "vscode", "ghostty", "rio", "Tabby"];
const TERMS: &[&str] = &["xterm-kitty", "alacritty", "alacritty-direct", "xterm-ghostty", "foot", "foot-extra"];
/// VTE 0.50.0 crashes at a link.
const FIRST_VTE: u32 = 5001;

#[cfg(test)]
mod tests {
    use super::supports_hyperlinks;

    fn supported(is_terminal: bool, environment: &[(&str, &str)]) -> bool {
        let value = |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        supports_hyperlinks(is_terminal, |name| value(name).map(str::to_owned))
    }

    #[test]
    fn a_terminal_that_says_so_gets_links() {
        for known in [
            ("TERM_PROGRAM", "WezTerm"),
            ("TERM", "xterm-kitty"),
            ("VTE_VERSION", "7600"),
            ("WT_SESSION", "a-b"),
            ("KONSOLE_VERSION", "230800"),
        ] {
            assert!(supported(true, &[known]), "{known:?}");
        }
        for unknown in [("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal"), ("VTE_VERSION", "4800")] {
            assert!(!supported(true, &[unknown]), "{unknown:?}");
        }
    }

    #[test]
    fn a_pipe_and_a_log_of_ci_get_none() {
        assert!(!supported(false, &[("TERM_PROGRAM", "WezTerm")]));
        assert!(!supported(true, &[("TERM_PROGRAM", "vscode"), ("CI", "true")]));
        assert!(!supported(true, &[("TERM", "dumb"), ("WT_SESSION", "a-b")]));
    }

    #[test]
    fn who_forces_decides() {
        assert!(supported(false, &[("FORCE_HYPERLINK", "1"), ("CI", "true")]));
        assert!(!supported(true, &[("FORCE_HYPERLINK", "0"), ("TERM_PROGRAM", "WezTerm")]));
        assert!(!supported(true, &[("FORCE_HYPERLINK", "")]));
    }
}
