//! The document around the entries.

use std::io::{self, Read, Write};

use super::entry::{LEFT_OUT, Plan, is_json, rewrite};
use super::outline::Outline;
use super::shell::{Use, use_of};
use super::strings::{Strings, member_role};
use super::tokens::{Token, Tokens};
use crate::redact::mapping::Mapping;
use crate::redact::walk::Role;
use crate::redact::write::Dropped;

/// Writes a HAR with its values replaced; `plan` says what to do with the entry of a number, the first of which is 1.
pub(in crate::redact::write) fn write(
    source: &mut dyn Read,
    mapping: &Mapping,
    plan: &dyn Fn(usize) -> Plan,
    out: &mut dyn Write,
) -> io::Result<Dropped> {
    let mut document = Document {
        tokens: Tokens::new(source),
        strings: Strings::new(mapping),
        plan,
        out,
        dropped: Dropped::default(),
        open: Vec::new(),
        number: 0,
        is_marked: false,
    };
    document.run()?;
    Ok(document.dropped)
}

struct Document<'d, 'r> {
    tokens: Tokens<'r>,
    strings: Strings<'d>,
    plan: &'d dyn Fn(usize) -> Plan,
    out: &'d mut dyn Write,
    dropped: Dropped,
    open: Vec<Open>,
    /// The number of the latest entry.
    number: usize,
    is_marked: bool,
}

/// An open bracket.
#[derive(Default)]
struct Open {
    is_object: bool,
    /// The name of the member at hand.
    name: Vec<u8>,
    in_value: bool,
}

impl Document<'_, '_> {
    fn run(&mut self) -> io::Result<()> {
        while let Some(token) = self.tokens.next()? {
            match token {
                Token::Sign(open @ (b'{' | b'[')) => {
                    let is_entries = open == b'[' && self.name() == b"entries" && self.open.len() <= DEEPEST_LOG;
                    let is_log = open == b'{' && self.name() == b"log" && !self.is_marked;
                    self.out.write_all(self.tokens.bytes())?;
                    if is_entries {
                        self.entries()?;
                        continue;
                    }
                    if self.open.len() < MOST_OPEN {
                        self.open.push(Open { is_object: open == b'{', ..Open::default() });
                    }
                    if is_log {
                        self.mark()?;
                    }
                }
                Token::Sign(b'}' | b']') => {
                    self.open.pop();
                    self.out.write_all(self.tokens.bytes())?;
                }
                Token::Sign(sign) => {
                    if let Some(open) = self.open.last_mut() {
                        open.in_value = sign == b':';
                    }
                    self.out.write_all(self.tokens.bytes())?;
                }
                Token::Text | Token::LongText => self.text()?,
                Token::Other => self.other()?,
            }
        }
        self.out.flush()
    }

    fn name(&self) -> &[u8] {
        self.open.last().map_or(&[], |open| &open.name)
    }

    fn text(&mut self) -> io::Result<()> {
        let bytes = self.tokens.bytes();
        let open = self.open.last_mut().filter(|open| open.is_object);
        let role = match open {
            Some(open) if !open.in_value => {
                open.name.clear();
                open.name.extend_from_slice(bytes.get(1..bytes.len() - 1).unwrap_or_default());
                return self.out.write_all(bytes);
            }
            Some(open) => member_role(&open.name),
            None => Role::Unknown,
        };
        let mut new = Vec::new();
        self.strings.write(bytes, role, &mut new);
        self.out.write_all(&new)
    }

    fn other(&mut self) -> io::Result<()> {
        let bytes = self.tokens.bytes();
        if is_json(bytes) {
            return self.out.write_all(bytes);
        }
        let mut new = Vec::new();
        self.strings.write(bytes, Role::Unknown, &mut new);
        self.out.write_all(&new)
    }

    /// Says that the log is redacted, and under which key.
    fn mark(&mut self) -> io::Result<()> {
        self.is_marked = true;
        // What stands behind the bracket decides about the comma.
        let mut blanks = Vec::new();
        let next = loop {
            match self.tokens.next()? {
                Some(Token::Other) if self.tokens.bytes().trim_ascii().is_empty() => {
                    blanks.extend_from_slice(self.tokens.bytes());
                }
                other => break other,
            }
        };
        let mark = format!(
            "\"_redacted\":{{\"by\":\"oauth-doctor\",\"key\":\"{}\"}}",
            self.strings.mapping().key().fingerprint()
        );
        self.out.write_all(&blanks)?;
        self.out.write_all(mark.as_bytes())?;
        match next {
            Some(Token::Text | Token::LongText) => {
                self.out.write_all(b",")?;
                self.out.write_all(&blanks)?;
                self.text()
            }
            Some(Token::Sign(sign)) => {
                if matches!(sign, b'}' | b']') {
                    self.open.pop();
                }
                self.out.write_all(self.tokens.bytes())
            }
            Some(Token::Other) => self.other(),
            None => Ok(()),
        }
    }

