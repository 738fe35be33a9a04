//! What Odoo raises.

use crate::providers::{Library, Log, Source, at_client, code};

const USERS: Source = code("https://github.com/odoo/odoo/blob/01e35141479b8dfc4a390518f89fc52e7cec5396/addons/auth_oauth/models/res_users.py");

pub(super) static LIBRARY: Library = Library { id: "odoo", name: "Odoo", log: Log { marks: &["odoo.addons.auth_oauth"], texts: &[
at_client("raise Exception(validation['error'])", &[], "The client asked the validation endpoint with the access token that came back, and was refused; the last line is its error.", USERS).unmistakable().beside("in _auth_oauth_validate"),
] } };
