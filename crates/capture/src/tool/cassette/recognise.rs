//! Recognises a cassette by its first lines.

use crate::text::json::Scanner;
use crate::text::value::JsonValue;

/// Returns whether a text begins as a cassette does.
pub(crate) fn recognises(head: &str) -> bool {
    match head.trim_ascii_start().as_bytes().first() {
        Some(b'{') => is_json_map(head),
        Some(b'[') => is_json_list(head),
        _ => is_yaml(head),
    }
}

/// `{"interactions": [` (vcrpy), `{"http_interactions": [` (Betamax, VCR), also behind other members; `{"data": {"pairs": [`
/// (Hoverfly).
fn is_json_map(head: &str) -> bool {
    let mut scanner = Scanner::new(head, 0);
    scanner.peek();
    scanner.enter();
    let mut first = true;
    while let Ok(Some(name)) = scanner.next_name(std::mem::take(&mut first)) {
        if matches!(name.quoted(), Some("interactions" | "http_interactions")) {
            return scanner.peek() == Some(b'[');
        }
        if name.quoted() == Some("data") && scanner.peek() == Some(b'{') {
            scanner.enter();
            let first = scanner.next_name(true).ok().flatten();
            return first.is_some_and(|name| name.quoted() == Some("pairs")) && scanner.peek() == Some(b'[');
        }
        if scanner.value().is_err() {
            return false;
        }
    }
    false
}

/// `[{"request": {"method": …, "url": …, "headers": …}, "response": …}]` (PHP-VCR, `EasyVCR`), `[{"scope": …, "method": …,
/// "path": …}]` (nock).
fn is_json_list(head: &str) -> bool {
    let mut scanner = Scanner::new(head, 0);
    scanner.peek();
    scanner.enter();
    if scanner.peek() != Some(b'{') {
        return false;
    }
    scanner.enter();
    let mut first = true;
    let mut of_nock = 0;
    while let Ok(Some(name)) = scanner.next_name(std::mem::take(&mut first)) {
        let Ok(value) = scanner.value() else { return false };
        of_nock += usize::from(matches!(name.quoted(), Some("scope" | "method" | "path")));
        if of_nock == 3 {
            return true;
        }
        if name.quoted() == Some("request") {
            let behind = scanner.next_name(false).ok().flatten();
            return is_request(value) && behind.is_some_and(|name| name.quoted() == Some("response"));
        }
    }
    false
}

fn is_request(value: JsonValue<'_>) -> bool {
    let [method, url, uri, headers] = value.object().pick(["method", "url", "uri", "headers"]);
    method.is_some() && url.or(uri).is_some() && headers.is_some()
}

fn is_yaml(head: &str) -> bool {
    let told = |line: &&str| !line.trim().is_empty() && !line.starts_with('#') && !line.starts_with("---");
    let mut lines = head.lines().filter(told).map(str::trim_end);
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let has = |wanted: &dyn Fn(&str) -> bool| head.lines().any(|line| wanted(line.trim_end()));
    let is_list = |line: &str| {
        let rest = line.strip_prefix("interactions:").or_else(|| line.strip_prefix("http_interactions:"));
        rest.is_some_and(|rest| matches!(rest.trim(), "" | "[]"))
    };
    let has_request =
        has(&|line| matches!(line.trim_start().trim_start_matches("- "), "request:") || line.contains("VCR::Request"));
    let name = first.split(':').next().unwrap_or_default();
    match name {
        "interactions" | "http_interactions" => is_list(first),
        "version" | "recorded_with" => has(&is_list) && has_request,
        "log" => has(&|line| line.trim_start().starts_with("_recordingName:")),
        "- request" => has_request && has(&|line| line.trim() == "response:"),
        "-" => second.trim() == "request:",
        _ => first.starts_with("- !ruby/struct") && has_request,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cassettes_are_known_by_their_first_lines() {
        for head in [
            "interactions:\n- request:\n    body: null\n",
            "---\nversion: 1\ninteractions:\n- request:\n    body: \"\"\n",
            "---\nhttp_interactions:\n- request:\n    method: post\n",
            "# a note\nhttp_interactions: []\nrecorded_with: VCR 6.1.0\n",
            "-\n    request:\n        method: POST\n",
            "log:\n  _recordingName: signs in\n  entries:\n",
            "--- \n- !ruby/struct:VCR::HTTPInteraction \n  request: !ruby/struct:VCR::Request \n",
            "{\"version\": 1, \"interactions\": [",
            "{\"data\": {\"pairs\": [{\"request\": ",
            "[{\"scope\": \"https://login.example:443\", \"method\": \"POST\", \"path\": \"/token\", \"bo",
            "[{\"request\": {\"method\": \"GET\", \"url\": \"/\", \"headers\": {}}, \"response\": {\"sta",
        ] {
            assert!(recognises(head), "{head}");
        }
    }

    #[test]
    fn other_yaml_and_json_is_not_one() {
        for head in [
            "version: 2\nservices:\n  web:\n    request: 1\n",
            "log: all\nlevel: debug\n",
            "- request the token\n- response: none\n",
            "interactions: with our team\n",
            "openapi: 3.0.0\n",
            "{\"interactions\": 3}",
            "[{\"request\": {\"method\": \"GET\", \"url\": \"/\"}, \"level\": 30}]",
            "",
        ] {
            assert!(!recognises(head), "{head}");
        }
    }
}
