//! What is known of providers is well-formed and sourced, and each use of it is true to what it says.

#![expect(clippy::unwrap_used, reason = "a report that is not JSON fails the test")]

use std::collections::{BTreeMap, BTreeSet};

use oauth_doctor::providers::{self, Anywhere, Log, LogText, Provider, Source};
use oauth_doctor::rules;
use regex::Regex;
use serde_json::Value;

use crate::support::{Exchange, check, form, har, human, json, root};

const VERIFIER: &str = "q3Vn8Zt1Lr6Wc0Xd5Ye9Kb2Mf7Hg4Js-Pu_Ai8Ro3Tk1";
const S256: &str = "Vd1t2YsTaRkw0L-xFtjR0_1KiY02twrcnr3n7f5XX6E";

#[test]
fn ids_are_unique_kebab_case_and_named_like_their_files() {
    let ids: BTreeSet<&str> = providers::ALL.iter().map(|provider| provider.id).collect();
    assert_eq!(ids.len(), providers::ALL.len());
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    for provider in providers::ALL {
        assert!(provider.id.split('-').all(is_word), "{}", provider.id);
        assert!(!provider.name.is_empty(), "{}", provider.id);
    }
}

#[test]
fn no_file_of_a_profile_is_unlisted() {
    let folder = root().join("src/providers/profiles");
    // The list itself, and what the specifications say.
    let files = std::fs::read_dir(folder).unwrap().count() - 2;
    assert_eq!(files, providers::ALL.len());
}

#[test]
fn every_claim_has_an_address() {
    for provider in providers::ALL {
        let sources = sources(provider);
        assert!(!sources.is_empty(), "{}: nothing is claimed", provider.id);
        for source in sources {
            let url = source.url;
            assert!(url.starts_with("https://") && !url.contains(' '), "{}: {url}", provider.id);
        }
        let endpoints = &provider.endpoints;
        let claims_endpoints =
            !(endpoints.hosts.is_empty() && endpoints.authorize.is_empty() && endpoints.token.is_empty());
        assert_eq!(claims_endpoints, endpoints.source.is_some(), "{}", provider.id);
    }
}

#[test]
fn texts_are_sentences() {
    for provider in providers::ALL {
        let replies = provider.replies.iter().map(|reply| reply.meaning);
        for text in replies.chain(provider.notes.iter().map(|note| note.text)) {
            assert!(text.ends_with(['.', '?', '!']) && !text.contains("  "), "{}: {text}", provider.id);
        }
    }
}

#[test]
fn texts_of_logs_are_sourced_sentences_that_find_themselves() {
    let parts = Regex::new(r"\{[a-z]+\}|\*").unwrap();
    for (id, text, log) in log_texts() {
        let says = text.says;
        let url = text.source.url;
        assert!(url.starts_with("https://") && !url.contains(' '), "{id}: {url}");
        assert!(text.meaning.ends_with(['.', '?', '!']) && !text.meaning.contains("  "), "{id}: {}", text.meaning);
        assert!(Regex::new(&text.regex()).is_ok(), "{id}: {says}");
        assert!(text.is_unmistakable || !log.marks.is_empty(), "{id}: {says} is anybody's");
        let mark = text.beside.or(log.marks.first().copied()).unwrap_or_default();
        let written = parts.replace_all(says, "x-1");
        let found = providers::written(&written, &[mark]).unwrap_or_else(|| panic!("{id}: {says} is not found"));
        assert!(found.meaning.about.iter().all(|cause| text.about.contains(cause)), "{id}: {says}: {found:?}");
    }
}

#[test]
fn no_two_programs_have_one_id_and_no_file_of_a_library_is_unlisted() {
    let of_libraries = providers::LIBRARIES.iter().map(|library| library.id);
    let ids: Vec<&str> = providers::ALL.iter().map(|provider| provider.id).chain(of_libraries).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    let files = std::fs::read_dir(root().join("src/providers/libraries")).unwrap().count() - 1;
    assert_eq!(files, providers::LIBRARIES.len());
    let logs = std::fs::read_dir(root().join("src/providers/logs")).unwrap().count() - 1;
    assert_eq!(logs, providers::ALL.iter().filter(|provider| !provider.log.texts.is_empty()).count());
}

