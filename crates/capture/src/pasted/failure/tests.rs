use crate::exchange::{Content, Exchange};
use crate::read;

fn exchanges(text: &str) -> Vec<Exchange> {
    let mut found = Vec::new();
    read(text.as_bytes(), &mut |exchange| found.push(exchange));
    found
}

/// Returns the error, the description and the status of the only answer in a text.
fn answer(text: &str) -> (String, String, Option<u16>) {
    let found = exchanges(text);
    assert_eq!(found.len(), 1, "{text}");
    let response = found[0].response.as_ref().expect("an answer");
    let Some(Content::Text(body)) = response.body.as_ref().map(|body| &body.content) else {
        return (String::new(), String::new(), response.status);
    };
    let body: serde_json::Value = serde_json::from_str(body.as_str()).expect("JSON");
    let member = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (member("error"), member("error_description"), response.status)
}

#[test]
fn a_refusal_is_read_in_whatever_shape_it_is_printed() {
    let shapes = [
        (
            "oauth2: \"invalid_grant\" \"Code not valid\" \"https://docs.example/e\"",
            "invalid_grant",
            "Code not valid",
            None,
        ),
        (
            "level=error msg=\"oauth2: \\\"invalid_client\\\" \\\"No such client\\\"\"",
            "invalid_client",
            "No such client",
            None,
        ),
        ("errors.InvalidGrantError: (invalid_grant) Code not valid", "invalid_grant", "Code not valid", None),
        ("OAuth2AuthenticationException: [invalid_grant] Code not valid", "invalid_grant", "Code not valid", None),
        ("OPError: invalid_grant (Code (3) not valid)", "invalid_grant", "Code (3) not valid", None),
        ("OAuthError: invalid_grant: Code not valid", "invalid_grant", "Code not valid", None),
        ("GaxiosError: invalid_grant", "invalid_grant", "", None),
        ("Provider\\IdentityProviderException: invalid_client in /srv/a.php:3", "invalid_client", "", None),
        (
            "Error (auth): InvalidGrantError: Code not valid\n    at auth.js:3:1",
            "invalid_grant",
            "Code not valid",
            None,
        ),
        ("Token request for demo failed (invalid_grant): old token", "invalid_grant", "old token", None),
        ("OAuth2::Error, invalid_grant: Code not valid", "invalid_grant", "Code not valid", None),
        ("invalid_client | Unknown client | https://docs.example/e", "invalid_client", "Unknown client", None),
        (
            "Message contains error: 'invalid_grant', error_description: 'Code not valid', error_uri: 'error_uri is null', \
             status code '400'.",
            "invalid_grant",
            "Code not valid",
            Some(400),
        ),
        (
            "PlatformException(token_failed, Failed to get token: [error: invalid_grant, description: Code not valid], \
             {type: 2, code: 2002, error: invalid_grant}, null)",
            "invalid_grant",
            "Code not valid",
            None,
        ),
        (
            "PlatformException(token_failed, Failed to get token: invalid_grant: The token is old., null, null)",
            "invalid_grant",
            "The token is old.",
            None,
        ),
        (
            "StandardErrorResponse { error: invalid_grant, error_description: Some(\"Code not valid\"), error_uri: None }",
            "invalid_grant",
            "Code not valid",
            None,
        ),
        (
            "OAuthProblemException{error='invalid_grant', description='Code not valid', uri='null'}",
            "invalid_grant",
            "Code not valid",
            None,
        ),
        (
            "level=error error=map[debug: message:invalid_grant reason:The code was used. status:Bad Request status_code:400]",
            "invalid_grant",
            "The code was used.",
            Some(400),
        ),
        (
            "TokenError: Code not valid\n    at OAuth2Strategy.parse (strategy.js:3:12) {\n  code: 'invalid_grant',\n  status: 500\n}",
            "invalid_grant",
            "Code not valid",
            None,
        ),
        (
            "ServerError: invalid_grant: Error(s): 501481 - Timestamp: 2026-03-02 10:11:12Z - Description: AADSTS501481: Another \
             verifier. - Correlation ID: 6d0f",
            "invalid_grant",
            "AADSTS501481: Another verifier.",
            None,
        ),
        ("AADSTS54005: The code was used. Trace ID: 1b2c", "AADSTS54005", "AADSTS54005: The code was used.", None),
        (
            "failed: 401 {\"error\":\"unauthorized_client\",\"error_description\":\"Wrong",
            "unauthorized_client",
            "Wrong",
            Some(401),
        ),
        (
            "Error Domain=token Code=-10 \"invalid_grant: Token is not active\" UserInfo={Key={\n    error = \"invalid_grant\";\n    \
          \"error_description\" = \"Token is not active\";\n}, Cause={Error Domain=org.openid.appauth.remote-http Code=400 \"(null)\"}}",
            "invalid_grant",
            "Token is not active",
            Some(400),
        ),
        ("Authorization error: Token exchange failed: HTTP 400", "", "", Some(400)),
    ];
    for (text, error, description, status) in shapes {
        assert_eq!(answer(text), (error.to_owned(), description.to_owned(), status), "{text}");
    }
}

