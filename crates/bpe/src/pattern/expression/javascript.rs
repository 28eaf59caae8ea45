//! JavaScript's regular expressions in the syntax of Rust's.
//!
//! ECMAScript 2025, section 22.2. Whatever means the same is written as it is; what means something
//! else (`\s`, `\w`, `\b`, `.`, `^`, `$`) is spelled out; what cannot be had exactly is refused by
//! name. The expression must have the flag `u` or `v`: without them it works on halves of
//! characters.
//!
//! Other engines read what is written in the same way, as far as there is a way: a model's file holds it.

use super::Problem;
use std::iter::Peekable;
use std::str::Chars;

/// JavaScript's `\s`, which has U+FEFF and lacks U+0085, without its brackets.
const SPACE: &str =
    r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";
const WORD: &str = "0-9A-Za-z_";
const LINE_END: &str = r"\n\r\x{2028}\x{2029}";

/// Groups within groups.
const MAX_DEPTH: usize = 100;

/// Writes an expression anew. `is_linear` asks for spellings that need no look-around, where there
/// are some.
pub(super) fn translate(source: &str, flags: &str, is_linear: bool) -> Result<String, Problem> {
    if let Some(flag) = flags.chars().find(|flag| !"dgimsuv".contains(*flag)) {
        return Err(format!("a regular expression without the flag {flag}"));
    }
    let has = |flag| flags.contains(flag);
    if !has('u') && !has('v') {
        return Err("a regular expression with the flag u or v".to_owned());
    }
    let modes = Modes { ignore_case: has('i'), dot_all: has('s'), multiline: has('m') };
    let mut translator = Translator {
        rest: source.chars().peekable(),
        output: String::new(),
        modes,
        has_sets: has('v'),
        is_linear,
        depth: 0,
    };
    translator.disjunction()?;
    if translator.rest.next().is_some() {
        return Err(invalid());
    }
    let output = translator.output;
    Ok(if modes.ignore_case { format!("(?i:{output})") } else { output })
}

fn invalid() -> Problem {
    "a valid regular expression".to_owned()
}

fn without(what: &str) -> Problem {
    format!("a regular expression without {what}")
}

#[derive(Clone, Copy)]
struct Modes {
    ignore_case: bool,
    dot_all: bool,
    multiline: bool,
}

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    output: String,
    modes: Modes,
    /// The flag `v`.
    has_sets: bool,
    is_linear: bool,
    depth: usize,
}

/// Whether a part can match the empty string.
type Nullable = bool;

