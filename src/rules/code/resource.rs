//! For which resource the token is asked.

use crate::disclose::Shown;
use crate::explain::drift;
use crate::flow::{Discovery, DiscoveryKind, TokenExchange};
use crate::login::{Login, Stage};
use crate::oauth::Param;
use crate::oauth::part::Message;
use crate::oauth::spec::{RFC8707, RFC9728};
use crate::rules::assessment::{
    OrNoFinding, authorize_request, clause, not_applicable_if, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "resource-mismatch",
    summary: "the requested `resource` is not the same throughout",
    why: "`resource` names the API that the token is for. The token request may name only what the authorization \
          request named, and both must use the string in the API's metadata; a trailing slash or a different case \
          makes it a different resource.",
    fix: "Send one `resource`, the one in the API's metadata, identical in both requests.",
    errors: &["invalid_target"],
    refusals: &[Refusal::ResourceNotGranted],
    spec: &[RFC8707.at("2.2"), RFC9728.at("3.3")],
    optional: Optional::NONE.stage(Stage::Resource).needs("a token for the same `resource`"),
    check: Check::Token(mismatch),
}];

fn mismatch(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let flow = login.flow;
    not_applicable_if(flow.authorize.is_none() && token.params.get("resource").is_none())?;
    let authorize = authorize_request(login)?;
    let asked: Vec<&Param> = authorize.params.all("resource").take(MANY).collect();
    let sent: Vec<&Param> = token.params.all("resource").take(MANY).collect();
    not_assessed_if(asked.iter().chain(&sent).any(|param| param.is_placeholder()), "`resource` is redacted")?;
    let refused = token.answer.is_error("invalid_target");
    let weigh = |found: Found| found.warning_if(!refused);
    let discovered = flow
        .discovery
        .iter()
        .rev()
        .find(|step| step.kind == DiscoveryKind::Resource && step.is_answered && step.subject.is_some());
    not_applicable_if(asked.is_empty() && sent.is_empty())?;
    not_assessed_if(
        authorize.hidden_params,
        "`resource` may be in a pushed request or request object that cannot be read",
    )?;
    let strange = sent.iter().find(|sent| !asked.iter().any(|asked| asked.value == sent.value));
    if let Some(strange) = strange.filter(|_| !asked.is_empty()) {
        let plain = |param: &Param| param.value.trim_end_matches('/').to_ascii_lowercase();
        let near = asked.iter().find(|asked| plain(asked) == plain(strange));
        let near = near.or(asked.first()).or_not_applicable()?;
        let difference = clause(drift::uri(&near.value, &strange.value));
        return Ok(weigh(Found::proven(format!(
            "The token request names a `resource` that the authorization request didn't ask for: {difference}."
        )))
        .shows("asked", authorize.seen, near)
        .shows("sent", token.seen, strange));
    }
    // Without metadata of the resource, a token request may leave it out: it is then for all that were asked for.
    let named = discovered.and_then(|step| Some((step, step.subject.as_deref()?)));
    if let Some((step, resource)) = named {
        let (seen, all, part) = if asked.is_empty() {
            (authorize.seen, &asked, Message::AuthorizeRequest.query("resource"))
        } else {
            (token.seen, &sent, Message::TokenRequest.body("resource"))
        };
        if all.is_empty() {
            let which = if asked.is_empty() { "authorization" } else { "token" };
            return Ok(left_out(
                step,
                weigh(Found::proven(format!("The {which} request leaves out `resource`, but the other has it."))),
            )
            .lacks("sent", seen, part));
        }
        if let Some(first) = asked.first().filter(|_| !asked.iter().any(|asked| asked.value == resource)) {
            let difference = clause(drift::uri(resource, &first.value));
            return Ok(left_out(
                step,
                weigh(Found::proven(format!(
                    "`resource` differs from the one in the resource's metadata: {difference}."
                ))),
            )
            .shows("sent", authorize.seen, first));
        }
    }
    let is_blamed = token.refused() && token.answer.says(&["resource parameter", "'resource'", "`resource`"]);
    if let Some(first) = sent.first().or(asked.first()).filter(|_| is_blamed) {
        return Ok(Found::likely("The server refuses the `resource` that is sent, although it is the same in both requests: it may not know it, or expect the API in `scope`.")
            .fix("Leave `resource` out and name the API in `scope`, if the server's documentation says so; otherwise send one that it knows.")
            .shows("sent", token.seen, first));
    }
    not_assessed_if(refused, "the capture does not show which resources the server knows and grants to this client")?;
    ruled_out_if(sent.is_empty() || asked.is_empty(), "one of the requests names no `resource`, which is allowed")?;
    ruled_out("both requests name the same `resource`")
}

fn left_out(step: &Discovery, found: Found) -> Found {
    let resource = step.subject.as_deref().unwrap_or_default();
    found.shows_value("metadata", step.seen, Message::ResourceMetadata.param("resource"), Shown::url(resource))
}

/// More resources than anyone asks for.
const MANY: usize = 16;
