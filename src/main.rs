//! The `oauth-doctor` command.
fn main() {}
