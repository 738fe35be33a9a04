//! Says a chain of mistakes in the language of the person who must fix it.

use super::constant::Constant;
use super::input::End;
use super::search::Chain;
use super::shape::Shape;
use super::text::Phase;
use super::words::{Lengths, hash_words, said, sentences};
use super::{code, is_challenge_shaped};
use crate::{Explanation, Fault, Method, Step};

/// Explains a chain from the verifier to the challenge.
pub(super) fn explain(chain: &Chain, verifier: &str, challenge: &str, method: Method) -> Explanation {
    let mistakes = chain
        .links
        .iter()
        .filter(|link| link.is_mistake)
        .map(|link| (link.phase, link.steps))
        .collect::<Vec<_>>();
    let sent = &chain.input.sent;
    let made = &chain.input.made;
    let altered = |steps: Vec<Step>| {
        let what = sentences(
            sent.iter()
                .map(|step| said(Phase::Sent, std::slice::from_ref(step), None)),
        );
        let text = format!(
            "The challenge is right, but the verifier in the token request is not the one it was made from. {what} {SEND_AS_MADE}"
        );
        let code = code::of(&[(Phase::Sent, sent)]);
        Explanation {
            steps,
            fault: Fault::VerifierAltered,
            text,
            code,
        }
    };
    if mistakes.is_empty() && made.is_empty() {
        return altered(sent.clone());
    }
    let mut steps = made.clone();
    steps.extend(chain.links.iter().flat_map(|link| link.steps).copied());
    steps.extend(sent);
    if mistakes.is_empty() && made == &[Step::Trim] && sent.is_empty() {
        let text = format!(
            "The challenge was made from the verifier without the white space around it, which the token request carries. {SEND_AS_MADE}"
        );
        return Explanation {
            steps,
            fault: Fault::VerifierAltered,
            text,
            code: Vec::new(),
        };
    }
    if verifier == challenge {
        return same(steps, challenge);
    }
    let inputs = made.iter().map(|step| (Phase::Input, std::slice::from_ref(step)));
    let sents = sent.iter().map(|step| (Phase::Sent, std::slice::from_ref(step)));
    let all = inputs.chain(mistakes).chain(sents).collect::<Vec<_>>();
    let fault = fault(
        &all,
        chain.links.iter().filter(|link| link.phase == Phase::Encoding).count(),
    );
    if fault == Fault::StandardBase64 && only_padding_shows(&steps, challenge) {
        return padded(steps);
    }
    let lengths = Lengths {
        hashed: chain.input.bytes.len(),
        challenge: challenge.len(),
    };
    let what = sentences(all.iter().map(|(phase, steps)| said(*phase, steps, Some(&lengths))));
    let remedy = match method {
        Method::S256 => remedy(fault, &steps),
        Method::Plain => "With the method plain the challenge is the verifier itself; better, use S256.",
    };
    let text = format!("{what} {remedy}");
    let code = code::of(&all);
    Explanation {
        steps,
        fault,
        text,
        code,
    }
}

/// Standard base64 with padding, of a digest that needs neither `+` nor `/`, is base64url with padding as well.
fn only_padding_shows(steps: &[Step], challenge: &str) -> bool {
    steps.contains(&Step::Padded) && !steps.contains(&Step::Base32) && !challenge.contains(['+', '/', ' ', '%'])
}

fn padded(steps: Vec<Step>) -> Explanation {
    let code = code::of(&[(Phase::Encoding, &[Step::Base64Url, Step::Padded])]);
    Explanation {
        steps,
        fault: Fault::Padded,
        text: format!(
            "The challenge keeps the padding of its base64. This digest needs neither `+` nor `/`, so whether the alphabet was base64url does not show. {}",
            remedy(Fault::Padded, &[])
        ),
        code,
    }
}

/// Explains a challenge that was derived from a constant.
pub(super) fn derived_from(constant: &Constant, chain: &Chain) -> Explanation {
    let mut steps = chain.input.made.clone();
    let hashed = chain.links.first().is_some_and(|link| link.steps != [Step::None]);
    steps.extend(
        chain
            .links
            .iter()
            .flat_map(|link| link.steps)
            .filter(|step| **step != Step::None),
    );
    let what = constant;
    let how = match (hashed, steps.len() > 1) {
        (true, _) => "the hash of",
        (false, true) => "an encoding of",
        (false, false) => "",
    };
    let how = if how.is_empty() {
        format!("The challenge is {what}")
    } else {
        format!("The challenge is {how} {what}")
    };
    let promise = constant.value == "[object Promise]";
    let fix = if promise {
        "The digest is computed asynchronously and was not awaited; await it, then encode its 32 bytes."
    } else if constant.value.starts_with("[object") {
        "An object was turned into text; encode the 32 bytes of the digest in its place."
    } else if constant.value.len() == 43 {
        "Make a random verifier for each login, and derive the challenge from that."
    } else {
        "Create the verifier first, keep it, and derive the challenge from that value."
    };
    let text = format!("{how}, so it does not depend on the verifier at all. {fix}");
    let code = if promise { code::not_awaited() } else { Vec::new() };
    Explanation {
        steps,
        fault: Fault::Constant,
        text,
        code,
    }
}

