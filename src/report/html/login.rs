//! A login as a part of the page.

use super::diagram::Diagram;
use super::page::tone;
use super::parts::{LONGEST, Prose, Values, capitalised};
use super::timeline::{self, Moment};
use crate::diagnosis::Diagnosis;
use crate::explain::{Explanation, PkceStep};
use crate::login::Outcome;
use crate::providers::Source;
use crate::report::evidence::{Stretch, alike, stretches};
use crate::report::fold::Group;
use crate::report::proof::{heading, proven, sentences};
use crate::report::text::{clean, shorten};
use crate::report::{Capture, Options, says_nothing};
use crate::rules::{Confidence, Severity};
use crate::weigh::{Correction, Finding, ServerError, Standing, Status};

/// A login.
#[derive(Debug)]
pub(super) struct LoginView {
    pub(super) id: String,
    pub(super) is_folded: bool,
    /// `Login 3`.
    pub(super) name: String,
    pub(super) outcome: String,
    /// `bad`, `good` or `open`.
    pub(super) tone: &'static str,
    /// The grant, the client and the server.
    pub(super) facts: String,
    pub(super) title: String,
    pub(super) verdict: Option<FindingView>,
    /// What the configuration and the baseline say of a failure that no finding explains.
    pub(super) remarks: Vec<Prose>,
    pub(super) said: Option<Said>,
    /// What sent the requests of the verdict.
    pub(super) sent_by: Vec<String>,
    pub(super) corrections: Vec<CorrectionView>,
    /// What a strict server makes of it.
    pub(super) proof: Option<(&'static str, Prose)>,
    pub(super) diagram: Option<Diagram>,
    /// The life of the code.
    pub(super) moments: Vec<Moment>,
    /// How many more moments there are.
    pub(super) more_moments: usize,
    pub(super) causes: Vec<Cause>,
    pub(super) others: Vec<FindingView>,
    pub(super) next: Vec<Prose>,
    pub(super) notes: Vec<Claim>,
}

/// Something that a rule found.
#[derive(Debug)]
pub(super) struct FindingView {
    pub(super) rule: &'static str,
    pub(super) severity: &'static str,
    pub(super) confidence: &'static str,
    pub(super) summary: String,
    pub(super) message: Prose,
    pub(super) values: Values,
    /// What the client did to a verifier, step by step, and whether it should not have.
    pub(super) chain: Vec<(&'static str, bool)>,
    /// The language, the line as it is often written, and as it should be.
    pub(super) code: Option<(&'static str, &'static str, &'static str)>,
    pub(super) fix: Prose,
    /// Titles and addresses.
    pub(super) spec: Vec<(String, String)>,
    /// What the configuration and the baseline say of it.
    pub(super) remarks: Vec<Prose>,
}

/// What the server said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: Option<u16>,
    pub(super) error: Option<String>,
    pub(super) description: Option<String>,
    pub(super) meaning: Option<Claim>,
    pub(super) is_overruled: bool,
}

/// A sentence, and who says so.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) text: Prose,
    pub(super) who: &'static str,
    pub(super) source: &'static str,
    pub(super) url: &'static str,
}

/// The corrected request.
#[derive(Debug)]
pub(super) struct CorrectionView {
    pub(super) request: String,
    pub(super) lines: Vec<Line>,
    pub(super) needs: Vec<String>,
    pub(super) curl: String,
}

/// A line of the request.
#[derive(Debug)]
pub(super) struct Line {
    /// ` `, `-` or `+`.
    pub(super) mark: char,
    /// `same`, `removed` or `added`.
    pub(super) tone: &'static str,
    pub(super) stretches: Vec<Stretch>,
}

/// A row of the differential.
#[derive(Debug)]
pub(super) struct Cause {
    pub(super) rule: &'static str,
    pub(super) summary: String,
    pub(super) status: String,
    /// `bad` for what was found, `open` for what could not be assessed, `plain` for what is ruled out.
    pub(super) tone: &'static str,
    pub(super) reason: Prose,
}

impl LoginView {
    pub(super) fn of(group: &Group<'_>, is_folded: bool, id: &str, capture: &Capture, options: Options) -> Self {
        let login = group.first;
        let view = |finding: &Finding| FindingView::of(finding, capture, options);
        let (moments, more_moments) = timeline::moments(login);
        let others = login.findings.iter().enumerate();
        let others = others.filter(|(index, _)| Some(*index) != login.verdict);
        Self {
            id: format!("{id}-{}", login.id),
            is_folded,
            name: format!("Login {}", group.name()),
            outcome: login.outcome.as_str().to_owned(),
            tone: tone(login.outcome),
            facts: facts(login),
            title: title(login),
            verdict: login.verdict().map(view),
            remarks: login
                .unexplained
                .as_ref()
                .map_or(Vec::new(), |failure| remarks(&failure.standing)),
            said: login.server_error.as_ref().and_then(|error| Said::of(error, login)),
            sent_by: sent_by(login),
            corrections: login.corrections.iter().map(CorrectionView::of).collect(),
            proof: proven(login).map(|proof| (heading(proof), Prose::of(&sentences(proof)))),
            diagram: Diagram::of(login),
            moments,
            more_moments,
            causes: causes(login),
            others: others.map(|(_, finding)| view(finding)).collect(),
            next: login.next.iter().map(|item| Prose::of(item)).collect(),
            notes: login
                .notes
                .iter()
                .map(|note| {
                    Claim::of(
                        note.text,
                        login.provider.map_or("Note", |provider| provider.name),
                        note.source,
                    )
                })
                .collect(),
        }
    }
}

impl FindingView {
    fn of(finding: &Finding, capture: &Capture, options: Options) -> Self {
        let found = &finding.found;
        let explanation = found.explanation.as_ref();
        let code = explanation.and_then(|explanation| explanation.code.first());
        Self {
            rule: finding.rule.id,
            severity: finding.severity.as_str(),
            confidence: found.confidence.as_str(),
            summary: capitalised(finding.rule.summary),
            message: Prose::of(&found.message),
            values: Values::of(found, capture, options),
            chain: explanation.map(chain).unwrap_or_default(),
            code: code.map(|code| (code.language.as_str(), code.wrong, code.right)),
            fix: Prose::of(found.fix.as_deref().unwrap_or(finding.rule.fix)),
            spec: finding
                .rule
                .spec
                .iter()
                .map(|cite| (cite.title(), cite.url()))
                .collect(),
            remarks: remarks(&finding.standing),
        }
    }

