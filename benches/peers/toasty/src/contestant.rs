//! The operations, as Toasty's guide shows them.

use bench_kit::{Contestant, NewRow, Outcome, PRAGMAS, Workload};
use toasty::{Db, Executor};
use tokio::runtime::Runtime;

use crate::models::User;

pub(crate) struct Toasty {
    runtime: Runtime,
    db: Db,
}

/// Rows of one INSERT: SQLite takes 32,766 binds.
const CHUNK: usize = 1_000;

/// Toasty runs one statement at a time, and those that give rows otherwise than the rest.
async fn script(db: &mut Db, sql: &str) -> toasty::Result<()> {
    for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        if statement.starts_with("PRAGMA") {
            toasty::sql::query(statement).exec(db).await?;
        } else {
            toasty::sql::statement(statement).exec(db).await?;
        }
    }
    Ok(())
}

async fn insert(db: &mut dyn Executor, (name, hair_color): NewRow) -> toasty::Result<i64> {
    Ok(User::create().name(name).hair_color(hair_color).exec(db).await?.id)
}

impl Contestant for Toasty {
    type User = User;

    fn open(_name: &str, place: &str) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let url = match place {
            ":memory:" => "sqlite::memory:".to_owned(),
            file => format!("sqlite:{file}"),
        };
        let db = runtime.block_on(async {
            let mut db = Db::builder()
                .models(toasty::models!(User))
                // Each connection to a database in memory has a database of its own.
                .max_pool_size(1)
                .connect(&url)
                .await?;
            script(&mut db, PRAGMAS).await?;
            Ok::<_, toasty::Error>(db)
        })?;
        Ok(Toasty { runtime, db })
    }

    /// Toasty 0.11 panics where a relation is included in another's, or a row with relations is
    /// deleted: "not yet implemented: cast_expr: cannot cast Column".
    fn takes_part(_name: &str, workload: Workload) -> bool {
        use Workload::{
            Count, Find, FindBy, In1k, Insert, Insert100, InsertMany10k, InsertMany100,
            InsertMany100k, Load1, Load10k, Load100, Transaction10, Update,
        };
        matches!(
            workload,
            Load1
                | Load100
                | Load10k
                | Find
                | FindBy
                | In1k
                | Count
                | Insert
                | Insert100
                | InsertMany100
                | InsertMany10k
                | InsertMany100k
                | Update
                | Transaction10
        )
    }

    fn version() -> String {
        "Toasty 0.11 on rusqlite".to_owned()
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        Ok(self.runtime.block_on(script(&mut self.db, sql))?)
    }

    fn load(&mut self) -> Outcome<Vec<User>> {
        Ok(self.runtime.block_on(User::all().exec(&mut self.db))?)
    }

    fn find(&mut self, id: i64) -> Outcome<User> {
        Ok(self.runtime.block_on(User::get_by_id(&mut self.db, &id))?)
    }

    fn find_by(&mut self, id: i64) -> Outcome<Option<User>> {
        let query = User::filter_by_id(id).order_by(User::fields().id().asc()).first();
        Ok(self.runtime.block_on(query.exec(&mut self.db))?)
    }

    fn find_many(&mut self, ids: Vec<i64>) -> Outcome<Vec<User>> {
        let query = User::filter(User::fields().id().in_list(ids));
        Ok(self.runtime.block_on(query.exec(&mut self.db))?)
    }

    fn count(&mut self) -> Outcome<i64> {
        let query = User::filter(User::fields().hair_color().eq("black")).count();
        Ok(i64::try_from(self.runtime.block_on(query.exec(&mut self.db))?)?)
    }

    fn insert(&mut self, row: NewRow) -> Outcome<i64> {
        Ok(self.runtime.block_on(insert(&mut self.db, row))?)
    }

    fn insert_all(&mut self, rows: Vec<NewRow>) -> Outcome<()> {
        Ok(self.runtime.block_on(async {
            let mut transaction = self.db.transaction().await?;
            for row in rows {
                insert(&mut transaction, row).await?;
            }
            transaction.commit().await
        })?)
    }

    fn insert_many(&mut self, rows: Vec<NewRow>) -> Outcome<usize> {
        let count = self.runtime.block_on(async {
            let mut transaction = self.db.transaction().await?;
            let mut users = Vec::with_capacity(rows.len());
            for rows in rows.chunks(CHUNK) {
                let mut many = User::create_many();
                for (name, hair_color) in rows {
                    many = many.with_item(|new| new.name(name).hair_color(hair_color.clone()));
                }
                users.extend(many.exec(&mut transaction).await?);
            }
            transaction.commit().await?;
            Ok::<_, toasty::Error>(std::hint::black_box(users).len())
        })?;
        Ok(count)
    }

    fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
        Ok(self.runtime.block_on(user.update().name(name).exec(&mut self.db))?)
    }

    fn transaction(&mut self, ids: [i64; 5], name: String) -> Outcome<()> {
        Ok(self.runtime.block_on(async {
            let mut transaction = self.db.transaction().await?;
            for id in ids {
                let mut user = User::get_by_id(&mut transaction, &id).await?;
                user.update().name(&name).exec(&mut transaction).await?;
            }
            transaction.commit().await
        })?)
    }
}
