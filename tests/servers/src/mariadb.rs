//! MariaDB: where it is, how it is started, how it is asked whether it runs.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::install::{Install, find_or_install};
use super::{Place, give, run, succeeds, unprivileged};

/// The user that Debian's package makes.
const USER: &str = "mysql";

pub(super) fn program(install: Install) -> Result<PathBuf, String> {
    find_or_install("mariadb-server", install, || {
        let candidates = ["/usr/sbin/mariadbd", "/usr/sbin/mysqld"];
        candidates.iter().map(PathBuf::from).find(|path| path.exists())
    })
}

pub(super) fn url(place: &Place) -> String {
    format!("mysql://activerecord:activerecord@127.0.0.1:{}/", place.port)
}

/// Makes the data folder. The options of this machine's own server must not count, so none are
/// read.
pub(super) fn make(place: &Place) -> Result<(), String> {
    give(&place.folder, USER)?;
    run(unprivileged(Path::new("/usr/bin/mariadb-install-db"), USER)
        .arg("--no-defaults")
        .args(["--auth-root-authentication-method=normal", "--skip-test-db"])
        .arg(format!("--datadir={}", place.data().display())))
}

pub(super) fn command(program: &Path, place: &Place) -> Command {
    let mut command = unprivileged(program, USER);
    command
        .arg("--no-defaults")
        .arg(format!("--datadir={}", place.data().display()))
        .arg(format!("--socket={}", place.socket().display()))
        .arg(format!("--pid-file={}", place.folder.join("pid").display()))
        .arg(format!("--port={}", place.port))
        // Speed instead of safety: nothing in here outlives the tests.
        .args(["--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync"])
        .args(["--innodb-doublewrite=OFF", "--sync-binlog=0", "--innodb-buffer-pool-size=256M"])
        .args(["--bind-address=127.0.0.1", "--max-connections=200", "--local-infile=ON"]);
    command
}

pub(super) fn answers(place: &Place) -> bool {
    succeeds(
        Command::new("/usr/bin/mariadb-admin")
            .args(["--no-defaults", "--user=root", "ping", "--silent"])
            .arg(format!("--socket={}", place.socket().display())),
    )
}

/// Makes a user for TCP: root may come by the socket only.
pub(super) fn grant(place: &Place) -> Result<(), String> {
    let grant = "CREATE USER IF NOT EXISTS 'activerecord'@'127.0.0.1' IDENTIFIED BY 'activerecord'; \
                 GRANT ALL ON *.* TO 'activerecord'@'127.0.0.1' WITH GRANT OPTION;";
    run(Command::new("/usr/bin/mariadb")
        .args(["--no-defaults", "--user=root"])
        .arg(format!("--socket={}", place.socket().display()))
        .args(["--execute", grant]))
}