    /// The entries, up to the bracket that closes their list.
    fn entries(&mut self) -> io::Result<()> {
        while let Some(token) = self.tokens.next()? {
            match token {
                Token::Sign(b'{') => self.entry()?,
                Token::Sign(b']') => return self.out.write_all(self.tokens.bytes()),
                Token::Text | Token::LongText | Token::Sign(b'[') => {
                    // No entry, but it has a number.
                    self.number += 1;
                    self.dropped.exchanges += 1;
                    self.skip(token)?;
                    self.out.write_all(b"null")?;
                }
                Token::Other => {
                    self.number += usize::from(!self.tokens.bytes().trim_ascii().is_empty());
                    self.other()?;
                }
                Token::Sign(_) => self.out.write_all(self.tokens.bytes())?,
            }
        }
        Ok(())
    }

    fn entry(&mut self) -> io::Result<()> {
        self.number += 1;
        let plan = (self.plan)(self.number);
        let mut entry = Outline::default();
        let mut is_open = entry.push(Token::Sign(b'{'), b"{");
        while is_open {
            let Some(token) = self.tokens.next()? else { break };
            is_open = entry.push(token, self.tokens.bytes());
            let used = if plan == Plan::Shell { use_of(&entry) } else { self.use_of(&entry) };
            if used != Use::Value {
                is_open = self.leave_out(used, &mut entry)?;
            }
            if is_open && entry.is_long() {
                // What follows is not kept, as the reader does not keep it.
                self.skip_levels(entry.depth())?;
                entry.close();
                break;
            }
        }
        let new = rewrite(&entry, plan, &mut self.strings, &mut self.dropped);
        self.out.write_all(&new)
    }

    /// Returns what of the value is of use whose name was read last.
    fn use_of(&self, entry: &Outline) -> Use {
        let name = entry.last_name().filter(|_| entry.depth() == 1 && !self.strings.mapping().keeps_all());
        let is_left_out = name.is_some_and(|name| LEFT_OUT.iter().any(|left| left.as_bytes() == name));
        if is_left_out { Use::Nothing } else { Use::Value }
    }

    /// Goes over the value of the name that was read, which is left out in the end. Returns whether the entry goes on.
    fn leave_out(&mut self, used: Use, entry: &mut Outline) -> io::Result<bool> {
        while let Some(token) = self.tokens.next()? {
            let is_value = match token {
                Token::Sign(sign) => matches!(sign, b'{' | b'['),
                Token::Other => !self.tokens.bytes().trim_ascii().is_empty(),
                Token::Text | Token::LongText => true,
            };
            if is_value {
                let is_empty = self.tokens.bytes() == b"\"\"" && token == Token::Text;
                self.skip(token)?;
                let is_shown = used == Use::Presence && !is_empty;
                return Ok(if is_shown {
                    entry.push(Token::Text, b"\"-\"")
                } else {
                    entry.push(Token::Other, b"null")
                });
            }
            if !entry.push(token, self.tokens.bytes()) {
                return Ok(false);
            }
            if !matches!(token, Token::Sign(b':') | Token::Other) {
                break;
            }
        }
        Ok(true)
    }

    /// Goes over a value that begins with this token.
    fn skip(&mut self, first: Token) -> io::Result<()> {
        self.skip_levels(usize::from(matches!(first, Token::Sign(b'{' | b'['))))
    }

    /// Goes behind so many open brackets.
    fn skip_levels(&mut self, mut depth: usize) -> io::Result<()> {
        while depth > 0 {
            match self.tokens.next()? {
                Some(Token::Sign(b'{' | b'[')) => depth += 1,
                Some(Token::Sign(b'}' | b']')) => depth -= 1,
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }
}

/// How deep the list of entries may stand.
const DEEPEST_LOG: usize = 4;
/// Deeper brackets are copied and not counted.
const MOST_OPEN: usize = 1 << 16;
