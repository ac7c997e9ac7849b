//! More than a thousand composite keys in one `find_many` were too deep for SQLite's parser.

use activerecord::Result;
use activerecord::prelude::*;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Square {
    #[record(key)]
    row: i32,
    #[record(key)]
    column: i32,
}

#[test]
fn all_of_them_are_found() -> Result<()> {
    let db = activerecord::connect("sqlite::memory:")?;
    db.create_table::<Square>()?;
    let squares: Vec<Square> =
        (0..3_000).map(|number| Square { row: number / 50, column: number % 50 }).collect();
    db.transaction(|tx| {
        squares.iter().try_for_each(|square| square.clone().create_on(tx).map(drop))
    })?;
    let keys = squares.iter().rev().map(|square| (square.row, square.column));
    let found = Square::on(&db).find_many(keys)?;
    assert!(found.iter().eq(squares.iter().rev()));
    Ok(())
}
