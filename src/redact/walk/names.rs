//! What is under a name.

use crate::redact::Kind;

/// What is under a name of a parameter, member, header, attribute or column.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Role {
    /// What must not be shown.
    Secret(Kind),
    /// `Authorization`: a scheme and credentials.
    Authorization,
    /// Cookies: `a=1; b=2`.
    Cookies,
    /// What everyone may see, whatever it looks like.
    Public,
    /// Nothing is known about it.
    Unknown,
}

/// Returns what is under a name, however it is spelled: `code_verifier`, `codeVerifier`, `X-Code-Verifier`.
pub(crate) fn role(name: &str) -> Role {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let plain = plain.strip_prefix("amp").filter(|rest| rest.len() > 3).unwrap_or(&plain);
    if PUBLIC.contains(&plain) || PUBLIC_ENDS.iter().any(|end| plain.ends_with(end)) {
        return Role::Public;
    }
    if let Some((_, role)) = EXACT.iter().find(|(known, _)| *known == plain) {
        return *role;
    }
    let ending = ENDS.iter().find(|(end, _)| plain.ends_with(end));
    ending.map_or(Role::Unknown, |(_, kind)| Role::Secret(*kind))
}

/// Names whose values are not secret, though they look random or their names end like those of secrets.
const PUBLIC: &[&str] = &[
    "clientid",
    "clientkey",
    "azp",
    "aud",
    "audience",
    "iss",
    "kid",
    "alg",
    "typ",
    "scope",
    "scopes",
    "resource",
    "redirecturi",
    "redirecturis",
    "redirecturl",
    "responsetype",
    "responsemode",
    "granttype",
    "granttypes",
    "codechallengemethod",
    "codechallengemethodssupported",
    "tokenendpoint",
    "tokentype",
    "tokenurl",
    "tokenuri",
    "tokentypehint",
    "tokenendpointauthmethod",
    "clientassertiontype",
    "requestedtokentype",
    "subjecttokentype",
    "actortokentype",
    "issuedtokentype",
    "error",
    "errorcode",
    "errorcodes",
    "errordescription",
    "erroruri",
    "errorsubcode",
    "suberror",
    "statuscode",
    "status",
    "responsecode",
    "exitcode",
    "countrycode",
    "langcode",
    "languagecode",
    "currencycode",
    "keycode",
    "charcode",
    "httpcode",
    "prompt",
    "display",
    "maxage",
    "uilocales",
    "acrvalues",
    "acr",
    "amr",
    "accesstype",
    "expiresin",
    "exp",
    "iat",
    "nbf",
    "authtime",
    "htm",
    "htu",
    "dpopjkt",
    "jkt",
    "realm",
    "host",
    "origin",
    "authority",
    "method",
    "path",
    "url",
    "uri",
    "location",
    "referer",
    "useragent",
    "contenttype",
    "mimetype",
    "boundary",
    "version",
    "httpversion",
    "wwwauthenticate",
    "proxyauthenticate",
    "authenticationscheme",
    "accept",
    "type",
    "name",
    "title",
    "statename",
    "tenant",
    "tenantid",
    "tid",
    "crv",
    "kty",
    "use",
    "secretname",
    "passwordpolicy",
    "cookiename",
    "tokenname",
    "nonstate",
];

/// Endings of names whose values are not secret.
const PUBLIC_ENDS: &[&str] = &[
    "endpoint",
    "supported",
    "methodssupported",
    "tokentype",
    "authmethod",
    "statuscode",
    "expiresin",
    "expiresat",
    "lifetime",
    "maxage",
    "required",
];

