//! The case names of serde, applied to fields and variants.

use syn::LitStr;

use crate::context::Context;

/// How names are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

const CASES: &[(&str, Case)] = &[
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("PascalCase", Case::Pascal),
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
];

impl Case {
    /// The case of this name; an error lists the valid ones.
    pub(crate) fn parse(cx: &Context, literal: &LitStr) -> Option<Case> {
        let name = literal.value();
        let found = CASES.iter().find(|(case, _)| *case == name).map(|(_, case)| *case);
        if found.is_none() {
            let valid: Vec<String> = CASES.iter().map(|(case, _)| format!("\"{case}\"")).collect();
            let message = format!("unknown case \"{name}\"; valid are {}", valid.join(", "));
            cx.error(literal.span(), message);
        }
        found
    }

    /// The name of a field. As in serde, "lowercase" and "UPPERCASE" keep its underscores.
    pub(crate) fn of_field(self, field: &str) -> String {
        match self {
            Case::Lower => Case::Snake.join(&words(field)),
            Case::Upper => Case::ScreamingSnake.join(&words(field)),
            _ => self.join(&words(field)),
        }
    }

    /// The name of a variant.
    pub(crate) fn of_variant(self, variant: &str) -> String {
        self.join(&words(variant))
    }

    fn join(self, words: &[String]) -> String {
        match self {
            Case::Lower => words.concat(),
            Case::Upper => words.concat().to_uppercase(),
            Case::Pascal => words.iter().map(|word| capitalized(word)).collect(),
            Case::Camel => match words.split_first() {
                Some((first, rest)) => first.clone() + &Case::Pascal.join(rest),
                None => String::new(),
            },
            Case::Snake => words.join("_"),
            Case::ScreamingSnake => words.join("_").to_uppercase(),
            Case::Kebab => words.join("-"),
            Case::ScreamingKebab => words.join("-").to_uppercase(),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The words of a name in lower case. A word ends at an underscore, before a capital after a small
/// letter or digit, and before the last capital of a run of them: `HTTPServer` is `http`, `server`.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split('_') {
        let chars: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (at, char) in chars.iter().enumerate() {
            let after_capital = at > 0 && chars[at - 1].is_uppercase();
            let before_small = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
            if at > 0 && char.is_uppercase() && (!after_capital || before_small) {
                words.push(std::mem::take(&mut word));
            }
            word.extend(char.to_lowercase());
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_names() {
        assert_eq!(words("UserProfile"), ["user", "profile"]);
        assert_eq!(words("HTTPServer"), ["http", "server"]);
        assert_eq!(words("created_at"), ["created", "at"]);
        assert_eq!(words("User2"), ["user2"]);
        assert_eq!(words("V2User"), ["v2", "user"]);
        assert_eq!(words("__a__b"), ["a", "b"]);
        assert_eq!(words("Straße"), ["straße"]);
        assert!(words("__").is_empty());
    }

    #[test]
    fn fields() {
        let cases: Vec<String> =
            CASES.iter().map(|(_, case)| case.of_field("created_at")).collect();
        let expected = [
            "created_at",
            "CREATED_AT",
            "CreatedAt",
            "createdAt",
            "created_at",
            "CREATED_AT",
            "created-at",
            "CREATED-AT",
        ];
        assert_eq!(cases, expected);
    }

    #[test]
    fn variants() {
        let cases: Vec<String> =
            CASES.iter().map(|(_, case)| case.of_variant("SuperAdmin")).collect();
        let expected = [
            "superadmin",
            "SUPERADMIN",
            "SuperAdmin",
            "superAdmin",
            "super_admin",
            "SUPER_ADMIN",
            "super-admin",
            "SUPER-ADMIN",
        ];
        assert_eq!(cases, expected);
    }
}
