//! Whether `UserInfo` is about the user of the ID token.

use crate::disclose::placeholder::is_placeholder;
use crate::disclose::{Secret, Shown};
use crate::login::Login;
use crate::login::access::id_token_claims;
use crate::oauth::part::Message;
use crate::oauth::spec::OIDC_CORE;
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "userinfo-subject-mismatch",
    summary: "UserInfo is about a different user than the ID token",
    why: "`sub` of the UserInfo answer must be `sub` of the ID token, else a client must not use what it says: the token may be that of \
          someone else, from a cache or a mixed-up session.",
    fix: "Ask UserInfo with the access token of the same answer as the ID token. Where the server writes `sub` in two ways, let it use \
          one for each client.",
    errors: &[NO_ERROR],
    refusals: &[],
    spec: &[OIDC_CORE.at("5.3.2")],
    optional: Optional::NONE.severity(Severity::Warning).since("0.2.0"),
    check: Check::Any(other_user),
}];

fn other_user(login: &Login<'_>) -> Assessment {
    let answers = || login.flow.resources.iter().filter(|request| request.subject.is_some());
    not_applicable_if(answers().next().is_none())?;
    for request in answers() {
        let Some(issued) = login.issue_of(request) else { continue };
        let claims = id_token_claims(issued).or_not_assessed("there is no ID token that can be read")?;
        let expected = claims.get("sub").and_then(|sub| sub.as_str()).or_not_assessed("the ID token has no `sub`")?;
        not_assessed_if(is_placeholder(expected), "`sub` of the ID token is redacted")?;
        let subject = request.subject.as_deref().unwrap_or_default();
        if subject != expected {
            return Ok(Found::proven(
                "`sub` of the UserInfo answer is not `sub` of the ID token that came with the access token; a client must not use the \
                 answer.",
            )
            .shows_value(
                "ID token",
                issued.seen,
                Message::TokenResponse.body("id_token.sub"),
                Shown::Secret(Secret::new(expected)),
            )
            .shows_value(
                "UserInfo",
                request.seen,
                Message::ResourceResponse.body("sub"),
                Shown::Secret(Secret::new(subject)),
            ));
        }
    }
    ruled_out("UserInfo is about the user of the ID token")
}
