//! `oauth-doctor pkce`.

use std::io::{self, BufRead, IsTerminal, Read};

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use crate::cli::input::announce;
use crate::cli::{AnswerFormat, Error, ExitStatus, Output};
use crate::explain::{self, ChallengeMethod, Explanation, Relation};
use crate::oauth::pkce::{VERIFIER_LENGTH, is_verifier_char, new_verifier, s256};
use crate::report::json::{Escaped, ExplanationView};
use crate::report::text::{clean, wrap};
use crate::rules::hygiene::security::weakness;

/// Check or make a PKCE pair.
#[derive(Debug, clap::Args)]
pub(super) struct PkceArgs {
    #[command(subcommand)]
    command: PkceCommand,
}

#[derive(Debug, Subcommand)]
enum PkceCommand {
    Verify(VerifyArgs),
    New(NewArgs),
}

/// Say whether a verifier is a good one and belongs to a challenge.
///
/// If it does not belong to it, the answer names the mistakes that lead from the one to the other. Without a challenge, the verifier is
/// judged alone: its length, its characters, and whether someone could guess it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct VerifyArgs {
    /// The `code_verifier` of the token request, decoded.
    #[arg(long, allow_hyphen_values = true, value_name = "VERIFIER")]
    verifier: Option<String>,
    /// The `code_challenge` of the authorization request, decoded.
    #[arg(long, allow_hyphen_values = true, value_name = "CHALLENGE")]
    challenge: Option<String>,
    /// The `code_challenge_method` of that request.
    #[arg(long, value_enum, default_value_t = MethodArg::S256, value_name = "METHOD")]
    method: MethodArg,
    /// The form of the answer.
    #[arg(short, long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
    format: AnswerFormat,
}

/// Make a verifier and its challenge.
#[derive(Debug, clap::Args)]
struct NewArgs {
    /// The form of the answer.
    #[arg(short, long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
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
    // Somebody who gives the verifier and sits at a terminal has no more to say.
    let asks = args.verifier.is_none() || args.challenge.is_none() && !io::stdin().is_terminal();
    if asks && args.verifier.is_none() {
        announce("the verifier, and the challenge on the next line", output.err);
    }
    let mut lines = io::stdin().lock().take(2 * LONGEST as u64).lines();
    let mut value = |given: &Option<String>, name: &'static str| {
        let value = match given {
            Some(value) => Some(value.clone()),
            None if asks => lines.next().transpose()?.map(|line| line.trim_end_matches('\r').to_owned()),
            None => None,
        };
        if value.as_ref().is_some_and(|value| value.len() >= LONGEST) {
            return Err(Error::LongPkceValue(name));
        }
        Ok(value.filter(|value| !value.is_empty()))
    };
    let verifier = value(&args.verifier, "verifier")?.ok_or(Error::NoVerifier)?;
    let challenge = value(&args.challenge, "challenge")?;
    let method = match args.method {
        MethodArg::S256 => ChallengeMethod::S256,
        MethodArg::Plain => ChallengeMethod::Plain,
    };
    let relation = challenge.as_ref().map(|challenge| explain::pkce(&verifier, challenge, method));
    let explanation = match &relation {
        Some(Relation::Explained(explanation)) => Some(explanation),
        Some(Relation::Matches | Relation::Unrelated) | None => None,
    };
    let judged = Judged {
        matches: relation.as_ref().map(|relation| *relation == Relation::Matches),
        explanation,
        problems: problems(&verifier),
    };
    match args.format {
        AnswerFormat::Json => print_json(output, &VerifyView::new(&judged, &verifier))?,
        AnswerFormat::Human => say(&judged, &verifier, method, output)?,
    }
    let is_right = judged.matches.unwrap_or(judged.problems.is_empty());
    Ok(if is_right { ExitStatus::Clean } else { ExitStatus::Findings })
}

/// What is known of a verifier.
struct Judged<'a> {
    /// Whether it belongs to the challenge, where there is one.
    matches: Option<bool>,
    explanation: Option<&'a Explanation>,
    problems: Vec<Problem>,
}

/// What is wrong with a verifier on its own.
#[derive(Serialize)]
struct Problem {
    kind: &'static str,
    message: String,
}

