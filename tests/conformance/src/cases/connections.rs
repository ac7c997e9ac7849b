//! Which database a call goes to.
//!
//! Names and bindings are the process's own: each case uses a model or a name of its own, and a
//! thread of its own where the database that the case runs with would hide what it is about.

use activerecord::prelude::*;
use activerecord::{Connections, ErrorKind, Result, set_default, with_connection};

use super::{assert_says, failure};
use crate::case::{CaseResult, cases, require};
use crate::models::{Person, Team, person, team};
use crate::{Context, Outcome::Passed};

cases![connections:
    a_scope_chooses_the_database,
    scopes_nest,
    a_scope_ends_with_a_panic,
    a_registered_name_is_found,
    a_name_is_taken_once,
    an_unknown_name_says_what_is_known,
    a_query_on_a_named_database,
    with_connection_runs_a_block,
    a_model_names_its_connection,
    a_model_whose_connection_is_not_registered,
    bind_makes_a_database_the_models_own,
    a_scope_wins_over_a_bound_database,
    set_default_serves_models_without_their_own,
    a_query_on_a_given_database,
    ping_answers,
    handles_are_of_one_database,
    a_closed_database_says_so,
    a_transaction_outlives_a_close,
    the_pool_tells_its_status,
    debug_shows_no_secrets,
];

/// Registers a name and takes it away again, also when the case fails.
struct Named(&'static str);

impl Named {
    fn new(name: &'static str, database: &Database) -> Result<Self> {
        Connections::remove(name);
        Connections::register(name, database)?;
        Ok(Named(name))
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        Connections::remove(self.0);
    }
}

/// Runs something where no scope is open.
fn outside<R: Send>(run: impl FnOnce() -> R + Send) -> R {
    let result = std::thread::scope(|scope| scope.spawn(run).join());
    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// A second database with the table of `Person` in it, and one row more than the first has.
fn other_with_ada(cx: &Context<'_>) -> Result<Database> {
    let other = cx.second()?;
    if other != cx.db {
        cx.create::<Person>()?;
        other.create_table::<Person>()?;
        person("ada", 36).create_on(&other)?;
    }
    Ok(other)
}

fn a_scope_chooses_the_database(cx: &Context<'_>) -> CaseResult {
    let other = other_with_ada(cx)?;
    require!(other != cx.db, "the harness has one database only");
    assert_eq!(Person::query().count()?, 0);
    other.scope(|| {
        assert_eq!(Person::query().count()?, 1);
        assert_eq!(Person::database()?, other);
        person("bob", 18).create()
    })?;
    assert_eq!((Person::query().count()?, Person::on(&other).count()?), (0, 2));
    Ok(Passed)
}

fn scopes_nest(cx: &Context<'_>) -> CaseResult {
    let other = other_with_ada(cx)?;
    require!(other != cx.db, "the harness has one database only");
    let inner = other.scope(|| {
        assert_eq!(cx.db.scope(|| Person::query().count())?, 0);
        Person::query().count()
    });
    assert_eq!(inner?, 1);
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

fn a_scope_ends_with_a_panic(cx: &Context<'_>) -> CaseResult {
    let other = other_with_ada(cx)?;
    require!(other != cx.db, "the harness has one database only");
    let panicking = || other.scope(|| std::panic::resume_unwind(Box::new("on purpose")));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panicking)).is_err());
    assert_eq!(Person::database()?, cx.db);
    Ok(Passed)
}

fn a_registered_name_is_found(cx: &Context<'_>) -> CaseResult {
    let _named = Named::new("case registered", &cx.db)?;
    assert_eq!(Connections::get("case registered")?, cx.db);
    assert!(Connections::names().contains(&"case registered".to_owned()));
    assert_eq!(Connections::remove("case registered"), Some(cx.db.clone()));
    assert_eq!(Connections::remove("case registered"), None);
    Ok(Passed)
}

