//! How a transaction begins. Oracle has no BEGIN: the first statement begins one, and what it is
//! like must be said before.

use activerecord_core::{Isolation, TransactionOptions};

/// The statement that says what the transaction is like, where anything was asked for. The levels
/// have been checked.
pub(crate) fn setup(options: &TransactionOptions) -> Option<&'static str> {
    match (options.is_read_only(), options.get_isolation()) {
        // It sees one state of the database from its beginning on, which is what both levels ask.
        (true, _) => Some("SET TRANSACTION READ ONLY"),
        (false, Some(Isolation::Serializable)) => {
            Some("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        }
        (false, Some(Isolation::ReadCommitted)) => {
            Some("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        }
        (false, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_first() {
        let options = TransactionOptions::new;
        assert_eq!(setup(&options()), None);
        assert_eq!(setup(&options().read_only()), Some("SET TRANSACTION READ ONLY"));
        let serializable = options().isolation(Isolation::Serializable);
        assert_eq!(setup(&serializable), Some("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"));
        assert_eq!(setup(&serializable.read_only()), Some("SET TRANSACTION READ ONLY"));
    }
}
