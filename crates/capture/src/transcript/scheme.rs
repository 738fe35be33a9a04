//! The scheme of a connection, from what curl says about it.

/// The scheme of a connection, from what curl says about it.
#[derive(Debug, Default)]
pub(crate) struct Scheme {
    pub(super) known: Option<&'static str>,
}

impl Scheme {
    pub(super) fn see(&mut self, line: &str) {
        let Some(info) = line.trim_start().strip_prefix('*') else {
            return;
        };
        let info = info.trim_start();
        if info.starts_with("Connected to ") || info.starts_with("Trying ") && self.known.is_none() {
            self.known = Some("http");
        }
        let tls = ["SSL connection using", "TLSv1", "ALPN", "schannel:", "SSL/TLS"];
        if tls.iter().any(|word| info.starts_with(word)) {
            self.known = Some("https");
        }
        // Behind a TLS handshake "Connected" is said again for a connection that is used again.
        if info.contains("[:scheme: https]") || info.contains("https://") && info.contains("OPENED stream") {
            self.known = Some("https");
        }
    }
}
