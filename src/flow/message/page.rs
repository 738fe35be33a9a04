//! What the authorization endpoint showed the user instead of a response.
use data_encoding::BASE64_NOPAD;
use oauth_doctor_wire::url::UrlParts;

use crate::capture::{Content, Exchange, Text};
use crate::flow::message::recognise::{json_body, query, redirect};
use crate::flow::message::visible;
use crate::flow::message::{cookies, front};
use crate::flow::{PageAnswer, Seen, Visit};
use crate::oauth::Params;
use crate::oauth::part::{Component, Message};
use crate::oauth::redirect_uri::as_requested;

/// Reads how a page request was answered.
pub(crate) fn answer(exchange: &Exchange, seen: Seen, params: &Params) -> PageAnswer {
    let response = exchange.response.as_ref();
    let status = response.and_then(|response| response.status);
    let html = response.and_then(|response| match &response.body.as_ref()?.content {
        Content::Text(text) => Some(text.as_str()),
        _ => None,
    });
    let failed = status.is_some_and(|status| status >= 400);
    // A text may quote the answer without its status.
    let quoted = response.filter(|_| status.is_none()).and_then(json_body);
    let member = |name: &str| quoted.as_ref()?.get(name)?.as_str().map(str::to_owned);
    let error = member("error");
    let page = match html {
        Some(_) if error.is_some() => member("error_description"),
        Some(html) if failed => Some(error_of_script(html).unwrap_or_else(|| page_text(html))),
        Some(html) => params.filled("redirect_uri").and_then(|uri| complaint_about(html, &uri.value)),
        None => None,
    };
    let sent_away = error_page(exchange, params);
    PageAnswer {
        seen,
        status,
        refused: failed || error.is_some() || page.is_some() || sent_away.is_some(),
        lost: exchange.failure.is_some(),
        sets_cookies: cookies::set(exchange).map(|cookie| cookie.name).collect(),
        error,
        error_text: page.or(sent_away).filter(|text| !text.is_empty()),
        turned_away: front::turned_away(exchange),
        policy: policy(exchange, "content-security-policy"),
        opener_policy: policy(exchange, "cross-origin-opener-policy"),
        has_cookies: exchange.request.header("cookie").is_some(),
        in_frame: exchange
            .request
            .header("sec-fetch-dest")
            .is_some_and(|dest| matches!(dest.as_str(), "iframe" | "frame")),
    }
}

/// Returns the policies of a page, joined by commas.
pub(crate) fn policy(exchange: &Exchange, name: &str) -> Option<String> {
    let headers = exchange.response.as_ref()?.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
    let joined = headers.map(|header| header.value.as_str()).collect::<Vec<_>>().join(", ");
    (!joined.is_empty()).then_some(joined)
}

/// Returns whether the script of a page speaks to the window that opened it.
pub(crate) fn uses_opener(exchange: &Exchange) -> bool {
    let body = exchange.response.as_ref().and_then(|response| response.body.as_ref());
    let Some(Content::Text(text)) = body.map(|body| &body.content) else { return false };
    let has = |names: &[&str]| names.iter().any(|name| text.as_str().contains(name));
    // A page that has another way to its application does not depend on the one that opened it.
    has(&[".opener", "opener."]) && !has(&["BroadcastChannel", "localStorage", "fetch(", "XMLHttpRequest"])
}

/// Returns whether a page runs a script: hosts of static files answer the paths of an application with 404 and its page.
pub(crate) fn has_script(exchange: &Exchange) -> bool {
    let body = exchange.response.as_ref().and_then(|response| response.body.as_ref());
    matches!(body.map(|body| &body.content), Some(Content::Text(text)) if text.as_str().contains("<script"))
}

/// Returns whether a page says that the login failed.
pub(crate) fn shows_failure(exchange: &Exchange) -> bool {
    let body = exchange.response.as_ref().and_then(|response| response.body.as_ref());
    let Some(Content::Text(text)) = body.map(|body| &body.content) else { return false };
    visible::says_failure(text.as_str())
}

/// Reads a page that a browser went to.
pub(crate) fn visit(exchange: &Exchange, seen: Seen) -> Option<Visit> {
    let request = &exchange.request;
    let mode = request.header("sec-fetch-mode").map(Text::as_str);
    let kind = exchange.recorder.resource_type.as_deref();
    let response = exchange.response.as_ref()?;
    let is_html = response.header("content-type").is_some_and(|kind| kind.as_str().contains("html"));
    let is_page = match (mode, kind) {
        (Some(mode), _) => mode == "navigate",
        (None, Some("document")) => true,
        (None, Some("xhr" | "image" | "script" | "stylesheet" | "font" | "media" | "ping" | "beacon")) => false,
        _ => is_html || response.status.is_some_and(|status| (300..400).contains(&status)),
    };
    (is_page && request.method.eq_ignore_ascii_case("GET")).then(|| Visit {
        seen,
        url: request.url.as_str().to_owned(),
        status: response.status,
        shows_failure: shows_failure(exchange),
    })
}

