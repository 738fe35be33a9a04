//! `oauth-doctor explain`.

use std::io::{self, Read};

use crate::cli::input::{STDIN, announce};
use crate::cli::{AnswerFormat, Error, ExitStatus, Output};
use crate::report::human;
use crate::report::json::{Escaped, WordsView};
use crate::words;

/// Explain a message: an error, a line of a log, an exception.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExplainArgs {
    /// The message, or - for standard input.
    #[arg(value_name = "MESSAGE", required = true)]
    text: Vec<String>,
    /// The form of the answer.
    #[arg(short, long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
    format: AnswerFormat,
}

pub(super) fn run(args: &ExplainArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let text = match args.text.as_slice() {
        [dash] if dash == STDIN => {
            announce("a message on standard input", output.err);
            read()?
        }
        words => words.join(" "),
    };
    let explained = words::explain(&text);
    match (args.format, &explained) {
        (AnswerFormat::Json, explained) => {
            serde_json::to_writer_pretty(Escaped::new(output.out), &WordsView::new(explained.as_ref()))
                .map_err(io::Error::from)?;
            writeln!(output.out)?;
        }
        (AnswerFormat::Human, Some(explained)) => {
            let options = output.page_options();
            human::write_words(explained, options, output.out)?;
        }
        (AnswerFormat::Human, None) => {
            writeln!(
                output.out,
                "Nothing is known of this message.\n\n  Give more of it:  oauth-doctor check log.txt"
            )?;
        }
    }
    Ok(if explained.is_some() { ExitStatus::Clean } else { ExitStatus::NothingAssessed })
}

/// Reads the message from standard input; the rest of a long one says nothing more.
fn read() -> Result<String, Error> {
    let mut text = Vec::new();
    io::stdin().lock().take(LONGEST).read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The longest message that is read.
const LONGEST: u64 = 1 << 20;

const EXAMPLES: &str = "\
Examples:
  oauth-doctor explain invalid_grant
  oauth-doctor explain AADSTS54005

Exit codes: 0 the message is known, 3 it is not. Give a whole log to
            `oauth-doctor check`.";