    /// Whether it is an error, a warning or a note: `bad`, `open` or `plain`.
    pub(super) fn tone(&self) -> &'static str {
        match self.severity {
            severity if severity == Severity::Error.as_str() => "bad",
            severity if severity == Severity::Warning.as_str() => "open",
            _ => "plain",
        }
    }

    pub(super) fn is_proven(&self) -> bool {
        self.confidence == Confidence::Proven.as_str()
    }
}

impl Said {
    /// Nothing where the server said nothing.
    fn of(error: &ServerError, login: &Diagnosis) -> Option<Self> {
        if says_nothing(error) {
            return None;
        }
        let shown = |text: &Option<String>| text.as_deref().map(clean);
        // What the specifications say of any server helps only where nothing else does.
        let meaning = error.meaning;
        let words = meaning.filter(|words| !words.meaning.is_generic() || login.verdict().is_none());
        Some(Self {
            status: error.status,
            error: shown(&error.error),
            description: shown(&error.description),
            meaning: words.map(|words| {
                let meaning = words.meaning;
                Claim::of(meaning.reply.meaning, meaning.provider.name, meaning.source())
            }),
            is_overruled: words.is_some_and(|words| words.is_overruled),
        })
    }
}

impl Claim {
    fn of(text: &str, who: &'static str, source: Source) -> Self {
        Self {
            text: Prose::of(text),
            who,
            source: source.kind.as_str(),
            url: source.url,
        }
    }
}

impl CorrectionView {
    fn of(correction: &Correction) -> Self {
        let cleaned = |line: &str| shorten(&clean(line), LONGEST);
        let plain = |(mark, text): &(char, String)| Line {
            mark: *mark,
            tone: match mark {
                '-' => "removed",
                '+' => "added",
                _ => "same",
            },
            stretches: vec![Stretch::Same(cleaned(text))],
        };
        let mut lines: Vec<Line> = correction.diff.iter().map(plain).collect();
        for index in 1..correction.diff.len() {
            let ((before, old), (after, new)) = (&correction.diff[index - 1], &correction.diff[index]);
            let (old, new) = (cleaned(old), cleaned(new));
            if (*before, *after) == ('-', '+') && alike(&old, &new) {
                (lines[index - 1].stretches, lines[index].stretches) = stretches(&old, &new);
            }
        }
        let curl: Vec<String> = correction.curl.lines().map(clean).collect();
        Self {
            request: correction.request.title(),
            lines,
            needs: correction.needs.iter().map(|what| clean(what)).collect(),
            curl: curl.join("\n"),
        }
    }
}

