//! A capture is written by a stranger: whatever it holds, the tool answers soon, does not panic and prints nothing that a terminal
//! would act on. How soon is counted where ignored tests are run, with large inputs; the others read small ones.

mod bounds;
mod damage;
mod floods;
mod growth;
mod login;
#[cfg(target_os = "linux")]
mod memory;
mod terminal;
