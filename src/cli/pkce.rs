//! `oauth-doctor pkce`.

use std::io::{self, BufRead, Read};

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use crate::cli::{AnswerFormat, Error, ExitStatus, Output};
use crate::explain::{self, ChallengeMethod, Explanation, Relation};
use crate::oauth::pkce::{is_verifier, new_verifier, s256};
use crate::report::json::{Escaped, ExplanationView};

/// Check or make a PKCE pair.
#[derive(Debug, clap::Args)]
pub(super) struct PkceArgs {
    #[command(subcommand)]
    command: PkceCommand,
}

#[derive(Debug, Subcommand)]
enum PkceCommand {
    /// Say whether a verifier belongs to a challenge, and if not, which mistakes lead from the one to the other.
    Verify(VerifyArgs),
    /// Make a verifier and its challenge.
    New(NewArgs),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Arguments end up in the history of the shell: without --verifier or --challenge the values are read from standard \
                        input, the verifier on the first line, the challenge on the second."
)]
struct VerifyArgs {
    /// The `code_verifier` of the token request, decoded.
    #[arg(long, allow_hyphen_values = true, value_name = "V")]
    verifier: Option<String>,
    /// The `code_challenge` of the authorization request, decoded.
    #[arg(long, allow_hyphen_values = true, value_name = "C")]
    challenge: Option<String>,
    /// The `code_challenge_method` of the authorization request.
    #[arg(long, value_enum, default_value_t = MethodArg::S256, value_name = "METHOD")]
    method: MethodArg,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
    format: AnswerFormat,
}

#[derive(Debug, clap::Args)]
struct NewArgs {
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
    format: AnswerFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MethodArg {
    /// The challenge is the SHA-256 of the verifier.
    #[value(name = "S256")]
    S256,
    /// The challenge is the verifier.
    #[value(name = "plain")]
    Plain,
}

pub(super) fn run(args: &PkceArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        PkceCommand::Verify(args) => verify(args, output),
        PkceCommand::New(args) => new(args, output),
    }
}

fn verify(args: &VerifyArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let mut lines = io::stdin().lock().take(2 * LONGEST as u64).lines();
    let mut value = |given: &Option<String>, name: &'static str| {
        let value = match given {
            Some(value) => Some(value.clone()),
            None => lines.next().transpose()?.map(|line| line.trim_end_matches('\r').to_owned()),
        };
        if value.as_ref().is_some_and(|value| value.len() >= LONGEST) {
            return Err(Error::LongPkceValue(name));
        }
        let value = value.filter(|value| !value.is_empty());
        value.ok_or(Error::NoPkceValue(name))
    };
    let verifier = value(&args.verifier, "verifier")?;
    let challenge = value(&args.challenge, "challenge")?;
    let method = match args.method {
        MethodArg::S256 => ChallengeMethod::S256,
        MethodArg::Plain => ChallengeMethod::Plain,
    };
    let relation = explain::pkce(&verifier, &challenge, method);
    let explanation = match &relation {
        Relation::Explained(explanation) => Some(explanation),
        Relation::Matches | Relation::Unrelated => None,
    };
    let matches = relation == Relation::Matches;
    match args.format {
        AnswerFormat::Json => {
            print_json(
                output,
                &VerifyView { schema: 1, matches, explanation: explanation.map(ExplanationView::from) },
            )?;
        }
        AnswerFormat::Human => say(output, matches, explanation, &verifier, method)?,
    }
    Ok(if matches { ExitStatus::Clean } else { ExitStatus::Findings })
}

fn say(
    output: &mut Output<'_>,
    matches: bool,
    explanation: Option<&Explanation>,
    verifier: &str,
    method: ChallengeMethod,
) -> Result<(), Error> {
    if matches {
        writeln!(output.out, "The verifier belongs to the challenge.")?;
        if !is_verifier(verifier) {
            writeln!(
                output.out,
                "Strict servers refuse it anyway: a verifier has 43 to 128 characters of A-Z a-z 0-9 - . _ ~"
            )?;
        }
        return Ok(());
    }
    writeln!(output.out, "The verifier does not belong to the challenge.")?;
    match explanation {
        Some(explanation) => {
            writeln!(output.out, "\n{}", explanation.text)?;
            let steps: Vec<&str> = explanation.steps.iter().map(|step| step.as_str()).collect();
            writeln!(output.out, "\nsteps  {}", steps.join(" → "))?;
            for code in &explanation.code {
                let language = code.language.as_str();
                writeln!(output.out, "\n{language}\n  often  {}\n  right  {}", code.wrong, code.right)?;
            }
        }
        None => writeln!(
            output.out,
            "\nNo known mistake leads from the one to the other: they were made independently, or belong to different logins."
        )?,
    }
    if method == ChallengeMethod::S256 {
        writeln!(output.out, "\nThe challenge of this verifier is {}", s256(verifier))?;
    }
    Ok(())
}

fn new(args: &NewArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let verifier = new_verifier()?;
    let challenge = s256(&verifier);
    match args.format {
        AnswerFormat::Json => print_json(
            output,
            &PairView {
                schema: 1,
                code_verifier: &verifier,
                code_challenge: &challenge,
                code_challenge_method: "S256",
            },
        )?,
        AnswerFormat::Human => writeln!(
            output.out,
            "code_verifier          {verifier}\ncode_challenge         {challenge}\ncode_challenge_method  S256"
        )?,
    }
    Ok(ExitStatus::Clean)
}

fn print_json(output: &mut Output<'_>, value: &impl Serialize) -> Result<(), Error> {
    serde_json::to_writer_pretty(Escaped::new(output.out), value).map_err(io::Error::from)?;
    writeln!(output.out)?;
    Ok(())
}

#[derive(Serialize)]
struct VerifyView<'a> {
    schema: u32,
    matches: bool,
    explanation: Option<ExplanationView<'a>>,
}

#[derive(Serialize)]
struct PairView<'a> {
    schema: u32,
    code_verifier: &'a str,
    code_challenge: &'a str,
    code_challenge_method: &'a str,
}

/// A verifier has at most 128 characters, and what was made of one not many more.
const LONGEST: usize = 1 << 14;
