//! The SQL that is written for MariaDB, and for MySQL 8: the server is told to be one, so that what
//! only MySQL knows is looked at and not run.

mod support;

use activerecord::prelude::*;
use activerecord::{ErrorKind, exists};
use support::Own;

/// What makes a MariaDB pass for a MySQL 8.
const MYSQL_8: &str = "server_version=8.0.36&collation=utf8mb4_bin";

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "users", index(name, team))]
struct User {
    id: i64,
    #[record(unique, max_length = 40)]
    email: String,
    #[record(max_length = 40)]
    name: String,
    team: i32,
    age: i32,
    boss: Option<i64>,
    settings: Json<Vec<i32>>,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "posts")]
struct Post {
    id: i64,
    #[record(references = User, on_delete = "cascade")]
    user_id: i64,
}

fn user(email: &str) -> User {
    User { email: email.into(), ..Default::default() }
}

fn text<C: activerecord::Target>(query: &Query<User, User, C>) -> String {
    query.to_sql().unwrap().text
}

#[test]
fn tables_of_mariadb_and_mysql() {
    let Some(own) = Own::new("") else { return };
    let sql = own.db.create_table_sql::<User>().unwrap();
    let [sql] = sql.as_slice() else { panic!("{sql:?}") };
    for part in [
        "`id` BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
        "`email` VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL UNIQUE",
        "`settings` JSON NOT NULL",
        "INDEX `ix_users_name_team` (`name`, `team`)",
    ] {
        assert!(sql.contains(part), "{part}: {sql}");
    }
    let sql = own.db.create_table_sql::<Post>().unwrap().remove(0);
    assert!(sql.contains("FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE"));
    let mysql = own.again(MYSQL_8).unwrap();
    let sql = mysql.create_table_sql::<User>().unwrap().remove(0);
    assert!(sql.contains("`email` VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"));
}

#[test]
fn locks() {
    let Some(own) = Own::new("") else { return };
    let query = User::on(&own.db).filter(User::ID.eq(1));
    assert!(text(&query.clone().for_update().nowait()).ends_with(" FOR UPDATE NOWAIT"));
    assert!(
        text(&query.clone().for_share().skip_locked()).ends_with(" LOCK IN SHARE MODE SKIP LOCKED")
    );
    let mysql = own.again(MYSQL_8).unwrap();
    let query = User::on(&mysql).filter(User::ID.eq(1));
    assert!(text(&query.for_share().skip_locked()).ends_with(" FOR SHARE SKIP LOCKED"));
    let old = own.again("server_version=5.7.44&collation=utf8mb4_bin").unwrap();
    let query = User::on(&old).filter(User::ID.eq(1));
    assert!(text(&query.clone().for_share()).ends_with(" LOCK IN SHARE MODE"));
    let error = query.for_update().skip_locked().to_sql().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("SKIP LOCKED") && error.to_string().contains("5.7.44"));
}

#[test]
fn pages_and_orders() {
    let Some(own) = Own::new("") else { return };
    let query = User::on(&own.db).order_by(User::NAME.desc().nulls_last());
    let sql = text(&query.clone().limit(2).offset(3));
    let order = " ORDER BY CASE WHEN `name` IS NULL THEN 1 ELSE 0 END, `name` DESC";
    assert!(sql.ends_with(&format!("{order} LIMIT 2 OFFSET ?")), "{sql}");
    let sql = text(&query.offset(3));
    assert!(sql.ends_with(" LIMIT 18446744073709551615 OFFSET ?"), "{sql}");
}

#[test]
fn numbers_keep_their_type() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<User>().unwrap();
    for (email, age) in [("a", 7), ("b", 8)] {
        User { age, ..user(email) }.create_on(&own.db).unwrap();
    }
    let on = User::on(&own.db);
    assert_eq!(on.sum(User::AGE).unwrap(), Some(15));
    assert_eq!(on.avg(User::AGE).unwrap(), Some(7.5));
    assert_eq!(on.clone().filter((User::AGE / 2).eq(3)).count().unwrap(), 1);
    let sql = text(&on.filter((User::AGE / 2).eq(3)));
    assert!(sql.contains("(`age` DIV ?) = ?"), "{sql}");
}

