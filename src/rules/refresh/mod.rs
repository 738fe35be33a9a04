//! Rules about refresh tokens: rotation, reuse, scope.

pub(crate) mod rotation;
pub(crate) mod token;
