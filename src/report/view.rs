//! What a report in prose says of a login. It is put into words here, once; a format makes the text safe and lays it out.

use std::borrow::Cow;

use crate::Checked;
use crate::capture::{Note, NoteKind};
use crate::diagnosis::Diagnosis;
use crate::explain::CodeExample;
use crate::login::Outcome;
use crate::providers::Source;
use crate::report::proof::{ProofText, proven};
use crate::report::prose::{CLOSE, OPEN};
use crate::report::text::{capitalised, clean, shorten, words};
use crate::rules::{Confidence, Found, Rule, Severity};
use crate::weigh::{Finding, ServerError, Standing, Step, Words};

/// A login.
pub(super) struct LoginView<'a> {
    /// What needs no words.
    pub(super) login: &'a Diagnosis,
    pub(super) verdict: Option<FindingView<'a>>,
    /// What else was found.
    pub(super) others: Vec<FindingView<'a>>,
    /// Why the failure does not count: `ignored: a reason`.
    pub(super) set_aside: Option<String>,
    /// What the server answered; absent where that says nothing.
    pub(super) answer: Option<&'a ServerError>,
    /// What the server's words mean.
    pub(super) meaning: Option<ClaimView>,
    /// What is known of the provider.
    pub(super) notes: Vec<ClaimView>,
    /// The exchanges of the verdict, each with the lines of script from which it was sent.
    pub(super) sent_by: Vec<(usize, String)>,
    /// What a strict server makes of it.
    pub(super) proof: Option<ProofText>,
}

/// Something that a rule found.
pub(super) struct FindingView<'a> {
    pub(super) rule: &'static Rule,
    pub(super) severity: Severity,
    pub(super) found: &'a Found,
    pub(super) fix: &'a str,
    /// What was found, in sentences that need no heading.
    pub(super) whole: Cow<'a, str>,
    /// The line that is often written, and the right one.
    pub(super) code: Option<CodeExample>,
    pub(super) standing: &'a Standing,
}

/// A claim, and who makes it.
pub(super) struct ClaimView {
    pub(super) text: &'static str,
    /// What the capture says against it; empty where that is nothing.
    pub(super) but: &'static str,
    /// The verdict says it already.
    pub(super) is_repeated: bool,
    pub(super) who: &'static str,
    pub(super) source: Source,
}

impl<'a> LoginView<'a> {
    pub(super) fn new(login: &'a Diagnosis) -> Self {
        let others = login.findings.iter().enumerate();
        let others = others.filter(|(index, _)| Some(*index) != login.verdict);
        let verdict = login.verdict();
        let failure = login.unexplained.as_ref().map(|failure| &failure.standing);
        let standing = verdict.map(|verdict| &verdict.standing).or(failure);
        // What the specifications say of any server helps only where nothing else does.
        let meaning = login.server_error.as_ref().and_then(|error| error.meaning);
        let meaning = meaning.filter(|words| !words.meaning.is_generic() || verdict.is_none());
        // A verdict that rests on the words says what they mean.
        let is_repeated = |words: &Words| {
            let text = words.meaning.text.trim_end_matches('.');
            verdict.is_some_and(|verdict| verdict.found.message.contains(text))
        };
        let claim = |text, who, source| ClaimView { text, but: "", is_repeated: false, who, source };
        let meaning = meaning.map(|words| ClaimView {
            but: if words.is_overruled { OVERRULED } else { "" },
            is_repeated: is_repeated(&words),
            ..claim(words.meaning.text, words.meaning.name, words.meaning.source)
        });
        let provider = login.provider.map_or("Note", |provider| provider.name);
        let notes = login.notes.iter();
        Self {
            login,
            verdict: verdict.map(FindingView::new),
            others: others.map(|(_, finding)| FindingView::new(finding)).collect(),
            set_aside: standing.and_then(Standing::why_not),
            answer: login.server_error.as_ref().filter(|error| !says_nothing(error)),
            meaning,
            notes: notes.map(|note| claim(note.text, provider, note.source)).collect(),
            sent_by: sent_by(login),
            proof: proven(login).map(ProofText::new),
        }
    }

