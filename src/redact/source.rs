//! A recording that can be read more than once.

use std::io;

use crate::check::Input;

/// A recording that can be read more than once: redaction reads it to find the values, to replace them and to compare.
pub trait Source {
    /// Returns the name by which it is reported.
    fn name(&self) -> &str;

    /// Opens it at its start.
    fn open(&self) -> io::Result<Input<'_>>;
}

/// A recording in memory.
impl Source for (String, Vec<u8>) {
    fn name(&self) -> &str {
        &self.0
    }

    fn open(&self) -> io::Result<Input<'_>> {
        Ok(Input { name: self.0.clone(), content: Box::new(self.1.as_slice()), attachments: None })
    }
}
