//! What to say about a word that is not known where it stands.

use super::Item;
use crate::context::Context;
use crate::symbol::{self, Symbol};

/// Where a word can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Model,
    ModelField,
    Relation,
    Row,
    RowField,
    Newtype,
    Enum,
    Variant,
    EnumOfModels,
}

impl Place {
    fn words(self) -> &'static [Symbol] {
        match self {
            Place::Model => symbol::ON_MODEL,
            Place::ModelField => symbol::ON_MODEL_FIELD,
            Place::Relation => symbol::ON_RELATION,
            Place::Row => symbol::ON_ROW,
            Place::RowField => symbol::ON_ROW_FIELD,
            Place::Newtype => symbol::ON_NEWTYPE,
            Place::Enum => symbol::ON_ENUM,
            Place::Variant => symbol::ON_VARIANT,
            Place::EnumOfModels => symbol::ON_ENUM_OF_MODELS,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Place::Model => "the struct of a model",
            Place::ModelField => "a field of a model",
            Place::Relation => "the field of a relation",
            Place::Row => "the struct of a row",
            Place::RowField => "a field of a row",
            Place::Newtype => "a newtype",
            Place::Enum => "an enum",
            Place::Variant => "a variant",
            Place::EnumOfModels => "an enum of models",
        }
    }

    /// The other place of the same derive.
    fn counterpart(self) -> Option<Place> {
        match self {
            Place::Model => Some(Place::ModelField),
            Place::ModelField => Some(Place::Model),
            Place::Relation => Some(Place::ModelField),
            Place::Row => Some(Place::RowField),
            Place::RowField => Some(Place::Row),
            Place::Enum => Some(Place::Variant),
            Place::Variant => Some(Place::Enum),
            Place::Newtype | Place::EnumOfModels => None,
        }
    }

    /// The word that was probably meant by one that can't stand here.
    pub(crate) fn meant(self, item: &Item) -> Option<Symbol> {
        suggestion(&item.name.to_string(), self.words())
    }

    /// The word, if it can stand here; else an error.
    pub(crate) fn word(self, cx: &Context, item: &Item) -> Option<Symbol> {
        let known = self.words().iter().copied().find(|word| item.name == *word);
        if known.is_none() {
            unknown(cx, item, self);
        }
        known
    }
}

/// Reports a word that can't stand at `place`.
fn unknown(cx: &Context, item: &Item, place: Place) {
    let name = item.name.to_string();
    if symbol::RESERVED.iter().any(|word| item.name == *word) {
        let message = format!("`{name}` is reserved for a feature that is not there yet");
        return cx.error(item.span(), message);
    }
    if let Some(other) = place.counterpart()
        && other.words().iter().any(|word| item.name == *word)
    {
        let message = format!("`{name}` belongs on {}, not on {}", other.name(), place.name());
        return cx.error(item.span(), message);
    }
    if place == Place::ModelField && Place::Relation.words().iter().any(|word| item.name == *word) {
        let message =
            format!("`{name}` belongs on the field of a relation, not on that of a column");
        return cx.error(item.span(), message);
    }
    let valid: Vec<String> = place.words().iter().map(|word| format!("`{word}`")).collect();
    let question = match place.meant(item) {
        Some(word) => format!(", did you mean `{word}`?"),
        None => String::new(),
    };
    let list = valid.join(", ");
    let message = format!("unknown attribute `{name}`{question}\n{} takes {list}", place.name());
    cx.error(item.span(), message);
}

/// The word that was probably meant.
fn suggestion(name: &str, words: &[Symbol]) -> Option<Symbol> {
    let name = name.to_ascii_lowercase();
    let synonym = symbol::SYNONYMS.iter().find(|(word, _)| *word == name).map(|(_, word)| *word);
    synonym.filter(|word| words.contains(word)).or_else(|| {
        let names = words.iter().map(|word| (distance(&name, word.as_str()), *word));
        let (nearest, word) = names.min_by_key(|(distance, _)| *distance)?;
        (nearest <= tolerance(&name)).then_some(word)
    })
}

/// The name among `names` that was probably meant.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let ranked = names.map(|candidate| (distance(name, candidate), candidate));
    let (nearest, candidate) = ranked.min_by_key(|(distance, _)| *distance)?;
    (nearest <= tolerance(name)).then_some(candidate)
}

/// How many edits away a word still looks meant: a third of its length.
fn tolerance(name: &str) -> usize {
    name.chars().count().div_ceil(3)
}

/// The edits (Levenshtein, a swap of neighbours counted as one) from one word to the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let left: Vec<char> = left.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, l) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (at, r) in right.iter().enumerate() {
            let replaced = above[at] + usize::from(l != r);
            let mut best = replaced.min(above[at + 1] + 1).min(current[at] + 1);
            if row > 0 && at > 0 && *l == right[at - 1] && left[row - 1] == *r {
                best = best.min(before[at - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("unique", "unique"), 0);
        assert_eq!(distance("uniqe", "unique"), 1);
        assert_eq!(distance("unqiue", "unique"), 1);
        assert_eq!(distance("", "key"), 3);
        assert_eq!(distance("key", ""), 3);
    }

    #[test]
    fn suggests_the_nearest_word_and_knows_other_libraries() {
        let field = |name| suggestion(name, symbol::ON_MODEL_FIELD);
        assert_eq!(field("uniqe"), Some(symbol::UNIQUE));
        assert_eq!(field("primary_key"), Some(symbol::KEY));
        assert_eq!(field("readonly"), Some(symbol::READ_ONLY));
        assert_eq!(field("create_at"), Some(symbol::CREATED_AT));
        assert_eq!(field("zebra"), None);
        assert_eq!(suggestion("table_name", symbol::ON_MODEL), Some(symbol::TABLE));
    }
}
