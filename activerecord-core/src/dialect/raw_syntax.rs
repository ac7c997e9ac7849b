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
}
