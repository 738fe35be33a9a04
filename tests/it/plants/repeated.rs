//! What is planted is masked, and what helps is not.

use std::collections::BTreeSet;

use oauth_doctor::report::Format;

use super::login::Login;
use super::outputs::leaks;
use super::places::{ECHOES, GLUES, PLACES, PUBLIC, SECRETS};
use crate::support::{check, options, report_with};

#[test]
fn what_a_server_repeats_is_masked_in_every_form() {
    let mut lost = BTreeSet::new();
    for (number, (place, plant)) in PLACES.iter().enumerate() {
        for (form, (encoding, echo)) in ECHOES.iter().enumerate() {
            let secret = SECRETS[(number + form) % SECRETS.len()];
            let capture = check(&plant(secret).refused_with(&format!("bad {}, sorry", echo(secret))));
            assert!(!capture.checked.logins.is_empty(), "{place}");
            lost.extend(
                leaks(&capture, secret).map(|format| format!("{place}, repeated {encoding}: {secret} in {format}")),
            );
        }
    }
    assert!(lost.is_empty(), "{}", Vec::from_iter(lost).join("\n"));
}

#[test]
fn a_secret_that_is_glued_to_a_public_value_is_masked() {
    let mut lost = BTreeSet::new();
    for secret in ["q7JmZp2RkXc9", "Summer2024!", "uUaVcojsNOBAGx5diFoNPcbd", "nUfd7UA"] {
        for (name, value) in PUBLIC {
            for (number, glue) in GLUES.iter().enumerate() {
                let glued = format!("{value}{}", glue(secret));
                for login in [Login::asks(name, &glued), Login::sends(name, &glued)] {
                    let capture = check(&login.refused_with("no"));
                    lost.extend(
                        leaks(&capture, secret).map(|format| format!("{name}, glue {number}: {secret} in {format}")),
                    );
                }
            }
        }
    }
    assert!(lost.is_empty(), "{}", Vec::from_iter(lost).join("\n"));
}

#[test]
fn a_challenge_that_is_no_digest_is_a_credential() {
    let secret = "DQP2lx40TnFD6nSBebVYFy0TREWu8zmWEwKjwuUkNPG";
    for method in [Some("plain"), None, Some("S256")] {
        for (number, (encoding, encode)) in ECHOES.iter().enumerate() {
            // Without a verifier, only the method tells; and what is cut to eight characters is a challenge of its own.
            let is_sent = number > 0 || method == Some("S256");
            let mut login = Login::asks("code_challenge", &encode(secret));
            login.asks.push(("code_challenge_method".to_owned(), method.unwrap_or_default().to_owned()));
            if is_sent {
                login.sends.push(("code_verifier".to_owned(), secret.to_owned()));
            } else {
                login.sends.push(("code_verifier".to_owned(), String::new()));
            }
            let capture = check(&login.refused_with("no"));
            let lost: Vec<String> = leaks(&capture, secret).collect();
            assert!(lost.is_empty(), "{method:?}, {encoding}: {lost:?}");
        }
    }
}

#[test]
fn what_nobody_sent_is_masked_where_it_is_called_a_credential_or_is_somebody() {
    for (said, secret) in [
        ("password: Winter106162!x", "Winter106162!x"),
        ("the password 'hunter2xy' is wrong", "hunter2xy"),
        ("client_secret=hunter2xy", "hunter2xy"),
        ("token q7JmZp2RkXc9 expired", "q7JmZp2RkXc9"),
        ("Authorization: Bearer q7JmZp2RkXc9", "q7JmZp2RkXc9"),
        ("see https://app.example/x?k=q7JmZp2", "q7JmZp2"),
        ("no account ann.miller@example.org", "ann.miller"),
        ("no account ann.miller%40example.org", "ann.miller"),
        ("sent an SMS to +49 170 1234567", "170 1234567"),
        ("from 203.0.113.77", "203.0.113.77"),
        ("from 2001:db8:0:1::77", "2001:db8:0:1::77"),
    ] {
        let capture = check(&Login::default().refused_with(said));
        let lost: Vec<String> = leaks(&capture, secret).collect();
        assert!(lost.is_empty(), "{said}: {lost:?}");
    }
}

#[test]
fn what_helps_stays_readable() {
    let said = "AADSTS50011: The redirect URI 'https://app.example/cb' of application 'spa' is wrong. Trace ID: \
        8ea59452-6283-46a9-ad40-f575122c0ece Timestamp: 2026-03-01 10:00:12Z";
    let capture = check(&Login::sends("client_secret", "Summer2024!").refused_with(said));
    let error = capture.checked.logins[0].server_error.as_ref();
    assert_eq!(error.and_then(|error| error.description.as_deref()), Some(said));
    let report = report_with(&capture, Format::Json, options(false));
    for public in ["\"client_id\": \"spa\"", "as.example", "invalid_grant"] {
        assert!(report.contains(public), "{public}: {report}");
    }
}
