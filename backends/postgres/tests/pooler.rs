//! Behind PgBouncer, which gives every transaction another session.

#![allow(clippy::print_stdout, reason = "a test that did not run says so")]

mod support;

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use activerecord::postgres;
use activerecord::prelude::*;
use support::{Own, address, setting};

struct Pooler {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Pooler {
    /// PgBouncer before the server of this database, or nothing where there is none.
    fn start(own: &Own) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let (host, server_port) = address(own.url()).split_once(':').unwrap();
        let file = folder.path().join("pgbouncer.ini");
        let settings = format!(
            "[databases]\n* = host={host} port={server_port} user=activerecord\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
             auth_type = any\npool_mode = transaction\ndefault_pool_size = 3\n"
        );
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new("pgbouncer");
        if std::fs::metadata(folder.path()).unwrap().uid() == 0 {
            // It does not run as root.
            let open = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(folder.path(), open).unwrap();
            command = Command::new("setpriv");
            command.args(["--reuid", "postgres", "--clear-groups", "--", "pgbouncer"]);
        }
        let quiet = command.arg(&file).stdin(Stdio::null()).stdout(Stdio::null());
        let mut process = quiet.stderr(Stdio::null()).spawn().ok()?;
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(Pooler { process, port, _folder: folder });
            }
            if process.try_wait().unwrap().is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = (process.kill(), process.wait());
        None
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = (self.process.kill(), self.process.wait());
    }
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
#[record(table = "accounts")]
struct Account {
    id: i64,
    balance: i64,
    #[record(max_length = 9)]
    name: String,
}

fn transfers(db: &Database) {
    for number in 0..30 {
        let mut account = Account { balance: number, ..Default::default() }.create_on(db).unwrap();
        account.update_on(db, |account| account.balance += 1).unwrap();
        assert_eq!(Account::on(db).find(account.id).unwrap(), account);
        db.transaction(|tx| {
            Account::on(tx).for_update().find(account.id)?;
            let mut many = vec![Account::default(); 10];
            Account::insert_many_on(tx, &mut many)?;
            let ids: Vec<i64> = many.iter().map(|account| account.id).collect();
            assert_eq!(Account::on(tx).filter(Account::ID.is_in(ids)).count()?, 10);
            Ok(())
        })
        .unwrap();
        assert_eq!(postgres::copy_in(db, &vec![Account::default(); 10]).unwrap(), 10);
    }
}

#[test]
fn without_prepared_statements_every_session_will_do() {
    let Some(own) = Own::new("") else { return };
    let Some(pooler) = Pooler::start(&own) else {
        println!("NOT RUN: pgbouncer is not installed");
        return;
    };
    own.db.create_table::<Account>().unwrap();
    let server = address(own.url());
    let url = own.url().replace(server, &format!("127.0.0.1:{}", pooler.port));
    let url = format!("{url}?prepared_statements=false&pool_size=8&timezone=Asia/Tokyo");
    let db = activerecord::connect(&url).unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| transfers(&db));
        }
    });
    assert_eq!(Account::on(&own.db).count().unwrap(), 8 * 30 * 21);
    assert_eq!(setting(&db, "TimeZone"), "Asia/Tokyo");
    db.close();
}
