//! MySQL's and MariaDB's SQL, where it differs from the standard's.

use activerecord_core::dialect::{Capabilities, Conflict, Dialect, Limits, RawSyntax, Renderer};
use activerecord_core::expression::{Expr, Lock, LockStrength, LockWait, Select};
use activerecord_core::table::ColumnInfo;
use activerecord_core::{Error, ErrorKind, Result};

use crate::config::{MySqlOptions, UuidStorage};
use crate::server::Server;
use crate::{limits, version};

mod expr;
mod json;
mod subquery;
mod types;
mod upsert;
mod value;

pub(crate) use self::upsert::is_guarded;

/// The SQL of one server.
#[derive(Debug)]
pub(crate) struct MySqlDialect {
    server: Server,
    capabilities: Capabilities,
    limits: Limits,
    collation: String,
    uuid_storage: UuidStorage,
}

impl MySqlDialect {
    pub(crate) fn new(
        server: Server,
        key_step: i64,
        max_allowed_packet: u64,
        options: &MySqlOptions,
    ) -> Result<Self> {
        let packet = usize::try_from(max_allowed_packet).unwrap_or(usize::MAX);

        let native = version::has_uuid(&server);
        let uuid_storage = match options.uuid {
            Some(UuidStorage::Native) if !native => return Err(no_uuid(&server)),
            Some(storage) => storage,
            // MariaDB's type takes not every number for a UUID, by its version and variant.
            None => UuidStorage::Binary,
        };
        let collation = options.collation.as_deref();
        Ok(MySqlDialect {
            capabilities: version::capabilities(&server, key_step),
            limits: Limits::new(
                limits::BINDS_MAX,
                limits::BINDS_MAX,
                limits::VALUES_ROWS_MAX,
                limits::IDENTIFIER_MAX,
            )
            .statement_bytes(packet.saturating_sub(limits::PACKET_HEAD)),
            collation: collation.unwrap_or(version::exact_collation(&server)).to_owned(),
            uuid_storage,
            server,
        })
    }

    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    pub(crate) fn collation(&self) -> &str {
        &self.collation
    }

    pub(crate) fn uuid_storage(&self) -> UuidStorage {
        self.uuid_storage
    }

    pub(crate) fn key_step(&self) -> i64 {
        self.capabilities.key_step
    }
}

#[cold]
fn no_length(column: &ColumnInfo) -> Error {
    let message =
        format!("column `{}` is a text of any length, which can't be in a key", column.name);
    Error::new(ErrorKind::InvalidQuery, message)
        .with_help("give the field a `max_length`, of 768 characters at the most")
}

#[cold]
fn no_uuid(server: &Server) -> Error {
    let message =
        format!("option `uuid_storage` is `native`, and `{}` has no such type", server.text);
    Error::new(ErrorKind::Configuration, message)
        .with_help("MariaDB has it since 10.7; take `binary` or `text`")
}

impl Dialect for MySqlDialect {
    fn name(&self) -> &'static str {
        if self.server.is_mariadb() { "mariadb" } else { "mysql" }
    }

    fn version(&self) -> &str {
        &self.server.text
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn write_identifier(&self, name: &str, sql: &mut String) {
        sql.push('`');
        if name.as_bytes().contains(&b'`') {
            sql.push_str(&name.replace('`', "``"));
        } else {
            sql.push_str(name);
        }
        sql.push('`');
    }

    fn write_expr(&self, expr: &Expr, out: &mut Renderer<'_>) -> Result<()> {
        self.write(expr, out)
    }

    fn write_assigned(
        &self,
        _column: &ColumnInfo,
        value: &Expr,
        out: &mut Renderer<'_>,
    ) -> Result<()> {
        match value {
            // As it is: the column's type is what the server converts it to.
            Expr::Value { value, sensitive } => out.bind(value.clone(), *sensitive),
            computed => out.expr(computed),
        }
    }

    fn write_limit(&self, select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        match select.limit {
            Some(limit) => {
                out.push(" LIMIT ");
                out.limit(limit)?;
            }
            // OFFSET stands behind a LIMIT only; the manual's own number for "all".
            None => out.push(" LIMIT 18446744073709551615"),
        }
        if let Some(offset) = select.offset {
            out.push(" OFFSET ");
            out.bind_number(offset)?;
        }
        Ok(())
    }

    fn write_lock(&self, lock: &Lock, _select: &Select, out: &mut Renderer<'_>) -> Result<()> {
        out.push(match lock.strength {
            LockStrength::Update => " FOR UPDATE",
            LockStrength::Share if version::has_for_share(&self.server) => " FOR SHARE",
            LockStrength::Share => " LOCK IN SHARE MODE",
        });
        out.lock_of(lock)?;
        match lock.wait {
            LockWait::AtMost(time) if self.capabilities.lock_wait => {
                out.lock_wait_seconds(time, limits::LOCK_WAIT_SECONDS_MAX)
            }
            wait => out.lock_wait(wait),
        }
    }

    fn write_insert_defaults(&self, sql: &mut String) {
        sql.push_str(" () VALUES ()");
    }

    fn write_on_conflict(&self, conflict: &Conflict<'_>, sql: &mut String) -> Result<()> {
        self.write_upsert(conflict, sql)
    }

    fn column_type(&self, column: &ColumnInfo) -> Result<String> {
        self.type_of(column)
    }

    fn indexed_column_type(&self, column: &ColumnInfo) -> Result<String> {
        // MariaDB makes a hash of a long text for a unique constraint; MySQL wants a length.
        if column.kind.is_text() && column.max_length.is_none() && !self.server.is_mariadb() {
            return Err(no_length(column));
        }
        self.type_of(column)
    }

    fn generated_key(&self) -> &'static str {
        " NOT NULL AUTO_INCREMENT PRIMARY KEY"
    }

    fn raw_syntax(&self) -> RawSyntax {
        RawSyntax::iso()
            .with_backticks()
            .with_backslash_escapes()
            .with_hash_comments()
            .with_flat_comments()
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }
}
