//! A tracked struct that was reloaded had changed, and one with a version could not be saved
//! after a conflict.

use activerecord::Result;
use activerecord::prelude::*;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Versioned {
    id: i64,
    size: i32,
    #[record(lock_version)]
    version: i32,
}

#[test]
fn reload_and_save() -> Result<()> {
    let db = activerecord::connect("sqlite::memory:")?;
    db.create_table::<Versioned>()?;
    let mut first = Versioned { size: 1, ..Default::default() }.create_on(&db)?;
    let mut second = first.clone().tracked();
    first.update_on(&db, |row| row.size = 2)?;
    second.size = 3;
    assert!(second.save_on(&db).is_err_and(|error| error.is_stale()));
    second.reload_on(&db)?;
    assert!(!second.is_changed());
    second.size += 10;
    assert_eq!(second.changed(), ["size"]);
    second.save_on(&db)?;
    assert_eq!(Versioned::on(&db).find(first.id)?, Versioned { size: 12, version: 3, ..first });
    Ok(())
}
