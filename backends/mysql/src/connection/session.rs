//! What a session is set to, explicitly: a server's defaults are somebody else's.

use std::sync::Arc;
use std::time::Duration;

use activerecord_core::{Error, ErrorKind, Result};
use mysql::Conn;
use mysql::prelude::Queryable;

use crate::backend::{Facts, Shared};
use crate::config::Settings;
use crate::dialect::MySqlDialect;
use crate::error::connect as explain;
use crate::limits;
use crate::server::Server;
use crate::version;

/// Nothing is cut, rounded to zero, or replaced by a zero date silently.
const STRICT: &str = "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,\
                      NO_ENGINE_SUBSTITUTION";

/// Sets a session up, and hands back its number at the server. The first one of a database also
/// finds out what the server is.
pub(super) fn begin(conn: &mut Conn, shared: &Shared) -> Result<(Arc<MySqlDialect>, u64)> {
    let settings = &shared.settings;
    let facts = match shared.facts.get() {
        Some(facts) => facts,
        None => {
            let found = find_out(conn, settings)?;
            shared.facts.get_or_init(|| found)
        }
    };
    let (id, step) = set_up(conn, settings, &facts.dialect)
        .map_err(|error| explain::not_set_up(error, settings))?;
    for command in &settings.options.init_commands {
        run_all(conn, command).map_err(|error| {
            explain::not_set_up(error, settings).with_help("see the option `init_command`")
        })?;
    }
    if step != facts.dialect.key_step() {
        return Err(another_step(facts.dialect.key_step(), step));
    }
    Ok((Arc::clone(&facts.dialect), id))
}

fn find_out(conn: &mut Conn, settings: &Settings) -> Result<Facts> {
    let sql = "SELECT VERSION(), @@max_allowed_packet, @@auto_increment_increment, \
               @@innodb_rollback_on_timeout";
    let found: Option<(String, u64, i64, bool)> =
        conn.query_first(sql).map_err(|error| explain::not_set_up(error, settings))?;
    let Some((told, packet, key_step, rollback_on_timeout)) = found else {
        return Err(Error::new(ErrorKind::ConnectionFailed, "the server does not say what it is"));
    };
    let text = settings.options.server_version.as_deref().unwrap_or(&told);
    let server = Server::read(text)?;
    let max_allowed_packet = settings.options.max_allowed_packet.unwrap_or(packet);
    let dialect = MySqlDialect::new(server, key_step, max_allowed_packet, &settings.options)?;
    Ok(Facts { dialect: Arc::new(dialect), max_allowed_packet, rollback_on_timeout })
}

/// Sets everything and asks for what differs from session to session, in one round trip.
fn set_up(
    conn: &mut Conn,
    settings: &Settings,
    dialect: &MySqlDialect,
) -> mysql::Result<(u64, i64)> {
    let sql = set_up_sql(settings, dialect);
    let mut result = conn.query_iter(sql)?;
    let mut found = (0, 0);
    while let Some(set) = result.iter() {
        for row in set {
            found = mysql::from_row_opt(row?).map_err(mysql::Error::from)?;
        }
    }
    Ok(found)
}

fn set_up_sql(settings: &Settings, dialect: &MySqlDialect) -> String {
    let server = dialect.server();
    let mut sql = format!("SET NAMES utf8mb4 COLLATE {}; ", dialect.collation());
    sql.push_str("SET SESSION autocommit = 1, SESSION time_zone = '");
    sql.push_str(&settings.timezone);
    sql.push_str("', SESSION sql_mode = '");
    match &settings.options.sql_mode {
        Some(modes) => sql.push_str(modes),
        None => sql.push_str(&default_sql_mode(server)),
    }
    sql.push('\'');
    if let Some(timeout) = settings.options.statement_timeout {
        sql.push_str(&statement_timeout(server, timeout));
    }
    if let Some(timeout) = settings.options.lock_wait_timeout {
        sql.push_str(&format!(", SESSION innodb_lock_wait_timeout = {}", timeout.as_secs()));
    }
    sql.push_str("; SELECT CONNECTION_ID(), @@auto_increment_increment");
    sql
}

fn default_sql_mode(server: &Server) -> String {
    let mut modes = String::from(STRICT);
    if version::has_simultaneous_assignment(server) {
        // As in the standard, every assignment of an UPDATE reads the row as it was.
        modes.push_str(",SIMULTANEOUS_ASSIGNMENT");
    }
    if !server.is_mariadb() {
        // MySQL's default. MariaDB does not see that a key determines its row's other columns, and
        // would refuse good queries.
        modes.push_str(",ONLY_FULL_GROUP_BY");
    }
    modes
}

/// MariaDB counts seconds, of all statements; MySQL milliseconds, of SELECT only.
fn statement_timeout(server: &Server, timeout: Duration) -> String {
    if server.is_mariadb() {
        return format!(", SESSION max_statement_time = {}", timeout.as_secs_f64());
    }
    let millis = timeout.as_millis().min(u128::from(limits::EXECUTION_TIME_MS_MAX));
    format!(", SESSION max_execution_time = {millis}")
}

/// Runs a command of the user's, and looks at every result for an error.
fn run_all(conn: &mut Conn, sql: &str) -> mysql::Result<()> {
    let mut result = conn.query_iter(sql)?;
    while let Some(set) = result.iter() {
        for row in set {
            row?;
        }
    }
    Ok(())
}

/// Keys of many new rows are counted from the first one.
#[cold]
fn another_step(known: i64, found: i64) -> Error {
    let message = format!(
        "the server's `auto_increment_increment` was {known} when the database was opened, and is \
         {found} now"
    );
    Error::new(ErrorKind::ConnectionFailed, message).with_help("open the database again")
}

#[cfg(test)]
mod tests {
    use activerecord_core::ConnectionConfig;

    use super::*;
    use crate::config::MySqlOptions;

    fn sql(version: &str, options: MySqlOptions) -> String {
        let config = ConnectionConfig::new().host("localhost").with(options.clone());
        let settings = Settings::of(&config).unwrap();
        let dialect =
            MySqlDialect::new(Server::read(version).unwrap(), 1, 1 << 24, &options).unwrap();
        set_up_sql(&settings, &dialect)
    }

    #[test]
    fn each_server_gets_its_own_words() {
        let options = MySqlOptions::new()
            .statement_timeout(Duration::from_millis(1_500))
            .lock_wait_timeout(Duration::from_secs(3));
        let maria = sql("10.11.2-MariaDB", options.clone());
        assert!(maria.starts_with("SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin; "), "{maria}");
        assert!(maria.contains("max_statement_time = 1.5, SESSION innodb_lock_wait_timeout = 3;"));
        assert!(maria.contains("SIMULTANEOUS_ASSIGNMENT") && !maria.contains("ONLY_FULL"));
        let mysql = sql("8.0.36", options);
        assert!(mysql.starts_with("SET NAMES utf8mb4 COLLATE utf8mb4_0900_bin; "), "{mysql}");
        assert!(mysql.contains("max_execution_time = 1500,"), "{mysql}");
        assert!(mysql.contains(",ONLY_FULL_GROUP_BY'"), "{mysql}");
    }

    #[test]
    fn what_the_user_says_wins() {
        let options = MySqlOptions::new().sql_mode("ANSI").collation("utf8mb4_general_ci");
        let sql = sql("8.4.0", options);
        assert!(sql.contains("COLLATE utf8mb4_general_ci;") && sql.contains("sql_mode = 'ANSI';"));
    }
}
