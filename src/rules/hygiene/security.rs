//! Weaknesses, which break no login: warnings, whatever became of it.

use oauth_doctor_wire::host;
use oauth_doctor_wire::url::UrlParts;
use oauth_doctor_wire::uuid::is_uuid;

use crate::flow::{AuthorizeRequest, TokenExchange};
use crate::login::Login;
use crate::oauth::pkce::{PLAIN_WORDS, RFC7636_EXAMPLE, s256};
use crate::oauth::redirect_uri::is_of_page;
use crate::oauth::spec::{OAUTH21, OIDC_CORE, RFC6749, RFC7636, RFC8252, RFC9700};
use crate::oauth::{Grant, Param};
use crate::rules::assessment::{OrNoFinding, not_applicable, not_applicable_if, not_assessed_if};
use crate::rules::{Assessment, Check, Found, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "implicit-flow",
        summary: "the login uses the implicit flow",
        why: "The access token comes back in the fragment of a URL, where scripts, extensions and the history see it, \
              and nothing binds it to the client. OAuth 2.1 removes the implicit flow.",
        fix: "Use the authorization code flow with PKCE, in pages too: `response_type=code`.",
        errors: &[],
        refusals: &[Refusal::ResponseTypeUnsupported],
        spec: &[RFC9700.at("2.1.2"), OAUTH21.at("10.1"), OIDC_CORE.at("3.2")],
        optional: Optional::NONE.severity(Severity::Warning),
        check: Check::Authorize(implicit),
    },
    Rule {
        id: "password-grant",
        summary: "the client asks for the user's password and sends it on",
        why: "The password goes through the client, which could keep it, and the user learns to type it anywhere. \
              Second factors and single sign-on don't work. The best current practice forbids this grant.",
        fix: "Use the authorization code grant with PKCE; for a service without a user, use client credentials.",
        errors: &[],
        refusals: &[Refusal::PasswordGrant],
        spec: &[RFC9700.at("2.4"), RFC6749.at("4.3")],
        optional: Optional::NONE.severity(Severity::Warning),
        check: Check::Request(password),
    },
    Rule {
        id: "redirect-uri-insecure",
        summary: "others can listen to the redirect_uri",
        why: "Over plain http, anyone on the path can read the code. Any other app on the device can claim a private \
              scheme without a dot in its name.",
        fix: "Use an https redirect URI, or a loopback address for a program on the user's machine; a private scheme \
              must be your domain in reverse (`com.example.app`).",
        errors: &[],
        refusals: &[],
        spec: &[RFC9700.at("2.6"), RFC6749.at("3.1.2.1"), RFC8252.at("7.1")],
        optional: Optional::NONE.severity(Severity::Warning),
        check: Check::Authorize(redirect_uri),
    },
    Rule {
        id: "pkce-verifier-low-entropy",
        summary: "the code_verifier is less random than it should be",
        why: "PKCE protects a code only if nobody can guess the verifier. Each login needs a new one with 256 bits \
              from a cryptographic random generator; an example, a word, a time or a UUID has less.",
        fix: "Encode 32 random bytes as base64url: that gives 43 characters.",
        errors: &[],
        refusals: &[],
        spec: &[RFC7636.at("4.1"), RFC7636.at("7.1")],
        optional: Optional::NONE.severity(Severity::Warning),
        check: Check::Token(low_entropy),
    },
    Rule {
        id: "pkce-verifier-reused",
        summary: "two logins use the same code_verifier",
        why: "A verifier is for one login. Anyone who learns a reused one can also redeem the codes of the other \
              logins; often it is a constant, or generated once when the application starts.",
        fix: "Generate a new verifier for each authorization request.",
        errors: &[],
        refusals: &[],
        spec: &[RFC7636.at("4.1"), RFC9700.at("2.1.1")],
        optional: Optional::NONE.severity(Severity::Warning),
        check: Check::Authorize(reused),
    },
];

fn implicit(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let asked = authorize.asked("response_type").or_not_applicable()?;
    let mut words = asked.value.split([' ', '+']);
    not_applicable_if(login.flow.grant != Grant::Implicit || !words.any(|word| word == "token"))?;
    Ok(Found::proven(
        "The client asks for the access token at the authorization endpoint, and it comes back in a URL, without a \
         code.",
    )
    .shows("sent", authorize.seen, asked))
}

fn password(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = token.params.filled("grant_type");
    let sent = sent.filter(|_| login.flow.grant == Grant::Password).or_not_applicable()?;
    Ok(Found::proven("The client sends the user's password to the token endpoint.").shows("sent", token.seen, sent))
}

