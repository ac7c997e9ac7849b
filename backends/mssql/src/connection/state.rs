//! Where the session's transaction stands, which the server may change by itself.

use activerecord_core::{Error, ErrorKind, Result};

use super::effect::Effect;
use super::{MsSqlConnection, run};

/// Where the session's transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transaction {
    None,
    Open,
    /// The server has rolled it back, or will let it only be rolled back.
    Lost,
}

impl MsSqlConnection {
    /// Asks whether the transaction can still be committed: some errors end it, others do not.
    pub(super) fn look_after_transaction(&mut self) {
        match run::number(&mut self.client, &self.drive, "SELECT CAST(XACT_STATE() AS int)") {
            Ok(Some(1)) => {}
            Ok(_) => self.transaction = Transaction::Lost,
            Err(_) => self.broken = true,
        }
    }

    /// After SQL that may have begun or ended a transaction by itself.
    pub(super) fn note(&mut self, effect: Effect) {
        self.changed |= effect.session;
        if effect.transaction && !self.broken {
            let open = run::number(&mut self.client, &self.drive, "SELECT @@TRANCOUNT");
            self.transaction = match (open, self.transaction) {
                (Ok(Some(0)), Transaction::None) => Transaction::None,
                (Ok(Some(0)), _) => Transaction::Lost,
                (Ok(_), _) => Transaction::Open,
                (Err(_), state) => {
                    self.broken = true;
                    state
                }
            };
        }
    }

    pub(super) fn check_transaction(&self) -> Result<()> {
        match self.transaction {
            Transaction::Lost => Err(lost()),
            _ => Ok(()),
        }
    }

    /// The level of every new session.
    const ISOLATION_DEFAULT: &'static str = "; SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

    /// Ends the transaction by this statement, and sets the isolation level back with it.
    pub(super) fn end(&mut self, sql: &str) -> Result<()> {
        let restored = std::mem::take(&mut self.isolation_set);
        let sql = format!("{sql}{}", if restored { Self::ISOLATION_DEFAULT } else { "" });
        self.batch(&sql).inspect_err(|_| self.broken |= restored)
    }
}

#[cold]
pub(super) fn lost() -> Error {
    Error::new(
        ErrorKind::TransactionAborted,
        "SQL Server has given the transaction up, and nothing of it is kept",
    )
    .with_help("an earlier statement failed for a reason such as a deadlock, and said so")
}
