//! A deferred transaction that writes while another one does fails at once in SQLite, and was said
//! to have waited; it was not run again either.

use std::time::{Duration, Instant};

use activerecord::prelude::*;
use activerecord::sqlite::TransactionMode;
use activerecord::{Result, Transaction};

use super::Item;

#[test]
fn it_is_run_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}?busy_timeout=20s", folder.path().join("app.db").display());
    let (first, second) = (activerecord::connect(&url)?, activerecord::connect(&url)?);
    first.create_table::<Item>()?;
    let mut writing = Some(first.begin()?);
    let options = TransactionOptions::new().with(TransactionMode::Deferred).retries(1);
    let (start, mut runs) = (Instant::now(), 0);
    second.transaction_with(options, |tx| {
        runs += 1;
        Item::on(tx).count()?;
        if runs == 2 {
            writing.take().map(Transaction::commit).transpose()?;
        }
        Item { name: "second".into(), ..Default::default() }.create_on(tx)
    })?;
    assert_eq!(runs, 2);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    Ok(())
}
