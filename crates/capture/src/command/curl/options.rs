//! The options of curl (8.17, `curl --help all`).

use crate::command::shell::command_line::Word;
use crate::text::placed::{Text, part};

/// An option, or a URL.
#[derive(Debug)]
pub(crate) struct CurlArgument {
    /// The long name; `url` for what is not an option.
    pub(crate) name: String,
    /// The argument of an option that takes one; absent where the command ends before it.
    pub(crate) value: Option<Text>,
    /// Its offset.
    pub(crate) at: usize,
    pub(crate) kind: ArgumentKind,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ArgumentKind {
    Option,
    Unknown,
    Operand,
}

/// Takes the words behind the program apart.
pub(crate) fn parse(words: &[Word]) -> Vec<CurlArgument> {
    let mut given = Vec::new();
    let mut words = words.iter();
    let mut only_urls = false;
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        if let Some(long) = long_name(text).filter(|_| !only_urls) {
            if long.is_empty() {
                only_urls = true;
                continue;
            }
            let name = long.strip_prefix("expand-").unwrap_or(long);
            let takes = WITH_ARGUMENT.contains(&name);
            let known = takes || without_argument(name);
            given.push(CurlArgument {
                name: name.to_owned(),
                value: takes.then(|| words.next().map(|next| next.text.clone())).flatten(),
                at: word.range.start,
                kind: if known { ArgumentKind::Option } else { ArgumentKind::Unknown },
            });
        } else if let Some(letters) = text.strip_prefix('-').filter(|rest| !rest.is_empty() && !only_urls) {
            for (index, letter) in letters.char_indices() {
                let long = SHORT_WITH_ARGUMENT.iter().find(|(short, _)| *short == letter);
                let behind = 1 + index + letter.len_utf8();
                let Some((_, long)) = long else {
                    given.push(CurlArgument {
                        name: short_flag(letter).map_or_else(|| letter.to_string(), str::to_owned),
                        value: None,
                        at: word.range.start,
                        kind: if FLAG_LETTERS.contains(letter) { ArgumentKind::Option } else { ArgumentKind::Unknown },
                    });
                    continue;
                };
                let value = if behind < text.len() {
                    Some(part(&word.text, behind..text.len()))
                } else {
                    words.next().map(|next| next.text.clone())
                };
                given.push(CurlArgument {
                    name: (*long).to_owned(),
                    value,
                    at: word.range.start,
                    kind: ArgumentKind::Option,
                });
                break;
            }
        } else {
            given.push(CurlArgument {
                name: "url".to_owned(),
                value: Some(word.text.clone()),
                at: word.range.start,
                kind: ArgumentKind::Operand,
            });
        }
    }
    given
}

/// Word processors make a dash of two hyphens.
fn long_name(text: &str) -> Option<&str> {
    text.strip_prefix("--")
        .or(text.strip_prefix('\u{2014}'))
        .or(text.strip_prefix('\u{2013}').filter(|rest| rest.len() > 1))
}

fn short_flag(letter: char) -> Option<&'static str> {
    Some(match letter {
        'G' => "get",
        'I' => "head",
        'g' => "globoff",
        ':' => "next",
        _ => return None,
    })
}

fn without_argument(name: &str) -> bool {
    let positive = name.strip_prefix("no-").unwrap_or(name);
    FLAGS.contains(&positive) || FLAGS.contains(&name)
}

const FLAG_LETTERS: &str = "aqfGgI0ik46jlLMn:NZ#pJORSs231BvV";

const SHORT_WITH_ARGUMENT: &[(char, &str)] = &[
    ('X', "request"),
    ('H', "header"),
    ('d', "data"),
    ('F', "form"),
    ('u', "user"),
    ('b', "cookie"),
    ('A', "user-agent"),
    ('e', "referer"),
    ('T', "upload-file"),
    ('K', "config"),
    ('o', "output"),
    ('E', "cert"),
    ('C', "continue-at"),
    ('c', "cookie-jar"),
    ('D', "dump-header"),
    ('P', "ftp-port"),
    ('h', "help"),
    ('m', "max-time"),
    ('U', "proxy-user"),
    ('Q', "quote"),
    ('r', "range"),
    ('Y', "speed-limit"),
    ('y', "speed-time"),
    ('t', "telnet-option"),
    ('z', "time-cond"),
    ('w', "write-out"),
    ('x', "proxy"),
];

