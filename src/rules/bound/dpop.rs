//! Proof of possession of a key (`DPoP`).

use oauth_doctor_wire::duration;

use crate::disclose::Shown;
use crate::flow::{Seen, Shows, TokenExchange};
use crate::login::{Login, Stage, server_time};
use crate::oauth::dpop::{DpopProof, is_same_url};
use crate::oauth::part::{Component, Message, Part};
use crate::oauth::spec::{RFC7638, RFC9449};
use crate::rules::assessment::{OrNoFinding, instant, not_assessed, not_assessed_if, ruled_out, ruled_out_if};
use crate::rules::{Assessment, Check, Confidence, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "dpop-nonce-ignored",
        summary: "the server asked for a DPoP nonce, but the client sent none",
        why: "A server may answer `use_dpop_nonce` with a nonce in the header `DPoP-Nonce`. The client must create a \
              new proof with it and send the request again; the first refusal is part of the protocol.",
        fix: "On `use_dpop_nonce`, read `DPoP-Nonce`, create a proof with this `nonce` and a new `jti`, and send the \
              same request once more; keep the latest nonce of each server for the next request.",
        errors: &["use_dpop_nonce", "invalid_dpop_proof"],
        refusals: &[Refusal::ProofNonceMissing, Refusal::ProofNonceDiffers],
        spec: &[RFC9449.at("8")],
        optional: Optional::NONE
            .shows(&[Shows::Headers])
            .needs("a new DPoP proof, which only the client's key can sign"),
        check: Check::Request(nonce_ignored),
    },
    Rule {
        id: "dpop-proof-mismatch",
        summary: "the DPoP proof doesn't fit this request",
        why: "A proof is for one request: `htm` is its method, `htu` its URL, `iat` the time, and `jti` is new each \
              time. It is signed with the private key that the code or token is bound to, and contains the public one. \
              A server must reject any other proof.",
        fix: "Create a new proof for each request, from the method and URL that you actually use, with the current \
              time and a new `jti`, and keep one key from the authorization request until you no longer need the \
              tokens.",
        errors: &["invalid_dpop_proof", "use_dpop_nonce", "invalid_grant", "invalid_request"],
        refusals: &[
            Refusal::ProofMissing,
            Refusal::ProofRepeated,
            Refusal::ProofMalformed,
            Refusal::ProofMethodDiffers,
            Refusal::ProofUrlDiffers,
            Refusal::ProofNotFresh,
            Refusal::ProofReused,
            Refusal::ProofKeyDiffers,
        ],
        spec: &[RFC9449.at("4.2"), RFC9449.at("4.3"), RFC9449.at("10"), RFC7638.at("3")],
        optional: Optional::NONE
            .shows(&[Shows::Headers])
            .needs("a new DPoP proof, which only the client's key can sign"),
        check: Check::Request(proof_mismatch),
    },
];

