//! A float in a document came back as one of its neighbours.

use activerecord::Result;
use activerecord::prelude::*;

#[derive(ActiveRecord, Debug, Clone, PartialEq)]
struct Reading {
    id: i64,
    values: Json<Vec<f64>>,
    raw: serde_json::Value,
}

#[test]
fn it_comes_back_as_it_was() -> Result<()> {
    let db = activerecord::connect("sqlite::memory:")?;
    db.create_table::<Reading>()?;
    let values = vec![-9.313_454_202_852_94e61, 0.1 + 0.2, f64::MIN_POSITIVE, f64::MAX];
    let raw = serde_json::json!({ "value": -9.313_454_202_852_94e61 });
    let reading = Reading { id: 0, values: Json(values), raw }.create_on(&db)?;
    assert_eq!(Reading::on(&db).find(reading.id)?, reading);
    Ok(())
}
