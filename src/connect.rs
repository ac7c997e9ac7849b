//! Opening a database by its URL.

use activerecord_core::{Backend, ConnectionConfig, Database, Error, ErrorKind, Result};

/// The backends that this build has.
const BACKENDS: &[&dyn Backend] = &[
    #[cfg(feature = "sqlite")]
    &activerecord_sqlite::SqliteBackend,
    #[cfg(feature = "mssql")]
    &activerecord_mssql::MsSqlBackend,
    #[cfg(feature = "mysql")]
    &activerecord_mysql::MySqlBackend,
    #[cfg(feature = "postgres")]
    &activerecord_postgres::PostgresBackend,
    #[cfg(feature = "oracle")]
    &activerecord_oracle::OracleBackend,
];

/// The schemes of the backends that this build may lack, and the features that bring them.
const FEATURES: &[(&str, &str)] = &[
    ("sqlite", "sqlite"),
    ("postgres", "postgres"),
    ("postgresql", "postgres"),
    ("mysql", "mysql"),
    ("mariadb", "mysql"),
    ("oracle", "oracle"),
    ("mssql", "mssql"),
    ("sqlserver", "mssql"),
];

/// Opens the database of a URL: `sqlite://app.db`, `postgres://user@host/name`. The scheme chooses the
/// backend; the words behind the `?` are its options.
///
/// # Errors
/// The URL is malformed, its scheme is of no enabled backend, an option is unknown, or the
/// connection could not be made.
///
/// ```
/// # fn main() -> activerecord::Result<()> {
/// let db = activerecord::connect("sqlite::memory:?busy_timeout=2s")?;
/// assert_eq!(db.backend(), "sqlite");
///
/// let error = activerecord::connect("sqlite::memory:?busy=2s").unwrap_err();
/// assert!(error.to_string().contains("unknown option `busy`"));
/// # Ok(()) }
/// ```
pub fn connect(url: &str) -> Result<Database> {
    let config = ConnectionConfig::from_url(url)?;
    let scheme = config.scheme().unwrap_or_default().to_owned();
    let backend = BACKENDS.iter().find(|backend| backend.schemes().contains(&scheme.as_str()));
    match backend {
        Some(backend) => Database::open_dyn(config, *backend),
        None => Err(no_backend(&scheme)),
    }
}

fn no_backend(scheme: &str) -> Error {
    let error = Error::new(
        ErrorKind::Configuration,
        format!("no enabled backend opens a URL of scheme `{scheme}`"),
    );
    if let Some((_, feature)) = FEATURES.iter().find(|(known, _)| *known == scheme) {
        return error.with_help(format!("switch the feature `{feature}` of `activerecord` on"));
    }
    let schemes: Vec<&str> =
        BACKENDS.iter().flat_map(|backend| backend.schemes()).copied().collect();
    error.with_help(format!("this build opens {}", schemes.join(", ")))
}
