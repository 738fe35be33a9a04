//! What refusals show when they are compared: something only where two of them differ, or agree, in a way that no other
//! explanation fits.

use super::question::{ASKED_HEADERS, CLIENT};
use super::{Answered, Probe};
use crate::flow::{Preflight, Seen};
use crate::oauth::{AnswerBody, Metadata};

/// What was asked about, and what the answers say about it.
#[derive(Debug)]
pub struct ProbeConclusion {
    /// `forms`, `json`, `client`, `client-id`, `answers`, `preflight`, `cors`, `metadata`, `issuer`.
    pub about: &'static str,
    /// What they show, or why they do not.
    pub shown: Result<String, NotShown>,
}

/// Why answers do not show what was asked about.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NotShown {
    /// No answer came to the request that would show it.
    #[error("there is no answer")]
    NoAnswer,
    /// A request was taken, or the server was too busy to judge it.
    #[error("the server didn't refuse or didn't judge a request")]
    NotRefused,
    /// All refusals are the same.
    #[error("the server refuses every request alike, whatever is missing")]
    Alike,
    /// The refusal of JSON has a reason that nobody knows.
    #[error("the server refuses JSON differently from a form, but not as unreadable")]
    JsonRefusedOtherwise,
    /// The refusal names neither the client nor the code.
    #[error("the refusal is about neither the client nor the code")]
    NotOfClientOrCode,
    /// It makes no difference whether there is a `client_id`.
    #[error("the server refuses requests with and without a client_id alike")]
    ClientIdIgnored,
    /// The body of the answer is not there.
    #[error("the server didn't read the body")]
    BodyUnread,
    /// No origin of a page was given to ask for.
    #[error("the page's origin is not known")]
    NoOrigin,
    /// No discovery document was found.
    #[error("there is no discovery document at the expected URL")]
    NoDocument,
    /// The discovery document has no `token_endpoint`.
    #[error("the discovery document names no token endpoint")]
    NoTokenEndpoint,
}

/// Warns of a document that is of another issuer than was asked (RFC 8414 §3.3).
pub(super) fn issuer(asked: &str, document: &Metadata) -> Option<ProbeConclusion> {
    let named = document.issuer.as_deref().unwrap_or("none");
    let text =
        format!("the document belongs to the issuer {named}, not to {asked}: clients must not use it (RFC 8414 §3.3)");
    (named != asked).then(|| conclusion("issuer", Ok(text)))
}

/// Draws every conclusion.
pub(super) fn all(
    probe: &Probe,
    endpoint: &str,
    document: Option<&Metadata>,
    answers: &[Answered],
) -> Vec<ProbeConclusion> {
    let of = |shape: &str| answers.iter().find(|answered| answered.shape == shape);
    let refusals = ComparedRefusals {
        form: of("form").and_then(ComparedRefusal::from_answer),
        json: of("json").and_then(ComparedRefusal::from_answer),
        no_code: of("no-code").and_then(ComparedRefusal::from_answer),
        no_grant_type: of("no-grant-type").and_then(ComparedRefusal::from_answer),
        no_client_id: of("no-client-id").and_then(ComparedRefusal::from_answer),
    };
    let origin = probe.origin.as_deref().ok_or(NotShown::NoOrigin);
    vec![
        conclusion("forms", refusals.forms()),
        conclusion("json", refusals.json()),
        conclusion("client", refusals.client(probe)),
        conclusion("client-id", refusals.client_id()),
        conclusion("answers", of("form").ok_or(NotShown::NoAnswer).and_then(kind)),
        conclusion("preflight", origin.and_then(|origin| preflight(endpoint, origin, of("preflight")))),
        conclusion("cors", origin.and_then(|origin| readable(origin, of("form")))),
        conclusion("metadata", named(endpoint, document)),
    ]
}

/// What is shown, or why it is not.
type Says = Result<String, NotShown>;

fn conclusion(about: &'static str, shown: Says) -> ProbeConclusion {
    ProbeConclusion { about, shown }
}

/// A refusal, as far as two of them can be compared: descriptions hold times and ids.
#[derive(Clone, Eq, PartialEq)]
struct ComparedRefusal {
    status: u16,
    error: Option<String>,
}

impl ComparedRefusal {
    /// A server that is overloaded, or asked too often, has not judged the request.
    fn from_answer(answered: &Answered) -> Option<Self> {
        let answer = &answered.answer;
        let status = answer.status.filter(|status| *status < 500 && *status != 429)?;
        answer.is_refusal().then(|| Self { status, error: answer.error.clone() })
    }

    fn is(&self, error: &str) -> bool {
        self.error.as_deref() == Some(error)
    }

    fn is_of_client(&self) -> bool {
        self.status == 401 || self.is("invalid_client") || self.is("unauthorized_client")
    }

    fn words(&self) -> String {
        match &self.error {
            Some(error) => format!("{} {error}", self.status),
            None => self.status.to_string(),
        }
    }
}

struct ComparedRefusals {
    form: Option<ComparedRefusal>,
    json: Option<ComparedRefusal>,
    no_code: Option<ComparedRefusal>,
    no_grant_type: Option<ComparedRefusal>,
    no_client_id: Option<ComparedRefusal>,
}

impl ComparedRefusals {
    fn forms(&self) -> Says {
        let form = self.form.as_ref().ok_or(NotShown::NotRefused)?;
        let lacking = [("grant_type", &self.no_grant_type), ("code", &self.no_code), ("client_id", &self.no_client_id)];
        let differs = lacking
            .into_iter()
            .find_map(|(name, refusal)| Some((name, refusal.as_ref().filter(|refusal| *refusal != form)?)));
        let (name, other) = differs.ok_or(NotShown::Alike)?;
        Ok(format!("reads forms: a complete one → {}, one without {name} → {}", form.words(), other.words()))
    }

