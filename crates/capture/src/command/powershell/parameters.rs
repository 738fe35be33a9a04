//! The parameters of `Invoke-WebRequest` and `Invoke-RestMethod` (PowerShell 7.5).

/// Returns the full name of a parameter, in lower case; PowerShell takes any beginning of one that is unambiguous.
pub(crate) fn full_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let mut matching = PARAMETERS.iter().filter(|known| known.starts_with(lower.as_str()));
    match (PARAMETERS.contains(&lower.as_str()), matching.next(), matching.next()) {
        (false, Some(only), None) => (*only).to_owned(),
        _ => lower,
    }
}

/// All parameters.
#[rustfmt::skip]
pub(crate) const PARAMETERS: &[&str] = &[
    "uri", "method", "custommethod", "headers", "body", "contenttype", "form", "infile", "outfile", "useragent",
    "websession", "sessionvariable", "credential", "authentication", "token", "certificate", "certificatethumbprint",
    "timeoutsec", "maximumredirection", "maximumretrycount", "retryintervalsec", "proxy", "proxycredential",
    "transferencoding", "sslprotocol", "httpversion", "connectiontimeoutseconds", "operationtimeoutseconds",
    "statuscodevariable", "responseheadersvariable", "erroraction", "errorvariable", "outvariable", "usebasicparsing",
    "skipcertificatecheck", "skiphttperrorcheck", "skipheadervalidation", "disablekeepalive", "usedefaultcredentials",
    "passthru", "verbose", "debug", "resume", "allowunencryptedauthentication",
    "preserveauthorizationonredirect", "preservehttpmethodonredirect", "allowinsecureredirect", "followrellink",
    "noproxy", "proxyusedefaultcredentials",
];

/// Those that take none.
#[rustfmt::skip]
pub(crate) const SWITCHES: &[&str] = &[
    "usebasicparsing", "skipcertificatecheck", "skiphttperrorcheck", "skipheadervalidation", "disablekeepalive",
    "usedefaultcredentials", "passthru", "verbose", "debug", "resume", "allowunencryptedauthentication",
    "preserveauthorizationonredirect", "preservehttpmethodonredirect", "allowinsecureredirect", "followrellink",
    "noproxy", "proxyusedefaultcredentials",
];
