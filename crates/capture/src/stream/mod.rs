//! JSON out of a source that does not have to fit into memory.
//!
//! Bytes go through a [`window`], which is indexed ([`index`]) as it fills; [`pull`] checks the grammar over the index
//! and hands out where values stand. A value that nobody needs leaves the window as soon as it is known, so that the
//! memory does not depend on the size of the file but on that of what is kept.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(any(test, fuzzing))]
pub(crate) mod compare;
mod index;
mod portable;
pub(crate) mod pull;
pub(crate) mod window;
