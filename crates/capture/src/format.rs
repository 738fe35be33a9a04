//! What a file is: the formats that are read, who writes them, and what else a file may be.

/// Who writes captures of a format, and so what may be asked for where one does not show enough.
///
/// This list is closed, so that who advises has something to say of each.
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
    /// What a command-line client prints.
    Transcript,
    /// Requests that were saved in Postman.
    Collection,
    /// A text that somebody put together.
    Text,
    /// Several of these, or nothing that could be read.
    #[default]
    Unknown,
}

/// Declares the formats: variant, name, title and recorder of each stand in one line.
macro_rules! formats {
    ($($variant:ident $name:literal $title:literal $recorder:ident)*) => {
        /// A format that is read.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Format {
            $(#[doc = $title] $variant,)*
        }

        impl Format {
            /// All formats that are read.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns its name in reports: `har`, `curl-transcript` …
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Returns its name for people.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)*
                }
            }

            /// Returns who writes it.
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
    Curl "curl" "curl command" Command
    Httpie "httpie" "HTTPie command" Command
    PowerShell "powershell" "PowerShell command" Command
    Fetch "fetch" "fetch call" Command
    Axios "axios" "axios call" Command
    PythonRequests "python-requests" "call of Python requests" Command
    Commands "commands" "commands" Command
    CurlTranscript "curl-transcript" "curl transcript" Transcript
    Http "http" "HTTP messages" Transcript
    Text "text" "text" Text
}

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FileKind {
    /// A capture of a format that is read.
    Capture(Format),
    /// Gzip data of which nothing can be unpacked.
    Gzip,
    /// Zstandard data of which nothing can be unpacked.
    Zstd,
    /// A zip archive: of several captures, or one that holds none.
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
    /// XML of no known tool.
    Xml,
    /// A key or certificate.
    Pem,
    /// An API description.
    OpenApi,
    /// The metadata of a server.
    Metadata,
    /// JSON of no known tool.
    Json,
    /// JSON Lines of no known tool.
    JsonLines,
    /// An empty file.
    Empty,
    /// Anything else.
    Unknown,
}

impl FileKind {
    /// Returns its name in reports: that of the format, or `pcap`, `image`, `unknown` …
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
            Self::Xml => "xml",
            Self::Pem => "pem",
            Self::OpenApi => "openapi",
            Self::Metadata => "metadata",
            Self::Json => "json",
            Self::JsonLines => "json-lines",
            Self::Empty => "empty",
            Self::Unknown => "unknown",
        }
    }

    /// Returns the format of a capture.
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
