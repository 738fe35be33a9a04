//! `oauth-doctor replay --send` and `--to`: the token request against a real endpoint.

use std::convert::Infallible;
use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use serde_json::Value;

use crate::capture::{Exchange, Session};
use crate::cli::consent::{ConnectionArgs, is_terminal};
use crate::cli::input::FoundFile;
use crate::cli::out_file::{Access, OutFile};
use crate::cli::{Error, ExitStatus, Output, RECORD, input};
use crate::diagnosis::Diagnosis;
use crate::disclose::Secret;
use crate::login::Outcome;
use crate::oauth::{BodyForm, Request};
use crate::report::{self, Capture};
use crate::rules::Severity;
use crate::send::{self, Endpoint, Plan, Wishes};
use crate::weigh::shown;
use crate::{Facts, check, check_joined};

/// Whether the request is sent, where to, and with which values.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Sending")]
pub(super) struct SendArgs {
    /// Send the request to the token endpoint of the recording.
    #[arg(long)]
    send: bool,
    /// Send the request to this token endpoint.
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    /// Send the request as recorded, mistakes and all.
    #[arg(long)]
    as_captured: bool,
    /// The code of a new login, instead of the one in the recording.
    #[arg(long, allow_hyphen_values = true, value_name = "CODE", value_parser = secret)]
    code: Option<Secret>,
    /// The `code_verifier` of a new login.
    #[arg(long, allow_hyphen_values = true, value_name = "VERIFIER", value_parser = secret)]
    code_verifier: Option<Secret>,
    /// Write what was sent and answered to this file.
    ///
    /// It then holds credentials, and only you can read it.
    #[arg(long, value_name = "OUT.har", hide_short_help = true)]
    record: Option<PathBuf>,
    /// Send a used code; overwrite the file of --record.
    #[arg(long, hide_short_help = true)]
    force: bool,
    #[command(flatten)]
    connection: ConnectionArgs,
}

impl SendArgs {
    /// Returns whether anything is to be sent; what only sending heeds is a mistake without it.
    pub(super) fn is_asked_for(&self) -> Result<bool, Error> {
        if self.send || self.to.is_some() {
            return Ok(true);
        }
        let unheeded = [
            ("--as-captured", self.as_captured),
            ("--code", self.code.is_some()),
            ("--code-verifier", self.code_verifier.is_some()),
            ("--record", self.record.is_some()),
            ("--force", self.force),
            ("--yes", self.connection.yes),
        ];
        match unheeded.into_iter().find(|(_, is_given)| *is_given) {
            Some((option, _)) => Err(Error::NotSending { option }),
            None => Ok(false),
        }
    }

    /// Returns what the user gives in place of the values of the capture.
    fn wishes(&self, login: &Diagnosis) -> Wishes {
        let given = [("code", &self.code), ("code_verifier", &self.code_verifier)];
        let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        let request =
            login.token_request.iter().chain(login.corrections.iter().map(|correction| &correction.corrected));
        let mut names: Vec<&str> = request
            .flat_map(|request| &request.params)
            .map(|field| field.name.as_str())
            .filter(|name| !matches!(*name, "code" | "code_verifier"))
            .chain(["client_id", "client_secret"])
            .collect();
        names.sort_unstable();
        names.dedup();
        let of_environment = names.into_iter().filter_map(|name| Some((name.to_owned(), of_environment(name)?)));
        Wishes {
            as_captured: self.as_captured,
            force: self.force,
            endpoint: self.to.clone(),
            fresh: given.chain(of_environment).collect(),
        }
    }
}

/// Returns what the environment gives in place of a value of the capture.
fn of_environment(name: &str) -> Option<Secret> {
    let value = env::var(send::variable(name)).ok();
    value.filter(|value| !value.is_empty()).map(Secret::new)
}

#[expect(clippy::unnecessary_wraps, reason = "clap asks for a parser that may fail")]
fn secret(value: &str) -> Result<Secret, Infallible> {
    Ok(Secret::new(value))
}

pub(super) fn run(
    path: &Path,
    number: Option<usize>,
    as_json: bool,
    facts: &Facts,
    args: &SendArgs,
    output: &mut Output<'_>,
) -> Result<ExitStatus, Error> {
    let file = FoundFile::new(path.to_owned());
    let name = &file.name;
    if name == input::STDIN {
        return Err(Error::StdinForReplay);
    }
    if let Some(record) = args.record.as_deref().filter(|record| input::is_same(path, record)) {
        return Err(Error::Overwrites {
            option: RECORD,
            path: record.display().to_string(),
            what: "the capture itself",
        });
    }
    let read = AtomicU64::new(0);
    let checked = check_joined([file.open("replay", &read)?], facts);
    if let Some(source) = checked.error.filter(|_| checked.logins.is_empty()) {
        let place = file.name;
        return Err(Error::Capture { place, source });
    }
    let Some(login) = choose(&checked.logins, number)? else {
        writeln!(
            output.err,
            "There is no token request in {}, so there is nothing to send.",
            report::text::clean(name)
        )?;
        return Ok(ExitStatus::NothingAssessed);
    };
    let Some(plan) = complete(login, args.wishes(login))? else {
        writeln!(
            output.err,
            "Login {} of {} has no token request, so there is nothing to send.",
            login.id,
            report::text::clean(name)
        )?;
        return Ok(ExitStatus::NothingAssessed);
    };
    let message = send::message(&plan.request)?;
    let endpoint = Endpoint::parse(message.url.as_str())?;
    let settings = args.connection.settings()?;
    let mut exchanges = Vec::new();
    if plan.has_captured_code {
        let mut keep = |exchange: Exchange| exchanges.extend(send::kept(exchange, login));
        let mut again = file.open("replay", &read)?;
        Session::new(&mut keep).read(name, &mut *again.content, again.attachments.as_deref());
    }
    args.connection.ask(&endpoint.host(), &announcement(&plan, login), output)?;
    let record = args.record.as_deref().map(|path| open_record(path, args.force)).transpose()?;
    exchanges.push(send::send(message, &settings)?);
    let har = send::har(&exchanges);
    if let (Some(path), Some(mut record)) = (&args.record, record) {
        record.write_all(&har).map_err(|source| record_error(path, source))?;
        let name = report::text::clean(&path.display().to_string());
        writeln!(output.err, "{name} holds the credentials of this exchange: keep it to yourself.\n")?;
    }
    report(name, &har, as_json, args, output)
}