    fn json(&self) -> Says {
        let (form, json) = self.form.as_ref().zip(self.json.as_ref()).ok_or(NotShown::NotRefused)?;
        let both = format!("form → {}, JSON → {}", form.words(), json.words());
        let reads_forms = self.forms().is_ok();
        if json == form {
            return if reads_forms { Ok(format!("reads JSON like a form: {both}")) } else { Err(NotShown::Alike) };
        }
        let as_if_empty = [&self.no_grant_type, &self.no_code, &self.no_client_id]
            .into_iter()
            .flatten()
            .any(|lacking| lacking == json);
        let of_form = json.is("unsupported_grant_type") || json.is("invalid_request");
        if json.status == 415 || reads_forms && as_if_empty || of_form {
            return Ok(format!("does not read JSON: {both}"));
        }
        Err(NotShown::JsonRefusedOtherwise)
    }

    fn client(&self, probe: &Probe) -> Says {
        let form = self.form.as_ref().ok_or(NotShown::NotRefused)?;
        if form.is("invalid_grant") {
            let words = form.words();
            return Ok(if probe.client_id.is_some() {
                format!("accepts this client without a secret, and checks the code: {words}")
            } else {
                format!("checks the code before the client: client {CLIENT} → {words}")
            });
        }
        let no_code = self.no_code.as_ref().ok_or(NotShown::NotRefused)?;
        if !form.is_of_client() {
            return Err(NotShown::NotOfClientOrCode);
        }
        let client = if probe.client_id.is_some() { "this client, without a secret," } else { "an unknown client" };
        Ok(if no_code == form {
            format!("refuses {client} before it checks the code: with and without a code → {}", form.words())
        } else {
            format!(
                "checks for a code before it refuses {client}: with a code → {}, without → {}",
                form.words(),
                no_code.words()
            )
        })
    }

    fn client_id(&self) -> Says {
        let (form, without) = self.form.as_ref().zip(self.no_client_id.as_ref()).ok_or(NotShown::NotRefused)?;
        if form == without {
            return Err(NotShown::ClientIdIgnored);
        }
        Ok(format!("checks client_id: with one → {}, without → {}", form.words(), without.words()))
    }
}

fn kind(form: &Answered) -> Says {
    let media_type = form.header("content-type").unwrap_or("no Content-Type");
    match form.answer.body {
        AnswerBody::Json if form.answer.error.is_some() => {
            Ok(format!("refuses with a JSON error, as RFC 6749 §5.2 requires ({media_type})"))
        }
        AnswerBody::Json => Ok(format!("sends JSON that has no `error` ({media_type})")),
        AnswerBody::Html => Ok(format!("sends pages, not JSON ({media_type})")),
        AnswerBody::Form => Ok(format!("sends forms, not JSON ({media_type})")),
        AnswerBody::Text => Ok(format!("sends text, not JSON ({media_type})")),
        AnswerBody::Empty => Ok("refuses without a body".to_owned()),
        AnswerBody::Missing => Err(NotShown::BodyUnread),
    }
}

fn preflight(endpoint: &str, origin: &str, answered: Option<&Answered>) -> Says {
    let answered = answered.ok_or(NotShown::NoAnswer)?;
    let header = |name: &str| answered.header(name).map(str::to_owned);
    let preflight = Preflight {
        seen: Seen::default(),
        endpoint: endpoint.to_owned(),
        status: answered.answer.status,
        origin: Some(origin.to_owned()),
        asks_headers: Some(ASKED_HEADERS.to_owned()),
        allow_origin: header("access-control-allow-origin"),
        allow_headers: header("access-control-allow-headers"),
        has_answer_headers: true,
    };
    let status = preflight.status.unwrap_or(0);
    Ok(match (&preflight.allow_origin, preflight.missing_header()) {
        _ if !preflight.is_refused() => format!("a preflight from {origin} is allowed ({status})"),
        (None, _) => format!("a preflight from {origin} is refused: {status}, without Access-Control-Allow-Origin"),
        (Some(allowed), _) if !preflight.allows_origin() => {
            format!("a preflight from {origin} is refused: the answer allows {allowed}")
        }
        (_, Some(name)) => format!("a preflight from {origin} is refused: the header {name} is not allowed"),
        _ => format!("a preflight from {origin} is refused: {status}"),
    })
}

/// Whether a page can read the answer (Fetch standard, CORS check).
fn readable(origin: &str, form: Option<&Answered>) -> Says {
    let form = form.ok_or(NotShown::NoAnswer)?;
    Ok(match form.header("access-control-allow-origin") {
        Some(allowed) if allowed == "*" || allowed == origin => format!("a page on {origin} can read the refusal"),
        Some(allowed) => format!("a page on {origin} cannot read the refusal: it is for {allowed}"),
        None => format!("a page on {origin} cannot read the refusal: it has no Access-Control-Allow-Origin"),
    })
}

fn named(endpoint: &str, document: Option<&Metadata>) -> Says {
    let document = document.ok_or(NotShown::NoDocument)?;
    match document.token_endpoint.as_deref() {
        None => Err(NotShown::NoTokenEndpoint),
        Some(named) if named == endpoint => Ok("the discovery document names this token endpoint".to_owned()),
        Some(named) => Ok(format!("the discovery document names a different token endpoint: {named}")),
    }
}
