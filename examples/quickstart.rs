//! A first look: a table from a struct, and everything one does with its rows.
//!
//! Run it with `cargo run --example quickstart`. Nothing needs to be installed.

use activerecord::prelude::*;
use activerecord::{count_all, sum};

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Task {
    id: i64,
    #[record(unique, max_length = 80)]
    title: String,
    status: Status,
    minutes: i32,
    note: Option<String>,
}

#[derive(ColumnType, Debug, Clone, Copy, Default, PartialEq)]
enum Status {
    #[default]
    Open,
    Done,
}

fn main() -> activerecord::Result<()> {
    // A database in memory; `sqlite://tasks.db` would be a file.
    let db = activerecord::connect("sqlite::memory:")?;
    activerecord::set_default(&db);
    db.create_table::<Task>()?;

    // Create. The database makes the id.
    let mut tea = Task { title: "Make tea".into(), minutes: 5, ..Default::default() }.create()?;
    Task { title: "Write a book".into(), minutes: 9_000, ..Default::default() }.create()?;
    println!("created  {tea:?}");

    // Update: only the columns that have changed.
    tea.update(|task| task.status = Status::Done)?;
    assert_eq!(Task::find(tea.id)?, tea);

    // Query.
    let long = Task::filter(Task::MINUTES.gt(60).and(Task::TITLE.contains("book")))
        .order_by(Task::MINUTES.desc())
        .all()?;
    println!("long     {} task(s), the first: {}", long.len(), long[0].title);

    let by_status: Vec<(Status, i64, Option<i64>)> = Task::query()
        .group_by(Task::STATUS)
        .select((Task::STATUS, count_all(), sum(Task::MINUTES)))
        .all()?;
    println!("grouped  {by_status:?}");

    // A transaction: all of it, or nothing.
    let failed = db.transaction(|_| {
        Task { title: "Only half".into(), ..Default::default() }.create()?;
        Task { title: "Make tea".into(), ..Default::default() }.create()?; // not unique
        Ok(())
    });
    println!("failed   {}", failed.unwrap_err());
    assert_eq!(Task::query().count()?, 2);

    // Many rows by one statement, and one row less.
    let touched = Task::filter(Task::STATUS.eq(Status::Open))
        .update_all((Task::MINUTES.set(Task::MINUTES + 30), Task::NOTE.set("takes longer")))?;
    tea.delete()?;
    println!("in all   {touched} updated, {} left", Task::query().count()?);
    Ok(())
}
