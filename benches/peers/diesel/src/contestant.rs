//! The operations, as Diesel's guides show them.
//!
//! The same text for each database: being generic over the connection would take a page of bounds.
//! What differs is in the modules of the databases.

/// What a contestant does otherwise than the guides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Guides,
    /// `diesel-get-result` finds without `LIMIT 1`: SQLite prepares a statement anew whenever
    /// the bind of its LIMIT is set, and Diesel binds it.
    GetResult,
    /// `diesel-keyless` does not ask for the keys of new rows.
    Keyless,
    /// `diesel-array` inserts an array of constant length, whose statement is kept prepared.
    Array,
}

impl Way {
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "diesel-get-result" => Way::GetResult,
            "diesel-keyless" => Way::Keyless,
            "diesel-array" => Way::Array,
            _ => Way::Guides,
        }
    }
}

/// Who takes part in what.
pub(crate) fn takes_part(name: &str, workload: bench_kit::Workload) -> bool {
    use bench_kit::Workload::{Checkout, Delete, Find, Insert, Insert100, InsertMany100, Load1};
    match name {
        "diesel-get-result" | "diesel-defaults" => workload == Find,
        "diesel-pool" => matches!(workload, Load1 | Find | Delete),
        "diesel-keyless" => matches!(workload, Insert | Insert100),
        "diesel-array" => workload == InsertMany100,
        _ => workload != Checkout,
    }
}