/// What a redirect to an error page of the server says: `/error?error=redirect_mismatch`. A redirect to the client is a response.
fn error_page(exchange: &Exchange, params: &Params) -> Option<String> {
    let (target, location) = redirect(exchange)?;
    let base = UrlParts::parse(&target).base;
    if params.filled("redirect_uri").is_some_and(|uri| as_requested(&uri.value) == as_requested(&target)) {
        return None;
    }
    let query = query(&location, Message::ErrorPage.at(Component::Query));
    // The sign-in page of the server gets the request, and why it must ask the user (OpenID Connect Core §3.1.2.6).
    let asks_user = ["login_required", "interaction_required", "consent_required", "account_selection_required"];
    let goes_on = query.filled("error").is_some_and(|error| asks_user.contains(&error.value.as_str()));
    if goes_on && query.filled("response_type").is_some() && query.filled("client_id").is_some() {
        return None;
    }
    let words =
        ["error", "error_description", "errorDescription", "message"].iter().filter_map(|name| query.filled(name));
    let packed = query.filled("authError").map(|param| readable(&param.value));
    let words = words.map(|param| param.value.clone()).chain(packed);
    let said = words.collect::<Vec<_>>().join(": ");
    let is_error_page = UrlParts::parse(base).path.split('/').any(|segment| segment.eq_ignore_ascii_case("error"));
    (is_error_page || query.filled("error").is_some()).then_some(said)
}

/// The texts in a message that is packed in base64, as Google puts its error into the URL of the error page.
fn readable(packed: &str) -> String {
    let plain: String = packed.trim_end_matches('=').replace('-', "+").replace('_', "/");
    let bytes = BASE64_NOPAD.decode(plain.as_bytes()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let texts = text.split(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER);
    let texts = texts.map(str::trim).filter(|text| text.len() >= 8);
    texts.collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

/// The sentence of a page with status 200 that refuses the redirect URI: it names the URI, and says that it is wrong (Entra ID).
fn complaint_about(html: &str, redirect_uri: &str) -> Option<String> {
    let at = html.find(redirect_uri)?;
    let start = html[..at].char_indices().rev().nth(160).map_or(0, |(i, _)| i);
    let end = html[at..].char_indices().nth(redirect_uri.len() + 200).map_or(html.len(), |(i, _)| at + i);
    let around = page_text(&html[start..end]);
    let lower = around.to_lowercase();
    let wrong =
        ["not match", "mismatch", "not registered", "is not valid", "is invalid", "not allowed", "not permitted"];
    let names = ["redirect uri", "redirect_uri", "redirect url", "callback url", "reply url"];
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    (says(&wrong) && says(&names)).then_some(around)
}

/// Returns the error in the data of a page that its script shows later, such as that of ForgeRock AM:
/// `pageData = {error: {description: "…", message: "redirect_uri_mismatch"}}`. Only what has an error code is one.
fn error_of_script(html: &str) -> Option<String> {
    let (_, script) = html.split_once("<script")?;
    let (_, error) = script.split_once("error:")?;
    let object = error.trim_start().strip_prefix('{')?.split_once('}')?.0;
    let member = |name: &str| {
        let value = object.split_once(name)?.1.trim_start().strip_prefix('"')?;
        Some(value.split_once('"')?.0).filter(|text| !text.is_empty())
    };
    let is_code =
        |text: &&str| text.contains('_') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let code = member("message:").filter(is_code)?;
    let words = member("description:").map(|words| format!(": {words}")).unwrap_or_default();
    Some(format!("{code}{words}").chars().take(300).collect())
}

/// Returns the words of a page: no markup, no scripts, one line, at most 300 characters.
fn page_text(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while words.chars().count() < 300 && !rest.is_empty() {
        let (text, tag) = rest.split_once('<').unwrap_or((rest, ""));
        for word in text.split_whitespace() {
            words.push_str(word);
            words.push(' ');
        }
        let skip_to = ["script", "style", "head"].iter().find(|name| {
            tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                && tag[name.len()..].starts_with(['>', ' ', '\n'])
        });
        let after = skip_to.and_then(|name| tag.find(&format!("</{name}"))).map_or(tag, |end| &tag[end..]);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    words.trim().chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_message_is_read_for_its_texts() {
        let packed = "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2gSIgogWW91IGNhbid0IHNpZ24gaW4gdG8gdGhpcyBhcHAu";
        assert!(readable(packed).starts_with("redirect_uri_mismatch"));
        assert_eq!(readable("not base64 at all!"), "");
    }

    #[test]
    fn the_error_in_the_data_of_a_page_is_read() {
        let html = r#"<div>Loading...</div><script>pageData = {realm: "\/", error: {description: "No match.", message: "redirect_uri_mismatch"}}</script>"#;
        assert_eq!(error_of_script(html).unwrap(), "redirect_uri_mismatch: No match.");
        assert!(error_of_script("<script>pageData = {realm: \"/\"}</script>").is_none());
    }

    #[test]
    fn the_words_of_a_page_are_read_without_its_markup() {
        let html = "<!DOCTYPE html><head><title>x</title></head><body><h2>Error: invalid_request</h2>\n<script>var a = '<b>';</script><p>Mismatching redirect URI.</p>";
        assert_eq!(page_text(html), "Error: invalid_request Mismatching redirect URI.");
    }
}