fn redirect_uri(_: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let uri = authorize.asked("redirect_uri").filter(|uri| !uri.is_placeholder()).or_not_applicable()?;
    let url = UrlParts::parse(&uri.value);
    let found = if url.scheme.eq_ignore_ascii_case("http") {
        not_applicable_if(url.host.is_empty() || host::is_local(url.host))?;
        Found::proven(format!("The code is delivered to `{}` over plain http.", url.host))
    } else if is_of_page(&url) || url.scheme.contains('.') || url.scheme.ends_with("-extension") || url.scheme == "urn"
    {
        return not_applicable();
    } else {
        Found::proven(format!(
            "The private scheme `{}` has no dot in its name, so any app on the device may claim it.",
            url.scheme
        ))
        .only(Severity::Note)
    };
    Ok(found.shows("sent", authorize.seen, uri))
}

fn low_entropy(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    // People put the example of the specification into a text.
    let challenge = login.flow.asked("code_challenge");
    let Some(verifier) = token.params.filled("code_verifier").filter(|_| !token.excerpt) else {
        let example = challenge.filter(|challenge| token.params.is_empty() && challenge.value == s256(RFC7636_EXAMPLE));
        return match (example, &login.flow.authorize) {
            (Some(challenge), Some(authorize)) if login.succeeded(token) => Ok(Found::likely(
                "The `code_challenge` is the example of RFC 7636, so everyone knows the `code_verifier`.",
            )
            .shows("sent", authorize.seen, challenge)),
            _ => not_applicable(),
        };
    };
    // What looks like a placeholder was really sent where the challenge is made of it.
    let is_sent = challenge.is_some_and(|challenge| challenge.value == s256(&verifier.value));
    not_assessed_if(verifier.is_placeholder() && !is_sent, "`code_verifier` is redacted or a placeholder")?;
    let what = weakness(&verifier.value).or_not_applicable()?;
    Ok(Found::proven(format!("The `code_verifier` {what}.")).shows("sent", token.seen, verifier))
}

/// Says what makes a verifier guessable.
pub(crate) fn weakness(verifier: &str) -> Option<&'static str> {
    let text = verifier.trim();
    let chars: Vec<char> = text.chars().take(LONGEST).collect();
    if chars.len() < 8 {
        return None;
    }
    let repeats = |period: usize| chars.iter().zip(chars.iter().skip(period)).all(|(a, b)| a == b);
    let mut distinct = chars.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let lower = text.to_ascii_lowercase();
    if text == RFC7636_EXAMPLE {
        Some("is the example of RFC 7636, which everyone knows")
    } else if repeats(1) {
        Some("is one character, repeated")
    } else if (2..=chars.len() / 3).take(16).any(repeats) {
        Some("is a short text, repeated")
    } else if is_uuid(text) {
        Some("is a UUID: 122 random bits at most, and fewer for some versions")
    } else if chars.iter().all(char::is_ascii_digit) && chars.len() < 39 {
        Some("is a number, such as a time: too few bits to be unguessable")
    } else if PLAIN_WORDS.iter().any(|word| lower.contains(word)) {
        Some("contains plain words, so it was not made by a random generator")
    } else if distinct.len() < 8 {
        Some("has very few different characters, so it was not made by a random generator")
    } else {
        None
    }
}

fn reused(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let (Some(challenge), Some((_, code))) = (login.asked("code_challenge"), login.delivered_code()) else {
        return not_applicable();
    };
    not_applicable_if(login.is_beyond_search())?;
    let tells = |authorize: &AuthorizeRequest| -> Vec<String> {
        let values = ["state", "nonce"].iter().filter_map(|name| authorize.asked(name));
        values.map(|param| param.value.clone()).collect()
    };
    let own = tells(authorize);
    let is_other = |flow: &crate::flow::Flow, other: &AuthorizeRequest| {
        let theirs = flow.delivered_code().filter(|theirs: &&Param| !theirs.is_placeholder());
        // The same request again is a reload, and not another login.
        let again = own.is_empty() || tells(other) == own;
        other.asked("code_challenge").is_some_and(|other| other.value == challenge.value)
            && !again
            && flow.id < login.flow.id
            && theirs.is_some_and(|theirs| theirs.value != code.value)
    };
    let (flow, earlier) = login.other_requests().find(|(flow, other)| is_other(flow, other)).or_not_applicable()?;
    let first = earlier.params.get("code_challenge").or_not_applicable()?;
    Ok(Found::proven(format!(
        "This login has the same `code_challenge` as login {}, and so the same verifier.",
        flow.id
    ))
    .shows("first", earlier.seen, first)
    .shows("again", authorize.seen, challenge))
}

/// A longer verifier is malformed.
const LONGEST: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_that_can_be_guessed_is_told_from_a_random_one() {
        for weak in [
            RFC7636_EXAMPLE,
            &"a".repeat(43),
            &"abc1".repeat(11),
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            "1797692800123",
            "my_very_long_code_verifier_for_this_demo_01",
        ] {
            assert!(weakness(weak).is_some(), "{weak}");
        }
        for strong in [
            "IbhxBFkWFNo35BsuirnsSRYg87Jsy0ulequ2jURo8nm",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ] {
            assert_eq!(weakness(strong), None);
        }
    }
}