/// Opens the file of `--record` before anything is sent, as an answer comes once.
fn open_record(path: &Path, overwrite: bool) -> Result<OutFile, Error> {
    let record = OutFile::open(path, Access::Owner).map_err(|source| record_error(path, source))?;
    if record.existed() && !overwrite {
        return Err(Error::RecordExists(path.display().to_string()));
    }
    Ok(record)
}

fn record_error(path: &Path, source: io::Error) -> Error {
    Error::File { option: RECORD, path: path.display().to_string(), source }
}

/// Chooses the login: the one that failed, or else the only one that has a token request.
fn choose(logins: &[Diagnosis], number: Option<usize>) -> Result<Option<&Diagnosis>, Error> {
    if let Some(number) = number {
        let login = logins.iter().find(|login| login.id == number);
        return login.map(Some).ok_or(Error::NoLogin { number, logins: logins.len() });
    }
    let with_request = || logins.iter().filter(|login| login.token_request.is_some());
    let failed: Vec<&Diagnosis> = with_request().filter(|login| login.outcome != Outcome::Succeeded).collect();
    let candidates = if failed.is_empty() { with_request().collect() } else { failed };
    match candidates.as_slice() {
        [] => Ok(None),
        [login] => Ok(Some(login)),
        several => Err(Error::SeveralLogins { logins: several.iter().map(|login| login.id).collect() }),
    }
}

/// Plans what is sent; what is still missing is asked for, without showing it, where there is somebody to ask.
fn complete(login: &Diagnosis, mut wishes: Wishes) -> Result<Option<Plan>, Error> {
    loop {
        match send::plan(login, &wishes) {
            Err(send::Error::Needs { name, what })
                if is_terminal() && wishes.fresh.iter().all(|(given, _)| *given != name) =>
            {
                let prompt = report::text::clean(&format!("{name} ({what}): "));
                wishes.fresh.push((name, Secret::new(rpassword::prompt_password(prompt)?)));
            }
            planned => return Ok(planned?),
        }
    }
}

/// Returns what is said before it is sent.
fn announcement(plan: &Plan, login: &Diagnosis) -> Vec<String> {
    let mut lines = shown(&plan.request);
    if plan.request.body == BodyForm::Json {
        write_as_json(&mut lines, &plan.request);
    }
    if let Some(origin) = &plan.request.origin {
        lines.insert(1, format!("Origin: {origin}"));
    }
    lines.push(String::new());
    let request =
        if plan.is_corrected { "This is the corrected request" } else { "This is the request as it was recorded" };
    let (of_environment, given): (Vec<&str>, Vec<&str>) = plan
        .replaced
        .iter()
        .map(String::as_str)
        .partition(|name| !matches!(*name, "code" | "code_verifier") && of_environment(name).is_some());
    lines.push(if plan.has_captured_code {
        format!("{request}, with the code of the capture, which servers keep for minutes only: --code gives a new one.")
    } else if given.is_empty() {
        format!("{request}.")
    } else {
        format!("{request}, but for what you gave: {}.", given.join(", "))
    });
    for name in of_environment {
        lines.push(format!("Its {name} is that of the environment: {}.", send::variable(name)));
    }
    if plan.has_captured_verifier {
        lines.push(
            "Its code_verifier is that of the capture: a new login has a new one, which --code-verifier gives."
                .to_owned(),
        );
    }
    if plan.is_of_capture {
        lines.extend(report::prediction(login, plan.is_corrected));
    }
    lines
}

/// Shows the fields of the body, which are the last lines, as the object that is sent.
fn write_as_json(lines: &mut Vec<String>, request: &Request) {
    let fields: Vec<&str> =
        request.params.iter().filter(|field| !field.in_url).map(|field| field.name.as_str()).collect();
    let shown = lines.split_off(lines.len().saturating_sub(fields.len()));
    let members = fields.iter().zip(&shown).map(|(name, line)| {
        let value = line.get(name.len() + 1..).unwrap_or_default();
        format!("{}:{}", Value::from(*name), Value::from(value))
    });
    lines.push(format!("{{{}}}", members.collect::<Vec<_>>().join(",")));
}

/// Diagnoses the answer like any other exchange.
fn report(
    name: &str,
    har: &[u8],
    as_json: bool,
    args: &SendArgs,
    output: &mut Output<'_>,
) -> Result<ExitStatus, Error> {
    let capture = Capture {
        path: match &args.record {
            Some(record) => record.display().to_string(),
            None => format!("replay of {name}"),
        },
        checked: check(har),
    };
    let options = output.report_options();
    let checked = &capture.checked;
    let has_token = checked.logins.iter().any(|login| login.outcome == Outcome::Succeeded);
    let status =
        if has_token && !checked.has_findings(Severity::Error) { ExitStatus::Clean } else { ExitStatus::Findings };
    if as_json {
        report::json::write(&[capture], options, output.out)?;
    } else {
        report::human::write(&[capture], options, output.out)?;
    }
    Ok(status)
}
