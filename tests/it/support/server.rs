//! A server for one test: takes connections on the loopback address, over TLS or not, keeps what it was sent, answers as told.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rcgen::CertifiedKey;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, Stream};
use tempfile::TempDir;

/// What a request is answered with.
type Handler = dyn Fn(&str) -> String + Send + Sync;

pub(crate) struct Server {
    port: u16,
    scheme: &'static str,
    folder: TempDir,
    got: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves over TLS, with a certificate of its own for 127.0.0.1 and `as.example.test`.
    pub(crate) fn start(handler: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self::with(true, Arc::new(handler))
    }

    pub(crate) fn without_tls(handler: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self::with(false, Arc::new(handler))
    }

    fn with(tls: bool, handler: Arc<Handler>) -> Self {
        let names = ["127.0.0.1", "as.example.test"].map(str::to_owned);
        let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).expect("a key can be made");
        let folder = tempfile::tempdir().expect("a folder can be made");
        std::fs::write(folder.path().join("ca.pem"), cert.pem()).expect("a file can be written");
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has TLS 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("the key is that of the certificate");
        let config = tls.then(|| Arc::new(config));
        LazyLock::force(&LOOPBACK);
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        listener.set_nonblocking(true).expect("a listener can be polled");
        let port = listener.local_addr().expect("it is bound").port();
        let got = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let thread = {
            let (got, stop) = (got.clone(), stop.clone());
            thread::spawn(move || {
                let started = Instant::now();
                while !stop.load(Ordering::Relaxed) && started.elapsed() < Duration::from_secs(60) {
                    match listener.accept() {
                        // A client that goes away is no failure of the test.
                        Ok((stream, _)) => drop(serve(stream, config.as_ref(), &got, &*handler)),
                        Err(_) => thread::sleep(Duration::from_millis(5)),
                    }
                }
            })
        };
        Self { port, scheme: if tls { "https" } else { "http" }, folder, got, stop, thread: Some(thread) }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://127.0.0.1:{}{path}", self.scheme, self.port)
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The file for `--ca-file`.
    pub(crate) fn ca(&self) -> String {
        self.path("ca.pem").to_str().expect("paths are UTF-8").to_owned()
    }

    /// A file in a folder that is gone with the server.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What it was sent so far, a request each; headers in lower case.
    pub(crate) fn got(&self) -> Vec<String> {
        self.got.lock().expect("no thread panicked").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// The loopback interface. It is down in a network namespace that is new, as `unshare --net cargo test` makes one.
static LOOPBACK: LazyLock<()> = LazyLock::new(|| {
    let is_up = || {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        TcpStream::connect(listener.local_addr()?)
    };
    if is_up().is_err() {
        // Where this fails, the next line says what is missing.
        drop(Command::new("ip").args(["link", "set", "lo", "up"]).output());
        is_up().expect("there is a loopback interface, and it is up");
    }
});

/// An HTTP answer.
pub(crate) fn answer(status: u16, headers: &[&str], body: &str) -> String {
    let mut lines = vec![format!("HTTP/1.1 {status} X")];
    lines.extend(headers.iter().map(|&header| header.to_owned()));
    lines.extend([format!("Content-Length: {}", body.len()), "Connection: close".to_owned()]);
    format!("{}\r\n\r\n{body}", lines.join("\r\n"))
}

/// A JSON answer.
pub(crate) fn json(status: u16, body: &str) -> String {
    answer(status, &["Content-Type: application/json"], body)
}

fn serve(
    mut stream: TcpStream,
    config: Option<&Arc<ServerConfig>>,
    got: &Mutex<Vec<String>>,
    handler: &Handler,
) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    match config {
        None => talk(&mut stream, got, handler),
        Some(config) => {
            let mut connection = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
            talk(&mut Stream::new(&mut connection, &mut stream), got, handler)?;
            connection.send_close_notify();
            connection.write_tls(&mut stream).map(drop)
        }
    }
}

fn talk(stream: &mut (impl Read + Write), got: &Mutex<Vec<String>>, handler: &Handler) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let whole = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        (body.len() >= length).then(|| text.clone())
    };
    let request = loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 || bytes.len() > 1 << 20 {
            return Ok(());
        }
        bytes.extend_from_slice(&buffer[..read]);
        if let Some(request) = whole(&bytes) {
            break request;
        }
    };
    got.lock().expect("no thread panicked").push(request.clone());
    stream.write_all(handler(&request).as_bytes())?;
    stream.flush()
}
