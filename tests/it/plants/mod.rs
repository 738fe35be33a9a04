//! No output holds a secret, whoever repeats it: random secrets and such as people choose are planted wherever a client may put one,
//! and a server repeats them in every form.
//!
//! What is searched for is made here; nothing of what masks them is used.

mod login;
mod outputs;
mod places;
mod repeated;

pub(crate) use outputs::readings;
