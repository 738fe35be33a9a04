//! `oauth-doctor probe`.

use std::io;
use std::time::Duration;

use oauth_doctor_wire::url::UrlParts;
use serde::Serialize;

use crate::cli::consent::ConnectionArgs;
use crate::cli::{AnswerFormat, Error, ExitStatus, Output};
use crate::report::json::Escaped;
use crate::report::text::clean;
use crate::send::Endpoint;
use crate::send::probe::{Answered, Learned, NotShown, Probe, ProbeConclusion};

/// Ask a token endpoint how it treats requests, without a secret.
///
/// Sends a few requests, one after the other, with an invalid code and without any credential. Asks you first.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ProbeArgs {
    /// The token endpoint, or an issuer.
    ///
    /// The discovery document of an issuer names the endpoint.
    #[arg(value_name = "URL")]
    endpoint: String,
    /// The issuer, where URL is the token endpoint.
    #[arg(long, value_name = "ISSUER", conflicts_with = "metadata")]
    issuer: Option<String>,
    /// The discovery document, where URL is the token endpoint.
    #[arg(long, value_name = "DOCUMENT")]
    metadata: Option<String>,
    /// The client to name [default: one that does not exist].
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The origin of the page that would send the requests.
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    origin: Option<String>,
    /// The form of the answer.
    #[arg(short, long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
    format: AnswerFormat,
    /// How many milliseconds to wait between two requests.
    #[arg(long, hide = true, default_value_t = 1000, value_name = "MS")]
    interval: u64,
    #[command(flatten)]
    connection: ConnectionArgs,
}

/// Reads what a browser sends as `Origin` (RFC 6454 §6.2).
fn origin(text: &str) -> Result<String, &'static str> {
    let url = UrlParts::parse(text);
    let is_alone = url.base == text && url.path.is_empty() && url.user.is_none();
    let is_host = !url.host.is_empty() && !url.host.contains(|c: char| c.is_whitespace() || c == '\\');
    let is_port = url.port.is_none_or(|port| port.parse::<u16>().is_ok());
    let is_address = url.host.ends_with(']') || !url.host.contains(':');
    if !url.scheme.is_empty() && is_alone && is_host && is_port && is_address {
        Ok(text.to_owned())
    } else {
        Err("give an origin: scheme, host and port alone, as in https://app.example.com")
    }
}

pub(super) fn run(args: &ProbeArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let probe = Probe {
        endpoint: args.endpoint.clone(),
        issuer: args.issuer.clone(),
        metadata: args.metadata.clone(),
        client_id: args.client_id.clone(),
        origin: args.origin.clone(),
        interval: Duration::from_millis(args.interval),
    };
    let host = Endpoint::parse(&probe.endpoint)?.host();
    let settings = args.connection.settings()?;
    let mut lines = probe.announcement();
    lines.push(String::new());
    lines.push("One request after the other, with an invalid code and without any credential.".to_owned());
    args.connection.ask(&host, &lines, output)?;
    let learned = probe.run(&settings, |host, lines| {
        if args.connection.yes {
            return Err(Error::OtherHost { host: host.to_owned() });
        }
        args.connection.ask(host, lines, output)
    })?;
    match args.format {
        AnswerFormat::Human => say(&learned, output)?,
        AnswerFormat::Json => {
            serde_json::to_writer_pretty(Escaped::new(output.out), &LearnedView::new(&learned))
                .map_err(io::Error::from)?;
            writeln!(output.out)?;
        }
    }
    Ok(ExitStatus::Clean)
}

