//! What the layer of records makes of small texts.

use super::page::lines;

#[test]
fn a_json_record_is_its_message_with_the_rest_behind_it() {
    let text = r#"{"level":50,"time":1772446272345,"pid":1,"err":{"type":"TokenError","stack":"TokenError: x\n    at y","code":"invalid_grant"},"msg":"login failed"}"#;
    assert_eq!(
        lines(text),
        ["login failed", r#"{"err":{"type":"TokenError","code":"invalid_grant"}}"#, "TokenError: x", "    at y"]
    );
}