/// Explains a verifier that is a constant, where the challenge is unrelated to it.
pub(super) fn verifier_is(constant: &Constant) -> Explanation {
    let text = format!(
        "The verifier in the token request is {constant}, not the one that the challenge was made from. {SEND_AS_MADE}"
    );
    Explanation {
        steps: vec![Step::Constant],
        fault: Fault::VerifierAltered,
        text,
        code: Vec::new(),
    }
}

/// Explains a verifier of which one character was lost.
pub(super) fn lost(end: End) -> Explanation {
    let which = match end {
        End::First => "first",
        End::Last => "last",
    };
    let text = format!(
        "The challenge is right, but the {which} character of the verifier is missing in the token request. {SEND_AS_MADE}"
    );
    Explanation {
        steps: vec![Step::Truncate],
        fault: Fault::VerifierAltered,
        text,
        code: Vec::new(),
    }
}

/// Explains a challenge that is the text of an object.
pub(super) fn printed(what: &str) -> Explanation {
    let text = format!(
        "The challenge is the text that is printed for {what}, not its content. Encode the 32 bytes of the digest as base64url."
    );
    Explanation {
        steps: vec![Step::Constant],
        fault: Fault::Constant,
        text,
        code: Vec::new(),
    }
}

/// Explains a pair in which each stands in the place of the other.
pub(super) fn exchanged() -> Explanation {
    let text = "The two values were exchanged: the authorize request carries the verifier as code_challenge, and the token request carries \
                its challenge as code_verifier. Send the challenge in the authorize request and the verifier in the token request.";
    Explanation {
        steps: vec![Step::Swapped],
        fault: Fault::VerifierIsChallenge,
        text: text.into(),
        code: Vec::new(),
    }
}

/// Explains a pair that is right for S256, but the method is plain.
pub(super) fn other_method() -> Explanation {
    let text = "The challenge is the right one for the method S256, but the authorize request asked for plain, or for no method, \
                which means plain. Send code_challenge_method=S256.";
    let steps = vec![Step::Sha256, Step::Base64Url];
    Explanation {
        steps,
        fault: Fault::WrongMethod,
        text: text.into(),
        code: Vec::new(),
    }
}

/// Explains what a challenge shows by itself.
pub(super) fn seen(shape: &Shape, challenge: &str) -> Explanation {
    let encodings = shape
        .links
        .iter()
        .filter(|(phase, _)| *phase == Phase::Encoding)
        .count();
    let mut first = true;
    let mistakes = shape
        .links
        .iter()
        .map(|(phase, steps)| (*phase, steps.as_slice()))
        .filter(|(phase, steps)| match steps {
            [Step::Sha256] => false,
            [Step::Base64Url] if *phase == Phase::Encoding => !std::mem::take(&mut first),
            _ => {
                first &= *phase != Phase::Encoding;
                true
            }
        });
    let mistakes = mistakes.collect::<Vec<_>>();
    let fault = fault(&mistakes, encodings);
    let steps = shape
        .links
        .iter()
        .flat_map(|(_, steps)| steps)
        .copied()
        .collect::<Vec<_>>();
    if fault == Fault::StandardBase64 && only_padding_shows(&steps, challenge) {
        return padded(steps);
    }
    let what = match mistakes.as_slice() {
        [(Phase::Hash, [Step::None])] => format!(
            "The challenge has {} characters and looks like a verifier that was not hashed{}.",
            challenge.len(),
            if challenge.len() == 64 {
                " (or like a SHA-384 digest)"
            } else {
                ""
            }
        ),
        [(Phase::Result, [Step::Truncate])] => format!(
            "The challenge has {} characters in place of 43: its end was cut off, or characters in it were deleted.",
            challenge.len()
        ),
        [(Phase::Hash, [Step::GoSum])] => sentences([hash_words(&[Step::GoSum])].into_iter()),
        [(Phase::Hash, _)] => format!(
            "The challenge holds {} bytes where a SHA-256 digest has 32, which is the length of another hash (or it is an unhashed verifier, or cut).",
            shape.digest
        ),
        _ => {
            let lengths = Lengths {
                hashed: 0,
                challenge: challenge.len(),
            };
            sentences(
                mistakes
                    .iter()
                    .map(|(phase, steps)| said(*phase, steps, Some(&lengths))),
            )
        }
    };
    let code = code::of(&mistakes);
    let text = format!("{what} {}", remedy(fault, &steps));
    Explanation {
        steps,
        fault,
        text,
        code,
    }
}

