mod users {
    #![deny(warnings, missing_docs)]

    use activerecord::prelude::*;

    /// A user.
    #[derive(ActiveRecord, Default)]
    pub struct User {
        id: i64,
        /// Where mail goes.
        pub email: String,
        pub(crate) name: Option<String>,
        pub(super) nick: Option<String>,
        pub(in crate::users) secret: Option<i64>,
    }

    mod deeper {
        use activerecord::Record;
        use activerecord::prelude::*;

        #[derive(ActiveRecord)]
        pub(super) struct Note {
            id: i64,
            #[record(references = super::User, on_delete = "cascade")]
            user_id: i64,
            #[record(references = Self)]
            parent_id: Option<i64>,
        }

        impl Note {
            pub(super) fn columns() -> usize {
                let _ = Note::USER_ID;
                Note::TABLE.columns.len()
            }
        }
    }

    /// How many columns a note has.
    pub fn note_columns() -> usize {
        let _ = (User::ID, User::SECRET);
        deeper::Note::columns()
    }
}

fn main() {
    let _ = (users::User::EMAIL, users::User::NAME, users::User::NICK);
    let _ = users::User::default();
    assert_eq!(users::note_columns(), 3);
}