#[test]
fn every_regular_expression_compiles_and_no_entry_hides_a_later_one() {
    for provider in providers::ALL {
        let mut seen = BTreeSet::new();
        for reply in provider.replies {
            if let Some(says) = reply.says {
                assert!(Regex::new(says).is_ok(), "{}: {says}", provider.id);
            }
            assert!(reply.error.is_some() || reply.says.is_some(), "{}", provider.id);
            let hidden = reply.says.is_some() && seen.contains(&(reply.error, None));
            assert!(
                seen.insert((reply.error, reply.says)) && !hidden,
                "{}: {:?} {:?} is never reached",
                provider.id,
                reply.error,
                reply.says
            );
        }
    }
}

/// Nobody knows what to look at where a server says that an origin is not registered: it is not in a login.
#[test]
fn what_a_refusal_can_be_about_is_looked_into_by_a_rule() {
    let causes = providers::ALL.iter().flat_map(|provider| {
        let replies = provider.replies.iter().flat_map(|reply| reply.about);
        replies.chain(provider.notes.iter().flat_map(|note| note.about))
    });
    let of_logs = log_texts().flat_map(|(_, text, _)| text.about);
    for cause in causes.chain(of_logs).filter(|cause| **cause != providers::Cause::Origin) {
        assert!(rules::all().any(|rule| rule.looks_into(*cause)), "{cause:?}");
        assert!(cause.rule().is_none_or(|id| rules::find(id).is_some()), "{cause:?}");
    }
}

#[test]
fn hosts_and_paths_are_well_formed() {
    let is_host = |host: &str| {
        let labels: Vec<&str> = host.split('.').collect();
        let is_label = |label: &&str| {
            *label == "*"
                || label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') && !label.is_empty()
        };
        labels.len() > 1 && labels.iter().all(is_label) && labels[labels.len() - 2..].iter().all(|label| *label != "*")
    };
    for provider in providers::ALL {
        let endpoints = &provider.endpoints;
        for host in endpoints.hosts.iter().chain(endpoints.other_hosts) {
            assert!(is_host(host), "{}: {host}", provider.id);
        }
        for pattern in endpoints.authorize.iter().chain(endpoints.token) {
            let (host, path) = pattern.split_at(pattern.find('/').expect("there is a path"));
            assert!(path.len() > 1 && !path.contains("//"), "{}: {pattern}", provider.id);
            let known = endpoints.hosts.contains(&host);
            assert!(host.is_empty() || known, "{}: {pattern} is at another host", provider.id);
        }
        // An endpoint without a host is on the provider's own, or is told by itself.
        let somewhere = !endpoints.hosts.is_empty() || endpoints.anywhere != Anywhere::No;
        assert!(somewhere || endpoints.authorize.is_empty() && endpoints.token.is_empty(), "{}", provider.id);
    }
}

#[test]
fn no_two_providers_are_recognised_by_the_same() {
    let mut by: BTreeMap<&str, &str> = BTreeMap::new();
    for provider in providers::ALL {
        let endpoints = &provider.endpoints;
        let paths = endpoints.authorize.iter().chain(endpoints.token).filter(|_| endpoints.anywhere == Anywhere::Path);
        let own = endpoints.hosts.iter().chain(paths).chain(provider.signatures);
        for mark in own.collect::<BTreeSet<_>>() {
            let other = by.insert(mark, provider.id);
            assert!(other.is_none(), "`{mark}` marks {} and {other:?}", provider.id);
        }
    }
    let pairs = providers::ALL.iter().filter(|provider| provider.endpoints.anywhere == Anywhere::Pair);
    let marks = pairs.clone().map(|provider| (provider.endpoints.authorize, provider.endpoints.token));
    assert_eq!(marks.collect::<BTreeSet<_>>().len(), pairs.count());
}

