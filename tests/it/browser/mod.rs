//! The HTML report in Chromium.

mod devtools;
mod pages;