/// Returns what a client did to its verifier. Two steps of it are right (RFC 7636 §4.2), once each.
fn chain(explanation: &Explanation) -> Vec<(&'static str, bool)> {
    let mut right = vec![PkceStep::Sha256, PkceStep::Base64Url];
    let steps = explanation.steps.iter().map(|step| {
        let place = right.iter().position(|other| other == step);
        (step.as_str(), place.map(|place| right.remove(place)).is_none())
    });
    steps.collect()
}

fn remarks(standing: &Standing) -> Vec<Prose> {
    let why_not = standing.why_not().map(|why| format!("does not count: {why}"));
    let remarks = standing.was().into_iter().chain(why_not);
    remarks.map(|remark| Prose::of(&capitalised(&remark))).collect()
}

fn facts(login: &Diagnosis) -> String {
    let grant = if login.grant_is_guessed {
        "grant not recorded".to_owned()
    } else {
        login.grant.as_str().replace('_', " ")
    };
    let client = login
        .client_id
        .as_deref()
        .map(|id| format!("client {}", shorten(&clean(id), 60)));
    let provider = login.provider.map(|provider| provider.name.to_owned());
    let server = login.server.as_deref().map(|server| shorten(&clean(server), 80));
    [Some(grant), client, provider, server]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

fn title(login: &Diagnosis) -> String {
    match (login.verdict(), login.outcome) {
        (Some(verdict), _) => capitalised(verdict.rule.summary),
        (None, Outcome::Failed) => "No cause can be established from this capture".to_owned(),
        (None, Outcome::Denied) => "The login was denied".to_owned(),
        (None, Outcome::Succeeded) => "This login worked".to_owned(),
        (None, Outcome::Incomplete) => "The capture does not show how this login ended".to_owned(),
    }
}

/// Returns the lines of script from which the requests of the verdict were sent.
fn sent_by(login: &Diagnosis) -> Vec<String> {
    let evidence = login.verdict().map_or(&[][..], |verdict| &verdict.found.evidence);
    let concerned = |exchange| evidence.iter().any(|item| item.exchange == exchange);
    let steps = login
        .steps
        .iter()
        .filter(|step| concerned(step.seen.exchange) && !step.sent_by.is_empty());
    let shown = steps.map(|step| {
        let frames = step.sent_by.iter().take(FRAMES).map(|frame| {
            let name = Some(frame.function.as_str())
                .filter(|name| !name.is_empty())
                .unwrap_or("(anonymous)");
            let file = frame.script.rsplit('/').next().unwrap_or_default();
            format!("{name} ({file}:{}:{})", frame.line, frame.column)
        });
        let frames: Vec<String> = frames.collect();
        clean(&format!(
            "Exchange {}: {}",
            step.seen.exchange,
            frames.join(" \u{2190} ")
        ))
    });
    shown.collect()
}

/// Returns the differential: what was found, what could not be assessed, what is ruled out.
fn causes(login: &Diagnosis) -> Vec<Cause> {
    let mut rows: Vec<_> = login.differential.iter().collect();
    rows.sort_by_key(|row| match row.status {
        Status::Found(confidence) => 2 - confidence as u8,
        Status::NotAssessed => 3,
        Status::RuledOut => 4,
    });
    let cause = |row: &&crate::weigh::Candidate| Cause {
        rule: row.rule.id,
        summary: capitalised(row.rule.summary),
        status: row.status.as_str().replace('_', " "),
        tone: match row.status {
            Status::Found(_) => "bad",
            Status::NotAssessed => "open",
            Status::RuledOut => "plain",
        },
        reason: Prose::of(&row.reason),
    };
    rows.iter().map(cause).collect()
}

/// How many callers are shown of a request.
const FRAMES: usize = 3;