fn say(learned: &Learned, output: &mut Output<'_>) -> Result<(), Error> {
    let out = &mut output.out;
    writeln!(out, "Token endpoint  {}", clean(&learned.endpoint))?;
    match &learned.metadata {
        Some((url, document)) => {
            let issuer = document.issuer.as_deref().unwrap_or("none");
            writeln!(out, "Discovery       {} (issuer {})", clean(url), clean(issuer))?;
        }
        None => writeln!(out, "Discovery       no document was found")?,
    }
    writeln!(out, "\nAnswers")?;
    for answered in &learned.answers {
        let answer = &answered.answer;
        let status = answer.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        let words = [
            answer.error.clone(),
            answer.description.as_ref().map(|text| format!("“{text}”")),
            answered.header("content-type").map(|text| format!("({text})")),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        let line = format!("  {:14} {status} {}", answered.shape, clean(&words.join(" ")));
        writeln!(out, "{}", line.trim_end())?;
    }
    for (title, shown) in [("Shown", true), ("Not shown", false)] {
        let mut conclusions =
            learned.conclusions.iter().filter(|conclusion| conclusion.shown.is_ok() == shown).peekable();
        if conclusions.peek().is_some() {
            writeln!(out, "\n{title}")?;
        }
        for conclusion in conclusions {
            writeln!(out, "  {:14} {}", conclusion.about, clean(&text(conclusion)))?;
        }
    }
    Ok(())
}

/// Returns what a conclusion says, or what to type so that it says something.
fn text(conclusion: &ProbeConclusion) -> String {
    match &conclusion.shown {
        Ok(shown) => shown.clone(),
        Err(NotShown::NoOrigin) => "give the origin of the page:  --origin https://app.example.com".to_owned(),
        Err(reason) => reason.to_string(),
    }
}

#[derive(Serialize)]
struct LearnedView<'a> {
    schema: u32,
    endpoint: &'a str,
    metadata: Option<MetadataView<'a>>,
    answers: Vec<AnswerView<'a>>,
    conclusions: Vec<ConclusionView<'a>>,
}

#[derive(Serialize)]
struct MetadataView<'a> {
    url: &'a str,
    issuer: Option<&'a str>,
    token_endpoint: Option<&'a str>,
    token_endpoint_auth_methods_supported: &'a [String],
    code_challenge_methods_supported: &'a [String],
}

#[derive(Serialize)]
struct AnswerView<'a> {
    shape: &'a str,
    status: Option<u16>,
    error: Option<&'a str>,
    error_description: Option<&'a str>,
    content_type: Option<&'a str>,
    allow_origin: Option<&'a str>,
}

#[derive(Serialize)]
struct ConclusionView<'a> {
    about: &'a str,
    shown: bool,
    text: String,
}

impl<'a> LearnedView<'a> {
    fn new(learned: &'a Learned) -> Self {
        let metadata = learned.metadata.as_ref().map(|(url, document)| MetadataView {
            url,
            issuer: document.issuer.as_deref(),
            token_endpoint: document.token_endpoint.as_deref(),
            token_endpoint_auth_methods_supported: &document.auth_methods,
            code_challenge_methods_supported: &document.challenge_methods,
        });
        let answer = |answered: &'a Answered| AnswerView {
            shape: answered.shape,
            status: answered.answer.status,
            error: answered.answer.error.as_deref(),
            error_description: answered.answer.description.as_deref(),
            content_type: answered.header("content-type"),
            allow_origin: answered.header("access-control-allow-origin"),
        };
        let conclusions = learned.conclusions.iter().map(|conclusion| ConclusionView {
            about: conclusion.about,
            shown: conclusion.shown.is_ok(),
            text: text(conclusion),
        });
        Self {
            schema: 1,
            endpoint: &learned.endpoint,
            metadata,
            answers: learned.answers.iter().map(answer).collect(),
            conclusions: conclusions.collect(),
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  oauth-doctor probe https://auth.example.com/oauth2/token
  oauth-doctor probe https://auth.example.com --origin https://app.example.com";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_alone() {
        for text in ["https://app.example.com", "http://localhost:3000", "http://[::1]:8080", "app://host"] {
            assert!(origin(text).is_ok(), "{text}");
        }
        for text in [
            "app.example.com",
            "https://",
            "https://app.example.com/",
            "https://app.example.com?",
            "https://me@app.example.com",
            "https://app.example.com:",
            "https://app.example.com:99999",
            "https://app.example.com:http",
            "https://app example.com",
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
    }
}