#[test]
fn a_signature_leads_to_an_entry_of_its_provider() {
    for provider in providers::ALL {
        for signature in provider.signatures {
            assert!(
                signature.len() >= 6
                    && (signature.contains(' ') || signature.starts_with(|c: char| c.is_ascii_uppercase())),
                "{signature}"
            );
        }
    }
}

#[test]
fn the_provider_is_named_by_its_host_or_its_own_path_and_not_by_paths_that_many_share() {
    assert_eq!(run(&login(ENTRA))["provider"]["id"], "microsoft-entra-id");
    assert_eq!(run(&login(KEYCLOAK))["provider"]["name"], "Keycloak");
    assert!(run(&login(UNKNOWN))["provider"].is_null());
    assert!(text(&login(KEYCLOAK)).contains(" · Keycloak · sso.example"));
}

#[test]
fn the_words_of_a_server_are_explained_and_leave_what_they_do_not_name_likely() {
    let mut login = login(KEYCLOAK);
    login.answer = ("invalid_grant", "Incorrect redirect_uri");
    let meaning = run(&login)["server_error"]["meaning"].clone();
    assert_eq!((&meaning["provider"], &meaning["overruled"]), (&"keycloak".into(), &false.into()));
    assert!(text(&login).contains("It means"));
    login.verifier = "another_verifier_that_has_nothing_to_do_with_it";
    let report = run(&login);
    let verdict = &report["verdict"];
    assert_eq!((&verdict["rule"], &verdict["confidence"]), (&"pkce-verifier-mismatch".into(), &"likely".into()));
    assert_eq!(report["server_error"]["meaning"]["overruled"], false);
}

#[test]
fn what_the_specifications_say_is_shown_where_nothing_else_is_known() {
    let mut login = login(UNKNOWN);
    login.answer = ("invalid_grant", "nope");
    assert_eq!(run(&login)["server_error"]["meaning"]["provider"], "generic-rfc6749");
    assert!(text(&login).contains("It means"));
    login.verifier = "another_verifier_that_has_nothing_to_do_with_it";
    assert!(!text(&login).contains("It means"));
}

#[test]
fn a_numbered_code_explains_itself_behind_any_host() {
    let mut login = login(UNKNOWN);
    login.answer = (
        "invalid_grant",
        "AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code.",
    );
    let report = run(&login);
    assert_eq!(verdict(&report), ("code-reused", "likely"));
    assert!(report["provider"].is_null());
    assert_eq!(report["server_error"]["meaning"]["provider"], "microsoft-entra-id");
}

#[test]
fn the_age_of_a_code_is_judged_by_the_lifetime_that_its_server_documents() {
    let mut keycloak = login(KEYCLOAK);
    keycloak.answer = ("invalid_grant", "Code not valid");
    keycloak.age = 75_000;
    assert_eq!(verdict(&run(&keycloak)), ("code-expired", "likely"));
    let said = text(&keycloak);
    assert!(said.contains("Keycloak keeps codes for 60 seconds by default"), "{said}");
    keycloak.age = 2000;
    assert!(run(&keycloak)["verdict"].is_null(), "a default may be shorter on this server");
    let mut unknown = login(UNKNOWN);
    unknown.answer = keycloak.answer;
    unknown.age = 75_000;
    assert!(run(&unknown)["verdict"].is_null());
}

#[test]
fn a_young_code_has_not_expired_where_the_lifetime_is_documented() {
    let mut github = login(GITHUB);
    github.answer = ("bad_verification_code", "The code passed is incorrect or expired.");
    assert_eq!(status(&run(&github), "code-expired").as_deref(), Some("ruled_out"));
    let mut x = login(X);
    x.age = 42_000;
    x.answer = ("invalid_request", "Value passed for the authorization code was invalid.");
    assert_eq!(verdict(&run(&x)), ("code-expired", "likely"));
}