#[test]
fn what_only_names_a_code_is_no_refusal() {
    let texts = [
        "The server answers `invalid_grant` if the code was used before.",
        "if (err.error === \"invalid_grant\") {\n  return retry();\n}",
        "  \u{2713} shows invalid_grant to the user (12 ms)",
        "lexer error: invalid_token at line 4: unexpected character '#'",
        "rpc error: code = InvalidArgument desc = invalid_request: field \"state\" must be set",
        "StripeInvalidRequestError: No such customer\n  code: 'resource_missing'",
        "{ Error: ENOENT: no such file, open '/srv/token.json'\n  code: 'ENOENT' }",
        "Error: Parse(Error(\"expected value\", line: 1, column: 1), [110, 117, 108])",
        "fix: `redirect_uri_mismatch` after a change of host (#123)",
        "CASE invalid_client_id: return 3",
    ];
    for text in texts {
        let found = exchanges(text);
        assert!(found.is_empty(), "{text}");
    }
}

#[test]
fn one_failure_is_one_exchange_however_often_it_is_printed() {
    let text = "10:11:12 WARN  token exchange failed: oauth2: \"invalid_grant\" \"Code not valid\"\n\
                10:11:12 ERROR callback: OAuthError: invalid_grant: Code not valid\n\
                Caused by: OAuth2AuthorizationException: [invalid_grant] Code not valid\n\
                {\"error\":\"invalid_grant\",\"error_description\":\"Code not valid\"}\n";
    assert_eq!(exchanges(text).len(), 1);
    let later =
        "10:11:12 OAuthError: invalid_grant: Code not valid\n10:15:40 OAuthError: invalid_grant: Code not valid\n";
    assert_eq!(exchanges(later).len(), 2, "minutes later it is another failure");
}

#[test]
fn the_words_around_a_refusal_name_the_grant() {
    let grant = |text: &str| exchanges(text)[0].recorder.grant;
    assert_eq!(grant("Failed to refresh token: 400 - {\"error\":\"invalid_grant\"}"), Some("refresh_token"));
    assert_eq!(grant("exchanging code for token: InvalidGrantError: unknown"), Some("authorization_code"));
    assert_eq!(grant("OAuthError: invalid_grant: no"), None);
    let boilerplate = "OAuthError: invalid_grant: The provided authorization grant or refresh token is invalid, expired, or was \
                       issued to another client";
    assert_eq!(grant(boilerplate), None, "the sentence of RFC 6749 names every grant");
}

#[test]
fn a_value_ends_where_the_next_name_begins() {
    let facts = |text: &str| {
        let found = super::facts::facts(text, 0..text.len());
        found
            .iter()
            .map(|fact| (text[fact.name.clone()].to_owned(), text[fact.value.clone()].to_owned()))
            .collect::<Vec<_>>()
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(facts("{\"a\"=>\"x, y\", :b=>'z'}"), [pair("a", "x, y"), pair("b", "z")]);
    assert_eq!(facts("map[reason:one two status:400]"), [pair("reason", "one two"), pair("status", "400")]);
    assert_eq!(facts("error: x, description: y, z"), [pair("error", "x"), pair("description", "y, z")]);
    assert_eq!(facts("msg=\"say \\\"hi\\\"\" id=3"), [pair("msg", "say \\\"hi\\\""), pair("id", "3")]);
    assert_eq!(facts("a == b, https://c"), []);
    assert_eq!(facts("\"cut"), []);
}

#[test]
fn a_request_that_is_printed_again_behind_its_answer_is_one() {
    let sent = "data {'grant_type': 'authorization_code', 'client_id': 'shop', 'code': 'hT5m/z0QwXv81KpLsYcB'}";
    let again = "Request body was grant_type=authorization_code&client_id=shop&code=hT5m%2Fz0QwXv81KpLsYcB";
    let log = |status: u16, behind: &str| {
        format!(
            "Requesting url https://login.example/token using method POST.\n{sent}\n\
             https://login.example \"POST /token HTTP/1.1\" {status} None\n{again}\n{behind}\n"
        )
    };
    let count = |text: &str| read(text.as_bytes(), &mut |_| {}).exchanges;
    assert_eq!(count(&log(400, "oauthlib.errors.InvalidGrantError: (invalid_grant) Code not valid")), 1);
    assert_eq!(count(&log(200, "")), 1);
    let another = log(400, "").replace("%2Fz0QwXv81KpLsYcB", "another-code");
    assert_eq!(count(&another), 2, "another code is another request");
}
