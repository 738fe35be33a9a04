//! What a file can be: the supported formats, their recorders, and what is refused.

/// The kind of program that writes a format, which decides how to record more.
///
/// The list is exhaustive so that callers give advice for each recorder.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Recorder {
    /// A HAR: of a browser, or of something that writes what a browser would.
    Har,
    /// A proxy in a format of its own.
    Proxy,
    /// The network log of Chromium.
    NetLog,
    /// A trace of Playwright.
    Trace,
    /// A command or a call, which has no answer.
    Command,
    /// The output of a command-line client.
    Transcript,
    /// Requests that were saved in Postman.
    Collection,
    /// A library that tests record with and play back.
    Cassette,
    /// A text that someone put together.
    Text,
    /// Several of these, or nothing that could be read.
    #[default]
    Unknown,
}

/// Declares the formats: variant, name, title and recorder of each stand in one line.
macro_rules! formats {
    ($($variant:ident $name:literal $title:literal $recorder:ident)*) => {
        /// A supported format.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Format {
            $(#[doc = $title] $variant,)*
        }

        impl Format {
            /// All supported formats.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the name in reports: `har`, `curl-transcript` …
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Returns the name for people.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)*
                }
            }

            /// Returns what kind of program writes it.
            pub fn recorder(self) -> Recorder {
                match self {
                    $(Self::$variant => Recorder::$recorder,)*
                }
            }
        }
    };
}

formats! {
    Har "har" "HAR" Har
    PlaywrightTrace "playwright-trace" "Playwright trace" Trace
    Saz "saz" "Fiddler archive" Proxy
    MitmproxyFlow "mitmproxy-flow" "mitmproxy flows" Proxy
    Charles "charles" "Charles session" Proxy
    Burp "burp" "Burp items" Proxy
    NetLog "netlog" "NetLog" NetLog
    Postman "postman" "Postman collection" Collection
    SamlTracer "saml-tracer" "SAML-tracer export" Har
    Cassette "cassette" "test cassette" Cassette
    HttpFile "http-file" "HTTP request file" Collection
    Curl "curl" "curl command" Command
    Httpie "httpie" "HTTPie command" Command
    PowerShell "powershell" "PowerShell command" Command
    Fetch "fetch" "fetch call" Command
    Axios "axios" "axios call" Command
    PythonRequests "python-requests" "Python requests call" Command
    Commands "commands" "commands" Command
    CurlTranscript "curl-transcript" "curl transcript" Transcript
    Http "http" "HTTP messages" Transcript
    Text "text" "text" Text
}

/// What a file is, judged by its content.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FileKind {
    /// A capture in a supported format.
    Capture(Format),
    /// Gzip data that cannot be unpacked.
    Gzip,
    /// Zstandard data that cannot be unpacked.
    Zstd,
    /// A zip archive with several captures or none.
    Zip,
    /// A tar archive.
    Tar,
    /// A packet capture.
    Pcap,
    /// An image.
    Image,
    /// A PDF.
    Pdf,
    /// An HTML page.
    Html,
    /// A key or certificate.
    Pem,
    /// An API description.
    OpenApi,
    /// The metadata of a server.
    Metadata,
    /// JSON in no known format.
    Json,
    /// JSON Lines in no known format.
    JsonLines,
    /// An empty file.
    Empty,
    /// Anything else.
    Unknown,
}

impl FileKind {
    /// Returns the name in reports: that of the format, or `pcap`, `image`, `unknown` …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Capture(format) => format.as_str(),
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::Pcap => "pcap",
            Self::Image => "image",
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Pem => "pem",
            Self::OpenApi => "openapi",
            Self::Metadata => "metadata",
            Self::Json => "json",
            Self::JsonLines => "json-lines",
            Self::Empty => "empty",
            Self::Unknown => "unknown",
        }
    }

    /// Returns the format if the file is a capture.
    pub fn format(self) -> Option<Format> {
        match self {
            Self::Capture(format) => Some(format),
            _ => None,
        }
    }
}

impl From<Format> for FileKind {
    fn from(format: Format) -> Self {
        Self::Capture(format)
    }
}
