//! Conditions side by side were nested as deeply as there were many of them.

use activerecord::{Condition, Result};

use super::{Item, items, names};

#[test]
fn there_may_be_thousands() -> Result<()> {
    let db = items()?;
    let any = || Condition::any((3..5_000).map(|size| Item::SIZE.eq(size)));
    assert_eq!(names(&db, any())?, "cde");
    assert_eq!(names(&db, !any())?, "ab");
    assert_eq!(names(&db, any().and(Item::NAME.ne("c")))?, "de");
    let all = Condition::all((3..5_000).map(|size| Item::SIZE.ne(size)));
    assert_eq!(names(&db, all.clone())?, "ab");
    assert_eq!(names(&db, all.or(Item::NAME.eq("e")))?, "abe");
    Ok(())
}
