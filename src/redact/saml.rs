//! Other SAML messages in the place of the recorded ones: issuers, times and the form stay, identifiers and attributes are replaced.

use super::base64::Decoded;
use super::jwt::Claims;

/// Replaces the values of a SAML message in base64. `None` for anything else, and for a message that is deflated.
pub(crate) fn rewrite(message: &str, claims: &mut dyn Claims) -> Option<String> {
    let decoded = Decoded::of(message)?;
    let xml = std::str::from_utf8(&decoded.bytes).ok().filter(|xml| is_saml(xml))?;
    Some(decoded.encode(replace_texts(xml, claims).as_bytes()))
}

fn is_saml(xml: &str) -> bool {
    xml.trim_start_matches('\u{feff}').trim_start().starts_with('<') && xml.contains("urn:oasis:names:tc:SAML:")
}

/// Replaces the texts and the values of attributes of a message. What is not well-formed is replaced as a text.
fn replace_texts(xml: &str, claims: &mut dyn Claims) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut element = "";
    let mut rest = xml;
    while !rest.is_empty() {
        let (end, is_tag) = match rest.strip_prefix('<') {
            Some(_) if rest.starts_with("<!--") => (end_of(rest, "-->"), false),
            Some(_) if rest.starts_with("<![CDATA[") => (end_of(rest, "]]>"), false),
            Some(_) => (end_of(rest, ">"), true),
            None => (rest.find('<').unwrap_or(rest.len()), false),
        };
        let (piece, behind) = rest.split_at(end);
        if is_tag && !piece.starts_with("<?") {
            element = local(name_of(piece));
            attributes(piece, claims, &mut out);
        } else if is_tag || PUBLIC_ELEMENTS.contains(&element) {
            out.push_str(piece);
        } else {
            text(piece, element, claims, &mut out);
        }
        rest = behind;
    }
    out
}

/// Replaces what a text says, without the whitespace and the marks around it.
fn text(piece: &str, element: &str, claims: &mut dyn Claims, out: &mut String) {
    let start = MARKS.iter().find(|mark| piece.starts_with(**mark)).map_or(0, |mark| mark.len());
    let end = piece.len() - MARKS.iter().find(|mark| piece[start..].ends_with(**mark)).map_or(0, |mark| mark.len());
    let inside = &piece[start..end];
    let value = inside.trim();
    if value.is_empty() {
        out.push_str(piece);
        return;
    }
    let from = start + inside.len() - inside.trim_start().len();
    out.push_str(&piece[..from]);
    out.push_str(&claims.value(element, value));
    out.push_str(&piece[from + value.len()..]);
}

fn attributes(tag: &str, claims: &mut dyn Claims, out: &mut String) {
    let mut rest = tag;
    while let Some(at) = rest.find(['"', '\'']) {
        let (before, quoted) = rest.split_at(at);
        let quote = &quoted[..1];
        let Some(length) = quoted[1..].find(quote) else { break };
        let value = &quoted[1..=length];
        let name = before.trim_end_matches(|c: char| c == '=' || c.is_whitespace());
        let name = name.rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'').next().unwrap_or_default();
        out.push_str(before);
        out.push_str(quote);
        let is_public = name.starts_with("xmlns") || PUBLIC_ATTRIBUTES.contains(&local(name));
        match value.strip_prefix('#') {
            _ if is_public || value.is_empty() => out.push_str(value),
            // A reference to an identifier.
            Some(id) => {
                out.push('#');
                out.push_str(&claims.value("ID", id));
            }
            None => out.push_str(&claims.value(local(name), value)),
        }
        out.push_str(quote);
        rest = &quoted[length + 2..];
    }
    out.push_str(rest);
}

fn end_of(text: &str, mark: &str) -> usize {
    text.find(mark).map_or(text.len(), |at| at + mark.len())
}

