//! What quotes and comments look like in the SQL that users write.

/// Which quotes and comments a database knows besides the standard's: a `?` inside of one is no
/// placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawSyntax {
    /// `` `name` ``
    pub backticks: bool,
    /// `[name]`
    pub brackets: bool,
    /// `$tag$ text $tag$`
    pub dollar_quotes: bool,
    /// `'it\'s'`
    pub backslash_escapes: bool,
    /// `E'it\'s'`
    pub escape_strings: bool,
    /// `# comment`
    pub hash_comments: bool,
    /// `/* a /* b */ a */`
    pub nested_comments: bool,
}

impl RawSyntax {
    /// The standard's.
    #[must_use]
    pub const fn iso() -> Self {
        RawSyntax {
            backticks: false,
            brackets: false,
            dollar_quotes: false,
            backslash_escapes: false,
            escape_strings: false,
            hash_comments: false,
            nested_comments: true,
        }
    }

    /// With `` `name` ``.
    #[must_use]
    pub const fn with_backticks(mut self) -> Self {
        self.backticks = true;
        self
    }

    /// With `[name]`.
    #[must_use]
    pub const fn with_brackets(mut self) -> Self {
        self.brackets = true;
        self
    }

    /// With `$tag$ text $tag$`.
    #[must_use]
    pub const fn with_dollar_quotes(mut self) -> Self {
        self.dollar_quotes = true;
        self
    }

    /// With `'it\'s'`.
    #[must_use]
    pub const fn with_backslash_escapes(mut self) -> Self {
        self.backslash_escapes = true;
        self
    }

    /// With `E'it\'s'`.
    #[must_use]
    pub const fn with_escape_strings(mut self) -> Self {
        self.escape_strings = true;
        self
    }

    /// With `# comment`.
    #[must_use]
    pub const fn with_hash_comments(mut self) -> Self {
        self.hash_comments = true;
        self
    }

    /// With comments that end at the first `*/`.
    #[must_use]
    pub const fn with_flat_comments(mut self) -> Self {
        self.nested_comments = false;
        self
    }

    /// The length, in bytes, of what the SQL begins with: of a whole quoted text or comment, or of
    /// one character otherwise; of a whole name where the last letter of one could be taken for the
    /// first of a text.
    #[must_use]
    pub fn first_length(self, sql: &str) -> usize {
        let Some(first) = sql.chars().next() else { return 0 };
        match first {
            '\'' | '"' => quoted(sql, first, self.backslash_escapes),
            'E' | 'e' if self.escape_strings && sql[1..].starts_with('\'') => {
                1 + quoted(&sql[1..], '\'', true)
            }
            letter if self.escape_strings && in_name(letter) => {
                sql.find(|character| !in_name(character)).unwrap_or(sql.len())
            }
            '`' if self.backticks => quoted(sql, '`', false),
            '[' if self.brackets => quoted(sql, ']', false),
            '-' if sql.starts_with("--") => sql.find('\n').unwrap_or(sql.len()),
            '#' if self.hash_comments => sql.find('\n').unwrap_or(sql.len()),
            '/' if sql.starts_with("/*") => block_comment(sql, self.nested_comments),
            '$' if self.dollar_quotes => dollar_quoted(sql),
            other => other.len_utf8(),
        }
    }
}

fn in_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The length of a quoted text; the quote inside is doubled, or escaped where a backslash does
/// that. Unclosed, it goes to the end.
fn quoted(text: &str, close: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        if character == '\\' && escapes {
            characters.next();
        } else if character == close {
            match characters.peek() {
                Some((_, next)) if *next == close => {
                    characters.next();
                }
                _ => return index + close.len_utf8(),
            }
        }
    }
    text.len()
}

/// The length of a comment, with comments inside of it where the database nests them.
fn block_comment(text: &str, nested: bool) -> usize {
    let mut depth = 0_usize;
    let mut index = 0;
    while index < text.len() {
        let rest = &text.as_bytes()[index..];
        if rest.starts_with(b"/*") && (nested || depth == 0) {
            depth += 1;
            index += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            index += 2;
            if depth == 0 {
                return index;
            }
        } else {
            index += 1;
        }
    }
    text.len()
}

/// The length of a `$tag$ … $tag$` text, or of the dollar sign alone where none begins.
fn dollar_quoted(text: &str) -> usize {
    let Some(end) = text[1..].find('$').map(|end| end + 2) else { return 1 };
    let tag = &text[..end];
    let name = &tag[1..tag.len() - 1];
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if !is_name {
        return 1;
    }
    text[end..].find(tag).map_or(1, |close| end + close + tag.len())
}
