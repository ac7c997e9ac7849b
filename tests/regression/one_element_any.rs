//! `Condition::any([a.or(b)])` lost its parentheses beside another condition: `a OR b AND c`.

use activerecord::{Condition, Result};

use super::{Item, items, names};
use activerecord::prelude::*;

#[test]
fn it_keeps_its_parentheses() -> Result<()> {
    let db = items()?;
    let either = || Item::NAME.eq("a").or(Item::NAME.eq("b"));
    let large = Item::SIZE.gt(1);
    assert_eq!(names(&db, Condition::any([either()]).and(large.clone()))?, "b");
    assert_eq!(names(&db, Condition::all([either()]).and(large.clone()))?, "b");
    assert_eq!(names(&db, Condition::any([Condition::all([either()])]).and(large.clone()))?, "b");
    let both = Item::NAME.eq("a").and(Item::SIZE.eq(1));
    assert_eq!(names(&db, large.clone().and(Condition::any([either()])))?, "b");
    assert_eq!(names(&db, large.and(Condition::all([both.or(Item::NAME.eq("c"))])))?, "c");
    Ok(())
}

#[test]
fn no_row_is_deleted_that_does_not_match() -> Result<()> {
    let db = items()?;
    let either = Condition::any([Item::NAME.eq("a").or(Item::NAME.eq("b"))]);
    let deleted = Item::on(&db).filter(either).filter(Item::SIZE.eq(2)).delete_all()?;
    assert_eq!((deleted, Item::on(&db).count()?), (1, 4));
    Ok(())
}