fn name_of(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    name.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default()
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// What stands around a text that is not a tag.
const MARKS: &[&str] = &["<!--", "<![CDATA[", "-->", "]]>"];

/// Elements that say who speaks to whom and how, and their texts.
const PUBLIC_ELEMENTS: &[&str] =
    &["Issuer", "Audience", "AuthnContextClassRef", "RequesterID", "AuthenticatingAuthority"];

/// Attributes that say who speaks to whom, when and how.
const PUBLIC_ATTRIBUTES: &[&str] = &[
    "Version",
    "IssueInstant",
    "NotBefore",
    "NotOnOrAfter",
    "SessionNotOnOrAfter",
    "AuthnInstant",
    "Destination",
    "Recipient",
    "Format",
    "Method",
    "Algorithm",
    "Name",
    "FriendlyName",
    "NameFormat",
    "ProtocolBinding",
    "AssertionConsumerServiceURL",
    "AssertionConsumerServiceIndex",
    "ForceAuthn",
    "IsPassive",
    "AllowCreate",
    "Comparison",
    "Value",
    "type",
    "nil",
    "lang",
    "PrefixList",
    "SPNameQualifier",
    "NameQualifier",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Replaces each letter and digit by `x`.
    struct Masked(Vec<String>);

    impl Claims for Masked {
        fn value(&mut self, name: &str, value: &str) -> String {
            self.0.push(name.into());
            value.chars().map(|c| if c.is_ascii_alphanumeric() { 'x' } else { c }).collect()
        }

        fn part(&mut self, part: &str) -> String {
            part.into()
        }

        fn hash(&mut self, _: &str) -> Option<String> {
            None
        }
    }

    fn masked(xml: &str) -> (String, Vec<String>) {
        let mut seen = Masked(Vec::new());
        (replace_texts(xml, &mut seen), seen.0)
    }

    #[test]
    fn identifiers_and_attributes_are_replaced_and_issuers_and_times_stay() {
        let xml = r##"<?xml version="1.0"?><p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1a" InResponseTo='_2b' IssueInstant="2026-01-01T00:00:00Z">
 <Issuer>https://idp.example</Issuer><ds:Reference URI="#_1a"/><NameID Format="urn:x">ann</NameID><!-- ann -->
 <Attribute Name="mail"><AttributeValue xsi:type="xs:string"> ann@x.example </AttributeValue></Attribute><a><![CDATA[ann]]></a></p:Response>"##;
        let wanted = r##"<?xml version="1.0"?><p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_xx" InResponseTo='_xx' IssueInstant="2026-01-01T00:00:00Z">
 <Issuer>https://idp.example</Issuer><ds:Reference URI="#_xx"/><NameID Format="urn:x">xxx</NameID><!-- xxx -->
 <Attribute Name="mail"><AttributeValue xsi:type="xs:string"> xxx@x.xxxxxxx </AttributeValue></Attribute><a><![CDATA[xxx]]></a></p:Response>"##;
        let (made, names) = masked(xml);
        assert_eq!(made, wanted);
        assert_eq!(names, ["ID", "InResponseTo", "ID", "NameID", "NameID", "AttributeValue", "a"]);
        let message = data_encoding::BASE64.encode(xml.as_bytes());
        let other = rewrite(&message, &mut Masked(Vec::new())).unwrap();
        assert_eq!(other, data_encoding::BASE64.encode(wanted.as_bytes()));
    }

    #[test]
    fn what_is_no_message_is_not_read() {
        for other in ["PGh0bWw+PC9odG1sPg==", "fZJNT8MwDIb/", "", "opaque"] {
            assert!(rewrite(other, &mut Masked(Vec::new())).is_none());
        }
    }

    proptest! {
        #[test]
        fn no_text_is_lost_and_none_panics(xml in "[<>/!\\[\\]\"'=#a-b&; -]{0,60}|.{0,40}") {
            prop_assert_eq!(masked(&xml).0.chars().count(), xml.chars().count());
        }
    }
}