#[test]
fn queries_of_the_changed_table_and_with_limits() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<User>().unwrap();
    for email in ["a", "b", "c"] {
        user(email).create_on(&own.db).unwrap();
    }
    let first = User::query().order_by(User::EMAIL).limit(2).select(User::ID);
    let among = User::ID.in_query(first);
    let on = User::on(&own.db);
    assert_eq!(on.clone().filter(among.clone()).count().unwrap(), 2);
    assert_eq!(on.clone().filter(among.clone()).update_all(User::AGE.set(1)).unwrap(), 2);
    assert_eq!(on.clone().filter(among).delete_all().unwrap(), 2);
    let any = exists(User::query().filter(User::EMAIL.eq("c")));
    assert_eq!(on.clone().filter(any).delete_all().unwrap(), 1);
    assert_eq!(on.count().unwrap(), 0);
}

#[test]
fn assignments_read_the_old_row() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<User>().unwrap();
    User { age: 1, team: 10, ..user("a") }.create_on(&own.db).unwrap();
    // MariaDB by a mode of the session; MySQL by the order in which they are written.
    let mysql = own.again(MYSQL_8).unwrap();
    for db in [&own.db, &mysql] {
        let all = User::on(db).unfiltered();
        all.update_all((User::AGE.set(User::AGE + 1), User::TEAM.set(User::AGE))).unwrap();
    }
    let stored = User::on(&own.db).one().unwrap();
    assert_eq!((stored.age, stored.team), (3, 2));
    let swap = (User::AGE.set(User::TEAM), User::TEAM.set(User::AGE));
    User::on(&own.db).unfiltered().update_all(swap.clone()).unwrap();
    let stored = User::on(&own.db).one().unwrap();
    assert_eq!((stored.age, stored.team), (2, 3));
    let error = User::on(&mysql).unfiltered().update_all(swap).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}

#[test]
fn upserts_name_the_new_row_in_mysql_8() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<User>().unwrap();
    let users = [user("a"), user("b")];
    User::upsert_many(&users).conflict(User::EMAIL).run_on(&own.db).unwrap();
    User::upsert_many(&users).conflict(User::EMAIL).run_on(&own.db).unwrap();
    assert_eq!(User::on(&own.db).count().unwrap(), 2);
    let mysql = own.again(MYSQL_8).unwrap();
    let error = User::upsert_many(&users).conflict(User::EMAIL).run_on(&mysql).unwrap_err();
    // MariaDB stops at what it does not know.
    assert_eq!(error.kind(), ErrorKind::Syntax);
    assert!(error.to_string().contains("AS `ar_new` ON DUPLICATE KEY UPDATE `users`.`id` = IF("));
    let old = own.again("server_version=8.0.18&collation=utf8mb4_bin").unwrap();
    User::upsert_many(&users).conflict(User::EMAIL).run_on(&old).unwrap();
}

#[test]
fn an_upsert_does_not_touch_the_row_of_another_key() {
    let Some(own) = Own::new("") else { return };
    own.db.create_table::<User>().unwrap();
    let known = user("a").create_on(&own.db).unwrap();
    let other = User { id: 900, name: "thief".into(), ..user("a") };
    let error = User::upsert_many(&[other]).run_on(&own.db).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(User::on(&own.db).all().unwrap(), [known]);
}

#[test]
fn keys_follow_the_server_s_step() {
    let Some(own) = Own::new("") else { return };
    let step =
        "init_command=SET%20auto_increment_increment%20=%205,%20auto_increment_offset%20=%202";
    own.db.create_table::<User>().unwrap();
    let db = own.again(step).unwrap();
    let mut users: Vec<User> = (0..3_000).map(|number| user(&format!("{number}"))).collect();
    User::insert_many_on(&db, &mut users).unwrap();
    let stored = User::on(&db).order_by(User::ID).all().unwrap();
    assert_eq!(stored, users);
    assert_eq!(users[1].id - users[0].id, 5);
}

#[test]
fn json_is_compared_as_json_in_mysql() {
    let Some(own) = Own::new("") else { return };
    let query = |db: &Database| text(&User::on(db).filter(User::SETTINGS.eq(Json(vec![1]))));
    assert!(query(&own.db).ends_with("`settings` = ?"));
    let mysql = own.again(MYSQL_8).unwrap();
    assert!(query(&mysql).ends_with("`settings` = CAST(? AS JSON)"));
}
