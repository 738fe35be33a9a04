//! Explains a chain of mistakes to the person who must fix it.

use super::candidates::End;
use super::clauses::{Lengths, hash_words, said, sentences};
use super::code_examples;
use super::constant::Constant;
use super::first_fault::first_fault;
use super::moves::Phase;
use super::program::Program;
use super::search::Chain;
use super::shape::Shape;
use super::well_formed::is_challenge_shaped;
use crate::{ChallengeMethod, Explanation, Fault, PkceStep};

/// Explains a chain from the verifier to the challenge.
pub(super) fn explain(chain: &Chain, verifier: &str, challenge: &str, method: ChallengeMethod) -> Explanation {
    said_of(chain, verifier, challenge, method).with_program(Program::of(chain))
}

fn said_of(chain: &Chain, verifier: &str, challenge: &str, method: ChallengeMethod) -> Explanation {
    let mistakes =
        chain.links.iter().filter(|link| link.is_mistake).map(|link| (link.phase, link.steps)).collect::<Vec<_>>();
    let sent = &chain.input.sent;
    let made = &chain.input.made;
    let altered = |steps: Vec<PkceStep>| {
        let what = sentences(sent.iter().map(|step| said(Phase::Sent, std::slice::from_ref(step), None)));
        let text = format!(
            "The challenge is right, but the verifier in the token request is not the one it was made from. {what} {SEND_AS_MADE}"
        );
        let code = code_examples::for_mistakes(&[(Phase::Sent, sent)]);
        Explanation::new(Fault::VerifierAltered, steps, text).with_code(code)
    };
    if mistakes.is_empty() && made.is_empty() {
        return altered(sent.clone());
    }
    let mut steps = made.clone();
    steps.extend(chain.links.iter().flat_map(|link| link.steps).copied());
    steps.extend(sent);
    if mistakes.is_empty() && made == &[PkceStep::Trim] && sent.is_empty() {
        let text = format!(
            "The challenge was made from the verifier without the whitespace around it that the token request carries. {SEND_AS_MADE}"
        );
        return Explanation::new(Fault::VerifierAltered, steps, text);
    }
    if verifier == challenge {
        return same(steps, challenge);
    }
    let inputs = made.iter().map(|step| (Phase::Input, std::slice::from_ref(step)));
    let sents = sent.iter().map(|step| (Phase::Sent, std::slice::from_ref(step)));
    let all = inputs.chain(mistakes).chain(sents).collect::<Vec<_>>();
    let fault = first_fault(&all, chain.links.iter().filter(|link| link.phase == Phase::Encoding).count());
    if fault == Fault::StandardBase64 && only_padding_shows(&steps, challenge) {
        return padded(steps);
    }
    let lengths = Lengths { hashed: chain.input.bytes.len(), challenge: challenge.len() };
    let what = sentences(all.iter().map(|(phase, steps)| said(*phase, steps, Some(&lengths))));
    let remedy = match method {
        ChallengeMethod::S256 => remedy(fault, &steps),
        ChallengeMethod::Plain => "With the method plain, the challenge is the verifier itself; S256 is better.",
    };
    let text = format!("{what} {remedy}");
    let code = code_examples::for_mistakes(&all);
    Explanation::new(fault, steps, text).with_code(code)
}

/// Returns whether only the padding is visibly wrong: the digest needs neither `+` nor `/`, so both alphabets give the
/// same text.
fn only_padding_shows(steps: &[PkceStep], challenge: &str) -> bool {
    steps.contains(&PkceStep::Padded) && !steps.contains(&PkceStep::Base32) && !challenge.contains(['+', '/', ' ', '%'])
}

fn padded(steps: Vec<PkceStep>) -> Explanation {
    let code = code_examples::for_mistakes(&[(Phase::Encoding, &[PkceStep::Base64Url, PkceStep::Padded])]);
    Explanation::new(Fault::Padded, steps, format!(
            "The challenge still has its base64 padding. This digest needs neither `+` nor `/`, so it doesn't show whether the alphabet was base64url. {}",
            remedy(Fault::Padded, &[])
        )).with_code(code)
}

