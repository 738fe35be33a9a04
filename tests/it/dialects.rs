//! What programs print of a failed login: one sample of each dialect, and texts that look like one and are none.
//!
//! `expect.tsv` says what each sample must give, as words: `failed`; `none` (no verdict); `ex=1` (exchanges of logins);
//! `err=`, `desc=`, `status=` (of the answer; `-`: not known), `grant=`, `client=`, `server=`, `provider=`; `cause=X` (the
//! verdict is a rule about X, or X), `cause~X|Y` (one of these, or no verdict); `not=RULE` (never found).

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use oauth_doctor::diagnosis::Diagnosis;
use oauth_doctor::login::Outcome;
use oauth_doctor::rules;
use oauth_doctor::weigh::StepKind;

#[test]
fn each_sample_of_a_dialect_gives_what_is_expected() {
    let table = fs::read_to_string("fixtures/dialects/expect.tsv").expect("the table can be read");
    let (mut right, mut wrong) = (0, String::new());
    for line in table.lines() {
        let (name, expected) = line.split_once('\t').expect("a name and what is expected");
        let sample = fs::read(format!("fixtures/dialects/{name}.txt")).expect("the sample can be read");
        let logins = oauth_doctor::check(&sample).logins;
        let missed: Vec<String> = expected.split(' ').filter_map(|word| miss(&logins, word)).collect();
        if missed.is_empty() {
            right += 1;
        } else {
            let _ = writeln!(wrong, "    {name}: {}", missed.join("; "));
        }
    }
    println!("{right} of {}\n{wrong}", table.lines().count());
    assert!(right >= LEAST, "{right} of {} samples are right:\n{wrong}", table.lines().count());
}

#[test]
fn a_text_that_only_looks_like_a_failed_login_gives_none() {
    for entry in fs::read_dir("fixtures/dialects/negative").expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        let checked = oauth_doctor::check(&fs::read(&path).expect("the text can be read"));
        assert!(checked.logins.is_empty(), "{} has a login", path.display());
    }
}

#[test]
fn a_sample_that_is_cut_anywhere_gets_no_verdict_that_the_whole_has_not() {
    let mut wrong = String::new();
    for (name, sample) in samples() {
        let whole = verdicts(&oauth_doctor::check(sample.as_bytes()).logins);
        for end in (1..sample.len()).filter(|end| sample.is_char_boundary(*end)).step_by(STEP) {
            let cut = verdicts(&oauth_doctor::check(&sample.as_bytes()[..end]).logins);
            let new: Vec<_> = cut.difference(&whole).collect();
            if !new.is_empty() {
                let tail = &sample[floor(&sample, end.saturating_sub(60))..end];
                let _ =
                    writeln!(wrong, "    {name} cut at {end}: {new:?}, the whole has {whole:?}; it ends in {tail:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "a cut adds a verdict:\n{wrong}");
}

/// Returns the samples with their names.
fn samples() -> impl Iterator<Item = (String, String)> {
    let table = fs::read_to_string("fixtures/dialects/expect.tsv").expect("the table can be read");
    let names: Vec<String> = table.lines().filter_map(|line| Some(line.split_once('\t')?.0.to_owned())).collect();
    names.into_iter().map(|name| {
        let sample = fs::read_to_string(format!("fixtures/dialects/{name}.txt")).expect("the sample can be read");
        (name, sample)
    })
}

fn verdicts(logins: &[Diagnosis]) -> BTreeSet<&'static str> {
    logins.iter().filter_map(|login| Some(login.verdict()?.rule.id)).collect()
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Says what a word of the table asks for and the logins have not.
fn miss(logins: &[Diagnosis], word: &str) -> Option<String> {
    let verdicts = verdicts(logins);
    let failed = logins.iter().any(|login| login.outcome == Outcome::Failed);
    let refusal = logins.iter().find_map(|login| login.server_error.as_ref());
    let steps = || logins.iter().flat_map(|login| &login.steps);
    let is = |fits: bool, found: String| (!fits).then(|| format!("{word}, found {found}"));
    let any = |found: Vec<Option<String>>, value: &str| {
        is(found.iter().flatten().any(|found| found == value), format!("{found:?}"))
    };
    if let Some(causes) = word.strip_prefix("cause~") {
        let fits = !verdicts.is_empty() && verdicts.is_subset(&about(causes)) || verdicts.is_empty() && failed;
        return is(fits, format!("{verdicts:?}"));
    }
    let Some((name, value)) = word.split_once('=') else {
        return match word {
            "failed" => is(failed, format!("{:?}", logins.iter().map(|login| login.outcome).collect::<Vec<_>>())),
            "none" => is(verdicts.is_empty(), format!("{verdicts:?}")),
            _ => panic!("{word} is no word of the table"),
        };
    };
    match name {
        "cause" => is(!verdicts.is_empty() && verdicts.is_subset(&about(value)), format!("{verdicts:?}")),
        "not" => {
            let mut found = logins.iter().flat_map(|login| &login.findings);
            is(found.all(|finding| finding.rule.id != value), "it".to_owned())
        }
        "ex" => {
            let exchanges: BTreeSet<usize> = steps().map(|step| step.seen.exchange).collect();
            is(exchanges.len().to_string() == value, exchanges.len().to_string())
        }
        "status" => {
            let status = steps().rfind(|step| step.kind == StepKind::TokenRequest).and_then(|step| step.status);
            let status = status.map_or_else(|| "-".to_owned(), |status| status.to_string());
            is(status == value, status)
        }
        "err" => any(vec![refusal.and_then(|refusal| refusal.error.clone())], value),
        "desc" => {
            let words = refusal.and_then(|refusal| refusal.description.clone()).unwrap_or_default();
            is(words.contains(&value.replace('_', " ")), words)
        }
        "grant" => {
            let grant = |login: &Diagnosis| (!login.grant_is_guessed).then(|| login.grant.as_str().to_owned());
            any(logins.iter().map(grant).collect(), value)
        }
        "client" => any(logins.iter().map(|login| login.client_id.clone()).collect(), value),
        "server" => any(logins.iter().map(|login| login.server.clone()).collect(), value),
        "provider" => any(logins.iter().map(|login| Some(login.provider?.id.to_owned())).collect(), value),
        _ => panic!("{word} is no word of the table"),
    }
}

/// Returns the rules that look into causes, or are named themselves.
fn about(causes: &str) -> BTreeSet<&'static str> {
    let is_about = |rule: &&rules::Rule, cause: &str| {
        rule.id == cause || rule.optional.about.iter().any(|about| format!("{about:?}") == cause)
    };
    causes
        .split('|')
        .flat_map(|cause| rules::all().filter(move |rule| is_about(rule, cause)))
        .map(|rule| rule.id)
        .collect()
}

/// How many bytes lie between two places where a sample is cut.
const STEP: usize = 3;

/// How many samples are right at least; it only goes up.
const LEAST: usize = 191;
