//! What ASP.NET Core writes into logs.

use crate::providers::Cause::{AccessAudience, AccessExpired, Clock, Discovery, IdTokenAudience, IdTokenExpired, IdTokenIssuer, IdTokenKey, Nonce, StateLost, StateMismatch, StateMissing};
use crate::providers::{Library, Log, Source, at_client, at_resource, code};

const RESOURCES: Source = code("https://github.com/dotnet/aspnetcore/blob/cca91f243918df72a3228817436ab78291684d41/src/Security/Authentication/OpenIdConnect/src/Resources.resx");
const HANDLER: Source = code("https://github.com/dotnet/aspnetcore/blob/246b1060fc4d0038246c7f4f907207a9f8ef0276/src/Security/Authentication/OpenIdConnect/src/OpenIdConnectHandler.cs");
const LOGGING: Source = code("https://github.com/dotnet/aspnetcore/blob/327c835e9b14d40a54a431feff141e546d6b8abd/src/Security/Authentication/OpenIdConnect/src/LoggingExtensions.cs");
const CORE: Source = code("https://github.com/dotnet/aspnetcore/blob/0bb20cc3c1c487b6425060d79bd0f7af8ad46288/src/Security/Authentication/Core/src/LoggingExtensions.cs");
const OIDC: Source = code("https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/blob/c6b3b6a432e91bae209e2b31a20d8934c7eb025d/src/Microsoft.IdentityModel.Protocols.OpenIdConnect/LogMessages.cs");
const TOKENS: Source = code("https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/blob/c6b3b6a432e91bae209e2b31a20d8934c7eb025d/src/Microsoft.IdentityModel.Tokens/LogMessages.cs");
const DISCOVERY: Source = code("https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/blob/c6b3b6a432e91bae209e2b31a20d8934c7eb025d/src/Microsoft.IdentityModel.Protocols/LogMessages.cs");

pub(super) static LIBRARY: Library = Library { id: "aspnet-core", name: "ASP.NET Core", log: Log { marks: &["AspNetCore", "Microsoft.", "IDX", "remote login", "Exception"], texts: &[
at_client("Correlation failed.", &[StateLost], "The correlation cookie did not come back: a different host, `SameSite`, or a removed cookie.", HANDLER).unmistakable(),
at_client("'.AspNetCore.Correlation.{name}' cookie not found.", &[StateLost], "The correlation cookie did not come back: a different host, `SameSite`, or a removed cookie.", CORE).unmistakable(),
at_client("Unable to unprotect the message.State", &[StateLost, StateMismatch], "The `state` was encrypted with a different key: two nodes do not share their data protection keys.", RESOURCES).unmistakable(),
at_client("Unable to read the message.State", &[StateLost, StateMismatch], "The `state` cannot be read.", LOGGING).unmistakable(),
at_client("IDX21323:", &[StateLost, Nonce], "The cookie with the `nonce` did not come back.", OIDC).unmistakable(),
at_client("IDX21320:", &[StateLost, Nonce], "The cookie with the `nonce` did not come back.", OIDC).unmistakable(),
at_client("IDX21349:", &[StateLost, Nonce], "The cookie with the `nonce` did not come back.", OIDC).unmistakable(),
at_client("IDX21321:", &[Nonce], "The `nonce` of the ID token is not the one that the client sent.", OIDC).unmistakable(),
at_client("IDX21329:", &[StateMissing], "No `state` came back.", OIDC).unmistakable(),
at_client("IDX21330:", &[StateMissing], "No `state` came back.", OIDC).unmistakable(),
at_client("IDX21331:", &[StateMismatch], "The `state` that came back is not the one that the client sent.", OIDC).unmistakable(),
at_client("IDX10205:", &[IdTokenIssuer], "The ID token is from a different issuer than the configured one.", TOKENS).unmistakable(),
at_client("IDX10214:", &[IdTokenAudience, AccessAudience], "The token is meant for someone else: an ID token for another client, or an access token for another resource.", TOKENS).unmistakable(),
at_client("IDX10214:", &[IdTokenAudience], "The ID token is meant for another client.", TOKENS).unmistakable().beside("OpenIdConnect"),
at_client("IDX10223:", &[Clock, IdTokenExpired, AccessExpired], "The token had expired by the clock of who checked it.", TOKENS).unmistakable(),
at_client("IDX10222:", &[Clock], "The token is not valid yet by the client's clock.", TOKENS).unmistakable(),
at_client("IDX10501:", &[IdTokenKey], "The client does not know the key that signed the ID token.", TOKENS).unmistakable().beside("OpenIdConnect"),
at_resource("IDX10501:", &[], "The resource does not know the key that signed the access token.", TOKENS).unmistakable().beside("Bearer was not authenticated"),
at_client("IDX20803:", &[Discovery], "The client can't read the server's metadata.", DISCOVERY).unmistakable(),
at_client("IDX20804:", &[Discovery], "The client can't read the server's metadata.", DISCOVERY).unmistakable(),
at_client("IDX20807:", &[Discovery], "The client can't read the server's metadata.", DISCOVERY).unmistakable(),
at_client("IDX10214: Audience validation failed. Audiences: '{got}'. Did not match: validationParameters.ValidAudience: '{expected}'", &[IdTokenAudience, AccessAudience], "The token is meant for someone else: an ID token for another client, or an access token for another resource.", TOKENS).unmistakable(),
at_client("IDX10214: Audience validation failed. Audiences: '{got}'. Did not match: validationParameters.ValidAudience: '{expected}'", &[IdTokenAudience], "The ID token is meant for another client.", TOKENS).unmistakable().beside("OpenIdConnect"),
at_resource("IDX10214:", &[AccessAudience], "The access token is meant for another resource.", TOKENS).unmistakable().beside("Bearer was not authenticated"),
at_resource("IDX10214: Audience validation failed. Audiences: '{got}'. Did not match: validationParameters.ValidAudience: '{expected}'", &[AccessAudience], "The access token is meant for another resource.", TOKENS).unmistakable().beside("Bearer was not authenticated"),
at_resource("IDX10223:", &[AccessExpired], "The access token has expired by the resource's clock.", TOKENS).unmistakable().beside("Bearer was not authenticated"),
] } };
