//! Remembers the next thing in a line, so that a long line is searched once.

/// The next thing in a line.
pub(super) enum Lookahead<T> {
    Unknown,
    Nothing,
    Found(T),
}

impl<T> Lookahead<T> {
    /// Returns what comes next at or behind a byte, and looks for it where that is not known.
    pub(super) fn at(
        &mut self,
        from: usize,
        start: impl Fn(&T) -> usize,
        find: impl FnOnce() -> Option<T>,
    ) -> Option<&T> {
        let known = match self {
            Self::Unknown => false,
            Self::Nothing => true,
            Self::Found(found) => start(found) >= from,
        };
        if !known {
            *self = find().map_or(Self::Nothing, Self::Found);
        }
        match self {
            Self::Found(found) => Some(found),
            _ => None,
        }
    }

    /// Takes what was found.
    pub(super) fn take(&mut self) -> Option<T> {
        match std::mem::replace(self, Self::Unknown) {
            Self::Found(found) => Some(found),
            _ => None,
        }
    }
}
