//! Any two values, as a PKCE pair and as values that should be equal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_doctor::explain;

fuzz_target!(|pair: (&str, &str)| {
    let (one, other) = pair;
    let _ = explain::pkce(one, other, explain::ChallengeMethod::S256);
    let _ = explain::drift::drift(one, other);
});