fn nonce_ignored(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let asked = login.flow.tokens.iter().find(|token| token.answer.is_error("use_dpop_nonce")).or_not_applicable()?;
    if !token.ignored_nonce {
        ruled_out_if(
            login.failed() || login.succeeded(token),
            "the server asked for a nonce, and the client continued",
        )?;
        return not_assessed("a later proof cannot be read, so it may carry the nonce");
    }
    let asked = if asked.ignored_nonce { asked } else { token };
    let Some(nonce) = &asked.proof_nonce else {
        return if asked.has_answer_headers {
            Ok(Found::proven(
                "The server answered `use_dpop_nonce` without a `DPoP-Nonce` header, so the client has no nonce to \
                 use.",
            )
            .fix("Make the server send `DPoP-Nonce` with this answer, and check that no proxy removes the header.")
            .lacks("answered", asked.seen, Message::TokenResponse.header("dpop-nonce")))
        } else {
            not_assessed("the headers of the answer are not in the capture")
        };
    };
    let later = login.flow.tokens.iter().find(|other| other.seen.order > asked.seen.order);
    let then = match later {
        Some(later) => format!("the next request (exchange {}) has a proof without it", later.seen.exchange),
        None => "no request with it follows".to_owned(),
    };
    let exposed = asked.expose_headers.as_deref().unwrap_or_default().to_ascii_lowercase();
    let is_hidden = asked.is_cross_origin()
        && asked.fetch_mode.as_deref().is_none_or(|mode| mode == "cors")
        && !exposed.split(',').any(|name| matches!(name.trim(), "dpop-nonce" | "*"));
    let mut found = if is_hidden {
        Found::proven(format!(
            "The server asked for a nonce, but {then}. The page couldn't read the nonce: the answer doesn't expose \
             `DPoP-Nonce` to other origins."
        ))
        .fix("Make the server send `Access-Control-Expose-Headers: DPoP-Nonce` with the answers of the token endpoint.")
    } else {
        Found::proven(format!("The server asked for a nonce in the proof, but {then}."))
    };
    found = found.shows_value(
        "issued",
        asked.seen,
        Message::TokenResponse.header("dpop-nonce"),
        Shown::Secret(nonce.clone()),
    );
    if is_hidden {
        let expose = asked.expose_headers.clone().map_or(Shown::Absent, Shown::Public);
        return Ok(found.shows_value(
            "exposed",
            asked.seen,
            Message::TokenResponse.header("access-control-expose-headers"),
            expose,
        ));
    }
    let Some(later) = later else { return Ok(found) };
    let sent = later.proof.as_ref().and_then(|proof| proof.nonce.clone());
    Ok(found.shows_value(
        "sent",
        later.seen,
        Message::TokenRequest.header("dpop.nonce"),
        sent.map_or(Shown::Absent, Shown::Secret),
    ))
}

