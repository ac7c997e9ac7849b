//! Arithmetic beyond an `i64` stored a float in the column, which then could not be read any more.

use activerecord::prelude::*;
use activerecord::{ErrorKind, Result};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Meter {
    id: i64,
    value: i64,
}

#[test]
fn it_is_an_error() -> Result<()> {
    let db = activerecord::connect("sqlite::memory:")?;
    db.create_table::<Meter>()?;
    let meter = Meter { id: 0, value: i64::MAX }.create_on(&db)?;
    let all = Meter::on(&db).unfiltered();
    for value in [Meter::VALUE + 1, Meter::VALUE * 2, Meter::VALUE - i64::MIN] {
        let error = all.update_all(Meter::VALUE.set(value)).expect_err("it is beyond the type");
        assert!(
            matches!(
                error.kind(),
                ErrorKind::OutOfRange | ErrorKind::CheckViolation | ErrorKind::TypeMismatch
            ),
            "{error:?}"
        );
        assert_eq!(Meter::on(&db).find(meter.id)?, meter);
    }
    Ok(())
}
