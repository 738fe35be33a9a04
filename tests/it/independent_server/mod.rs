//! The server model beside `oidc-provider`.

mod case;
mod cases;
mod compare;
mod lab;
mod server;
mod session;
