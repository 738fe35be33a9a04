//! Flow dumps of mitmproxy (`mitmdump -w`, "Save" in mitmweb), of all versions from 0.10 on; the names of their members
//! are those of `mitmproxy/io/compat.py`.

pub(crate) mod flows;
mod tnetstring;