#[rustfmt::skip]
const WITH_ARGUMENT: &[&str] = &[
    "abstract-unix-socket", "alt-svc", "aws-sigv4", "cacert", "capath", "cert", "cert-type", "ciphers", "config",
    "connect-timeout", "connect-to", "continue-at", "cookie", "cookie-jar", "create-file-mode", "crlfile", "curves", "data",
    "data-ascii", "data-binary", "data-raw", "data-urlencode", "delegation", "dns-interface", "dns-ipv4-addr",
    "dns-ipv6-addr", "dns-servers", "doh-url", "dump-header", "ech", "egd-file", "engine", "etag-compare", "etag-save",
    "expect100-timeout", "form", "form-string", "ftp-account", "ftp-alternative-to-user", "ftp-method", "ftp-port",
    "ftp-ssl-ccc-mode", "happy-eyeballs-timeout-ms", "haproxy-clientip", "header", "help", "hostpubmd5", "hostpubsha256",
    "hsts", "interface", "ip-tos", "ipfs-gateway", "json", "keepalive-cnt", "keepalive-time", "key", "key-type",
    "knownhosts", "krb", "libcurl", "limit-rate", "local-port", "login-options", "mail-auth", "mail-from", "mail-rcpt",
    "max-filesize", "max-redirs", "max-time", "netrc-file", "noproxy", "oauth2-bearer", "output", "output-dir",
    "parallel-max", "parallel-max-host", "pass", "pinnedpubkey", "preproxy", "proto", "proto-default", "proto-redir",
    "proxy", "proxy-cacert", "proxy-capath", "proxy-cert", "proxy-cert-type", "proxy-ciphers", "proxy-crlfile",
    "proxy-header", "proxy-key", "proxy-key-type", "proxy-pass", "proxy-pinnedpubkey", "proxy-service-name",
    "proxy-tls13-ciphers", "proxy-tlsauthtype", "proxy-tlspassword", "proxy-tlsuser", "proxy-user", "proxy1.0", "pubkey",
    "quote", "random-file", "range", "rate", "referer", "request", "request-target", "resolve", "retry", "retry-delay",
    "retry-max-time", "sasl-authzid", "service-name", "sigalgs", "socks4", "socks4a", "socks5", "socks5-gssapi-service",
    "socks5-hostname", "speed-limit", "speed-time", "stderr", "telnet-option", "tftp-blksize", "time-cond", "tls-max",
    "tls13-ciphers", "tlsauthtype", "tlspassword", "tlsuser", "trace", "trace-ascii", "trace-config", "unix-socket",
    "upload-file", "upload-flags", "url", "url-query", "user", "user-agent", "variable", "vlan-priority", "write-out",
];

#[rustfmt::skip]
const FLAGS: &[&str] = &[
    "alpn", "anyauth", "append", "basic", "buffer", "ca-native", "cert-status", "clobber", "compressed", "compressed-ssh",
    "create-dirs", "crlf", "digest", "disable", "disable-eprt", "disable-epsv", "disallow-username-in-url",
    "doh-cert-status", "doh-insecure", "dump-ca-embed", "eprt", "epsv", "fail", "fail-early", "fail-with-body",
    "false-start", "follow", "form-escape", "ftp-create-dirs", "ftp-pasv", "ftp-pret", "ftp-skip-pasv-ip", "ftp-ssl-ccc",
    "ftp-ssl-control", "get", "globoff", "haproxy-protocol", "head", "http0.9", "http1.0", "http1.1", "http2",
    "http2-prior-knowledge", "http3", "http3-only", "ignore-content-length", "include", "insecure", "ipv4", "ipv6",
    "junk-session-cookies", "keepalive", "list-only", "location", "location-trusted", "mail-rcpt-allowfails", "manual",
    "metalink", "mptcp", "negotiate", "netrc", "netrc-optional", "next", "npn", "ntlm", "ntlm-wb", "out-null", "parallel",
    "parallel-immediate", "path-as-is", "post301", "post302", "post303", "progress-bar", "progress-meter", "proxy-anyauth",
    "proxy-basic", "proxy-ca-native", "proxy-digest", "proxy-http2", "proxy-insecure", "proxy-negotiate", "proxy-ntlm",
    "proxy-ssl-allow-beast", "proxy-ssl-auto-client-cert", "proxy-tlsv1", "proxytunnel", "raw", "remote-header-name",
    "remote-name", "remote-name-all", "remote-time", "remove-on-error", "retry-all-errors", "retry-connrefused", "sasl-ir",
    "sessionid", "show-error", "show-headers", "silent", "skip-existing", "socks5-basic", "socks5-gssapi",
    "socks5-gssapi-nec", "ssl", "ssl-allow-beast", "ssl-auto-client-cert", "ssl-no-revoke", "ssl-reqd",
    "ssl-revoke-best-effort", "sslv2", "sslv3", "styled-output", "suppress-connect-headers", "tcp-fastopen", "tcp-nodelay",
    "tftp-no-options", "tls-earlydata", "tlsv1", "tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3", "tr-encoding", "trace-ids",
    "trace-time", "use-ascii", "verbose", "version", "xattr",
];