fn problems(verifier: &str) -> Vec<Problem> {
    let (shortest, longest) = (*VERIFIER_LENGTH.start(), *VERIFIER_LENGTH.end());
    let length = verifier.chars().count();
    let size = (!VERIFIER_LENGTH.contains(&length)).then(|| Problem {
        kind: "length",
        message: format!("it has {length} characters; a verifier has {shortest} to {longest} (RFC 7636 §4.1)"),
    });
    let mut strange: Vec<char> = verifier.chars().filter(|c| !is_verifier_char(*c)).collect();
    strange.sort_unstable();
    strange.dedup();
    let shown: Vec<String> = strange.iter().take(SHOWN).map(|c| format!("`{}`", clean(&c.to_string()))).collect();
    let more = if strange.len() > SHOWN { " and others" } else { "" };
    let alphabet = (!strange.is_empty()).then(|| Problem {
        kind: "alphabet",
        message: format!("it has {}{more}; a verifier is made of A-Z a-z 0-9 - . _ ~ (RFC 7636 §4.1)", shown.join(" ")),
    });
    let entropy = weakness(verifier).map(|what| Problem { kind: "entropy", message: format!("it {what}") });
    size.into_iter().chain(alphabet).chain(entropy).collect()
}

fn say(judged: &Judged<'_>, verifier: &str, method: ChallengeMethod, output: &mut Output<'_>) -> Result<(), Error> {
    let width = output.page_options().width;
    let out = &mut *output.out;
    let verdict = match (judged.matches, judged.problems.is_empty()) {
        (Some(true), _) => "The verifier belongs to the challenge.",
        (Some(false), _) => "The verifier does not belong to the challenge.",
        (None, true) => {
            "The verifier is in order: its length, its characters, and nothing that makes it easy to guess."
        }
        (None, false) => "The verifier is not in order.",
    };
    writeln!(out, "{}", wrap(verdict, width).join("\n"))?;
    if judged.matches == Some(false) {
        match judged.explanation {
            Some(explanation) => {
                writeln!(out, "\n{}", wrap(&explanation.text, width).join("\n"))?;
                let steps: Vec<&str> = explanation.steps.iter().map(|step| step.as_str()).collect();
                writeln!(out, "\nsteps  {}", steps.join(" → "))?;
                for code in &explanation.code {
                    let language = code.language.as_str();
                    writeln!(out, "\n{language}\n  often  {}\n  right  {}", code.wrong, code.right)?;
                }
            }
            None => writeln!(
                out,
                "\n{}",
                wrap(
                    "No known mistake leads from one to the other: they were generated independently, or belong to different logins.",
                    width
                )
                .join("\n")
            )?,
        }
    }
    if !judged.problems.is_empty() {
        let also = if judged.matches == Some(true) { "Strict servers refuse it anyway:" } else { "On its own:" };
        writeln!(out, "\n{also}")?;
        for problem in &judged.problems {
            let lines = wrap(&problem.message, width.saturating_sub(4));
            writeln!(out, "  - {}", lines.join("\n    "))?;
        }
        writeln!(out, "\nMake a good one:  oauth-doctor pkce new")?;
    }
    if judged.matches != Some(true) && method == ChallengeMethod::S256 {
        writeln!(out, "\nThe challenge of this verifier is {}", s256(verifier))?;
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
    matches: Option<bool>,
    explanation: Option<ExplanationView<'a>>,
    verifier: VerifierView<'a>,
}

#[derive(Serialize)]
struct VerifierView<'a> {
    length: usize,
    code_challenge: String,
    problems: &'a [Problem],
}

impl<'a> VerifyView<'a> {
    fn new(judged: &'a Judged<'a>, verifier: &str) -> Self {
        Self {
            schema: 1,
            matches: judged.matches,
            explanation: judged.explanation.map(ExplanationView::from),
            verifier: VerifierView {
                length: verifier.chars().count(),
                code_challenge: s256(verifier),
                problems: &judged.problems,
            },
        }
    }
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

/// How many characters are named that no verifier has.
const SHOWN: usize = 8;

const EXAMPLES: &str = "\
Examples:
  oauth-doctor pkce verify
  oauth-doctor pkce verify < pair.txt

Arguments end up in the history of your shell. What you do not give as one
comes from standard input: the verifier on the first line, the challenge on
the second.

Exit codes: 0 it belongs to the challenge, or alone is in order; 1 it does not";
