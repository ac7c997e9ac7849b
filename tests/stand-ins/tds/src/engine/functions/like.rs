//! LIKE, with `%`, `_` and sets in brackets, without regard to case.

/// Whether the text matches.
pub(super) fn matches(text: &str, pattern: &str, escape: Option<char>) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let pattern = parts(&pattern.to_lowercase(), escape);
    match_from(&text, &pattern)
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
    }
}