fn a_name_is_taken_once(cx: &Context<'_>) -> CaseResult {
    let other = cx.second()?;
    require!(other != cx.db, "the harness has one database only");
    let _named = Named::new("case taken", &cx.db)?;
    Connections::register("case taken", &cx.db)?;
    let error = failure(Connections::register("case taken", &other));
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_says(&error, &["`case taken`", "remove"]);
    assert_eq!(Connections::get("case taken")?, cx.db);
    Ok(Passed)
}

fn an_unknown_name_says_what_is_known(cx: &Context<'_>) -> CaseResult {
    let _named = Named::new("case known", &cx.db)?;
    for error in [
        failure(Connections::get("case unknown")),
        failure(Person::using("case unknown").count()),
        failure(with_connection("case unknown", || Ok(()))),
    ] {
        assert_eq!(error.kind(), ErrorKind::NotConfigured);
        assert_says(&error, &["`case unknown`", "case known", "register"]);
    }
    Ok(Passed)
}

fn a_query_on_a_named_database(cx: &Context<'_>) -> CaseResult {
    let other = other_with_ada(cx)?;
    require!(other != cx.db, "the harness has one database only");
    let _named = Named::new("case replica", &other)?;
    assert_eq!(Person::using("case replica").filter(Person::AGE.eq(36)).count()?, 1);
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

fn with_connection_runs_a_block(cx: &Context<'_>) -> CaseResult {
    let other = other_with_ada(cx)?;
    require!(other != cx.db, "the harness has one database only");
    let _named = Named::new("case secondary", &other)?;
    let name = with_connection("case secondary", || Ok(Person::query().one()?.name))?;
    assert_eq!(name, "ada");
    assert!(failure(with_connection("case secondary", || Person::find(-1))).is_not_found());
    assert_eq!(Person::query().count()?, 0);
    Ok(Passed)
}

/// A model of the analysts' database.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "visits", connection = "case analytics")]
struct Visit {
    id: i64,
    seconds: i32,
}

fn a_model_names_its_connection(cx: &Context<'_>) -> CaseResult {
    cx.create::<Visit>()?;
    let _named = Named::new("case analytics", &cx.db)?;
    let db = &cx.db;
    let counted = outside(|| {
        Visit { id: 0, seconds: 5 }.create()?;
        assert_eq!(Visit::database()?, *db);
        Visit::query().count()
    });
    assert_eq!(counted?, 1);
    Ok(Passed)
}

/// A model whose database nobody registers.
#[derive(ActiveRecord, Debug, Default)]
#[record(table = "strays", connection = "case nowhere")]
struct Stray {
    id: i64,
}

fn a_model_whose_connection_is_not_registered(_: &Context<'_>) -> CaseResult {
    let error = outside(|| failure(Stray::query().count()));
    assert_eq!(error.kind(), ErrorKind::NotConfigured);
    assert_eq!((error.model(), error.table()), (Some("Stray"), Some("strays")));
    assert_says(&error, &["Stray", "`case nowhere`", "Connections::register"]);
    Ok(Passed)
}

/// A model that is bound to one database after the other.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "wanderers")]
struct Wanderer {
    id: i64,
    step: i32,
}

fn bind_makes_a_database_the_models_own(cx: &Context<'_>) -> CaseResult {
    let other = cx.second()?;
    require!(other != cx.db, "the harness has one database only");
    for (database, step) in [(&cx.db, 1), (&other, 2)] {
        database.create_table::<Wanderer>()?;
        Wanderer::bind(database);
        outside(|| {
            assert_eq!(Wanderer::database()?, *database);
            Wanderer { id: 0, step }.create()
        })?;
    }
    assert_eq!(Wanderer::on(&cx.db).pluck(Wanderer::STEP)?, [1]);
    assert_eq!(Wanderer::on(&other).pluck(Wanderer::STEP)?, [2]);
    Ok(Passed)
}

fn a_scope_wins_over_a_bound_database(cx: &Context<'_>) -> CaseResult {
    let other = cx.second()?;
    require!(other != cx.db, "the harness has one database only");
    Wanderer::bind(&other);
    assert_eq!(Wanderer::database()?, cx.db);
    Ok(Passed)
}

fn set_default_serves_models_without_their_own(cx: &Context<'_>) -> CaseResult {
    cx.create::<Team>()?;
    set_default(&cx.db);
    let counted = outside(|| {
        team("reds", 1).create()?;
        Team::query().count()
    });
    assert_eq!(counted?, 1);
    Ok(Passed)
}

fn a_query_on_a_given_database(cx: &Context<'_>) -> CaseResult {
    let other = other_with_ada(cx)?;
    require!(other != cx.db, "the harness has one database only");
    let query = Person::on(&other).filter(Person::AGE.gt(1)).order_by(Person::NAME);
    assert_eq!(query.clone().count()?, 1);
    assert_eq!(query.update_all(Person::AGE.set(2))?, 1);
    assert_eq!(query.pluck(Person::AGE)?, [2]);
    assert_eq!(Person::on(&cx.db).count()?, 0);
    Ok(Passed)
}

fn ping_answers(cx: &Context<'_>) -> CaseResult {
    cx.db.ping()?;
    cx.db.transaction(|_| cx.db.ping())?;
    Ok(Passed)
}

fn handles_are_of_one_database(cx: &Context<'_>) -> CaseResult {
    let other = cx.second()?;
    require!(other != cx.db, "the harness has one database only");
    assert_eq!(cx.db.clone(), cx.db);
    assert_ne!(other, cx.db);
    assert_eq!(other.backend(), cx.db.backend());
    assert!(!cx.db.dialect().version().is_empty());
    Ok(Passed)
}

fn a_closed_database_says_so(cx: &Context<'_>) -> CaseResult {
    let other = cx.second()?;
    require!(other != cx.db, "the harness has one database only");
    other.create_table::<Person>()?;
    other.close();
    other.close();
    for error in [
        failure(Person::on(&other).count()),
        failure(person("ada", 36).create_on(&other)),
        failure(other.begin().map(drop)),
        failure(other.transaction(|_| Ok(()))),
        failure(other.ping()),
        failure(other.scope(|| Person::find(1))),
    ] {
        assert_eq!(error.kind(), ErrorKind::Closed);
        assert_says(&error, &["closed"]);
    }
    assert!(other.pool_status().closed);
    assert_eq!(other.pool_status().open, 0);
    Ok(Passed)
}

fn a_transaction_outlives_a_close(cx: &Context<'_>) -> CaseResult {
    let other = cx.second()?;
    require!(other != cx.db, "the harness has one database only");
    other.create_table::<Person>()?;
    let tx = other.begin()?;
    other.close();
    person("ada", 36).create_on(&tx)?;
    assert_eq!(Person::on(&tx).count()?, 1);
    tx.commit()?;
    assert_eq!(other.pool_status().open, 0, "the connection was closed on its way back");
    Ok(Passed)
}

fn the_pool_tells_its_status(cx: &Context<'_>) -> CaseResult {
    let status = cx.db.pool_status();
    assert!(status.size >= 1 && !status.closed);
    assert_eq!((status.open, status.idle, status.waiting), (1, 1, 0), "opening opens one");
    let tx = cx.db.begin()?;
    assert_eq!((cx.db.pool_status().open, cx.db.pool_status().idle), (1, 0));
    tx.rollback()?;
    assert_eq!(cx.db.pool_status(), status);
    Ok(Passed)
}

fn debug_shows_no_secrets(cx: &Context<'_>) -> CaseResult {
    let config = ConnectionConfig::new().host("localhost").user("ada").password("s3cret!");
    let shown = format!("{config:?}");
    assert!(shown.contains("ada") && !shown.contains("s3cret"), "{shown}");
    assert!(format!("{:?}", cx.db).contains(cx.db.backend()));
    let query = Person::filter(Person::NAME.eq("private"));
    assert!(!format!("{query:?}").contains("private"));
    Ok(Passed)
}
