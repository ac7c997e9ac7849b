//! `only_deleted().find_many(…)` gave live rows too.

use activerecord::Result;
use activerecord::prelude::*;
use chrono::{DateTime, Utc};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Page {
    id: i64,
    #[record(deleted_at)]
    deleted_at: Option<DateTime<Utc>>,
}

#[test]
fn only_deleted_rows_are_found() -> Result<()> {
    let db = activerecord::connect("sqlite::memory:")?;
    db.create_table::<Page>()?;
    let live = Page::default().create_on(&db)?;
    let mut deleted = Page::default().create_on(&db)?;
    deleted.delete_on(&db)?;
    let keys = [live.id, deleted.id];
    assert_eq!(Page::on(&db).only_deleted().find_many(keys)?, [deleted.clone()]);
    assert_eq!(Page::on(&db).with_deleted().find_many(keys)?, [live.clone(), deleted]);
    assert_eq!(Page::on(&db).find_many(keys)?, [live]);
    Ok(())
}
