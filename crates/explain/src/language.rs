/// A language in which the code of a mistake is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Language {
    /// JavaScript in a browser.
    JavaScript,
    /// JavaScript in Node.js.
    Node,
    /// Python.
    Python,
    /// Go.
    Go,
    /// Java, and Kotlin on the JVM.
    Java,
    /// C#.
    CSharp,
    /// PHP.
    Php,
    /// Swift.
    Swift,
    /// Rust.
    Rust,
    /// A POSIX shell.
    Shell,
}

impl Language {
    /// Returns the name of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JavaScript => "JavaScript",
            Self::Node => "Node.js",
            Self::Python => "Python",
            Self::Go => "Go",
            Self::Java => "Java",
            Self::CSharp => "C#",
            Self::Php => "PHP",
            Self::Swift => "Swift",
            Self::Rust => "Rust",
            Self::Shell => "Shell",
        }
    }

    /// Guesses the language of a client by the `User-Agent` of its HTTP library. Good enough to choose an example.
    pub fn from_user_agent(user_agent: &str) -> Option<Self> {
        let lower = user_agent.to_ascii_lowercase();
        let is = |names: &[&str]| names.iter().any(|name| lower.contains(name));
        Some(match () {
            () if is(&["python", "aiohttp", "httpx"]) => Self::Python,
            () if lower.starts_with("go-http-client") => Self::Go,
            () if is(&["okhttp", "java/", "java-http-client", "apache-httpclient", "dalvik"]) => Self::Java,
            () if is(&["axios/", "node-fetch", "undici", "openid-client/"]) || lower == "node" => Self::Node,
            () if is(&["restsharp", ".net", "dotnet"]) => Self::CSharp,
            () if is(&["guzzlehttp", "php/"]) => Self::Php,
            () if is(&["cfnetwork", "alamofire"]) => Self::Swift,
            () if is(&["reqwest", "ureq", "hyper/"]) => Self::Rust,
            () if is(&["curl/", "wget/"]) => Self::Shell,
            () if lower.starts_with("mozilla/") => Self::JavaScript,
            () => return None,
        })
    }
}
