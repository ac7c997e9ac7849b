//! The operations, as SeaORM's guides show them.

use bench_kit::{Contestant, NewRow, Outcome, THREADS, Workload};
use futures_util::TryStreamExt;
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, SelectExt, TransactionTrait,
};
use tokio::runtime::Runtime;

use crate::connection::{connect, several, single};
use crate::entities::{comment, post, setting, user};

/// Rows of one INSERT: databases have a limit to their binds, which SeaORM leaves to its users.
const CHUNK: usize = 1_000;

pub(crate) struct SeaOrm {
    runtime: Runtime,
    db: DatabaseConnection,
    place: String,
    threads: Option<(Runtime, DatabaseConnection)>,
}

fn new_user((name, hair_color): NewRow) -> user::ActiveModel {
    user::ActiveModel { id: NotSet, name: Set(name), hair_color: Set(hair_color) }
}

fn absent() -> DbErr {
    DbErr::RecordNotFound("no such row".to_owned())
}

async fn find(db: &impl ConnectionTrait, id: i64) -> Result<user::Model, DbErr> {
    user::Entity::find_by_id(id).one(db).await?.ok_or_else(absent)
}

/// The first form of an update in the guides reads the row back, where it can; this one does not.
async fn rename(db: &impl ConnectionTrait, id: i64, name: String) -> Result<(), DbErr> {
    let changed = user::ActiveModel { id: Unchanged(id), name: Set(name), hair_color: NotSet };
    let filter = user::Column::Id.eq(id);
    let done = user::Entity::update_many().set(changed).filter(filter).exec(db).await?;
    if done.rows_affected == 0 { Err(absent()) } else { Ok(()) }
}

/// The keys: MariaDB's are those that follow the first one.
async fn insert_many(db: &DatabaseTransaction, rows: Vec<NewRow>) -> Result<Vec<i64>, DbErr> {
    let mut keys = Vec::with_capacity(rows.len());
    let count = rows.len();
    let mut rows = rows.into_iter().map(new_user);
    while keys.len() < count {
        let insert = user::Entity::insert_many(rows.by_ref().take(CHUNK));
        if db.get_database_backend() == DbBackend::MySql {
            let first = insert.exec(db).await?.last_insert_id.ok_or_else(absent)?;
            keys.extend((first..).take(CHUNK.min(count - keys.len())));
        } else {
            keys.extend(insert.exec_with_returning_keys(db).await?);
        }
    }
    Ok(keys)
}

impl Contestant for SeaOrm {
    type User = user::Model;

    fn open(_name: &str, place: &str) -> Outcome<Self> {
        let runtime = single()?;
        let db = runtime.block_on(connect(place, 1))?;
        Ok(SeaOrm { runtime, db, place: place.to_owned(), threads: None })
    }

    fn takes_part(_name: &str, workload: Workload) -> bool {
        !matches!(workload, Workload::Checkout | Workload::Copy100k)
    }

    fn version() -> String {
        "SeaORM 2.0 on sqlx".to_owned()
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        self.runtime.block_on(self.db.execute_unprepared(sql))?;
        Ok(())
    }

    fn load(&mut self) -> Outcome<Vec<user::Model>> {
        Ok(self.runtime.block_on(user::Entity::find().all(&self.db))?)
    }

    fn each(&mut self, each: &mut dyn FnMut(user::Model)) -> Outcome<()> {
        self.runtime.block_on(async {
            let mut users = user::Entity::find().stream(&self.db).await?;
            while let Some(user) = users.try_next().await? {
                each(user);
            }
            Ok(())
        })
    }

    fn join(&mut self) -> Outcome<usize> {
        let pairs = user::Entity::find()
            .find_also_related(post::Entity)
            .filter(user::Column::HairColor.eq("black"))
            .order_by_asc(user::Column::Id)
            .order_by_asc(post::Column::Id);
        Ok(self.runtime.block_on(pairs.all(&self.db))?.len())
    }

    fn tree(&mut self) -> Outcome<usize> {
        let load = user::Entity::load().with((post::Entity, comment::Entity));
        let users = self.runtime.block_on(load.all(&self.db))?;
        let posts = users.iter().flat_map(|user| user.posts.iter());
        Ok(posts.map(|post| post.comments.iter().count()).sum())
    }

