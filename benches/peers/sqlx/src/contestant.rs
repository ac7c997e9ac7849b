//! The operations, as sqlx's guides show them: a pool, and structs by their derive.
//!
//! The same text for each database: being generic over the database would take a page of bounds.
//! What differs is in the modules of the databases.

use tokio::runtime::Runtime;

/// A runtime on the calling thread: the quickest for one task.
pub(crate) fn single() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// The usual runtime, for many tasks.
pub(crate) fn several() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// `Sqlx`, a contestant on this database. The module has the statements, and the functions `connect`,
/// `insert`, `insert_many`, `with_keys`, `upsert` and `begin`.
macro_rules! contestant {
    ($database:ty, $exists:ty) => {
        pub(crate) struct Sqlx {
            runtime: Runtime,
            pool: Pool<$database>,
            place: String,
            threads: Option<(Runtime, Pool<$database>)>,
        }

        /// Does not ask a connection for a sign of life first, which is a round trip.
        fn pool_options(size: u32) -> PoolOptions<$database> {
            PoolOptions::new()
                .max_connections(size)
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
        }

        impl Contestant for Sqlx {
            type User = User;

            fn open(_name: &str, place: &str) -> Outcome<Self> {
                let runtime = single()?;
                let pool = runtime.block_on(connect(place, 1))?;
                Ok(Sqlx { runtime, pool, place: place.to_owned(), threads: None })
            }

            fn takes_part(_name: &str, workload: Workload) -> bool {
                !matches!(workload, Workload::Checkout | Workload::Copy100k)
            }

            fn version() -> String {
                version()
            }

            fn script(&mut self, sql: &str) -> Outcome<()> {
                let script = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&self.pool);
                self.runtime.block_on(script)?;
                Ok(())
            }

            fn load(&mut self) -> Outcome<Vec<User>> {
                Ok(self.runtime.block_on(sqlx::query_as(LOAD).fetch_all(&self.pool))?)
            }

            fn each(&mut self, each: &mut dyn FnMut(User)) -> Outcome<()> {
                self.runtime.block_on(async {
                    let mut users = sqlx::query_as::<_, User>(LOAD).fetch(&self.pool);
                    while let Some(user) = users.try_next().await? {
                        each(user);
                    }
                    Ok(())
                })
            }

            fn join(&mut self) -> Outcome<usize> {
                let pairs = sqlx::query_as::<_, Pair>(JOIN).bind("black").fetch_all(&self.pool);
                let pairs = self.runtime.block_on(pairs)?.into_iter().map(pair);
                Ok(pairs.collect::<Vec<_>>().len())
            }

            fn tree(&mut self) -> Outcome<usize> {
                let pool = &self.pool;
                let tree = self.runtime.block_on(async {
                    let users: Vec<User> = sqlx::query_as(LOAD).fetch_all(pool).await?;
                    let ids = users.iter().map(|user| user.id).collect();
                    let posts: Vec<Post> =
                        with_keys(POSTS, ids).build_query_as().fetch_all(pool).await?;
                    let ids = posts.iter().map(|post| post.id).collect();
                    let comments: Vec<Comment> =
                        with_keys(COMMENTS, ids).build_query_as().fetch_all(pool).await?;
                    let comments = comments.into_iter().map(Ok::<_, sqlx::Error>);
                    let posts = nest(posts, |post| post.id, comments, |comment| comment.post_id)?;
                    let posts = posts.into_iter().map(Ok::<_, sqlx::Error>);
                    nest(users, |user| user.id, posts, |(post, _)| post.user_id)
                })?;
                Ok(leaves(&tree))
            }

            fn find(&mut self, id: i64) -> Outcome<User> {
                let find = sqlx::query_as(FIND).bind(id).fetch_one(&self.pool);
                Ok(self.runtime.block_on(find)?)
            }

            fn find_by(&mut self, id: i64) -> Outcome<Option<User>> {
                let find = sqlx::query_as(FIRST).bind(id).fetch_optional(&self.pool);
                Ok(self.runtime.block_on(find)?)
            }

            fn find_many(&mut self, ids: Vec<i64>) -> Outcome<Vec<User>> {
                let mut find = with_keys(FIND_MANY, ids);
                Ok(self.runtime.block_on(find.build_query_as().fetch_all(&self.pool))?)
            }

            fn count(&mut self) -> Outcome<i64> {
                Ok(self.runtime.block_on(sqlx::query_scalar(COUNT).bind("black").fetch_one(&self.pool))?)
            }

            fn exists(&mut self, id: i64) -> Outcome<bool> {
                let exists = sqlx::query_scalar::<_, $exists>(EXISTS).bind(id);
                let exists = self.runtime.block_on(exists.fetch_one(&self.pool))?;
                Ok(exists != <$exists>::default())
            }

            fn insert(&mut self, row: NewRow) -> Outcome<i64> {
                let pool = &self.pool;
                Ok(self
                    .runtime
                    .block_on(async { insert(&mut *pool.acquire().await?, &row).await })?)
            }

            fn insert_all(&mut self, rows: Vec<NewRow>) -> Outcome<()> {
                let pool = &self.pool;
                Ok(self.runtime.block_on(async {
                    let mut transaction = begin(pool).await?;
                    for row in &rows {
                        insert(&mut transaction, row).await?;
                    }
                    transaction.commit().await
                })?)
            }

            fn insert_many(&mut self, rows: Vec<NewRow>) -> Outcome<usize> {
                let pool = &self.pool;
                let keys = self.runtime.block_on(async {
                    let mut transaction = begin(pool).await?;
                    let keys = insert_many(&mut transaction, &rows).await?;
                    transaction.commit().await?;
                    Ok::<_, sqlx::Error>(keys)
                })?;
                let users = rows.into_iter().zip(keys);
                let users = users.map(|((name, hair_color), id)| User { id, name, hair_color });
                Ok(std::hint::black_box(users.collect::<Vec<_>>()).len())
            }

            fn upsert(&mut self, settings: Vec<(String, String)>) -> Outcome<()> {
                Ok(self.runtime.block_on(upsert(&self.pool, settings))?)
            }

            fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
                let update = sqlx::query(UPDATE).bind(&name).bind(user.id).execute(&self.pool);
                if self.runtime.block_on(update)?.rows_affected() == 0 {
                    return Err("no such row".into());
                }
                user.name = name;
                Ok(())
            }

            fn delete(&mut self, user: User) -> Outcome<()> {
                let delete = sqlx::query(DELETE).bind(user.id).execute(&self.pool);
                let deleted = self.runtime.block_on(delete)?.rows_affected();
                if deleted == 0 { Err("no such row".into()) } else { Ok(()) }
            }

            fn transaction(&mut self, ids: [i64; 5], name: String) -> Outcome<()> {
                let pool = &self.pool;
                Ok(self.runtime.block_on(async {
                    let mut transaction = begin(pool).await?;
                    for id in ids {
                        let find = sqlx::query_as(FIND).bind(id);
                        let mut user: User = find.fetch_one(&mut *transaction).await?;
                        let update = sqlx::query(UPDATE).bind(&name).bind(user.id);
                        update.execute(&mut *transaction).await?;
                        user.name.clone_from(&name);
                    }
                    transaction.commit().await
                })?)
            }

            /// By tasks, not by threads: the runtime has these.
            fn threads(&mut self, keys: Vec<Vec<i64>>) -> Outcome<()> {
                if self.threads.is_none() {
                    let runtime = several()?;
                    let pool = runtime.block_on(connect(&self.place, THREADS as u32))?;
                    self.threads = Some((runtime, pool));
                }
                let (runtime, pool) = self.threads.as_ref().ok_or("no runtime")?;
                runtime.block_on(async {
                    let find_all = |keys: Vec<i64>| {
                        let pool = pool.clone();
                        runtime.spawn(async move {
                            for id in keys {
                                let find = sqlx::query_as(FIND).bind(id);
                                let user: User = find.fetch_one(&pool).await?;
                                std::hint::black_box(user);
                            }
                            Ok::<_, sqlx::Error>(())
                        })
                    };
                    for task in keys.into_iter().map(find_all).collect::<Vec<_>>() {
                        task.await??;
                    }
                    Ok(())
                })
            }
        }
    };
}

pub(crate) use contestant;
