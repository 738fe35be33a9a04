//! `oauth-doctor explain`.

use std::io::{self, Read};

use crate::cli::{AnswerFormat, Error, ExitStatus, Output};
use crate::report::json::{Escaped, WordsView};
use crate::report::{Options, human};
use crate::words;

/// Explain a message.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 something is known of the message, 3 nothing is. For a whole log use `oauth-doctor check`."
)]
pub(super) struct ExplainArgs {
    /// An error, a line of a log, the first line of an exception; `-` reads it from standard input.
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
    format: AnswerFormat,
}

pub(super) fn run(args: &ExplainArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let text = match args.text.as_slice() {
        [dash] if dash == "-" => read()?,
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
            let options = Options { color: output.color, width: output.width, ..Options::default() };
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