/// What is wrong with a proof: how sure, what, and the values.
struct ProofFault {
    confidence: Confidence,
    message: String,
    expected: (Seen, Part, Shown),
    sent: (&'static str, Shown),
}

fn proof_mismatch(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    if token.proofs == 0 {
        return no_proof(login, token);
    }
    let proof = token.proof.as_ref().or_not_assessed("the DPoP proof is redacted or not a JWT")?;
    let mut faults = faults(login, token, proof);
    faults.sort_by_key(|fault| std::cmp::Reverse(fault.confidence));
    let Some(first) = faults.first() else {
        not_assessed_if(
            names_proof(token),
            "the proof's claims fit this request; its signature, and whether the server saw it before, are not checked",
        )?;
        return ruled_out("the claims of the DPoP proof fit this request, and the answer is not about it");
    };
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    // There is an error for a proof (RFC 9449 §5); one that says nothing of it may have another reason.
    let is_sure = !token.refused() || names_proof(token) || token.answer.error.is_none();
    let confidence = if is_sure { first.confidence } else { first.confidence.min(Confidence::Likely) };
    let mut found = Found::new(confidence, messages.join(" "));
    // An answer about something else has another reason; what lists no reason may mean the proof.
    let about_proof = names_proof(token)
        || token.refused() && token.answer.error.is_none()
        || first.confidence == Confidence::Proven && is_bare(token);
    found = found.warning_if(!(login.failed() && about_proof));
    for fault in faults {
        let (seen, part, value) = fault.expected;
        found = found.shows_value("expected", seen, part, value);
        let (claim, value) = fault.sent;
        found = found.shows_value("in the proof", token.seen, Message::TokenRequest.header("dpop").join(claim), value);
    }
    Ok(found)
}

/// Returns whether the answer is about the proof.
fn names_proof(token: &TokenExchange) -> bool {
    token.answer.is_any(&["invalid_dpop_proof", "use_dpop_nonce"])
        || token.answer.says(&["dpop", "proof of possession", "jkt"])
}

/// Returns whether the server refused the request in general, and with no word that names something else.
fn is_bare(token: &TokenExchange) -> bool {
    let general = ["invalid_grant", "invalid_request", "invalid_token"];
    general.iter().any(|error| token.answer.is_error(error))
        && Stage::from_answer(&token.answer).is_none_or(|stage| matches!(stage, Stage::Code | Stage::Grant))
}

fn no_proof(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    if token.answer.is_error("invalid_dpop_proof") {
        not_assessed_if(
            !token.shows(Shows::Headers) || token.excerpt,
            "the capture does not show whether the token request has a DPoP proof",
        )?;
        let message =
            "The server wants a DPoP proof (`invalid_dpop_proof`), but the token request has no `DPoP` header.";
        let is_missed = token.answer.says(&["missing", "required", "no dpop", "absent"]);
        // A recorder that shows other headers shows this one.
        let has_headers = token.user_agent.is_some() || token.has_authorization || token.from_browser;
        return Ok(Found::proven_if(is_missed && has_headers, message)
            .fix("Send a `DPoP` header with a proof for the method and the URL of the token endpoint, signed by the client's key; or \
                  register the client for tokens without DPoP.")
            .lacks("sent", token.seen, Message::TokenRequest.header("dpop")));
    }
    let bound = login.asked("dpop_jkt");
    let (authorize, bound) = login.flow.authorize.as_ref().zip(bound).or_not_applicable()?;
    // What someone copied may lack headers.
    not_assessed_if(token.excerpt || login.succeeded(token), "the token request shows no DPoP proof")?;
    let found = Found::proven(
        "The authorization request binds the code to a key (`dpop_jkt`), but the token request has no DPoP proof.",
    );
    Ok(found.warning_if(!token.answer.says(&["dpop"])).shows("bound to", authorize.seen, bound).lacks(
        "sent",
        token.seen,
        Message::TokenRequest.header("dpop"),
    ))
}

fn faults(login: &Login<'_>, token: &TokenExchange, proof: &DpopProof) -> Vec<ProofFault> {
    let shown = |value: &Option<String>| value.clone().map_or(Shown::Absent, Shown::Public);
    let mut faults = Vec::new();
    let mut add = |confidence, message: &str, expected, sent| {
        faults.push(ProofFault { confidence, message: message.to_owned(), expected, sent });
    };
    let expected = |part: Part, text: &str| (token.seen, part, Shown::Public(text.to_owned()));
    let in_proof = |claim| Message::TokenRequest.header("dpop").join(claim);
    if token.proofs > 1 {
        let message = format!("The request has {} `DPoP` headers; only one is allowed.", token.proofs);
        let count = Shown::Public(token.proofs.to_string());
        add(Confidence::Proven, &message, expected(Message::TokenRequest.header("dpop"), "1"), ("count", count));
    }
    if !proof.has_type() {
        let message = "The proof's header must have `typ` `dpop+jwt`.";
        add(Confidence::Proven, message, expected(in_proof("typ"), "dpop+jwt"), ("typ", shown(&proof.typ)));
    }
    if !proof.is_asymmetric() {
        let message = "The proof's `alg` must be a signature algorithm with a private key.";
        let algorithm = expected(in_proof("alg"), "an asymmetric algorithm, such as ES256");
        add(Confidence::Proven, message, algorithm, ("alg", shown(&proof.alg)));
    }
    if !proof.has_key {
        let message = "The proof's header has no public key (`jwk`).";
        add(Confidence::Proven, message, expected(in_proof("jwk"), "the public key"), ("jwk", Shown::Absent));
    }
    if let Some(private) = &proof.private {
        let message = "The proof's header contains a private key, and anyone who reads the request has it. Create a \
                       new key.";
        let key = expected(in_proof("jwk"), "only the public key");
        add(Confidence::Proven, message, key, ("jwk.d", Shown::Secret(private.clone())));
    }
    if proof.jti.is_none() {
        add(
            Confidence::Proven,
            "The proof has no `jti`.",
            expected(in_proof("jti"), "a new one"),
            ("jti", Shown::Absent),
        );
    }
    if proof.iat.is_none() {
        let message = "The proof has no `iat`.";
        add(Confidence::Proven, message, expected(in_proof("iat"), "the time of the request"), ("iat", Shown::Absent));
    }
    if proof.htm.as_deref() != Some(token.method.as_str()) {
        let message = "The proof's `htm` is not the method of the request.";
        let method = expected(Message::TokenRequest.at(Component::Method).into(), &token.method);
        add(Confidence::Proven, message, method, ("htm", shown(&proof.htm)));
    }
    let htu = proof.htu.as_deref();
    if !token.endpoint.is_empty() && !htu.is_some_and(|htu| is_same_url(htu, &token.endpoint)) {
        let message = "The proof's `htu` is not the URL of the request.";
        let url = Message::TokenRequest.at(Component::Url).into();
        let sent = htu.map_or(Shown::Absent, Shown::url);
        add(Confidence::Proven, message, (token.seen, url, Shown::url(&token.endpoint)), ("htu", sent));
    }
    let is_other_key = |key: &String| proof.thumbprint.as_ref().is_some_and(|sent| sent != key);
    let bound = login.flow.authorize.as_ref().zip(login.asked("dpop_jkt"));
    if let Some((authorize, bound)) = bound.filter(|(_, bound)| is_other_key(&bound.value)) {
        let message = "The proof is signed with a different key than the authorization request names (`dpop_jkt`).";
        let expected = (authorize.seen, bound.part(), Shown::Public(bound.value.clone()));
        add(Confidence::Proven, message, expected, ("jwk thumbprint", shown(&proof.thumbprint)));
    }
    let before = login.parent().and_then(|parent| parent.tokens.iter().find(|token| token.succeeded()));
    let first_key = before.and_then(|before| Some((before.seen, before.proof.as_ref()?.thumbprint.as_ref()?)));
    // Only the refresh tokens of a client without credentials are bound to the key.
    let is_public = token.basic.is_none()
        && ["client_secret", "client_assertion"].iter().all(|name| token.params.get(name).is_none());
    if let Some((seen, key)) = first_key.filter(|(_, key)| is_public && is_other_key(key)) {
        let message = "The proof is signed with a different key than the refresh token is bound to.";
        let expected = (seen, in_proof("jwk thumbprint"), Shown::Public(key.clone()));
        add(Confidence::Proven, message, expected, ("jwk thumbprint", shown(&proof.thumbprint)));
    }
    let earlier = login.flow.tokens.iter().find(|other| {
        let reused = |other: &DpopProof| proof.jti.is_some() && other.jti == proof.jti;
        other.is_before(token) && other.proof.as_ref().is_some_and(reused)
    });
    if let Some((earlier, jti)) = earlier.zip(proof.jti.as_ref()) {
        let message = format!(
            "The `jti` of the proof was used before, in exchange {}; a server may accept each only once.",
            earlier.seen.exchange
        );
        let jti = Shown::Secret(jti.clone());
        // Whether a server remembers them is its own choice (RFC 9449 §11.1).
        let is_told = token.answer.says(&["replay", "reuse", "already", "used before"]);
        let confidence = if is_told { Confidence::Proven } else { Confidence::Likely };
        add(confidence, &message, (earlier.seen, in_proof("jti"), jti.clone()), ("jti", jti));
    }
    let late = server_time(&token.seen)
        .zip(proof.iat)
        .map(|(now, issued)| (now, issued, now.since(issued.saturating_mul(1000)) / 1000));
    if let Some((now, issued, late)) = late.filter(|(_, _, late)| late.abs() > TOLERATED) {
        let (by, how) = (duration::of_seconds(late.abs()), if late > 0 { "before" } else { "after" });
        // How much a server allows is its own choice.
        let confidence = match now.is_its_own {
            true if late.abs() > 600 => Confidence::Proven,
            true => Confidence::Likely,
            false => Confidence::Possible,
        };
        let message = format!(
            "The proof says that it was created {by} {how} the server's answer, {}: the client cached it, or the \
             clocks differ.",
            now.by()
        );
        add(confidence, &message, (token.seen, now.part(), now.shown()), ("iat", Shown::Public(instant(issued))));
    }
    faults
}

/// A proof is made right before its request.
const TOLERATED: i64 = 60;
