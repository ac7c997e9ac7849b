//! Saving a tracked struct that was never created was an UPDATE of the row 0.

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};

use super::{Item, items};

#[test]
fn it_is_refused() -> Result<()> {
    let db = items()?;
    let mut item = Item::default().tracked();
    item.name = "new".into();
    let error = item.save_on(&db).expect_err("it has no row");
    assert_eq!(error.kind(), ErrorKind::InvalidState);
    assert_eq!(item.changed(), ["name"]);
    Ok(())
}
