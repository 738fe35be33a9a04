//! Which of several mistakes is to be fixed first: one in the hash before one in the text, and that before later
//! changes.

use super::moves::Phase;
use crate::{Fault, PkceStep};

/// Returns the mistake to fix first; `encodings` counts how often the challenge was encoded, rightly or wrongly.
pub(super) fn first_fault(mistakes: &[(Phase, &[PkceStep])], encodings: usize) -> Fault {
    let in_phase = |wanted: Phase| mistakes.iter().filter(move |(phase, _)| *phase == wanted).map(|(_, steps)| *steps);
    let has = |wanted: Phase, step: PkceStep| in_phase(wanted).any(|steps| steps.contains(&step));
    if has(Phase::Hash, PkceStep::None) {
        return Fault::NotHashed;
    }
    if in_phase(Phase::Hash).next().is_some() {
        return Fault::WrongHash;
    }
    if let Some(steps) = in_phase(Phase::Form).next() {
        return match steps {
            [
                PkceStep::Hex
                | PkceStep::HexDashed
                | PkceStep::OpensslDgstLine
                | PkceStep::Sha256sumLine
                | PkceStep::DigestDescription,
            ] => Fault::Hex,
            _ => Fault::Stringified,
        };
    }
    if in_phase(Phase::Input).next().is_some() {
        return Fault::WrongInput;
    }
    if encodings > 1 {
        return Fault::DoubleEncoded;
    }
    if has(Phase::Result, PkceStep::PythonBytesRepr) {
        return Fault::Stringified;
    }
    let standard = has(Phase::Encoding, PkceStep::Base64) || has(Phase::Encoding, PkceStep::Base32);
    if let Some(steps) = in_phase(Phase::Result).next() {
        // A `+` that became a space in the query, or was percent-encoded once more, is what standard base64 leads to.
        return if standard && matches!(steps, [PkceStep::PlusToSpace | PkceStep::PercentEncode]) {
            Fault::StandardBase64
        } else {
            Fault::Altered
        };
    }
    if standard {
        return Fault::StandardBase64;
    }
    if has(Phase::Encoding, PkceStep::Padded) {
        return Fault::Padded;
    }
    if in_phase(Phase::Encoding).next().is_some() {
        return Fault::Altered;
    }
    Fault::VerifierAltered
}
