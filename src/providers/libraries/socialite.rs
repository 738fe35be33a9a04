//! What Laravel Socialite writes into logs.

use crate::providers::Cause::{StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const PROVIDER: Source = code("https://github.com/laravel/socialite/blob/8b32227b8c64269d1d6ca964c996238a09357448/src/Two/AbstractProvider.php");

pub(super) static LIBRARY: Library = Library { id: "laravel-socialite", name: "Laravel Socialite", log: Log { marks: &["Socialite"], texts: &[
at_client("InvalidStateException", &[StateLost, StateMismatch], "The session that holds the `state` did not come back, or contains a different one.", PROVIDER),
] } };
