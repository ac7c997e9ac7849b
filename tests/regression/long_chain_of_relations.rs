//! Models that belong to one another in a chain of more than 25 did not compile: rustc followed the
//! types from one to the next until it gave up ("overflow while adding drop-check rules").

use activerecord::prelude::*;

macro_rules! chain {
    ($last:ident) => {
        #[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
        struct $last {
            id: i64,
        }
    };
    ($name:ident $next:ident $($others:ident)*) => {
        #[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
        struct $name {
            id: i64,
            next_id: Option<i64>,
            next: BelongsTo<$next>,
        }
        chain!($next $($others)*);
    };
}

chain! {
    A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A20 A21 A22 A23 A24 A25
    B1 B2 B3 B4 B5 B6 B7 B8 B9 B10 B11 B12 B13 B14 B15 B16 B17 B18 B19 B20 B21 B22 B23 B24 B25
}

#[test]
fn a_long_chain_of_models_compiles_and_can_be_sent() -> activerecord::Result<()> {
    fn can_go_anywhere<T: Send + Sync + 'static>() {}
    can_go_anywhere::<A1>();

    let db = activerecord::connect("sqlite::memory:")?;
    A1::bind(&db);
    A2::bind(&db);
    A3::bind(&db);
    for script in ["a1", "a2", "a3"] {
        let table = format!("CREATE TABLE {script}s (id INTEGER PRIMARY KEY, next_id INTEGER)");
        db.execute_script(&table)?;
    }
    let second = A2 { next: BelongsTo::new(A3::default()), ..Default::default() };
    A1 { next: BelongsTo::new(second), ..Default::default() }.create()?;
    let read = A1::query().include(A1::NEXT.include(A2::NEXT)).one()?;
    let second = read.next.loaded()?.expect("its row was inserted with it");
    assert_eq!(second.next.loaded()?.map(|third| third.id), Some(1));
    Ok(())
}
