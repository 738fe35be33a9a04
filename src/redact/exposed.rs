//! What is in a file in clear.

use super::collect::Scope;
use super::gate::{Pieces, search};
use super::outcome::Refused;
use super::seal::seal_of;
use super::{Key, Kind, Options, Source, collect};

/// A value that is not safe to share.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Exposed {
    /// What it is.
    pub kind: Kind,
    /// The line, and the column in bytes, at which a piece of it ends; none for a short value.
    pub place: Option<(u64, u64)>,
}

/// Returns the values of a file that would be replaced: none if it is as it was written by [`redact`](super::redact()).
pub fn exposed(source: &dyn Source) -> Result<Vec<Exposed>, Refused> {
    if seal_of(&mut *source.open()?.content)?.is_some() {
        return Ok(Vec::new());
    }
    let options = Options { keep_all: true, ..Options::default() };
    let (checked, collected) = collect(&[source], options)?;
    if let Some(error) = checked.error.filter(|_| checked.exchanges == 0) {
        return Err(Refused::NotRead(error));
    }
    let mapping = collected.map(&Key::random()?, Scope::Heard, options);
    let values: Vec<(&str, Kind)> = mapping.replaced().map(|(value, kind, _)| (value, kind)).collect();
    let pieces = Pieces::new(values.iter().map(|(value, _)| *value), []);
    let found = search(&mut source.open()?.content, &pieces, values.len())?;
    let mut exposed: Vec<Exposed> = values.iter().map(|(_, kind)| Exposed { kind: *kind, place: None }).collect();
    for leak in found {
        exposed[leak.secret].place = Some((leak.line, leak.column));
    }
    exposed.sort_by_key(|exposed| (exposed.place.is_none(), exposed.place));
    Ok(exposed)
}