/// `Diesel`, a contestant on this connection. The module has the functions `version`, `insert`,
/// `insert_many`, `insert_array`, `copy_in`, `upsert` and `transaction`, and the mode of loading.
macro_rules! contestant {
    ($connection:ty, $loading:ty) => {
        pub(crate) struct Diesel {
            source: Source<$connection>,
            way: Way,
            place: String,
            pool: Option<Pool<ConnectionManager<$connection>>>,
        }

        fn find(connection: &mut $connection, way: Way, id: i64) -> QueryResult<User> {
            let query = users::table.find(id).select(User::as_select());
            match way {
                Way::GetResult => query.get_result(connection),
                _ => query.first(connection),
            }
        }

        fn insert_one(connection: &mut $connection, way: Way, row: &NewRow) -> QueryResult<i64> {
            if way == Way::Keyless {
                let insert = diesel::insert_into(users::table).values(new_user(row));
                return insert.execute(connection).map(|_| 0);
            }
            insert(connection, row)
        }

        fn update_one(connection: &mut $connection, id: i64, name: &str) -> QueryResult<()> {
            let row = diesel::update(users::table.find(id));
            let changed = row.set(users::name.eq(name)).execute(connection)?;
            if changed == 0 { Err(diesel::NotFound) } else { Ok(()) }
        }

        impl Contestant for Diesel {
            type User = User;

            fn open(name: &str, place: &str) -> Outcome<Self> {
                let source = Source::open(name, place)?;
                Ok(Diesel { source, way: Way::of(name), place: place.to_owned(), pool: None })
            }

            fn takes_part(name: &str, workload: Workload) -> bool {
                takes_part(name, workload)
            }

            fn version() -> String {
                version()
            }

            fn script(&mut self, sql: &str) -> Outcome<()> {
                Ok(self.source.lend()?.batch_execute(sql)?)
            }

            fn load(&mut self) -> Outcome<Vec<User>> {
                Ok(users::table.select(User::as_select()).load(&mut *self.source.lend()?)?)
            }

            fn each(&mut self, each: &mut dyn FnMut(User)) -> Outcome<()> {
                let mut connection = self.source.lend()?;
                let query = users::table.select(User::as_select());
                for user in query.load_iter::<User, $loading>(&mut *connection)? {
                    each(user?);
                }
                Ok(())
            }

            fn join(&mut self) -> Outcome<usize> {
                let pairs: Vec<(User, Option<Post>)> = users::table
                    .left_join(posts::table)
                    .filter(users::hair_color.eq("black"))
                    .order((users::id.asc(), posts::id.asc()))
                    .select((User::as_select(), Option::<Post>::as_select()))
                    .load(&mut *self.source.lend()?)?;
                Ok(pairs.len())
            }

            fn tree(&mut self) -> Outcome<usize> {
                let connection = &mut *self.source.lend()?;
                let all = users::table.select(User::as_select()).load(connection)?;
                let own = Post::belonging_to(&all).select(Post::as_select()).load(connection)?;
                let replies = Comment::belonging_to(&own).select(Comment::as_select());
                let replies = replies.load(connection)?.grouped_by(&own);
                let own = own.into_iter().zip(replies).grouped_by(&all);
                let tree: Vec<(User, Vec<(Post, Vec<Comment>)>)> =
                    all.into_iter().zip(own).collect();
                Ok(leaves(&tree))
            }

            fn find(&mut self, id: i64) -> Outcome<User> {
                let way = self.way;
                Ok(find(&mut *self.source.lend()?, way, id)?)
            }

            fn find_by(&mut self, id: i64) -> Outcome<Option<User>> {
                let query = users::table.filter(users::id.eq(id)).order(users::id.asc());
                let connection = &mut *self.source.lend()?;
                Ok(query.select(User::as_select()).first(connection).optional()?)
            }

            fn find_many(&mut self, ids: Vec<i64>) -> Outcome<Vec<User>> {
                let query = users::table.filter(users::id.eq_any(&ids));
                Ok(query.select(User::as_select()).load(&mut *self.source.lend()?)?)
            }

            fn count(&mut self) -> Outcome<i64> {
                let query = users::table.filter(users::hair_color.eq("black")).count();
                Ok(query.get_result(&mut *self.source.lend()?)?)
            }

            fn exists(&mut self, id: i64) -> Outcome<bool> {
                let query = diesel::select(diesel::dsl::exists(users::table.find(id)));
                Ok(query.get_result(&mut *self.source.lend()?)?)
            }

            fn insert(&mut self, row: NewRow) -> Outcome<i64> {
                let way = self.way;
                Ok(insert_one(&mut *self.source.lend()?, way, &row)?)
            }

            fn insert_all(&mut self, rows: Vec<NewRow>) -> Outcome<()> {
                let way = self.way;
                Ok(transaction(&mut *self.source.lend()?, |connection| {
                    rows.iter().try_for_each(|row| insert_one(connection, way, row).map(|_| ()))
                })?)
            }

            fn insert_many(&mut self, rows: Vec<NewRow>) -> Outcome<usize> {
                let way = self.way;
                let connection = &mut *self.source.lend()?;
                let keys = match way {
                    Way::Array => insert_array(connection, &rows)?,
                    _ => transaction(connection, |connection| insert_many(connection, &rows))?,
                };
                let users = rows.into_iter().zip(keys);
                let users = users.map(|((name, hair_color), id)| User { id, name, hair_color });
                Ok(std::hint::black_box(users.collect::<Vec<_>>()).len())
            }

            fn copy_in(&mut self, rows: Vec<NewRow>) -> Outcome<u64> {
                copy_in(&mut *self.source.lend()?, &rows)
            }

            fn upsert(&mut self, settings: Vec<(String, String)>) -> Outcome<()> {
                upsert(&mut *self.source.lend()?, &new_settings(&settings))?;
                Ok(())
            }

            fn update(&mut self, user: &mut User, name: String) -> Outcome<()> {
                update_one(&mut *self.source.lend()?, user.id, &name)?;
                user.name = name;
                Ok(())
            }

            fn delete(&mut self, user: User) -> Outcome<()> {
                let row = diesel::delete(users::table.find(user.id));
                let changed = row.execute(&mut *self.source.lend()?)?;
                if changed == 0 { Err("no such row".into()) } else { Ok(()) }
            }

            fn transaction(&mut self, ids: [i64; 5], name: String) -> Outcome<()> {
                let way = self.way;
                Ok(transaction(&mut *self.source.lend()?, |connection| {
                    for id in ids {
                        let mut user = find(connection, way, id)?;
                        update_one(connection, user.id, &name)?;
                        user.name.clone_from(&name);
                    }
                    Ok(())
                })?)
            }

            fn threads(&mut self, keys: Vec<Vec<i64>>) -> Outcome<()> {
                if self.pool.is_none() {
                    let setup = setup("", &self.place);
                    self.pool = Some(pool(&self.place, setup, THREADS as u32, false)?);
                }
                let (pool, way) = (self.pool.as_ref().ok_or("no pool")?, self.way);
                in_threads(keys, |id| {
                    std::hint::black_box(find(&mut *pool.get()?, way, id)?);
                    Ok(())
                })
            }
        }
    };
}

pub(crate) use contestant;