#[test]
fn a_server_that_speaks_of_something_else_has_not_found_the_code_too_old() {
    let mut keycloak = login(KEYCLOAK);
    keycloak.age = 75_000;
    keycloak.answer = ("invalid_grant", "PKCE verification failed: Code mismatch");
    assert_eq!(status(&run(&keycloak), "code-expired").as_deref(), Some("ruled_out"));
}

#[test]
fn a_number_that_says_expired_is_believed_of_a_code_although_it_stands_for_a_refresh_token_too() {
    let mut entra = login(ENTRA);
    entra.answer = (
        "invalid_grant",
        "AADSTS70008: The provided authorization code or refresh token has expired due to inactivity.",
    );
    assert_eq!(verdict(&run(&entra)), ("code-expired", "likely"));
}

#[test]
fn what_is_worth_knowing_is_shown_where_there_is_no_verdict() {
    let mut keycloak = login(KEYCLOAK);
    keycloak.answer = ("invalid_grant", "Code not valid");
    let report = run(&keycloak);
    let notes = report["provider_notes"].as_array().unwrap();
    assert!(report["verdict"].is_null() && (1..=2).contains(&notes.len()), "{notes:?}");
    keycloak.age = 75_000;
    assert!(run(&keycloak)["provider_notes"].as_array().unwrap().is_empty());
}

#[test]
fn expired_said_of_a_code_that_may_have_been_used_is_not_believed_at_once() {
    let mut salesforce = login(SALESFORCE);
    salesforce.answer = ("invalid_grant", "expired authorization code");
    assert!(run(&salesforce)["verdict"].is_null());
    let mut unknown = login(UNKNOWN);
    unknown.answer = salesforce.answer;
    assert_eq!(verdict(&run(&unknown)), ("code-expired", "likely"));
}

#[test]
fn json_is_no_mistake_where_it_is_documented() {
    for (server, fault) in [(AUTH0, false), (UNKNOWN, true), (KEYCLOAK, true)] {
        let mut login = login(server);
        login.json = true;
        login.answer = ("invalid_request", "something is wrong");
        let report = run(&login);
        let found = report["findings"].as_array().unwrap().iter().any(|found| found["rule"] == "token-body-json");
        assert_eq!(found, fault, "{}", server.0);
        login.answer = ("", "");
        let report = run(&login);
        assert_eq!(report["outcome"], "succeeded");
        let noted = !report["findings"].as_array().unwrap().is_empty();
        assert_eq!(noted, fault, "{}", server.0);
    }
}

#[test]
fn a_token_request_that_went_beside_the_documented_endpoint_is_told_where_to_go() {
    let mut lost = login(ATLASSIAN);
    lost.token = "https://auth.atlassian.com/token";
    lost.status = 404;
    let report = run(&lost);
    assert_eq!(verdict(&report), ("token-endpoint-wrong", "likely"));
    assert_eq!(report["verdict"]["fix"], "Send the token request to `https://auth.atlassian.com/oauth/token`.");
    let mut api = login(GENESYS);
    api.token = "https://api.mypurecloud.ie/oauth/token";
    api.answer = ("invalid_request", "bad request");
    assert_eq!(verdict(&run(&api)), ("token-endpoint-wrong", "likely"));
}

#[test]
fn another_region_or_server_of_the_provider_is_another_server() {
    let mut region = login(GENESYS);
    region.token = "https://login.mypurecloud.com/oauth/token";
    region.answer = ("invalid_client", "authentication failed");
    assert_eq!(verdict(&run(&region)), ("token-endpoint-wrong", "likely"));
    let mut okta = login(OKTA);
    okta.token = "https://dev-1.okta.com/oauth2/v1/token";
    okta.answer = ("invalid_grant", "The authorization code is invalid or has expired.");
    let report = run(&okta);
    assert_eq!(verdict(&report), ("token-endpoint-wrong", "likely"));
    assert!(report["verdict"]["fix"].as_str().unwrap().contains("https://dev-1.okta.com/oauth2/default/v1/token"));
    okta.answer = ("invalid_grant", "PKCE verification failed.");
    assert_ne!(status(&run(&okta), "token-endpoint-wrong").as_deref(), Some("likely"), "it knew the code");
}