/// Explains a challenge that was derived from a constant.
pub(super) fn derived_from(constant: &Constant, chain: &Chain) -> Explanation {
    let mut steps = chain.input.made.clone();
    let hashed = chain.links.first().is_some_and(|link| link.steps != [PkceStep::None]);
    steps.extend(chain.links.iter().flat_map(|link| link.steps).filter(|step| **step != PkceStep::None));
    let what = constant;
    let how = match (hashed, steps.len() > 1) {
        (true, _) => "the hash of",
        (false, true) => "an encoding of",
        (false, false) => "",
    };
    let how =
        if how.is_empty() { format!("The challenge is {what}") } else { format!("The challenge is {how} {what}") };
    let promise = constant.value == "[object Promise]";
    let fix = if promise {
        "The digest is computed asynchronously and was not awaited; await it, then encode its 32 bytes."
    } else if constant.value.starts_with("[object") {
        "An object was turned into text; encode the 32 bytes of the digest instead."
    } else if constant.value.len() == 43 {
        "Make a random verifier for each login, and derive the challenge from that."
    } else {
        "Create the verifier first, store it, and derive the challenge from that value."
    };
    let text = format!("{how}, so it does not depend on the verifier at all. {fix}");
    let code = if promise { code_examples::not_awaited() } else { Vec::new() };
    Explanation::new(Fault::Constant, steps, text).with_code(code).with_program(Program::of(chain))
}

/// Explains a verifier that is a constant, where the challenge is unrelated to it.
pub(super) fn verifier_is(constant: &Constant) -> Explanation {
    let text = format!(
        "The verifier in the token request is {constant}, not the one that the challenge was made from. {SEND_AS_MADE}"
    );
    Explanation::new(Fault::VerifierAltered, vec![PkceStep::Constant], text)
}

/// Explains a verifier that lost one character.
pub(super) fn lost(end: End, character: u8) -> Explanation {
    let which = match end {
        End::First => "first",
        End::Last => "last",
    };
    let text = format!(
        "The challenge is right, but the {which} character of the verifier is missing from the token request. {SEND_AS_MADE}"
    );
    Explanation::new(Fault::VerifierAltered, vec![PkceStep::Truncate], text).with_program(Program::lost(end, character))
}

/// Explains a challenge that is the text of an object.
pub(super) fn printed(what: &str) -> Explanation {
    let text = format!(
        "The challenge is the printed form of {what}, not its content. Encode the 32 bytes of the digest as base64url."
    );
    Explanation::new(Fault::Constant, vec![PkceStep::Constant], text)
}

/// Explains a pair of which each value was sent as the other.
pub(super) fn exchanged() -> Explanation {
    let text = "The two values were swapped: the authorize request carries the verifier as code_challenge, and the \
                token request carries its challenge as code_verifier. Send the challenge in the authorize request and \
                the verifier in the token request.";
    Explanation::new(Fault::VerifierIsChallenge, vec![PkceStep::Swapped], text.into())
}

/// Explains a pair that is right for S256, but the method is plain.
pub(super) fn other_method() -> Explanation {
    let text = "The challenge is right for the method S256, but the authorize request asked for plain, or named no \
                method, which means plain. Send code_challenge_method=S256.";
    let steps = vec![PkceStep::Sha256, PkceStep::Base64Url];
    Explanation::new(Fault::WrongMethod, steps, text.into()).with_program(Program::s256())
}

