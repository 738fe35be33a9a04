//! Why a command stopped.

use std::io;

use super::hint::{self, hint};
use super::options::{BASELINE, CA_FILE, FILES_FROM, KEY, OUTPUT, RECORD};
use crate::report::text::clean;
use crate::{FileError, capture, config, oauth, redact, send};

/// Why a command stopped. It says what is wrong, without a full stop; [`Error::said`] adds what to type in answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input cannot be read.
    #[error("{path}: {source}")]
    Input {
        /// The command that reads it.
        command: &'static str,
        /// The path as it was given.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// An input is no capture, or damaged before its first login.
    #[error("{place}: {source}")]
    Capture {
        /// Where the reading stopped.
        place: String,
        /// What was expected there.
        source: capture::Error,
    },
    /// Standard input is named several times.
    #[error("standard input can be read once: give - one time, as an input or to {FILES_FROM}")]
    StdinTwice,
    /// Standard input is named where a capture is read twice.
    #[error("replay reads its capture twice, and standard input comes once")]
    StdinForReplay,
    /// The list of inputs is empty.
    #[error("{FILES_FROM}: the list names no file")]
    EmptyList,
    /// No file of a directory is a recording.
    #[error("{path}: {files}")]
    EmptyDirectory {
        /// The command that reads them.
        command: &'static str,
        /// The directory as it was given.
        path: String,
        /// What there is.
        files: String,
    },
    /// No file has a name like this.
    #[error("{pattern}: no file matches this pattern")]
    NoMatch {
        /// The command that reads them.
        command: &'static str,
        /// The pattern as it was given.
        pattern: String,
        /// The directory in which a match would be; empty for the working directory.
        folder: String,
    },
    /// A pattern of file names is not closed.
    #[error("{pattern}: this is not a valid pattern, and no file has this name")]
    NotAPattern {
        /// The command that reads them.
        command: &'static str,
        /// The pattern as it was given.
        pattern: String,
    },
    /// A redirect URI cannot be one.
    #[error("--redirect-uri {uri}: {}", .problem)]
    RedirectUri {
        /// What was given.
        uri: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// There is a configuration already.
    #[error("{0}: this file exists")]
    ConfigExists(String),
    /// A configuration cannot be written.
    #[error("{path}: {source}")]
    Unwritten {
        /// The path as it was given.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// A configuration has mistakes.
    #[error("{}", mistakes.iter().map(|mistake| format!("{path}: {mistake}")).collect::<Vec<_>>().join("\nerror: "))]
    ConfigMistakes {
        /// The configuration.
        path: String,
        /// What is wrong, at least one.
        mistakes: Vec<config::Mistake>,
    },
    /// The configuration leaves nothing to check.
    #[error("{path}: {keys} of {config} leaves no file of this directory")]
    NothingChosen {
        /// The directory as it was given.
        path: String,
        /// The keys that choose files.
        keys: &'static str,
        /// The configuration.
        config: String,
    },
    /// There is no configuration.
    #[error("there is no {0} here or above")]
    NoConfig(&'static str),
    /// A file that says what the user knows or wants cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// What the file is.
        file: UserFile,
        /// The path as it was given.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file that says what the user knows or wants is not in order.
    #[error("{path}: {source}{}", hint::aside(.source))]
    Malformed {
        /// What the file is.
        file: UserFile,
        /// The path as it was given.
        path: String,
        /// What is wrong, and where.
        source: FileError,
    },
    /// A file of metadata holds none.
    #[error("{0}: a discovery document is expected: a JSON object with `authorization_endpoint` or `token_endpoint`")]
    NoMetadata(String),
    /// The discovery document leads to a host that nobody named.
    #[cfg(feature = "net")]
    #[error(
        "the discovery document names a token endpoint on {host}, which you did not name, so nothing was sent there"
    )]
    OtherHost {
        /// The host, and its port where it names one.
        host: String,
    },
    /// A client cannot be registered as the options say.
    #[error(transparent)]
    Contradiction(#[from] oauth::Contradiction),
    /// A file is no baseline.
    #[error("{BASELINE} {path}: {source}; {}", hint::write_anew(.source))]
    Baseline {
        /// The path as it was given.
        path: String,
        /// What is wrong.
        source: config::BaselineError,
    },
    /// A file that is no capture cannot be read or written.
    #[error("{option} {path}: {source}")]
    File {
        /// The option that names it.
        option: &'static str,
        /// The path as it was given.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file is no key.
    #[error("{KEY} {path}: {source}")]
    Key {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        source: redact::KeyError,
    },
    /// A file is too long to be a key.
    #[error("{KEY} {0}: a key has 64 KiB or less")]
    KeyTooLong(String),
    /// Several recordings are redacted, and there is no directory for them.
    #[error("several recordings do not go to standard output")]
    NoFolder,
    /// Two recordings would be written to one file.
    #[error("{OUTPUT}: two recordings would be written to {0}")]
    SharedOutput(String),
    /// A redacted recording did not pass the gate.
    #[error("{path}: {refused}")]
    Refused {
        /// The path as it was given.
        path: String,
        /// What was in the way.
        refused: redact::Refused,
    },
    /// A file would be overwritten that is needed.
    #[error("{option} {path}: this is {what}")]
    Overwrites {
        /// The option that names it.
        option: &'static str,
        /// The path as it was given.
        path: String,
        /// What the file is to the command.
        what: &'static str,
    },
    /// The file of a recording is there already.
    #[error("{RECORD} {0}: this file exists")]
    RecordExists(String),
    /// Two reports go to one file.
    #[error("{option} {path}: two reports cannot be in one file")]
    SharedReport {
        /// The option that names it.
        option: &'static str,
        /// The path as it was given.
        path: String,
    },
    /// Only a page is opened in a browser.
    #[error("--open: a browser shows HTML, not {format}")]
    NotAPage {
        /// The format of the report.
        format: String,
    },
    /// No report heeds a wish for more or for less.
    #[error("{option}: {format} always has everything")]
    AlwaysWhole {
        /// The wish.
        option: &'static str,
        /// The format of the report.
        format: String,
    },
    /// Only sending heeds an option, and nothing is sent.
    #[error("{option} is about a request that is sent, and nothing is")]
    NotSending {
        /// The option.
        option: &'static str,
    },
    /// Of several captures none is sent.
    #[error("a request of one capture is sent at a time")]
    SeveralCaptures,
    /// Several logins have a request that could be sent.
    #[error(
        "the capture has several logins with a token request: {}",
        logins.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
    )]
    SeveralLogins {
        /// Their numbers.
        logins: Vec<usize>,
    },
    /// The capture has no login of this number.
    #[error("there is no login {number}: the capture has {logins}")]
    NoLogin {
        /// What was asked for.
        number: usize,
        /// How many there are.
        logins: usize,
    },
    /// Nobody can be asked whether to send.
    #[error("nothing was sent: there is no terminal to ask on")]
    NoTerminal,
    /// The user does not want to send.
    #[error("nothing was sent, as you say")]
    Declined,
    /// The authorities that are to be trusted are none.
    #[error("the file of {CA_FILE} holds no certificates")]
    Certificates,
    /// A request was not sent, or not answered.
    #[error(transparent)]
    Send(send::Error),
    /// There is no verifier to judge.
    #[error("no verifier: give it with --verifier, or on the first line of standard input")]
    NoVerifier,
    /// One half of a PKCE pair has no end.
    #[error("the {0} on standard input is longer than any {0} can be")]
    LongPkceValue(&'static str),
    /// There is no rule of this id.
    #[error("there is no rule `{id}`")]
    UnknownRule {
        /// What was asked for.
        id: String,
        /// The ids that are spelt most like it.
        similar: Vec<&'static str>,
    },
    /// The check of a capture panicked.
    #[error("{0}: the check of this capture stopped: this is a defect of oauth-doctor, please report it")]
    Defect(String),
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// The operating system gives no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

/// A file that says what the user knows or wants.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UserFile {
    /// Facts about the clients and the server.
    Facts,
    /// The metadata of the server.
    Metadata,
    /// The configuration.
    Config,
}

impl Error {
    /// Returns what is wrong and what to type in answer, safe for a terminal.
    pub fn said(&self) -> String {
        let hint = hint(self).map(|hint| format!("\n\n  {hint}"));
        clean_lines(&format!("{self}{}", hint.unwrap_or_default()))
    }

    /// Returns what is said of an input, without its path.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Input { source, .. } => source.to_string(),
            Self::EmptyDirectory { files, .. } => files.clone(),
            Self::NoMatch { .. } => "no file matches this pattern".to_owned(),
            Self::NotAPattern { .. } => "this is not a valid pattern, and no file has this name".to_owned(),
            Self::NothingChosen { keys, config, .. } => format!("{keys} of {config} leaves no file of this directory"),
            Self::Refused { refused, .. } => refused.to_string(),
            Self::Capture { source, .. } => source.to_string(),
            Self::Defect(_) => "the check stopped: this is a defect of oauth-doctor".to_owned(),
            _ => self.to_string(),
        }
    }
}

impl From<send::Error> for Error {
    fn from(error: send::Error) -> Self {
        match error {
            send::Error::Certificates => Self::Certificates,
            error => Self::Send(error),
        }
    }
}

/// A file may be named like an escape sequence.
pub(crate) fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}