#[test]
fn an_endpoint_that_is_not_in_the_profile_is_not_called_wrong_for_that() {
    let mut google = login(GOOGLE);
    google.token = "https://www.googleapis.com/oauth2/v4/token";
    google.answer = ("invalid_grant", "Bad Request");
    assert!(run(&google)["verdict"].is_null());
    let mut common = login(ENTRA);
    common.token = "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token";
    common.answer = ("invalid_grant", "AADSTS70000: The provided value for the 'code' parameter is not valid.");
    assert!(run(&common)["verdict"].is_null());
}

#[test]
fn a_challenge_in_a_documented_form_of_its_own_is_right_there_and_nowhere_else() {
    let hex = "NTVkZDZkZDk4YjEzNjkxOTMwZDBiZmIxMTZkOGQxZDNmZDRhODk4ZDM2YjcwYWRjOWViZGU3ZWRmZTU3NWZhMQ";
    let mut nylas = login(NYLAS);
    nylas.challenge = hex;
    nylas.answer = ("invalid_grant", "Code verifier challenge failed");
    let report = run(&nylas);
    assert!(report["verdict"].is_null(), "{}", report["verdict"]);
    nylas.challenge = S256;
    assert_eq!(verdict(&run(&nylas)), ("pkce-challenge-not-as-documented", "likely"));
    let mut unknown = login(UNKNOWN);
    unknown.challenge = hex;
    unknown.answer = nylas.answer;
    assert_eq!(verdict(&run(&unknown)), ("pkce-challenge-hex", "proven"));
}

#[test]
fn an_authentication_method_that_is_not_documented_is_a_hint_where_the_client_was_refused() {
    let mut x = login(X);
    x.secret = true;
    x.answer = ("invalid_client", "no");
    let report = run(&x);
    assert_eq!(verdict(&report), ("client-auth-method-mismatch", "likely"));
    x.answer = ("invalid_grant", "no");
    assert_ne!(status(&run(&x), "client-auth-method-mismatch").as_deref(), Some("likely"));
}

#[test]
fn a_code_that_the_first_attempt_used_up_is_said_to_be() {
    let mut keycloak = login(KEYCLOAK);
    keycloak.answer = ("invalid_grant", "Code not valid");
    keycloak.before = Some(502);
    assert_eq!(verdict(&run(&keycloak)), ("code-reused", "likely"));
    assert!(text(&keycloak).contains("Keycloak uses up a code with the first attempt, even a failed one"));
    let mut unknown = login(UNKNOWN);
    (unknown.answer, unknown.before) = (keycloak.answer, keycloak.before);
    assert!(text(&unknown).contains("and the server may have used it up."));
}

