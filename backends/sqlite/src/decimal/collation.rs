//! The order of decimal numbers that are written as text.

use std::cmp::Ordering;

/// Compares two texts as numbers of any length. What is no number comes behind all numbers, in
/// the order of its bytes, so that the order is total and an index over it is sound.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    match (Digits::read(left), Digits::read(right)) {
        (Some(left), Some(right)) => left.compare(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.as_bytes().cmp(right.as_bytes()),
    }
}

/// Whether a text is a number: an optional sign, digits, and an optional point with digits.
#[cfg(feature = "decimal")]
pub(super) fn is_number(text: &str) -> bool {
    Digits::read(text).is_some()
}

/// The digits of a number, without the zeros that say nothing.
#[derive(Debug, PartialEq, Eq)]
struct Digits<'a> {
    negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
}

impl<'a> Digits<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (negative, digits) = match bytes {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let point = digits.iter().position(|byte| *byte == b'.');
        let (whole, fraction) = match point {
            Some(point) => (&digits[..point], &digits[point + 1..]),
            None => (digits, &[][..]),
        };
        let all_digits = whole.iter().chain(fraction).all(u8::is_ascii_digit);
        if !all_digits || whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let zeros = whole.iter().take_while(|digit| **digit == b'0').count();
        let whole = &whole[zeros..];
        let zeros = fraction.iter().rev().take_while(|digit| **digit == b'0').count();
        let fraction = &fraction[..fraction.len() - zeros];
        // There is one zero.
        let negative = negative && !(whole.is_empty() && fraction.is_empty());
        Some(Digits { negative, whole, fraction })
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
        }
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        self.whole
            .len()
            .cmp(&other.whole.len())
            .then_with(|| self.whole.cmp(other.whole))
            .then_with(|| self.fraction.cmp(other.fraction))
    }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use std::cmp::Ordering;

    #[test]
    fn the_same_number_in_other_words() {
        for (left, right) in [
            ("1.10", "1.1"),
            ("1.10", "01.100"),
            ("0", "-0.00"),
            (".5", "0.50"),
            ("+7", "7."),
            ("-0.0", "0"),
        ] {
            assert_eq!(compare(left, right), Ordering::Equal, "{left} {right}");
        }
    }

    #[test]
    fn numbers_then_everything_else() {
        let ascending = [
            "-100000000000000000000000000000000000000001",
            "-100000000000000000000000000000000000000000.5",
            "-9.9",
            "-9.89",
            "-0.001",
            "0",
            "0.0000000000000000000000000000000000000001",
            "0.9",
            "0.95",
            "1",
            "2",
            "10",
            "99.99",
            "100",
            "",
            "-",
            ".",
            "1 ",
            "1.2.3",
            "1e5",
            "Infinity",
            "abc",
            "é",
        ];
        for (index, left) in ascending.iter().enumerate() {
            for (other, right) in ascending.iter().enumerate() {
                assert_eq!(compare(left, right), index.cmp(&other), "{left} {right}");
            }
        }
    }
}
