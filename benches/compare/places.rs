//! Where each entrant has its database.

use std::path::{Path, PathBuf};

use bench_kit::{Engine, Outcome, Store};

use crate::field::{Entrant, Field, RAW};

/// The stores that can be had, and the places in them.
pub(crate) struct Places {
    folder: PathBuf,
    servers: Vec<(Store, String)>,
}

impl Places {
    /// Files go into this folder; servers are those that the environment names.
    pub(crate) fn new(folder: &Path) -> Self {
        let variables = [
            (Store::Postgres, "ACTIVERECORD_TEST_POSTGRES_URL"),
            (Store::Mariadb, "ACTIVERECORD_TEST_MYSQL_URL"),
        ];
        let url = |(store, variable)| std::env::var(variable).ok().map(|url| (store, url));
        Places {
            folder: folder.to_owned(),
            servers: variables.into_iter().filter_map(url).collect(),
        }
    }

    pub(crate) fn has(&self, store: Store) -> bool {
        !store.is_server() || self.server(store).is_some()
    }

    fn server(&self, store: Store) -> Option<&str> {
        self.servers.iter().find(|(known, _)| *known == store).map(|(_, url)| url.as_str())
    }

    /// The place of a database with this name.
    pub(crate) fn place(&self, store: Store, name: &str) -> Outcome<String> {
        match store {
            Store::Memory => Ok(":memory:".to_owned()),
            Store::File => {
                let file = self.folder.join(format!("{name}.db"));
                Ok(file.to_str().ok_or("the temporary folder's name is not UTF-8")?.to_owned())
            }
            Store::Postgres | Store::Mariadb => {
                let url = self.server(store).ok_or("no such server")?;
                Ok(with_database(url, &database(name)))
            }
        }
    }

    /// Makes sure that there is a database for this name.
    pub(crate) fn make(&self, field: &Field, store: Store, name: &str) -> Outcome<()> {
        let Some(url) = self.server(store) else { return Ok(()) };
        let name = database(name);
        self.script(field, store.engine(), url, &format!("DROP DATABASE IF EXISTS {name}"))?;
        self.script(field, store.engine(), url, &format!("CREATE DATABASE {name}"))
    }

    fn script(&self, field: &Field, engine: Engine, url: &str, sql: &str) -> Outcome<()> {
        let status = field.command(&RAW, engine)?.args(["script", url, sql]).status()?;
        if status.success() { Ok(()) } else { Err(format!("failed: {sql}").into()) }
    }

    /// Removes the file of a database, if it has one.
    pub(crate) fn clear(&self, store: Store, name: &str) -> Outcome<()> {
        if store == Store::File {
            let file = self.place(store, name)?;
            for ending in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{file}{ending}"));
            }
        }
        Ok(())
    }

    /// A name for the database of an entrant.
    pub(crate) fn name(entrant: &Entrant) -> String {
        format!("bench_{}", entrant.word)
    }
}

/// A name that needs no quotes.
fn database(name: &str) -> String {
    name.replace('-', "_")
}

/// The URL of another database on the same server.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = match url.split_once('?') {
        Some((address, options)) => (address, format!("?{options}")),
        None => (url, String::new()),
    };
    let scheme = address.find("://").map_or(0, |at| at + 3);
    let server = address[scheme..].find('/').map_or(address.len(), |at| scheme + at);
    format!("{}/{name}{options}", &address[..server])
}
