//! The protocol's words: parameters, answers, JWTs, metadata, and where the specifications define them.
//!
//! Reading is lenient on purpose. What arrives here went wrong somewhere, so a message is read as a server might have read
//! it, and every value keeps the form in which it was sent.

pub mod answer;
pub mod challenge;
pub(crate) mod codes;
pub mod credentials;
pub mod dpop;
pub mod grant;
pub mod jwt;
pub mod metadata;
pub mod params;
pub mod part;
pub mod pkce;
pub mod redirect_uri;
pub mod registration;
pub mod request;
pub mod spec;

pub use answer::{Answer, AnswerBody};
pub use challenge::Challenge;
pub use credentials::Basic;
pub use grant::Grant;
pub use metadata::{Documents, Metadata, MetadataMember};
pub use params::{Param, Params};
pub use part::{Component, Message, Part, Section};
pub use registration::{ClientType, Contradiction, Registration};
pub use request::{BodyForm, Request};
pub use spec::{Cite, Spec};
