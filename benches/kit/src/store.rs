//! Where the rows are.

use serde::{Deserialize, Serialize};

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    Sqlite,
    Postgres,
    Mariadb,
}

/// Where a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Store {
    Memory,
    File,
    Postgres,
    Mariadb,
}

impl Engine {
    pub const ALL: [Engine; 3] = [Engine::Sqlite, Engine::Postgres, Engine::Mariadb];

    /// The word of command lines.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
            Engine::Mariadb => "mariadb",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Engine::ALL.into_iter().find(|engine| engine.word() == word)
    }
}

impl Store {
    pub const ALL: [Store; 4] = [Store::Memory, Store::File, Store::Postgres, Store::Mariadb];

    /// The word of reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Store::Memory => "sqlite",
            Store::File => "sqlite-file",
            Store::Postgres => "postgres",
            Store::Mariadb => "mariadb",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Store::Memory => "SQLite in memory",
            Store::File => "SQLite in a file",
            Store::Postgres => "PostgreSQL",
            Store::Mariadb => "MariaDB",
        }
    }

    #[must_use]
    pub fn engine(self) -> Engine {
        match self {
            Store::Memory | Store::File => Engine::Sqlite,
            Store::Postgres => Engine::Postgres,
            Store::Mariadb => Engine::Mariadb,
        }
    }

    /// Whether a statement is a round trip to another process.
    #[must_use]
    pub fn is_server(self) -> bool {
        self.engine() != Engine::Sqlite
    }
}
