//! What Spring Security writes into logs.

use crate::providers::Cause::{AccessExpired, AnswerIncomplete, ClientAuth, Clock, IdTokenAudience, IdTokenExpired, IdTokenKey, Nonce, NotJson, StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, at_resource, at_token, code};

const FILTER: Source = code("https://github.com/spring-projects/spring-security/blob/d449950b36fe9387c9991130ca8e7701c902192a/oauth2/oauth2-client/src/main/java/org/springframework/security/oauth2/client/web/OAuth2LoginAuthenticationFilter.java");
const TOKEN: Source = code("https://github.com/spring-projects/spring-security/blob/d449950b36fe9387c9991130ca8e7701c902192a/oauth2/oauth2-client/src/main/java/org/springframework/security/oauth2/client/endpoint/AbstractRestClientOAuth2AccessTokenResponseClient.java");
const LOGIN: Source = code("https://github.com/spring-projects/spring-security/blob/d449950b36fe9387c9991130ca8e7701c902192a/oauth2/oauth2-client/src/main/java/org/springframework/security/oauth2/client/authentication/OAuth2AuthorizationCodeAuthenticationProvider.java");
const USERINFO: Source = code("https://github.com/spring-projects/spring-security/blob/8fd1b6f8e83bff5113e84418817105df13bd5cd0/oauth2/oauth2-client/src/main/java/org/springframework/security/oauth2/client/userinfo/DefaultOAuth2UserService.java");
const VALUE: Source = code("https://github.com/spring-projects/spring-security/blob/b7fc18262d86a8ceb390a6b5649d1ecc50245f08/oauth2/oauth2-core/src/main/java/org/springframework/security/oauth2/core/AbstractOAuth2Token.java");
const OIDC: Source = code("https://github.com/spring-projects/spring-security/blob/d449950b36fe9387c9991130ca8e7701c902192a/oauth2/oauth2-client/src/main/java/org/springframework/security/oauth2/client/oidc/authentication/OidcAuthorizationCodeAuthenticationProvider.java");

const CLAIMS: Source = code("https://github.com/spring-projects/spring-security/blob/057ed616c4bf6ac236e8d1fce36a2c25bbbe27a4/oauth2/oauth2-client/src/main/java/org/springframework/security/oauth2/client/oidc/authentication/OidcIdTokenValidator.java");
const TIMES: Source = code("https://github.com/spring-projects/spring-security/blob/20aa8bef2577fe3ad3dcdb7103be9e2edff8b20e/oauth2/oauth2-jose/src/main/java/org/springframework/security/oauth2/jwt/JwtTimestampValidator.java");

pub(super) static LIBRARY: Library = Library { id: "spring-security-client", name: "Spring Security", log: Log { marks: &["Authentication", "OAuth2", "springframework"], texts: &[
at_client("[authorization_request_not_found]", &[StateLost], "The session that holds the authorization request did not come back: a different host, `SameSite`, or a different node.", FILTER).unmistakable(),
at_client("[invalid_state_parameter]", &[StateMismatch], "The `state` that came back is not the one that the client sent.", LOGIN).unmistakable(),
at_client("[invalid_nonce]", &[Nonce], "The `nonce` of the ID token is not the one that the client sent.", OIDC).unmistakable(),
at_token("[invalid_token_response]*401 Unauthorized: [no body]", &[ClientAuth], "The token endpoint refused the client; Java hides the body of such an answer.", TOKEN).unmistakable(),
at_token("[invalid_token_response]*no suitable HttpMessageConverter found for*text/html", &[NotJson], "The token endpoint answered with a page, not JSON.", TOKEN).unmistakable(),
at_client("[invalid_user_info_response] An error occurred while attempting to retrieve the UserInfo Resource: ", &[], "The client has its tokens; the UserInfo request failed.", USERINFO).unmistakable(),
at_token("[invalid_token_response]*tokenValue cannot be empty", &[AnswerIncomplete], "The answer of the token endpoint has no `access_token`: it may be an error with status 200.", VALUE).unmistakable(),
at_client("[invalid_id_token]*Jwt expired at", &[IdTokenExpired, Clock], "The ID token had expired by the client's clock.", TIMES).unmistakable(),
at_client("[invalid_id_token]*invalid claims: aud(", &[IdTokenAudience], "The ID token is meant for another client.", CLAIMS).unmistakable(),
at_client("[invalid_id_token]*invalid claims: {aud=", &[IdTokenAudience], "The ID token is meant for another client.", CLAIMS).unmistakable(),
at_client("[invalid_id_token]*invalid claims: exp(", &[IdTokenExpired, Clock], "The ID token had expired by the client's clock.", CLAIMS).unmistakable(),
at_client("[invalid_id_token]*invalid claims: {exp=", &[IdTokenExpired, Clock], "The ID token had expired by the client's clock.", CLAIMS).unmistakable(),
at_client("[invalid_id_token]*invalid claims: iat(", &[Clock], "By the client's clock, the ID token was issued in the future.", CLAIMS).unmistakable(),
at_client("[invalid_id_token]*invalid claims: {iat=", &[Clock], "By the client's clock, the ID token was issued in the future.", CLAIMS).unmistakable(),
at_client("[invalid_id_token]", &[IdTokenKey, IdTokenAudience, IdTokenExpired], "The client could not verify the ID token: its signature, its audience or its times.", OIDC).unmistakable(),
at_resource("InvalidBearerTokenException*Jwt expired at", &[AccessExpired], "The access token had expired by the resource's clock.", TIMES).unmistakable(),
] } };
