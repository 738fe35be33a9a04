//! Chrome's NetLog (`chrome://net-export`, `--log-net-log`): the events of the network stack, of which those of URL
//! requests are put together to exchanges. What events are called is said by the constants of the file, as their
//! numbers change with each version.

mod constants;
mod notes;
pub(crate) mod reader;
mod requests;
