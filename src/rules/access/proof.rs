//! Whether a token that is bound to a key is presented with a proof of that key.

use crate::disclose::Shown;
use crate::flow::{ResourceRequest, TokenExchange, TokenScheme};
use crate::login::access::{access_claims, token_hash};
use crate::login::{Login, Outcome};
use crate::oauth::dpop::is_same_url;
use crate::oauth::part::{Message, Part};
use crate::oauth::spec::RFC9449;
use crate::rules::assessment::{not_applicable_if, ruled_out};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "dpop-token-as-bearer",
    summary: "a token that is bound to a key is presented without the proof of that key",
    why: "A token of the type `DPoP` is worth nothing alone: the resource wants the scheme `DPoP` and, in a header `DPoP`, a proof that \
          names the method and the URL of this request and, in `ath`, the hash of the token. A client that treats every token as \
          `Bearer` is refused.",
    fix: "Look at `token_type` of the answer. For `DPoP` send `Authorization: DPoP` with the token, and with each request a new proof \
          with `htm`, `htu` and `ath`, signed by the key of the token request.",
    errors: &[NO_ERROR],
    refusals: &[],
    spec: &[RFC9449.at("7.1"), RFC9449.at("4.3")],
    optional: Optional::NONE.since("0.2.0"),
    check: Check::Any(unproven),
}];

/// What is wrong with how a bound token is presented.
struct Fault {
    message: String,
    expected: (&'static str, Part, Shown),
    sent: (Part, Shown),
    confidence_is_proven: bool,
}

fn unproven(login: &Login<'_>) -> Assessment {
    not_applicable_if(login.outcome() != Outcome::Succeeded)?;
    let presented = login.flow.resources.iter().filter_map(|request| Some((request, login.issue_of(request)?)));
    let bound: Vec<(&ResourceRequest, &TokenExchange)> =
        presented.filter(|(request, issued)| is_bound(issued) && issued.answer.access_token == request.token).collect();
    not_applicable_if(bound.is_empty())?;
    let faults =
        || bound.iter().filter_map(|(request, issued)| Some((*request, *issued, fault(login, request, issued)?)));
    let is_final = |request: &ResourceRequest| request.is_refused() && login.is_last_word(request);
    let decisive = faults().find(|(request, ..)| is_final(request)).or_else(|| faults().last());
    let Some((request, issued, fault)) = decisive else {
        return ruled_out("each request presents the token with a proof of its key");
    };
    let is_last_word = is_final(request);
    let end =
        if request.is_refused() { format!(" The resource answered {}.", request.answered()) } else { String::new() };
    let (label, part, value) = fault.expected;
    let found = Found::proven_if(fault.confidence_is_proven, format!("{}{end}", fault.message))
        .shows_value(label, issued.seen, part, value)
        .shows_value("sent", request.seen, fault.sent.0, fault.sent.1);
    Ok(found.if_refused(is_last_word))
}

/// Returns whether a token is bound to a key: as the answer says, or as its claims do.
fn is_bound(issued: &TokenExchange) -> bool {
    let says = issued.answer.token_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("dpop"));
    says || thumbprint(issued).is_some()
}

/// Returns the thumbprint of the key that a token is bound to (RFC 9449 §6.1).
fn thumbprint(issued: &TokenExchange) -> Option<String> {
    Some(access_claims(issued)?.get("cnf")?.get("jkt")?.as_str()?.to_owned())
}

fn fault(login: &Login<'_>, request: &ResourceRequest, issued: &TokenExchange) -> Option<Fault> {
    // Who says so has read the token and its proof.
    if matches!(request.error.as_deref(), Some("insufficient_scope" | "use_dpop_nonce")) {
        return None;
    }
    let kind = issued.answer.token_type.clone();
    let bound_by = match (&kind, thumbprint(issued)) {
        (Some(kind), _) if kind.eq_ignore_ascii_case("dpop") => {
            ("token_type", Message::TokenResponse.body("token_type"), Shown::Public(kind.clone()))
        }
        (_, Some(key)) => ("bound to", Message::TokenResponse.body("access_token.cnf.jkt"), Shown::Public(key)),
        _ => return None,
    };
    let fault = |message: &str, part: Part, value: Shown| Fault {
        message: message.to_owned(),
        expected: bound_by.clone(),
        sent: (part, value),
        confidence_is_proven: true,
    };
    match request.scheme? {
        TokenScheme::Dpop => {}
        TokenScheme::Bearer => {
            return Some(fault(
                "The token is bound to a key, and the client presents it as `Bearer`.",
                Message::ResourceRequest.header("authorization"),
                Shown::Public("Bearer".to_owned()),
            ));
        }
        TokenScheme::Query => {
            return Some(fault(
                "The token is bound to a key, and the client presents it in the query of the URL.",
                Message::ResourceRequest.query("access_token"),
                Shown::Public("(a token)".to_owned()),
            ));
        }
    }
    let header = Message::ResourceRequest.header("dpop");
    let Some(proof) = &request.proof else {
        let is_shown = request.proofs == 0 && !request.excerpt && !login.recording.sanitised;
        let message = "The client presents a bound token with the scheme `DPoP` and sends no proof beside it.";
        return is_shown.then(|| fault(message, header, Shown::Absent));
    };
    let hash = token_hash(request)?;
    if proof.ath.as_deref() != Some(hash.as_str()) {
        let message = match &proof.ath {
            Some(_) => {
                "The proof is for another access token: its `ath` is not the hash of the one that the request presents."
            }
            None => "The proof has no `ath`, which ties it to the access token.",
        };
        let sent = proof.ath.clone().map_or(Shown::Absent, Shown::Public);
        let mut fault = fault(message, header.join("ath"), sent);
        fault.expected = ("hash of the token", Message::TokenResponse.body("access_token"), Shown::Public(hash));
        return Some(fault);
    }
    let key = thumbprint(issued);
    if let Some((bound, used)) = key.as_ref().zip(proof.thumbprint.as_ref()).filter(|(bound, used)| bound != used) {
        let mut fault = fault(
            "The proof is signed by a different key than the one that the token is bound to.",
            header.join("jwk"),
            Shown::Public(used.clone()),
        );
        fault.expected =
            ("bound to", Message::TokenResponse.body("access_token.cnf.jkt"), Shown::Public(bound.clone()));
        return Some(fault);
    }
    let other_method = proof.htm.as_ref().filter(|method| **method != request.method);
    if let Some(method) = other_method {
        let message = format!("The proof is for the method {method}, and the request is a {}.", request.method);
        return Some(fault(&message, header.join("htm"), Shown::Public(method.clone())));
    }
    let other_url = proof.htu.as_ref().filter(|url| !is_same_url(url, &request.url));
    other_url.map(|url| Fault {
        // A proxy may have changed the URL that the resource sees.
        confidence_is_proven: request.is_refused(),
        ..fault("The proof is for another URL than that of the request.", header.join("htu"), Shown::url(url))
    })
}