#[test]
fn a_grant_of_its_own_is_no_mistake_where_it_is_documented() {
    let judged = r#"{"code":400,"msg":"code challenge does not match previously saved code verifier"}"#;
    for (url, answer, own) in [
        ("https://abcdefgh.supabase.co/auth/v1/token?grant_type=pkce", judged, true),
        ("https://as.example/auth/v1/token?grant_type=pkce", r#"{"error":"unsupported_grant_type"}"#, false),
    ] {
        let body = format!(r#"{{"auth_code":"5f3b1c1e-6f0a-4d52-9a1e-7f3c2d8b5a64","code_verifier":"{VERIFIER}"}}"#);
        let post = Exchange { method: "POST".to_owned(), ..Exchange::get(url) };
        let sent = post.header("Origin", "https://app.example").sends("application/json", &body).answers(
            400,
            "application/json",
            answer,
        );
        let report: Value = serde_json::from_str(&json(&check(&har(&[sent])), false)).unwrap();
        let report = &report["captures"][0]["flows"][0];
        let findings = report["findings"].as_array().expect("it has findings");
        let misses_client = findings.iter().any(|finding| finding["rule"] == "client-id-missing");
        assert_eq!(misses_client, !own, "{findings:?}");
        if own {
            assert_eq!(report["server_error"]["meaning"]["provider"], "supabase-auth", "its words are its own");
        }
    }
}

#[test]
fn a_login_that_worked_is_not_judged_by_a_profile() {
    for server in [KEYCLOAK, ENTRA, GITHUB, X, OKTA, GENESYS, NYLAS, AUTH0, GOOGLE, SALESFORCE, ATLASSIAN] {
        let mut login = login(server);
        login.age = 3_000_000;
        login.secret = true;
        login.answer = ("", "");
        let report = run(&login);
        assert_eq!(report["outcome"], "succeeded");
        let findings = report["findings"].as_array().unwrap();
        assert!(findings.iter().all(|found| found["severity"] != "error"), "{findings:?}");
        assert!(report["provider_notes"].as_array().unwrap().is_empty());
    }
}

/// A server: its authorization and token endpoint.
type Server = (&'static str, &'static str);

const UNKNOWN: Server = ("https://as.example/oauth2/authorize", "https://as.example/oauth2/token");
const KEYCLOAK: Server = (
    "https://sso.example/realms/shop/protocol/openid-connect/auth",
    "https://sso.example/realms/shop/protocol/openid-connect/token",
);
const ENTRA: Server = (
    "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    "https://login.microsoftonline.com/common/oauth2/v2.0/token",
);
const GITHUB: Server = ("https://github.com/login/oauth/authorize", "https://github.com/login/oauth/access_token");
const X: Server = ("https://x.com/i/oauth2/authorize", "https://api.x.com/2/oauth2/token");
const OKTA: Server =
    ("https://dev-1.okta.com/oauth2/default/v1/authorize", "https://dev-1.okta.com/oauth2/default/v1/token");
const GENESYS: Server = ("https://login.mypurecloud.ie/oauth/authorize", "https://login.mypurecloud.ie/oauth/token");
const NYLAS: Server = ("https://api.us.nylas.com/v3/connect/auth", "https://api.us.nylas.com/v3/connect/token");
const AUTH0: Server = ("https://shop.eu.auth0.com/authorize", "https://shop.eu.auth0.com/oauth/token");
const GOOGLE: Server = ("https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token");
const SALESFORCE: Server =
    ("https://login.salesforce.com/services/oauth2/authorize", "https://login.salesforce.com/services/oauth2/token");
const ATLASSIAN: Server = ("https://auth.atlassian.com/authorize", "https://auth.atlassian.com/oauth/token");

/// A login that is right, but for what a test changes.
#[derive(Clone)]
struct Login {
    authorize: &'static str,
    token: &'static str,
    challenge: &'static str,
    verifier: &'static str,
    /// From the code to its redemption, in milliseconds.
    age: i64,
    json: bool,
    secret: bool,
    /// The status of the answer to an earlier token request with the same code.
    before: Option<u16>,
    status: u16,
    /// `error` and `error_description`; empty: a token.
    answer: (&'static str, &'static str),
}

fn login((authorize, token): Server) -> Login {
    Login {
        authorize,
        token,
        challenge: S256,
        verifier: VERIFIER,
        age: 800,
        json: false,
        secret: false,
        before: None,
        status: 400,
        answer: ("invalid_grant", "no"),
    }
}

fn capture(login: &Login) -> Vec<u8> {
    let callback = "https://app.example/callback";
    let asked = form(&[
        ("response_type", "code"),
        ("client_id", "shop"),
        ("redirect_uri", callback),
        ("state", "st-8Zt1Lr6Wc0"),
        ("code_challenge", login.challenge),
        ("code_challenge_method", "S256"),
    ]);
    let code = "c0de-Zt1Lr6Wc0Xd5Ye9Kb2M";
    let mut sent = vec![
        ("grant_type", "authorization_code"),
        ("client_id", "shop"),
        ("redirect_uri", callback),
        ("code", code),
        ("code_verifier", login.verifier),
    ];
    if login.secret {
        sent.push(("client_secret", "s3cret-Zt1Lr6Wc0Xd5"));
    }
    let token = if login.json {
        let body: BTreeMap<_, _> = sent.into_iter().collect();
        let body = serde_json::to_string(&body).unwrap();
        Exchange { method: "POST".to_owned(), ..Exchange::get(login.token) }.sends("application/json", &body)
    } else {
        Exchange::post(login.token, &form(&sent))
    };
    let before =
        login.before.map(|status| token.clone().answers(status, "text/html", "<html></html>").at(login.age - 300));
    let token = match login.answer {
        _ if login.status == 404 => token.answers(404, "text/html", "<html><title>Not found</title></html>"),
        ("", _) => {
            token.answers(200, "application/json", r#"{"access_token":"at-Zt1Lr6Wc0Xd5","token_type":"Bearer"}"#)
        }
        (error, description) => token.refuses(error, description),
    };
    let location = format!("{callback}?code={code}&state=st-8Zt1Lr6Wc0");
    let mut exchanges = vec![
        Exchange::get(format!("{}?{asked}", login.authorize)).at(0).redirects(&location),
        Exchange::get(location.as_str()).at(20),
    ];
    exchanges.extend(before);
    exchanges.push(token.at(login.age));
    har(&exchanges)
}

/// The first login of the JSON report.
fn run(login: &Login) -> Value {
    let report: Value = serde_json::from_str(&json(&check(&capture(login)), false)).unwrap();
    report["captures"][0]["flows"][0].clone()
}

/// The human report, as one line.
fn text(login: &Login) -> String {
    let report = human(&check(&capture(login)), false);
    report.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn verdict(report: &Value) -> (&str, &str) {
    let verdict = &report["verdict"];
    (verdict["rule"].as_str().unwrap_or("none"), verdict["confidence"].as_str().unwrap_or("none"))
}

/// What the differential says of a rule.
fn status(report: &Value, rule: &str) -> Option<String> {
    let rows = report["differential"].as_array().unwrap();
    let row = rows.iter().find(|row| row["rule"] == rule)?;
    Some(row["status"].as_str().unwrap().to_owned())
}

/// Every text of a log, with the id of its writer.
fn log_texts() -> impl Iterator<Item = (&'static str, &'static LogText, Log)> {
    let providers = providers::ALL.iter().map(|provider| (provider.id, provider.log));
    let writers = providers.chain(providers::LIBRARIES.iter().map(|library| (library.id, library.log)));
    writers.flat_map(|(id, log)| log.texts.iter().map(move |text| (id, text, log)))
}

fn sources(provider: &Provider) -> Vec<Source> {
    let claims = [
        provider.endpoints.source,
        provider.code_lifetime.as_ref().map(|claim| claim.source),
        provider.bodies.as_ref().map(|claim| claim.source),
        provider.client_auth.as_ref().map(|claim| claim.source),
        provider.challenge.as_ref().map(|claim| claim.source),
        provider.own_grant.as_ref().map(|claim| claim.source),
        provider.no_grant_type,
        provider.burns_code,
        provider.binds_code,
    ];
    let replies = provider.replies.iter().map(|reply| reply.source);
    let notes = provider.notes.iter().map(|note| note.source);
    let names = provider.endpoints.token_names.iter().map(|names| names.source);
    claims.into_iter().flatten().chain(replies).chain(notes).chain(names).collect()
}
