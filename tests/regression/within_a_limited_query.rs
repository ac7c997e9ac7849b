//! `find` and `find_by` of a query with a limit found rows beyond the limit.

use activerecord::Result;
use activerecord::prelude::*;

use super::{Item, items};

#[test]
fn rows_beyond_the_limit_are_not_found() -> Result<()> {
    let db = items()?;
    let largest = Item::on(&db).order_by(Item::SIZE.desc()).limit(2);
    let ids = Item::on(&db).order_by(Item::NAME).pluck(Item::ID)?;
    assert_eq!(largest.find(ids[4])?.name, "e");
    assert!(largest.find(ids[0]).is_err_and(|error| error.is_not_found()));
    assert_eq!(largest.find_by(Item::SIZE.lt(5))?.map(|item| item.name), Some("d".into()));
    assert_eq!(largest.find_by(Item::SIZE.lt(3))?, None);
    let behind = Item::on(&db).order_by(Item::NAME).offset(3);
    assert_eq!(behind.find_by(Item::NAME.eq("a"))?, None);
    Ok(())
}
