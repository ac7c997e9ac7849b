//! A private MariaDB.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::install::{Install, find_or_install};
use super::process::{give, unprivileged};
use super::{free_port, new_folder, run, wait_until};

/// The user that Debian's package makes.
const USER: &str = "mysql";

/// Starts a server; hands back its URL, its process and its folder.
pub(super) fn start(install: Install) -> Result<(String, Child, PathBuf), String> {
    let server = find_or_install("mariadb-server", install, find)?;
    let folder = new_folder("mariadb")?;
    give(&folder, USER)?;
    let data = folder.join("data");
    // The options of this machine's own server must not count, so none are read.
    run(unprivileged(Path::new("/usr/bin/mariadb-install-db"), USER)
        .arg("--no-defaults")
        .args(["--auth-root-authentication-method=normal", "--skip-test-db"])
        .arg(format!("--datadir={}", data.display())))?;
    let port = free_port()?;
    let socket = folder.join("socket");
    let log = folder.join("log");
    let file = File::create(&log).map_err(|error| error.to_string())?;
    let errors = file.try_clone().map_err(|error| error.to_string())?;
    let mut command = unprivileged(&server, USER);
    command
        .arg("--no-defaults")
        .arg(format!("--datadir={}", data.display()))
        .arg(format!("--socket={}", socket.display()))
        .arg(format!("--pid-file={}", folder.join("pid").display()))
        .arg(format!("--port={port}"))
        // Speed instead of safety: nothing in here outlives the tests.
        .args(["--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync"])
        .args(["--innodb-doublewrite=OFF", "--sync-binlog=0", "--innodb-buffer-pool-size=256M"])
        .args(["--bind-address=127.0.0.1", "--max-connections=200", "--local-infile=ON"])
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(errors);
    let mut process =
        command.spawn().map_err(|error| format!("cannot start the server: {error}"))?;
    let ready = || {
        let status = Command::new("/usr/bin/mariadb-admin")
            .args(["--no-defaults", "--user=root", "ping", "--silent"])
            .arg(format!("--socket={}", socket.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    };
    wait_until(&mut process, &log, ready)?;
    // A user for TCP: root may come by the socket only.
    let grant = "CREATE USER IF NOT EXISTS 'activerecord'@'127.0.0.1' IDENTIFIED BY 'activerecord'; \
                 GRANT ALL ON *.* TO 'activerecord'@'127.0.0.1' WITH GRANT OPTION;";
    run(Command::new("/usr/bin/mariadb")
        .args(["--no-defaults", "--user=root"])
        .arg(format!("--socket={}", socket.display()))
        .args(["--execute", grant]))?;
    Ok((format!("mysql://activerecord:activerecord@127.0.0.1:{port}/"), process, folder))
}

fn find() -> Option<PathBuf> {
    let candidates = ["/usr/sbin/mariadbd", "/usr/sbin/mysqld"];
    candidates.iter().map(PathBuf::from).find(|path| path.exists())
}