/// Names of what must not be shown.
const EXACT: &[(&str, Role)] = &[
    ("authorization", Role::Authorization),
    ("proxyauthorization", Role::Authorization),
    ("cookie", Role::Cookies),
    ("cookies", Role::Cookies),
    ("setcookie", Role::Cookies),
    ("code", Role::Secret(Kind::Code)),
    ("authcode", Role::Secret(Kind::Code)),
    ("codever", Role::Secret(Kind::Verifier)),
    ("codechal", Role::Secret(Kind::Challenge)),
    ("session", Role::Secret(Kind::Cookie)),
    ("sid", Role::Secret(Kind::Cookie)),
    ("jsessionid", Role::Secret(Kind::Cookie)),
    ("dpop", Role::Secret(Kind::Token)),
    ("relaystate", Role::Secret(Kind::State)),
    ("samlresponse", Role::Secret(Kind::Token)),
    ("samlrequest", Role::Secret(Kind::Token)),
    ("jti", Role::Secret(Kind::Token)),
    ("apikey", Role::Secret(Kind::Password)),
    ("pwd", Role::Secret(Kind::Password)),
    ("pass", Role::Secret(Kind::Password)),
    ("passcode", Role::Secret(Kind::Password)),
    ("pin", Role::Secret(Kind::Password)),
    ("txcode", Role::Secret(Kind::Password)),
    ("userpin", Role::Secret(Kind::Password)),
    ("username", Role::Secret(Kind::Personal)),
    ("user", Role::Secret(Kind::Personal)),
    ("login", Role::Secret(Kind::Personal)),
    ("loginhint", Role::Secret(Kind::Personal)),
    ("email", Role::Secret(Kind::Personal)),
    ("mail", Role::Secret(Kind::Personal)),
    ("upn", Role::Secret(Kind::Personal)),
    ("sub", Role::Secret(Kind::Personal)),
    ("subject", Role::Secret(Kind::Personal)),
    ("oid", Role::Secret(Kind::Personal)),
    ("nameid", Role::Secret(Kind::Personal)),
    ("givenname", Role::Secret(Kind::Personal)),
    ("familyname", Role::Secret(Kind::Personal)),
    ("firstname", Role::Secret(Kind::Personal)),
    ("lastname", Role::Secret(Kind::Personal)),
    ("displayname", Role::Secret(Kind::Personal)),
    ("fullname", Role::Secret(Kind::Personal)),
    ("nickname", Role::Secret(Kind::Personal)),
    ("preferredusername", Role::Secret(Kind::Personal)),
    ("phone", Role::Secret(Kind::Personal)),
    ("phonenumber", Role::Secret(Kind::Personal)),
    ("mobile", Role::Secret(Kind::Personal)),
    ("userid", Role::Secret(Kind::Personal)),
    ("uniquename", Role::Secret(Kind::Personal)),
];

/// Endings of such names.
const ENDS: &[(&str, Kind)] = &[
    ("verifier", Kind::Verifier),
    ("verifer", Kind::Verifier),
    ("challenge", Kind::Challenge),
    ("state", Kind::State),
    ("nonce", Kind::State),
    ("csrf", Kind::State),
    ("xsrf", Kind::State),
    ("usercode", Kind::Code),
    ("devicecode", Kind::Code),
    ("authorizationcode", Kind::Code),
    ("preauthorizedcode", Kind::Code),
    ("authreqid", Kind::Code),
    ("authcode", Kind::Code),
    ("sessioncode", Kind::Code),
    ("oauthcode", Kind::Code),
    ("token", Kind::Token),
    ("tokenhint", Kind::Token),
    ("assertion", Kind::Token),
    ("ticket", Kind::Token),
    ("jwt", Kind::Token),
    ("signature", Kind::Token),
    ("secret", Kind::Password),
    ("password", Kind::Password),
    ("passwd", Kind::Password),
    ("passphrase", Kind::Password),
    ("apikey", Kind::Password),
    ("accesskey", Kind::Password),
    ("privatekey", Kind::Password),
    ("otp", Kind::Password),
    ("totp", Kind::Password),
    ("mfacode", Kind::Password),
    ("sessionid", Kind::Cookie),
    ("sessid", Kind::Cookie),
    ("cookie", Kind::Cookie),
    ("email", Kind::Personal),
    ("emailaddress", Kind::Personal),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_spelled() {
        for name in ["code_verifier", "codeVerifier", "X-Code-Verifier", "amp;code_verifier", "pkce.verifier"] {
            assert_eq!(role(name), Role::Secret(Kind::Verifier), "{name}");
        }
        for name in ["tx_code", "user_pin"] {
            assert_eq!(role(name), Role::Secret(Kind::Password), "{name}");
        }
        for name in ["pre-authorized_code", "auth_req_id"] {
            assert_eq!(role(name), Role::Secret(Kind::Code), "{name}");
        }
        for name in ["client_id", "token_endpoint", "code_challenge_method", "expires_in", "token_type", "error_code"] {
            assert_eq!(role(name), Role::Public, "{name}");
        }
        assert_eq!(role("Set-Cookie"), Role::Cookies);
        assert_eq!(role("height"), Role::Unknown);
    }
}