impl Translator<'_> {
    fn eat(&mut self, expected: char) -> bool {
        self.rest.next_if_eq(&expected).is_some()
    }

    fn expect(&mut self, expected: char) -> Result<(), Problem> {
        if self.eat(expected) { Ok(()) } else { Err(invalid()) }
    }

    fn starts_with(&self, text: &str) -> bool {
        let mut rest = self.rest.clone();
        text.chars().all(|character| rest.next() == Some(character))
    }

    fn eat_text(&mut self, text: &str) -> bool {
        let found = self.starts_with(text);
        if found {
            text.chars().for_each(|_| _ = self.rest.next());
        }
        found
    }

    fn disjunction(&mut self) -> Result<Nullable, Problem> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("a regular expression of at most {MAX_DEPTH} nested groups"));
        }
        let mut nullable = self.alternative()?;
        while self.eat('|') {
            self.output.push('|');
            nullable |= self.alternative()?;
        }
        self.depth -= 1;
        Ok(nullable)
    }

    fn alternative(&mut self) -> Result<Nullable, Problem> {
        let mut nullable = true;
        while self.rest.peek().is_some_and(|next| !"|)".contains(*next)) {
            nullable &= self.term()?;
        }
        Ok(nullable)
    }

    fn term(&mut self) -> Result<Nullable, Problem> {
        let start = self.output.len();
        let Some(next) = self.rest.next() else { return Err(invalid()) };
        let nullable = match next {
            '^' if self.modes.multiline => return self.assert(&format!("(?<![^{LINE_END}])")),
            '^' => return self.assert(r"\A"),
            '$' if self.modes.multiline => return self.assert(&format!("(?![^{LINE_END}])")),
            '$' => return self.assert(r"\z"),
            '(' if self.starts_with("?=") || self.starts_with("?!") => return self.look_around(),
            '(' if self.starts_with("?<=") || self.starts_with("?<!") => {
                return self.look_around();
            }
            '(' => self.group()?,
            '.' if self.modes.dot_all => self.write(r"[\s\S]"),
            '.' => self.write(&format!("[^{LINE_END}]")),
            '[' => self.class()?,
            '\\' if matches!(self.rest.peek(), Some('b' | 'B')) => {
                let is_edge = self.rest.next() == Some('b');
                return self.word_edge(is_edge);
            }
            '\\' => {
                let set = self.escape(false)?;
                self.write(&set)
            }
            '*' | '+' | '?' | '{' | '}' | ']' | ')' => return Err(invalid()),
            literal => self.write(&written(literal)),
        };
        self.quantifier(start, nullable)
    }

    /// Writes something that takes a character.
    fn write(&mut self, text: &str) -> Nullable {
        self.output.push_str(text);
        false
    }

    fn assert(&mut self, text: &str) -> Result<Nullable, Problem> {
        self.output.push_str(text);
        Ok(true)
    }

    fn look_around(&mut self) -> Result<Nullable, Problem> {
        self.output.push('(');
        while let Some(mark) = self.rest.next_if(|next| "?<=!".contains(*next)) {
            self.output.push(mark);
            if "=!".contains(mark) {
                break;
            }
        }
        self.disjunction()?;
        self.expect(')')?;
        self.assert(")")
    }

    /// `\b` or `\B`, by JavaScript's idea of words.
    fn word_edge(&mut self, is_edge: bool) -> Result<Nullable, Problem> {
        // Case folding adds two characters to words, in both languages.
        if is_edge && self.is_linear && !self.modes.ignore_case {
            return self.assert(r"(?-u:\b)");
        }
        let (inside, outside) = if is_edge { ("(?!", "(?=") } else { ("(?=", "(?!") };
        self.assert(&format!("(?:(?<=[{WORD}]){inside}[{WORD}])|(?<![{WORD}]){outside}[{WORD}]))"))
    }

    fn group(&mut self) -> Result<Nullable, Problem> {
        let outer = self.modes;
        self.output.push_str("(?");
        if self.eat('?') {
            if self.eat('<') {
                while self.rest.next_if(|next| *next != '>').is_some() {}
                self.expect('>')?;
            } else {
                self.modifiers()?;
            }
        }
        self.output.push(':');
        let nullable = self.disjunction()?;
        self.expect(')')?;
        self.output.push(')');
        self.modes = outer;
        Ok(nullable)
    }

    /// `i`, `m` and `s` for a group; only the first means the same to Rust and is written.
    fn modifiers(&mut self) -> Result<(), Problem> {
        let mut on = true;
        loop {
            match self.rest.next() {
                Some(':') => break,
                Some('-') => on = false,
                Some('i') => self.modes.ignore_case = on,
                Some('m') => self.modes.multiline = on,
                Some('s') => self.modes.dot_all = on,
                _ => return Err(invalid()),
            }
        }
        self.output.push_str(if self.modes.ignore_case { "i" } else { "-i" });
        Ok(())
    }

    fn quantifier(&mut self, start: usize, nullable: bool) -> Result<Nullable, Problem> {
        let counts = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let least = self.number()?;
                let most = if !self.eat(',') {
                    Some(least)
                } else if self.rest.peek() == Some(&'}') {
                    None
                } else {
                    Some(self.number()?)
                };
                if self.rest.peek() != Some(&'}') {
                    return Err(invalid());
                }
                (least, most)
            }
            _ => return Ok(nullable),
        };
        self.rest.next();
        let (least, most) = counts;
        // Engines differ in what an iteration that matches nothing does.
        if nullable && most.is_none_or(|most| most > 1) {
            return Err(without("repeated groups that can match the empty string"));
        }
        // A repeated group is one atom already; whatever else was written is made one.
        let atom = self.output.split_off(start);
        self.output.push_str(&format!("(?:{atom})"));
        match (least, most) {
            (0, None) => self.output.push('*'),
            (1, None) => self.output.push('+'),
            (0, Some(1)) => self.output.push('?'),
            (least, None) => self.output.push_str(&format!("{{{least},}}")),
            (least, Some(most)) => self.output.push_str(&format!("{{{least},{most}}}")),
        }
        if self.eat('?') {
            self.output.push('?');
        }
        Ok(nullable || least == 0)
    }

    fn number(&mut self) -> Result<u32, Problem> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().map_err(|_| invalid())
    }

    /// A class in brackets, of which the first was read.
    fn class(&mut self) -> Result<Nullable, Problem> {
        let class = self.class_contents()?;
        Ok(self.write(&class))
    }

    fn class_contents(&mut self) -> Result<String, Problem> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("a regular expression of at most {MAX_DEPTH} nested groups"));
        }
        let is_negated = self.eat('^');
        let mut class = String::new();
        while !self.eat(']') {
            let follows = self.has_sets && !class.is_empty();
            if follows && self.eat_text("--") {
                let without = self.class_member()?;
                class.push_str(&format!("&&[^{without}]"));
                continue;
            }
            if follows && self.eat_text("&&") {
                class.push_str("&&");
            }
            class.push_str(&self.class_member()?);
        }
        self.depth -= 1;
        Ok(match (is_negated, class.is_empty()) {
            (false, false) => format!("[{class}]"),
            (true, false) => format!("[^{class}]"),
            (false, true) => r"[^\s\S]".to_owned(),
            (true, true) => r"[\s\S]".to_owned(),
        })
    }

    /// A character, a range or a class, in brackets of its own.
    fn class_member(&mut self) -> Result<String, Problem> {
        let first = match self.rest.next() {
            None => return Err(invalid()),
            Some('[') if self.has_sets => return self.class_contents(),
            Some('\\') => self.escape(true)?,
            Some(literal) => written(literal),
        };
        if first.starts_with('[') {
            return Ok(first);
        }
        let is_difference = self.has_sets && self.starts_with("--");
        if !self.starts_with("-") || self.starts_with("-]") || is_difference {
            return Ok(format!("[{first}]"));
        }
        self.rest.next();
        let last = match self.rest.next() {
            None => return Err(invalid()),
            Some('\\') => self.escape(true)?,
            Some(literal) => written(literal),
        };
        Ok(format!("[{first}-{last}]"))
    }

    /// What an escape stands for: a character or a class in brackets. The backslash was read.
    fn escape(&mut self, in_class: bool) -> Result<String, Problem> {
        let Some(kind) = self.rest.next() else { return Err(invalid()) };
        let character = match kind {
            'd' => return Ok("[0-9]".to_owned()),
            'D' => return Ok("[^0-9]".to_owned()),
            'w' => return Ok(format!("[{WORD}]")),
            'W' => return Ok(format!("[^{WORD}]")),
            's' => return Ok(format!("[{SPACE}]")),
            'S' => return Ok(format!("[^{SPACE}]")),
            'p' | 'P' => return self.property(kind),
            'b' if in_class => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            '0' => '\0',
            'c' => {
                let letter =
                    self.rest.next().filter(char::is_ascii_alphabetic).ok_or_else(invalid)?;
                char::from(letter as u8 % 32)
            }
            'x' => self.code(2)?,
            'u' => self.unicode()?,
            '1'..='9' | 'k' => return Err(without("back-references")),
            'q' => return Err(without(r"strings in classes (\q)")),
            punctuation if punctuation.is_ascii_punctuation() => punctuation,
            _ => return Err(invalid()),
        };
        Ok(written(character))
    }

    fn property(&mut self, kind: char) -> Result<String, Problem> {
        if kind == 'P' && self.modes.ignore_case && !self.has_sets {
            return Err(without(r"\P and the flags i and u together (the flag v will do)"));
        }
        self.expect('{')?;
        let mut name = String::new();
        while let Some(next) = self.rest.next_if(|next| *next != '}') {
            name.push(next);
        }
        self.expect('}')?;
        // Scripts and categories have the same names by themselves, which more engines know.
        let keys = ["Script=", "sc=", "General_Category=", "gc="];
        let value = keys.iter().find_map(|key| name.strip_prefix(key)).unwrap_or(&name);
        let property = format!(r"\{kind}{{{value}}}");
        match regex_syntax::parse(&property) {
            Ok(_) => Ok(format!("[{property}]")),
            Err(_) => Err(without(&property)),
        }
    }

    fn unicode(&mut self) -> Result<char, Problem> {
        if self.eat('{') {
            let mut digits = String::new();
            while let Some(digit) = self.rest.next_if(char::is_ascii_hexdigit) {
                digits.push(digit);
            }
            self.expect('}')?;
            let code = u32::from_str_radix(&digits, 16).map_err(|_| invalid())?;
            return char::from_u32(code).ok_or_else(|| without("halves of characters"));
        }
        let first = self.unit(4)?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        if !self.eat_text(r"\u") {
            return Err(without("halves of characters"));
        }
        let second = self.unit(4)?;
        let pair = [first as u16, second as u16];
        let mut decoded = char::decode_utf16(pair);
        decoded.next().and_then(Result::ok).ok_or_else(|| without("halves of characters"))
    }

    fn code(&mut self, digits: usize) -> Result<char, Problem> {
        char::from_u32(self.unit(digits)?).ok_or_else(invalid)
    }

    fn unit(&mut self, digits: usize) -> Result<u32, Problem> {
        let mut code = 0;
        for _ in 0..digits {
            let digit = self.rest.next().and_then(|digit| digit.to_digit(16));
            code = code * 16 + digit.ok_or_else(invalid)?;
        }
        Ok(code)
    }
}

/// A character as it may stand anywhere.
fn written(character: char) -> String {
    if character.is_ascii_alphanumeric() {
        character.to_string()
    } else {
        format!(r"\x{{{:x}}}", u32::from(character))
    }
}
