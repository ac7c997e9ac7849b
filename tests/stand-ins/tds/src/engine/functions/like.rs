//! LIKE, with `%`, `_` and sets in brackets, without regard to case.

use crate::value::fold;

/// Whether the text matches.
pub(super) fn matches(text: &str, pattern: &str, escape: Option<char>) -> bool {
    let text: Vec<char> = fold(text).chars().collect();
    let pattern: Vec<Part> = parts(pattern, escape).into_iter().flat_map(folded).collect();
    match_from(&text, &pattern)
}

/// What a part of a pattern is compared by. A wide `%` is no wildcard, so this comes after those
/// have been found.
fn folded(part: Part) -> Vec<Part> {
    let one = |character: char| fold(character.encode_utf8(&mut [0; 4])).chars().next();
    match part {
        Part::Plain(plain) => {
            fold(plain.encode_utf8(&mut [0; 4])).chars().map(Part::Plain).collect()
        }
        Part::Set { negated, ranges } => {
            let ends = ranges.into_iter().filter_map(|(from, to)| Some((one(from)?, one(to)?)));
            vec![Part::Set { negated, ranges: ends.collect() }]
        }
        other => vec![other],
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Any,
    One,
    Plain(char),
    Set { negated: bool, ranges: Vec<(char, char)> },
}

fn parts(pattern: &str, escape: Option<char>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        parts.push(match c {
            c if Some(c) == escape => match rest.next() {
                Some(plain) => Part::Plain(plain),
                None => return vec![Part::Set { negated: false, ranges: Vec::new() }],
            },
            '%' => Part::Any,
            '_' => Part::One,
            '[' => match set(rest.as_str()) {
                Some((part, after)) => {
                    rest = after.chars();
                    part
                }
                // A set that is not closed matches nothing.
                None => Part::Set { negated: false, ranges: Vec::new() },
            },
            plain => Part::Plain(plain),
        });
    }
    parts
}

fn set(text: &str) -> Option<(Part, &str)> {
    let end = text.find(']')?;
    let negated = text.starts_with('^');
    let members: Vec<char> = text[usize::from(negated)..end].chars().collect();
    let mut ranges = Vec::new();
    let mut index = 0;
    while index < members.len() {
        if members.get(index + 1) == Some(&'-') && index + 2 < members.len() {
            ranges.push((members[index], members[index + 2]));
            index += 3;
        } else {
            ranges.push((members[index], members[index]));
            index += 1;
        }
    }
    Some((Part::Set { negated, ranges }, &text[end + 1..]))
}

/// Backtracks to the last `%` only, so that it takes no more than quadratic time.
fn match_from(text: &[char], pattern: &[Part]) -> bool {
    let (mut at, mut part) = (0, 0);
    let mut back = None;
    while at < text.len() {
        let fits = match pattern.get(part) {
            Some(Part::Any) => {
                back = Some((part, at));
                part += 1;
                continue;
            }
            Some(Part::One) => true,
            Some(Part::Plain(c)) => *c == text[at],
            Some(Part::Set { negated, ranges }) => {
                let inside = ranges.iter().any(|(low, high)| (*low..=*high).contains(&text[at]));
                inside != *negated
            }
            None => false,
        };
        if fits {
            (at, part) = (at + 1, part + 1);
        } else if let Some((any, begun)) = back {
            back = Some((any, begun + 1));
            (at, part) = (begun + 1, any + 1);
        } else {
            return false;
        }
    }
    pattern[part..].iter().all(|part| *part == Part::Any)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_sets_and_escapes() {
        assert!(matches("Ada Lovelace", "ada%l_c_", None));
        assert!(matches("b", "[a-c]", None) && !matches("d", "[a-c]", None));
        assert!(matches("d", "[^a-c]", None));
        assert!(matches("50%[x]", "50!%![x]", Some('!')));
        assert!(!matches("50a", "50!%", Some('!')));
        assert!(!matches("[", "[", None));
        assert!(matches("", "%", None) && !matches("", "_", None));
        assert!(matches("a%", "A\u{ff05}", None) && !matches("abc", "a\u{ff05}", None));
    }
}
