//! Conditions mean in the database what they mean by the rules of SQL's three truth values.

use activerecord::Condition;
use activerecord::prelude::*;
use proptest::prelude::*;

use super::{for_any, memory};

#[derive(ActiveRecord, Debug, Clone)]
struct Pair {
    id: i64,
    a: Option<i32>,
    b: Option<i32>,
}

/// A condition as data.
#[derive(Debug, Clone)]
enum Rule {
    /// Whether `a` (or else `b`) compares so with a value; `None` is NULL.
    Compare {
        a: bool,
        with: Comparison,
        value: Option<i32>,
    },
    /// Whether `a` compares so with `b`.
    Columns(Comparison),
    IsNull {
        a: bool,
    },
    Between {
        a: bool,
        low: i32,
        high: i32,
    },
    OneOf {
        a: bool,
        list: Vec<Option<i32>>,
        not: bool,
    },
    /// `a + b` equals a value.
    Sum(i32),
    Not(Box<Rule>),
    And(Box<Rule>, Box<Rule>),
    Or(Box<Rule>, Box<Rule>),
    All(Vec<Rule>),
    Any(Vec<Rule>),
}

#[derive(Debug, Clone, Copy)]
enum Comparison {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Comparison {
    fn holds(self, left: i32, right: i32) -> bool {
        match self {
            Comparison::Eq => left == right,
            Comparison::Ne => left != right,
            Comparison::Lt => left < right,
            Comparison::Le => left <= right,
            Comparison::Gt => left > right,
            Comparison::Ge => left >= right,
        }
    }
}

type Truth = Option<bool>;

fn and(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn not(truth: Truth) -> Truth {
    truth.map(|truth| !truth)
}

fn or(left: Truth, right: Truth) -> Truth {
    not(and(not(left), not(right)))
}

impl Rule {
    /// What SQL says about a row; a comparison with a given `None` is IS NULL by the library's own
    /// rule.
    fn holds(&self, row: &Pair) -> Truth {
        let column = |a: bool| if a { row.a } else { row.b };
        match self {
            Rule::Compare { a, with, value: None } => match with {
                Comparison::Eq => Some(column(*a).is_none()),
                Comparison::Ne => Some(column(*a).is_some()),
                _ => None,
            },
            Rule::Compare { a, with, value: Some(value) } => {
                column(*a).map(|found| with.holds(found, *value))
            }
            Rule::Columns(with) => row.a.zip(row.b).map(|(a, b)| with.holds(a, b)),
            Rule::IsNull { a } => Some(column(*a).is_none()),
            Rule::Between { a, low, high } => {
                column(*a).map(|found| (*low..=*high).contains(&found))
            }
            Rule::OneOf { a, list, not: negated } => {
                let found = one_of(column(*a), list);
                if *negated { not(found) } else { found }
            }
            Rule::Sum(value) => row.a.zip(row.b).map(|(a, b)| a + b == *value),
            Rule::Not(rule) => not(rule.holds(row)),
            Rule::And(left, right) => and(left.holds(row), right.holds(row)),
            Rule::Or(left, right) => or(left.holds(row), right.holds(row)),
            Rule::All(list) => list.iter().map(|rule| rule.holds(row)).fold(Some(true), and),
            Rule::Any(list) => list.iter().map(|rule| rule.holds(row)).fold(Some(false), or),
        }
    }

    fn condition(&self) -> Condition {
        let column = |a: bool| if a { Pair::A } else { Pair::B };
        match self {
            Rule::Compare { a, with, value } => match with {
                Comparison::Eq => column(*a).eq(*value),
                Comparison::Ne => column(*a).ne(*value),
                Comparison::Lt => column(*a).lt(*value),
                Comparison::Le => column(*a).le(*value),
                Comparison::Gt => column(*a).gt(*value),
                Comparison::Ge => column(*a).ge(*value),
            },
            Rule::Columns(with) => match with {
                Comparison::Eq => Pair::A.eq(Pair::B),
                Comparison::Ne => Pair::A.ne(Pair::B),
                Comparison::Lt => Pair::A.lt(Pair::B),
                Comparison::Le => Pair::A.le(Pair::B),
                Comparison::Gt => Pair::A.gt(Pair::B),
                Comparison::Ge => Pair::A.ge(Pair::B),
            },
            Rule::IsNull { a } => column(*a).is_null(),
            Rule::Between { a, low, high } => column(*a).between(*low, *high),
            Rule::OneOf { a, list, not: false } => column(*a).is_in(list.clone()),
            Rule::OneOf { a, list, not: true } => column(*a).not_in(list.clone()),
            Rule::Sum(value) => (Pair::A + Pair::B).eq(*value),
            Rule::Not(rule) => !rule.condition(),
            Rule::And(left, right) => left.condition().and(right.condition()),
            Rule::Or(left, right) => left.condition().or(right.condition()),
            Rule::All(list) => Condition::all(list.iter().map(Rule::condition)),
            Rule::Any(list) => Condition::any(list.iter().map(Rule::condition)),
        }
    }
}

/// NULL in the list is asked for by IS NULL, so it never makes the answer unknown.
fn one_of(found: Option<i32>, list: &[Option<i32>]) -> Truth {
    let null = list.contains(&None);
    match found {
        None if null => Some(true),
        None if list.is_empty() => Some(false),
        None => None,
        Some(_) => Some(list.contains(&found)),
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    use Comparison::{Eq, Ge, Gt, Le, Lt, Ne};
    let comparisons = proptest::sample::select(vec![Eq, Ne, Lt, Le, Gt, Ge]);
    let value = || proptest::option::weighted(0.8, 0..4_i32);
    let leaves =
        prop_oneof![
            (any::<bool>(), comparisons.clone(), value())
                .prop_map(|(a, with, value)| Rule::Compare { a, with, value }),
            comparisons.prop_map(Rule::Columns),
            any::<bool>().prop_map(|a| Rule::IsNull { a }),
            (any::<bool>(), 0..4_i32, 0..4_i32).prop_map(|(a, low, high)| Rule::Between {
                a,
                low,
                high
            }),
            (any::<bool>(), proptest::collection::vec(value(), 0..4), any::<bool>())
                .prop_map(|(a, list, not)| Rule::OneOf { a, list, not }),
            (0..7_i32).prop_map(Rule::Sum),
        ];
    leaves.prop_recursive(5, 40, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            boxed().prop_map(Rule::Not),
            (boxed(), boxed()).prop_map(|(left, right)| Rule::And(left, right)),
            (boxed(), boxed()).prop_map(|(left, right)| Rule::Or(left, right)),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Rule::All),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Rule::Any),
        ]
    })
}

#[test]
fn conditions_mean_what_they_say() {
    let db = memory();
    db.create_table::<Pair>().expect("a table");
    let values = [None, Some(0), Some(1), Some(2), Some(3)];
    let mut rows = Vec::new();
    for a in values {
        for b in values {
            rows.push(Pair { id: 0, a, b }.create_on(&db).expect("a row"));
        }
    }
    let pairs = |rows: &[Pair]| rows.iter().map(|row| (row.a, row.b)).collect::<Vec<_>>();
    for_any((rules(), rules()), |(first, second)| {
        let holds = |row: &&Pair| and(first.holds(row), second.holds(row)) == Some(true);
        let expected: Vec<Pair> = rows.iter().filter(holds).cloned().collect();
        let query = Pair::on(&db).filter(first.condition()).filter(second.condition());
        let found = query.order_by(Pair::ID).all();
        let found = found.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(pairs(&found), pairs(&expected));
        Ok(())
    });
}
