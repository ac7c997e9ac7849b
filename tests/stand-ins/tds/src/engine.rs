//! Runs statements: SQLite keeps the data, everything else that makes it SQL Server is here.

mod batch;
mod bulk;
mod catalog;
mod create;
mod database;
mod functions;
mod insert;
mod locks;
mod merge;
mod messages;
mod output;
mod read;
mod session;
mod transaction;
mod translate;
mod update;

pub(crate) use self::database::Databases;
pub(crate) use self::session::Session;
