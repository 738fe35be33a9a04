//! From the arguments to a command: one that names none is a `check`.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::path::Path;

use clap::{CommandFactory, Parser};

use super::{Cli, input};

impl Cli {
    /// Reads a command line, of which the first argument is the name of the program. `oauth-doctor login.har` is
    /// `oauth-doctor check login.har`; with `has_input`, `oauth-doctor` alone is `oauth-doctor check`.
    ///
    /// # Example: a file in place of a command
    ///
    /// ```
    /// use oauth_doctor::cli::Cli;
    ///
    /// assert!(Cli::read(["oauth-doctor", "--quiet", "login.har"], false).is_ok());
    /// assert!(Cli::read(["oauth-doctor", "chekc"], false).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// Where the arguments are none of the command, and where they ask for help or the version.
    pub fn read(args: impl IntoIterator<Item = impl Into<OsString>>, has_input: bool) -> Result<Self, clap::Error> {
        let mut args: Vec<OsString> = args.into_iter().map(Into::into).collect();
        if let Some(at) = place_of_command(&args, has_input) {
            args.insert(at, OsString::from("check"));
        }
        Self::try_parse_from(args)
    }
}

/// Returns whether somebody hands something over on standard input: a pipe or a file, and no terminal or device.
pub fn has_input() -> bool {
    !io::stdin().is_terminal() && is_pipe_or_file()
}

#[cfg(unix)]
fn is_pipe_or_file() -> bool {
    use std::os::fd::AsFd;
    use std::os::unix::fs::FileTypeExt;
    let stdin = io::stdin().as_fd().try_clone_to_owned().and_then(|stdin| std::fs::File::from(stdin).metadata());
    stdin.is_ok_and(|stdin| !stdin.file_type().is_char_device())
}

#[cfg(not(unix))]
fn is_pipe_or_file() -> bool {
    true
}

/// Returns where `check` is missing; none where the arguments name a command, or nearly one, or ask for help.
fn place_of_command(args: &[OsString], has_input: bool) -> Option<usize> {
    let commands = commands();
    let is_command = |arg: &OsString| commands.iter().any(|name| arg == OsStr::new(name));
    let mut at = 1;
    loop {
        let Some(arg) = args.get(at) else { return has_input.then_some(args.len()) };
        match arg.to_str() {
            Some("--color") => at += 2,
            Some(text) if text.starts_with("--color=") => at += 1,
            Some("-h" | "--help" | "-V" | "--version") => return None,
            // An option of `check`, unless a command follows, whose place is before its options.
            Some(text) if text.starts_with('-') && text != "-" => {
                return (text == "--" || !args.iter().skip(at).any(is_command)).then_some(at);
            }
            _ if is_command(arg) => return None,
            Some(text) => return (!is_misspelt(text, &commands)).then_some(at),
            None => return Some(at),
        }
    }
}

/// Returns whether a word is no file and looks like a command.
fn is_misspelt(word: &str, commands: &[String]) -> bool {
    let is_bare = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && word != input::STDIN;
    let is_similar = |name: &String| strsim::jaro(word, name) > SIMILAR;
    is_bare && commands.iter().any(is_similar) && !Path::new(word).exists()
}

/// Returns the names of the commands.
fn commands() -> Vec<String> {
    let cli = Cli::command();
    let names = cli.get_subcommands().flat_map(|command| {
        let names = command.get_all_aliases().chain([command.get_name()]);
        names.map(str::to_owned).collect::<Vec<_>>()
    });
    names.chain(["help".to_owned()]).collect()
}

/// How much alike two words are of which clap suggests the one for the other.
const SIMILAR: f64 = 0.7;

#[cfg(test)]
mod tests {
    use super::*;

    fn place(args: &str, has_input: bool) -> Option<usize> {
        let args: Vec<OsString> = ["oauth-doctor"].into_iter().chain(args.split_whitespace()).map(Into::into).collect();
        place_of_command(&args, has_input)
    }

    #[test]
    fn what_names_no_command_is_checked() {
        for args in
            ["login.har", "./check", "-", "captures/ -v", "--format json login.har", "-v", "Cargo.toml", "zebra"]
        {
            assert_eq!(place(args, false), Some(1), "{args}");
        }
        assert_eq!(place("--color never login.har", false), Some(3));
        assert_eq!(place("--color=never -- explain", false), Some(2));
        assert_eq!(place("", true), Some(1));
        assert_eq!(place("--color never", true), Some(3));
    }

    #[test]
    fn a_command_wins_and_so_does_a_question_for_help() {
        for args in
            ["check login.har", "rule", "rules", "help", "--help", "-V", "--color never pkce verify", "-v check a"]
        {
            assert_eq!(place(args, true), None, "{args}");
        }
        assert_eq!(place("", false), None);
        for misspelt in ["chekc", "chek", "explian", "reduct"] {
            assert_eq!(place(misspelt, true), None, "{misspelt}");
        }
    }
}