/// Explains what a challenge shows without the verifier.
pub(super) fn seen(shape: &Shape, challenge: &str) -> Explanation {
    let encodings = shape.links.iter().filter(|(phase, _)| *phase == Phase::Encoding).count();
    let mut first = true;
    let mistakes =
        shape.links.iter().map(|(phase, steps)| (*phase, steps.as_slice())).filter(|(phase, steps)| match steps {
            [PkceStep::Sha256] => false,
            [PkceStep::Base64Url] if *phase == Phase::Encoding => !std::mem::take(&mut first),
            _ => {
                first &= *phase != Phase::Encoding;
                true
            }
        });
    let mistakes = mistakes.collect::<Vec<_>>();
    let fault = first_fault(&mistakes, encodings);
    let steps = shape.links.iter().flat_map(|(_, steps)| steps).copied().collect::<Vec<_>>();
    if fault == Fault::StandardBase64 && only_padding_shows(&steps, challenge) {
        return padded(steps);
    }
    let what = match mistakes.as_slice() {
        [(Phase::Hash, [PkceStep::None])] => format!(
            "The challenge has {} characters and looks like a verifier that was not hashed{}.",
            challenge.len(),
            if challenge.len() == 64 { " (or like a SHA-384 digest)" } else { "" }
        ),
        [(Phase::Result, [PkceStep::Truncate])] => format!(
            "The challenge has {} characters instead of 43: its end was cut off, or characters in it were deleted.",
            challenge.len()
        ),
        [(Phase::Hash, [PkceStep::GoSum])] => sentences([hash_words(&[PkceStep::GoSum])].into_iter()),
        [(Phase::Hash, _)] => format!(
            "The challenge decodes to {} bytes, but a SHA-256 digest has 32: it comes from another hash (or it is an unhashed verifier, or truncated).",
            shape.digest
        ),
        _ => {
            let lengths = Lengths { hashed: 0, challenge: challenge.len() };
            sentences(mistakes.iter().map(|(phase, steps)| said(*phase, steps, Some(&lengths))))
        }
    };
    let code = code_examples::for_mistakes(&mistakes);
    let text = format!("{what} {}", remedy(fault, &steps));
    Explanation::new(fault, steps, text).with_code(code)
}

fn same(mut steps: Vec<PkceStep>, challenge: &str) -> Explanation {
    let text = if is_challenge_shaped(challenge.as_bytes()) {
        steps.push(PkceStep::Swapped);
        "The challenge and the verifier are the same value. Either the verifier was not hashed, or the challenge was \
         sent as the verifier; both have the same shape, so this pair can't show which. Send \
         base64url(SHA-256(verifier)) as code_challenge and the verifier itself as code_verifier."
    } else {
        "The challenge is the verifier itself: it was not hashed, although the method is S256. Send base64url(SHA-256(verifier)) as code_challenge."
    };
    let code = code_examples::for_mistakes(&[(Phase::Hash, &[PkceStep::None])]);
    Explanation::new(Fault::NotHashed, steps, text.into()).with_code(code)
}

fn remedy(fault: Fault, steps: &[PkceStep]) -> &'static str {
    match fault {
        Fault::StandardBase64 if !steps.iter().any(|step| [PkceStep::Padded, PkceStep::Base32].contains(step)) => {
            "Encode as base64url; without padding the two alphabets give the same text for about a quarter of all digests, so this bug comes and goes."
        }
        Fault::StandardBase64 => "Encode the 32 bytes as base64url (`-` and `_`) without padding.",
        Fault::Padded => "Remove the `=` at the end; a challenge has 43 characters.",
        Fault::Hex | Fault::Stringified => "Encode the 32 bytes of the digest as base64url, not their text form.",
        Fault::NotHashed => "Send base64url(SHA-256(verifier)) as code_challenge.",
        Fault::WrongHash => "Hash the verifier once, with SHA-256.",
        Fault::WrongInput => "Hash the ASCII bytes of the verifier exactly as you send it later.",
        Fault::DoubleEncoded => "Encode the 32 bytes once.",
        Fault::Altered => "Send the 43 characters of base64url(SHA-256(verifier)) unchanged.",
        Fault::Constant | Fault::WrongMethod | Fault::VerifierAltered | Fault::VerifierIsChallenge => SEND_AS_MADE,
    }
}

const SEND_AS_MADE: &str = "Send the verifier exactly as it was when the challenge was made.";