    fn find(&mut self, id: i64) -> Outcome<user::Model> {
        Ok(self.runtime.block_on(find(&self.db, id))?)
    }

    fn find_by(&mut self, id: i64) -> Outcome<Option<user::Model>> {
        let query = user::Entity::find().filter(user::Column::Id.eq(id));
        Ok(self.runtime.block_on(query.order_by_asc(user::Column::Id).one(&self.db))?)
    }

    fn find_many(&mut self, ids: Vec<i64>) -> Outcome<Vec<user::Model>> {
        let query = user::Entity::find().filter(user::Column::Id.is_in(ids));
        Ok(self.runtime.block_on(query.all(&self.db))?)
    }

    fn count(&mut self) -> Outcome<i64> {
        let query = user::Entity::find().filter(user::Column::HairColor.eq("black"));
        Ok(i64::try_from(self.runtime.block_on(query.count(&self.db))?)?)
    }

    fn exists(&mut self, id: i64) -> Outcome<bool> {
        Ok(self.runtime.block_on(user::Entity::find_by_id(id).exists(&self.db))?)
    }

    fn insert(&mut self, row: NewRow) -> Outcome<i64> {
        let insert = user::Entity::insert(new_user(row)).exec(&self.db);
        Ok(self.runtime.block_on(insert)?.last_insert_id)
    }

    fn insert_all(&mut self, rows: Vec<NewRow>) -> Outcome<()> {
        Ok(self.runtime.block_on(async {
            let transaction = self.db.begin().await?;
            for row in rows {
                user::Entity::insert(new_user(row)).exec(&transaction).await?;
            }
            transaction.commit().await
        })?)
    }

    fn insert_many(&mut self, rows: Vec<NewRow>) -> Outcome<usize> {
        let count = rows.len();
        let keys = self.runtime.block_on(async {
            let transaction = self.db.begin().await?;
            let keys = insert_many(&transaction, rows).await?;
            transaction.commit().await?;
            Ok::<_, DbErr>(keys)
        })?;
        std::hint::black_box(keys);
        Ok(count)
    }

    fn upsert(&mut self, settings: Vec<(String, String)>) -> Outcome<()> {
        let new = |(name, value)| setting::ActiveModel { name: Set(name), value: Set(value) };
        let replace = OnConflict::column(setting::Column::Name)
            .update_column(setting::Column::Value)
            .to_owned();
        let insert = setting::Entity::insert_many(settings.into_iter().map(new));
        self.runtime.block_on(insert.on_conflict(replace).exec_without_returning(&self.db))?;
        Ok(())
    }

    fn update(&mut self, user: &mut user::Model, name: String) -> Outcome<()> {
        self.runtime.block_on(rename(&self.db, user.id, name.clone()))?;
        user.name = name;
        Ok(())
    }

    fn delete(&mut self, user: user::Model) -> Outcome<()> {
        let delete = user::Entity::delete_by_id(user.id).exec(&self.db);
        let deleted = self.runtime.block_on(delete)?.rows_affected;
        if deleted == 0 { Err("no such row".into()) } else { Ok(()) }
    }

    fn transaction(&mut self, ids: [i64; 5], name: String) -> Outcome<()> {
        Ok(self.runtime.block_on(async {
            let transaction = self.db.begin().await?;
            for id in ids {
                let mut user = find(&transaction, id).await?;
                rename(&transaction, user.id, name.clone()).await?;
                user.name.clone_from(&name);
            }
            transaction.commit().await
        })?)
    }

    /// By tasks, not by threads: the runtime has these.
    fn threads(&mut self, keys: Vec<Vec<i64>>) -> Outcome<()> {
        if self.threads.is_none() {
            let runtime = several()?;
            let db = runtime.block_on(connect(&self.place, THREADS as u32))?;
            self.threads = Some((runtime, db));
        }
        let (runtime, db) = self.threads.as_ref().ok_or("no runtime")?;
        runtime.block_on(async {
            let find_all = |keys: Vec<i64>| {
                let db = db.clone();
                runtime.spawn(async move {
                    for id in keys {
                        std::hint::black_box(find(&db, id).await?);
                    }
                    Ok::<_, DbErr>(())
                })
            };
            for task in keys.into_iter().map(find_all).collect::<Vec<_>>() {
                task.await??;
            }
            Ok(())
        })
    }
}
