//! A COMMIT that failed closed the connection, and with it a database in memory was gone.

use activerecord::Result;
use activerecord::prelude::*;

use super::{Item, items};

#[test]
fn the_database_is_still_there() -> Result<()> {
    let db = items()?;
    db.execute_script(
        "CREATE TABLE parts (item_id INTEGER REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED)",
    )?;
    let result = db.transaction(|tx| {
        tx.sql("INSERT INTO parts VALUES (?)", (4_711,)).execute()?;
        Ok(())
    });
    assert!(result.is_err_and(|error| error.is_foreign_key_violation()));
    assert_eq!(Item::on(&db).count()?, 5);
    assert_eq!(db.sql("SELECT count(*) FROM parts", ()).one::<(i64,)>()?, (0,));
    Ok(())
}
