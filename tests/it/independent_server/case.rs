//! A login that is compared: with which mistake, and how it ends.

use oauth_doctor::oauth::Request;
use oauth_doctor::server::Refusal;

/// A login with at most one mistake.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) client: &'static str,
    pub(crate) last: Last,
    /// Makes the mistake of the authorization request.
    pub(crate) asks: fn(&mut Request),
    /// Makes the mistake of the last token request.
    pub(crate) sends: fn(&mut Request),
    /// What the model says.
    pub(crate) refusal: Option<Refusal>,
    pub(crate) differs: Option<Differs>,
    pub(crate) remedy: Remedy,
}

/// The last request, which is the one that is compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Last {
    Authorize,
    Redeem,
    /// The code was redeemed before.
    RedeemAgain,
    Refresh,
    /// The refresh token was used before.
    RefreshAgain,
}

/// What gets a token, beside the correction of the tool.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Remedy {
    /// Nothing: it is in the capture.
    Capture,
    /// A new code by the corrected authorization request; the verifier is that of the capture.
    CorrectedLogin,
    /// Code and verifier of a new login.
    NewLogin,
    /// The refresh token of a new login.
    NewRefreshToken,
    /// The refresh token that came for the one that was sent again; by then the server has taken it back.
    NewestRefreshToken,
    /// The right secret.
    Secret,
    /// There is no correction, as what is right is known to the server only.
    Unknown,
}

/// An answer of `oidc-provider` that is not that of the model, and why it may be.
#[derive(Clone, Copy)]
pub(crate) struct Differs {
    pub(crate) answer: Result<(), Option<&'static str>>,
    pub(crate) reason: &'static str,
}

impl Case {
    pub(crate) fn right(name: &'static str, client: &'static str, last: Last) -> Self {
        Self { name, client, last, asks: |_| {}, sends: |_| {}, refusal: None, differs: None, remedy: Remedy::Unknown }
    }

    pub(crate) fn asks(name: &'static str, last: Last, asks: fn(&mut Request)) -> Self {
        Self { asks, ..Self::right(name, "spa", last) }
    }

    pub(crate) fn redeems(name: &'static str, client: &'static str, sends: fn(&mut Request)) -> Self {
        Self { sends, ..Self::right(name, client, Last::Redeem) }
    }

    pub(crate) fn refreshes(name: &'static str, sends: fn(&mut Request)) -> Self {
        Self { sends, ..Self::right(name, "spa", Last::Refresh) }
    }

    pub(crate) fn refused(self, refusal: Refusal, remedy: Remedy) -> Self {
        Self { refusal: Some(refusal), remedy, ..self }
    }

    pub(crate) fn but(self, answer: Result<(), Option<&'static str>>, reason: &'static str) -> Self {
        Self { differs: Some(Differs { answer, reason }), ..self }
    }
}
