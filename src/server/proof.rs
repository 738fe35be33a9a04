//! Proofs of possession (RFC 9449 §4.3).

use super::model::Model;
use super::refusal::Refusal;
use crate::disclose::Secret;
use crate::oauth::Request;
use crate::oauth::dpop::is_same_url;

impl Model {
    /// Checks the `DPoP` proof of a request, where it has one, but for its signature. Returns the thumbprint of its key.
    pub(crate) fn check_proof(&mut self, request: &Request, now: i64) -> Result<Option<String>, Refusal> {
        match request.proofs {
            0 => return Ok(None),
            1 => {}
            _ => return Err(Refusal::ProofRepeated),
        }
        let proof = request.proof.as_ref().ok_or(Refusal::ProofMalformed)?;
        let key = proof.thumbprint.clone().ok_or(Refusal::ProofMalformed)?;
        let claims = proof.htm.as_deref().zip(proof.htu.as_deref()).zip(proof.iat);
        let ((htm, htu), iat) = claims.ok_or(Refusal::ProofMalformed)?;
        let jti = proof.jti.as_ref().ok_or(Refusal::ProofMalformed)?;
        if !proof.has_type() || !proof.is_asymmetric() || proof.private.is_some() {
            return Err(Refusal::ProofMalformed);
        }
        if htm != request.method {
            return Err(Refusal::ProofMethodDiffers);
        }
        if !is_same_url(htu, &request.url) {
            return Err(Refusal::ProofUrlDiffers);
        }
        match (&self.config.dpop_nonce, proof.nonce.as_ref().map(Secret::expose)) {
            (Some(_), None) => return Err(Refusal::ProofNonceMissing),
            (Some(given), Some(sent)) if given != sent => return Err(Refusal::ProofNonceDiffers),
            _ => {}
        }
        if now.saturating_sub(iat.saturating_mul(1000)).saturating_abs() > self.config.skew {
            return Err(Refusal::ProofNotFresh);
        }
        if !self.jtis.insert(format!("{key} {}", jti.expose())) {
            return Err(Refusal::ProofReused);
        }
        Ok(Some(key))
    }
}

/// Checks that a code or token that is bound to a key comes with a proof of it (RFC 9449 §5).
pub(crate) fn check_bound(bound: Option<&String>, proven: Option<&String>) -> Result<(), Refusal> {
    match (bound, proven) {
        (Some(_), None) => Err(Refusal::ProofMissing),
        (Some(bound), Some(proven)) if bound != proven => Err(Refusal::ProofKeyDiffers),
        _ => Ok(()),
    }
}
