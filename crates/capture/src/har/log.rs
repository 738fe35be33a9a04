//! The recorder of a log.

use crate::text::value::{JsonValue, string_or_number};

/// The recorder of a log, as far as it is known when an entry is read.
#[derive(Default)]
pub(super) struct Log {
    name: String,
    version: String,
    /// The list of pages is not empty.
    pub(super) has_pages: bool,
}

impl Log {
    /// Begins a log whose recorder is known from elsewhere.
    pub(super) fn written_by(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Takes `log.creator`.
    pub(super) fn creator(&mut self, creator: JsonValue<'_>) {
        let [name, version] = creator.object().pick(["name", "version"]);
        (self.name, self.version) = (string_or_number(name), string_or_number(version));
    }

    /// Returns `WebInspector 537.36`.
    pub(super) fn creator_and_version(&self) -> Option<String> {
        let both = format!("{} {}", self.name, self.version);
        self.is_known().then(|| both.trim().to_owned())
    }

    pub(super) fn is_known(&self) -> bool {
        !self.name.is_empty()
    }

    /// Chrome and what is made of it: Edge, Brave, Opera.
    pub(super) fn is_chrome(&self) -> bool {
        self.name == "WebInspector"
    }

    pub(super) fn is_internet_explorer(&self) -> bool {
        self.name.starts_with("Internet Explorer")
    }

    pub(super) fn is_charles(&self) -> bool {
        self.name.starts_with("Charles")
    }
}
