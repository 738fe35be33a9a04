//! What a correction must not do: send a credential elsewhere or in clear, drop PKCE, or change nothing.

use oauth_doctor_wire::host;
use oauth_doctor_wire::url::{UrlParts, is_same_place};

use crate::login::Login;
use crate::oauth::Request;
use crate::rules::Target;

/// Sends a request over TLS that would go in clear to another machine.
pub(crate) fn secure(request: &mut Request) {
    let url = UrlParts::parse(&request.url);
    if url.scheme.eq_ignore_ascii_case("http") && !host::is_local(url.host) {
        let is_default = matches!(url.port, None | Some("" | "80"));
        let authority =
            if is_default { url.host.to_owned() } else { format!("{}:{}", url.host, url.port.unwrap_or_default()) };
        request.url = format!("https://{authority}{}", url.path);
    }
}

/// Returns whether a correction is worth showing and does no harm.
pub(crate) fn is_safe(login: &Login<'_>, target: Target, recorded: &Request, corrected: &Request) -> bool {
    !is_same(recorded, corrected)
        && keeps_pkce(recorded, corrected)
        && goes_to_server(login, target, recorded, corrected)
}

fn keeps_pkce(recorded: &Request, corrected: &Request) -> bool {
    let has = |request: &Request, name: &str| request.params.iter().any(|field| field.name == name);
    let keeps = |name: &str| has(corrected, name) || !has(recorded, name);
    let is_hashed = |request: &Request| request.value("code_challenge_method") == Some("S256");
    keeps("code_challenge") && keeps("code_verifier") && (is_hashed(corrected) || !is_hashed(recorded))
}

fn goes_to_server(login: &Login<'_>, target: Target, recorded: &Request, corrected: &Request) -> bool {
    let is_moved = !is_same_place(&recorded.url, &corrected.url);
    let may_receive = || login.decisive().is_some_and(|token| login.may_receive(token, &corrected.url));
    !is_moved || target == Target::Token && may_receive()
}

fn is_same(one: &Request, other: &Request) -> bool {
    let basic = |request: &Request| request.basic.clone().map(|basic| (basic.user, basic.password));
    let params = |request: &Request| {
        let fields = request.params.iter().map(|field| (field.name.clone(), field.value.clone(), field.in_url));
        fields.collect::<Vec<_>>()
    };
    let form =
        |request: &Request| (request.method.clone(), request.url.clone(), request.body, request.content_type.clone());
    form(one) == form(other)
        && one.body_text == other.body_text
        && one.other_authorization == other.other_authorization
        && basic(one) == basic(other)
        && params(one) == params(other)
}