    /// Returns the grant in words.
    pub(super) fn grant(&self) -> String {
        let login = self.login;
        match login.grant.as_str() {
            _ if login.grant_is_guessed => "grant not recorded".to_owned(),
            "extension" => "extension grant".to_owned(),
            grant => words(grant),
        }
    }

    /// Returns whether the login has a title of its own: it failed, or would have but for what the user decided.
    pub(super) fn says_why(&self) -> bool {
        self.verdict.is_some() || self.set_aside.is_some() || self.login.has_failed()
    }

    /// Returns the grant, the client, the provider and the server; a longer name of a client or server is cut.
    pub(super) fn facts(&self, longest_client: usize, longest_server: usize) -> Vec<String> {
        let login = self.login;
        let cut = |text: &String, width| shorten(&clean(text), width);
        let client = login.client_id.as_ref().map(|id| format!("client {}", cut(id, longest_client)));
        let provider = login.provider.map(|provider| provider.name.to_owned());
        let server = login.server.as_ref().map(|server| cut(server, longest_server));
        [Some(self.grant()), client, provider, server].into_iter().flatten().collect()
    }
}

impl<'a> FindingView<'a> {
    fn new(finding: &'a Finding) -> Self {
        let explanation = finding.found.explanation.as_ref();
        Self {
            rule: finding.rule,
            severity: finding.severity,
            found: &finding.found,
            fix: fix(finding),
            whole: message(finding),
            code: explanation.and_then(|explanation| explanation.code.first().copied()),
            standing: &finding.standing,
        }
    }

    /// Returns the message, where it says more than the summary of the rule.
    pub(super) fn message(&self) -> Option<&'a str> {
        let letters = |text: &str| -> String { text.to_lowercase().chars().filter(|c| !"`.".contains(*c)).collect() };
        let message = self.found.message.as_str();
        (letters(message) != letters(self.rule.summary)).then_some(message)
    }

    pub(super) fn is_proven(&self) -> bool {
        self.found.confidence == Confidence::Proven
    }

    /// Returns how sure it is, where that is not proven, and what the user decided about it.
    pub(super) fn remarks(&self) -> Option<String> {
        let sure = (!self.is_proven()).then(|| self.found.confidence.as_str().to_owned());
        let remarks = [sure, self.standing.was(), self.standing.why_not()];
        let remarks: Vec<String> = remarks.into_iter().flatten().collect();
        (!remarks.is_empty()).then(|| remarks.join(", "))
    }
}

/// Returns what is to be said of a capture as a whole. That its recorder leaves cookies and headers out is news only where that may keep a
/// cause from being found.
pub(super) fn notes(checked: &Checked) -> impl Iterator<Item = &Note> {
    let has_open = checked.logins.iter().any(|login| login.has_failed() && login.verdict.is_none());
    checked.notes.iter().filter(move |note| note.kind != NoteKind::Sanitised || has_open)
}

/// Returns the answer in a line: why the login failed, or what is known of how it ended.
pub(super) fn title(view: &LoginView<'_>) -> String {
    match (&view.set_aside, &view.verdict, view.login.outcome) {
        (Some(why), _, _) => why.clone(),
        (None, Some(verdict), _) => verdict.rule.summary.to_owned(),
        (None, None, _) if view.login.has_failed() => "this capture does not show why".to_owned(),
        (None, None, Outcome::Failed | Outcome::Denied | Outcome::Succeeded) => "this login worked".to_owned(),
        (None, None, Outcome::Incomplete) => "this capture does not show how the login ended".to_owned(),
    }
}

