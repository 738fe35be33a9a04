//! The options that name a file which is no capture.

pub(crate) const BASELINE: &str = "--baseline";
pub(crate) const CA_FILE: &str = "--ca-file";
pub(crate) const FILES_FROM: &str = "--files-from";
pub(crate) const KEY: &str = "--key";
pub(crate) const OUT: &str = "--out";
pub(crate) const OUTPUT: &str = "--output";
pub(crate) const RECORD: &str = "--record";
pub(crate) const REPORT: &str = "--report";
pub(crate) const WRITE_BASELINE: &str = "--write-baseline";
