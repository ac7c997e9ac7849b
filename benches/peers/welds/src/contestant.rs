//! The operations, as Welds' guides show them.

use bench_kit::{Contestant, NewRow, Outcome, PRAGMAS, Workload};
use welds::connections::sqlite_sync::{SqliteClient, connect};
use welds::prelude::*;

#[derive(Debug, WeldsModel)]
#[welds(table = "users")]
pub struct User {
    #[welds(primary_key)]
    pub id: i64,
    pub name: String,
    pub hair_color: Option<String>,
}

pub(crate) struct Welds {
    client: SqliteClient,
}

fn insert(client: &dyn Client, (name, hair_color): NewRow) -> Outcome<i64> {
    let mut user = User::new();
    user.name = name;
    user.hair_color = hair_color;
    user.save(client)?;
    Ok(user.id)
}

fn find(client: &dyn Client, id: i64) -> Outcome<DbState<User>> {
    User::find_by_id(client, id)?.ok_or_else(|| "no such row".into())
}

impl Contestant for Welds {
    type User = DbState<User>;

    fn open(_name: &str, place: &str) -> Outcome<Self> {
        let client = connect(place)?;
        client.execute_script(PRAGMAS)?;
        Ok(Welds { client })
    }

    fn takes_part(_name: &str, workload: Workload) -> bool {
        use Workload::{
            Count, Delete, Find, FindBy, In1k, Insert, Insert100, Load1, Load10k, Load100,
            Transaction10, Update,
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
                | Update
                | Delete
                | Transaction10
        )
    }

    fn version() -> String {
        "Welds 0.5 on rusqlite".to_owned()
    }

    fn script(&mut self, sql: &str) -> Outcome<()> {
        Ok(self.client.execute_script(sql)?)
    }

    fn load(&mut self) -> Outcome<Vec<DbState<User>>> {
        Ok(User::all().run(&self.client)?)
    }

    fn find(&mut self, id: i64) -> Outcome<DbState<User>> {
        find(&self.client, id)
    }

    fn find_by(&mut self, id: i64) -> Outcome<Option<DbState<User>>> {
        let query = User::where_col(|user| user.id.equal(id)).order_by_asc(|user| user.id);
        Ok(query.limit(1).run(&self.client)?.pop())
    }

    fn find_many(&mut self, ids: Vec<i64>) -> Outcome<Vec<DbState<User>>> {
        Ok(User::where_col(|user| user.id.in_list(&ids)).run(&self.client)?)
    }

    fn count(&mut self) -> Outcome<i64> {
        let query = User::where_col(|user| user.hair_color.equal("black"));
        Ok(i64::try_from(query.count(&self.client)?)?)
    }

    fn insert(&mut self, row: NewRow) -> Outcome<i64> {
        insert(&self.client, row)
    }

    fn insert_all(&mut self, rows: Vec<NewRow>) -> Outcome<()> {
        let transaction = self.client.begin()?;
        for row in rows {
            insert(&transaction, row)?;
        }
        Ok(transaction.commit()?)
    }

    fn update(&mut self, user: &mut DbState<User>, name: String) -> Outcome<()> {
        user.name = name;
        Ok(user.save(&self.client)?)
    }

    fn delete(&mut self, mut user: DbState<User>) -> Outcome<()> {
        Ok(user.delete(&self.client)?)
    }

    fn transaction(&mut self, ids: [i64; 5], name: String) -> Outcome<()> {
        let transaction = self.client.begin()?;
        for id in ids {
            let mut user = find(&transaction, id)?;
            user.name.clone_from(&name);
            user.save(&transaction)?;
        }
        Ok(transaction.commit()?)
    }
}