fn same(mut steps: Vec<Step>, challenge: &str) -> Explanation {
    let text = if is_challenge_shaped(challenge.as_bytes()) {
        steps.push(Step::Swapped);
        "The challenge and the verifier are the same value. Either the verifier was not hashed, or the challenge was sent as the verifier; \
         both have the same shape, so this pair cannot tell which. Send base64url(SHA-256(verifier)) as code_challenge and the verifier \
         itself as code_verifier."
    } else {
        "The challenge is the verifier itself: it was not hashed, though the method is S256. Send base64url(SHA-256(verifier)) as code_challenge."
    };
    let code = code::of(&[(Phase::Hash, &[Step::None])]);
    Explanation {
        steps,
        fault: Fault::NotHashed,
        text: text.into(),
        code,
    }
}

type Mistake<'a> = (Phase, &'a [Step]);

/// The mistake to fix first: what concerns the hash outweighs what concerns the text, and that the last changes.
pub(super) fn fault(mistakes: &[Mistake<'_>], encodings: usize) -> Fault {
    let in_phase = |wanted: Phase| {
        mistakes
            .iter()
            .filter(move |(phase, _)| *phase == wanted)
            .map(|(_, steps)| *steps)
    };
    let has = |wanted: Phase, step: Step| in_phase(wanted).any(|steps| steps.contains(&step));
    if has(Phase::Hash, Step::None) {
        return Fault::NotHashed;
    }
    if in_phase(Phase::Hash).next().is_some() {
        return Fault::WrongHash;
    }
    if let Some(steps) = in_phase(Phase::Form).next() {
        return match steps {
            [Step::Hex | Step::HexDashed | Step::OpensslDgstLine | Step::Sha256sumLine | Step::DigestDescription] => {
                Fault::Hex
            }
            _ => Fault::Stringified,
        };
    }
    if in_phase(Phase::Input).next().is_some() {
        return Fault::WrongInput;
    }
    if encodings > 1 {
        return Fault::DoubleEncoded;
    }
    if has(Phase::Result, Step::PythonBytesRepr) {
        return Fault::Stringified;
    }
    let standard = has(Phase::Encoding, Step::Base64) || has(Phase::Encoding, Step::Base32);
    if let Some(steps) = in_phase(Phase::Result).next() {
        // A `+` that became a space in the query, or was percent-encoded once more, is what standard base64 leads to.
        return if standard && matches!(steps, [Step::PlusToSpace | Step::PercentEncode]) {
            Fault::StandardBase64
        } else {
            Fault::Altered
        };
    }
    if standard {
        return Fault::StandardBase64;
    }
    if has(Phase::Encoding, Step::Padded) {
        return Fault::Padded;
    }
    if in_phase(Phase::Encoding).next().is_some() {
        return Fault::Altered;
    }
    Fault::VerifierAltered
}

fn remedy(fault: Fault, steps: &[Step]) -> &'static str {
    match fault {
        Fault::StandardBase64 if !steps.iter().any(|step| [Step::Padded, Step::Base32].contains(step)) => {
            "Encode as base64url; without padding the two alphabets give the same text for about a quarter of all digests, so this bug comes and goes."
        }
        Fault::StandardBase64 => "Encode the 32 bytes as base64url (`-` and `_`) without padding.",
        Fault::Padded => "Remove the `=` at the end; a challenge has 43 characters.",
        Fault::Hex | Fault::Stringified => "Encode the 32 bytes of the digest as base64url, not a text made from them.",
        Fault::NotHashed => "Send base64url(SHA-256(verifier)) as code_challenge.",
        Fault::WrongHash => "Hash the verifier once, with SHA-256.",
        Fault::WrongInput => "Hash the ASCII bytes of the verifier exactly as it is sent later.",
        Fault::DoubleEncoded => "Encode the 32 bytes once.",
        Fault::Altered => "Send the 43 characters of base64url(SHA-256(verifier)) unchanged.",
        Fault::Constant | Fault::WrongMethod | Fault::VerifierAltered | Fault::VerifierIsChallenge => SEND_AS_MADE,
    }
}

const SEND_AS_MADE: &str = "Send the verifier exactly as it was when the challenge was made.";
