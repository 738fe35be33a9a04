//! What is known about the server of a login beyond the capture.

use crate::capture::EvidenceLevel;
use crate::explain::Relation;
use crate::flow::{AuthorizeRequest, Statement, TokenExchange};
use crate::login::stage::mistake;
use crate::login::{Login, Stage};
use crate::oauth::Grant;
use crate::providers::{self, Cause, Check, Enctype, ErrorResponse, Meaning, Provider, Source};

impl Login<'_> {
    /// Returns the provider that issued the code, or else the one that was asked for a token.
    pub fn provider(&self) -> Option<&'static Provider> {
        *self.provider.get_or_init(|| {
            let authorize = self.flow.authorize_endpoint();
            let token = self.decisive().map(|token| token.endpoint.as_str());
            let stated = || self.flow.statements.iter().find_map(|statement| statement.provider);
            providers::recognise(authorize, token)
                .or_else(stated)
                .or_else(|| providers::by_number(self.decisive()?.answer.error.as_deref()?))
        })
    }

    /// Returns what the words mean with which the login was refused.
    pub fn meaning(&self) -> Option<Meaning> {
        *self.meaning.get_or_init(|| {
            // A log says what an answer hides.
            if let Some(meaning) = self.statement().and_then(|statement| statement.meaning) {
                return Some(meaning);
            }
            if let Some(token) = self.decisive().filter(|token| token.refused()) {
                let said = ErrorResponse {
                    error: token.answer.error.as_deref(),
                    description: token.answer.description.as_deref(),
                    at_token: true,
                };
                let known = providers::meaning(self.answering(), said);
                // Where only the words were handed on, their writer is known by them.
                let agreed = || providers::agreed(said).filter(|_| token.evidence != EvidenceLevel::Seen);
                return known.filter(|meaning| !meaning.is_generic()).or_else(agreed).or(known);
            }
            let (error, description) = if let Some(response) = self.flow.error_response() {
                let value = |name: &str| response.params.value(name);
                (value("error"), value("error_description"))
            } else {
                (None, self.flow.authorize.as_ref()?.refusal()?.error_text.as_deref())
            };
            providers::meaning(self.provider(), ErrorResponse { error, description, at_token: false })
        })
    }

    /// Returns what a program concluded of the failure: of several statements the one that names the fewest causes.
    pub(crate) fn statement(&self) -> Option<&Statement> {
        let causes = |statement: &&Statement| match statement.about().len() {
            0 => usize::MAX,
            causes => causes,
        };
        self.flow.statements.iter().min_by_key(causes)
    }

    /// Returns whether all that is recorded is what a resource says of a token.
    pub(crate) fn is_told_by_resource(&self) -> bool {
        self.flow.tokens.is_empty() && self.statement().is_some_and(|statement| statement.check == Check::Resource)
    }

    /// Returns whether the client says that it stopped, not what a server answered.
    pub(crate) fn has_stopped_itself(&self) -> bool {
        self.statement().is_some_and(|statement| statement.check == Check::Client)
    }

    /// Returns whether the words of the refusal are about this and nothing else, as their provider documents them.
    pub(crate) fn is_told(&self, cause: Cause) -> bool {
        self.told() == [cause]
    }

    /// Returns what the words of the refusal can be about, as their provider documents them; a code is no refresh token.
    pub(crate) fn told(&self) -> Vec<Cause> {
        let meaning = self.meaning().filter(|meaning| !meaning.is_generic());
        let refresh = self.flow.grant == Grant::RefreshToken || self.flow.grant_is_guessed();
        let code = self.flow.grant != Grant::RefreshToken || self.flow.grant_is_guessed();
        let possible = |cause: &Cause| match cause {
            Cause::RefreshExpired | Cause::RefreshReused => refresh,
            Cause::CodeExpired | Cause::CodeReused => code,
            _ => true,
        };
        let about = meaning.map(|meaning| meaning.about).unwrap_or_default();
        about.iter().copied().filter(possible).collect()
    }

    /// Returns the one mistake that the words of the refusal name in plain English, where nobody documents what they mean and the
    /// recording shows no request to compare them with.
    pub(crate) fn plainly_told(&self) -> Option<Cause> {
        let token = self.decisive().filter(|token| token.refused() && token.evidence >= EvidenceLevel::Stated)?;
        if !self.told().is_empty() || self.meaning().is_some_and(|meaning| !meaning.is_generic()) {
            return None;
        }
        let [stage] = self.stages(token)[..] else { return None };
        let is_known = !self.flow.grant_is_guessed();
        let refreshes = self.flow.grant == Grant::RefreshToken;
        let cause = mistake(&token.answer, stage, refreshes)?;
        // Of a code or of a refresh token: only where the text tells which.
        let needs_grant = matches!(stage, Stage::Reuse | Stage::Expiry);
        let is_of_code = matches!(self.flow.grant, Grant::AuthorizationCode | Grant::RefreshToken);
        (!needs_grant || is_known && is_of_code).then_some(cause)
    }

    /// Returns what an answer is about: by the meaning that its provider documents, where that is one thing, or else by its words.
    pub(crate) fn stage(&self, token: &TokenExchange) -> Option<Stage> {
        Stage::one_of(&self.stages(token))
    }

    /// Returns everything that an answer may be about: by the meaning that its provider documents, or else by its words.
    pub(crate) fn stages(&self, token: &TokenExchange) -> Vec<Stage> {
        let told: Option<Vec<Stage>> = self.told().into_iter().map(stage).collect();
        let mut stages = told.filter(|told| !told.is_empty()).unwrap_or_else(|| Stage::named(&token.answer));
        // A password is a user's in one grant only: "bad credentials" are the client's in the others.
        stages.retain(|stage| *stage != Stage::User || self.flow.grant == Grant::Password);
        stages
    }

    /// Returns whether the answer leaves room for a mistake at this stage.
    pub(crate) fn leaves_room(&self, token: &TokenExchange, stage: Stage) -> bool {
        self.is_meant(token, stage) || self.is_beside_the_words(token, stage)
    }

    /// Returns whether the words of the answer name another part of the grant than this, and the capture shows that part to be
    /// right: they may stand for this one.
    pub(crate) fn is_beside_the_words(&self, token: &TokenExchange, stage: Stage) -> bool {
        let is_right = |part: &Stage| self.is_shown_right(token, *part);
        !self.is_meant(token, stage) && stage.explains(Stage::Grant) && self.stages(token).iter().any(is_right)
    }

    /// Returns whether a mistake at this stage is among what the answer can be about, by its words.
    fn is_meant(&self, token: &TokenExchange, stage: Stage) -> bool {
        let answered = self.stages(token);
        let is_grant = self.flow.grant == Grant::Assertion && stage == Stage::Assertion;
        // A code that was used is called expired by some servers; a refresh token has a time of its own.
        let is_old = |answered: Stage| {
            self.flow.grant == Grant::RefreshToken && stage == Stage::Reuse && answered == Stage::Expiry
        };
        let explains = |answered: &Stage| {
            stage.explains(*answered) && !is_old(*answered)
                || is_grant && (Stage::Code..=Stage::Session).contains(answered)
        };
        answered.is_empty() || answered.iter().any(explains)
    }

    /// Returns whether the capture shows that nothing is wrong with a part that the server names: its words then stand for another
    /// part of the grant.
    pub(crate) fn is_shown_right(&self, token: &TokenExchange, part: Stage) -> bool {
        match part {
            Stage::RedirectUri => {
                let asked = self.asked("redirect_uri").map(|asked| asked.value.as_str());
                asked.is_some() && asked == token.params.value("redirect_uri")
            }
            Stage::Pkce => {
                let method = self.asked("code_challenge_method").map(|method| method.value.as_str());
                method == Some("S256") && self.pair().is_some_and(|pair| pair.relation == Relation::Matches)
            }
            _ => false,
        }
    }

    /// Returns the provider that documents this form of a token request, and where.
    pub(crate) fn documented_body(&self, body: Enctype) -> Option<(&'static Provider, Source)> {
        let provider = self.answering()?;
        Some((provider, provider.takes(body)?))
    }

    /// Returns the provider that redeems a code without `grant_type`, and where that is documented.
    pub(crate) fn needs_no_grant_type(&self) -> Option<(&'static Provider, Source)> {
        let provider = self.answering()?;
        Some((provider, provider.no_grant_type?)).filter(|_| self.flow.grant == Grant::AuthorizationCode)
    }

    /// Returns why the rules for the parameters of the code grant do not apply: the server redeems codes with a grant of its own.
    pub(crate) fn own_grant(&self, token: &TokenExchange) -> Option<String> {
        let provider = self.answering()?;
        let grant = provider.own_grant.as_ref()?;
        let by = grant.source.cite();
        let reason =
            format!("{} redeems a code with `grant_type={}` and its own parameters ({by})", provider.name, grant.value);
        (token.params.value("grant_type") == Some(grant.value)).then_some(reason)
    }

    /// Returns whether an authorization request is that of a provider with a grant of its own: it names client, redirect URI and method
    /// in its own way, and keeps the state itself.
    pub(crate) fn asks_in_own_way(&self, authorize: &AuthorizeRequest) -> bool {
        let has_own = || self.provider().is_some_and(|provider| provider.own_grant.is_some());
        authorize.params.get("response_type").is_none() && has_own()
    }

    /// Returns the provider that the token request went to: not always the one that issued the code.
    fn answering(&self) -> Option<&'static Provider> {
        *self.answering.get_or_init(|| {
            let token = self.decisive()?;
            providers::recognise(None, Some(&token.endpoint)).or(self.provider())
        })
    }
}

/// Returns what a token endpoint judged where it says this; `None` if that may be more than one thing.
fn stage(cause: Cause) -> Option<Stage> {
    match cause {
        Cause::CodeReused | Cause::RefreshReused => Some(Stage::Reuse),
        Cause::CodeExpired | Cause::RefreshExpired => Some(Stage::Expiry),
        Cause::CodeUnknown | Cause::ClientMismatch => Some(Stage::Code),
        Cause::RedirectUri | Cause::RedirectUriMissing | Cause::RedirectUriUnregistered => Some(Stage::RedirectUri),
        Cause::PkceMismatch
        | Cause::PkceMissing
        | Cause::PkceUnexpected
        | Cause::VerifierMissing
        | Cause::VerifierMalformed
        | Cause::VerifierOfOtherFlow
        | Cause::ChallengeMethod => Some(Stage::Pkce),
        Cause::GrantType => Some(Stage::GrantType),
        Cause::AuthMethod | Cause::AuthRepeated | Cause::ClientIdMissing => Some(Stage::Client),
        Cause::BodyFormat | Cause::Method => Some(Stage::Form),
        Cause::PublicSecret => Some(Stage::Client),
        _ => None,
    }
}