/// Returns the messages one by one, and those together that are alike and follow each other.
pub(super) fn runs(steps: &[Step]) -> Vec<&[Step]> {
    let alike = steps.chunk_by(|a, b| (a.kind, a.status) == (b.kind, b.status));
    alike.flat_map(|alike| if alike.len() > 2 { vec![alike] } else { alike.chunks(1).collect() }).collect()
}

/// `POST https://login.example/token`, as far as it is known.
pub(super) fn sent(step: &Step) -> String {
    let sent = [step.method.as_deref(), step.url.as_deref()];
    sent.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns the status, the code and the words of a refusal; the lines of its words in one.
pub(super) fn refusal(error: &ServerError) -> (Option<String>, Option<String>, Option<String>) {
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    // Some servers write their words over several lines.
    let in_one_line = |words: &String| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = error.description.as_ref().map(in_one_line);
    (error.status.map(|status| format!("HTTP {status}")), filled(&error.error), filled(&words))
}

/// Returns what was found, in sentences that need no heading: an explanation leaves out what it explains.
pub(super) fn message(finding: &Finding) -> Cow<'_, str> {
    let message = &finding.found.message;
    match finding.found.explanation {
        None => Cow::Borrowed(message),
        Some(_) => Cow::Owned(format!("{}. {message}", capitalised(finding.rule.summary))),
    }
}

/// Returns what to change.
pub(super) fn fix(finding: &Finding) -> &str {
    finding.found.fix.as_deref().unwrap_or(finding.rule.fix)
}

/// Returns the callers of each request that the verdict is about.
fn sent_by(login: &Diagnosis) -> Vec<(usize, String)> {
    let evidence = login.verdict().map_or(&[][..], |verdict| &verdict.found.evidence);
    let concerned = |exchange| evidence.iter().any(|item| item.exchange == exchange);
    let steps = login.steps.iter();
    let steps = steps.filter(|step| concerned(step.seen.exchange) && !step.sent_by.is_empty());
    let callers = steps.map(|step| {
        let frames = step.sent_by.iter().take(FRAMES).map(|frame| {
            let name = Some(frame.function.as_str()).filter(|name| !name.is_empty());
            let file = frame.script.rsplit('/').next().unwrap_or_default();
            let name = name.unwrap_or("(anonymous)");
            format!("{name} ({file}:{}:{})", frame.line, frame.column)
        });
        (step.seen.exchange, frames.collect::<Vec<_>>().join(" \u{2190} "))
    });
    callers.collect()
}

/// Returns whether an answer was no refusal and has no words.
fn says_nothing(error: &ServerError) -> bool {
    error.error.is_none() && error.description.is_none() && error.status.is_none_or(|status| status < 400)
}

/// `HTTP 400 invalid_grant “…”`; none where the server said nothing.
pub(super) fn said(error: &ServerError) -> Option<String> {
    if says_nothing(error) {
        return None;
    }
    let (status, code, words) = refusal(error);
    let words = words.map(|words| format!("{OPEN}{words}{CLOSE}"));
    let parts: Vec<String> = [status, code, words].into_iter().flatten().collect();
    Some(parts.join(" "))
}

/// Says that the cause of a failure is not known, and what the server said.
pub(super) fn unexplained(login: &Diagnosis) -> String {
    if let Some(refused) = login.refused_by.as_ref().filter(|_| login.outcome == Outcome::Succeeded) {
        let status = refused.status.map(|status| format!(" with HTTP {status}")).unwrap_or_default();
        return format!(
            "The login brought a token, and the resource refused it{status}; this capture does not show why."
        );
    }
    let how = if login.outcome == Outcome::Denied { "The login was denied" } else { "The login failed" };
    let said =
        login.server_error.as_ref().and_then(|error| Some(format!(" {} {}.", error.speaker.says(), said(error)?)));
    let said = said.unwrap_or_default();
    format!("{how}, and no cause can be established from this capture.{said}")
}

/// What is said of words that are not the cause.
const OVERRULED: &str = " The capture shows another cause.";

/// How many callers are shown of a request.
const FRAMES: usize = 3;
