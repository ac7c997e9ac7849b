//! Relations between modules, with private fields, of generic models, and in a circle.

mod people {
    use activerecord::prelude::*;

    #[derive(ActiveRecord, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct User {
        id: i64,
        team_id: Option<i64>,
        pub team: BelongsTo<super::teams::Team>,
        #[record(accessor = "all_posts", constant = "ALL_POSTS")]
        pub(crate) query: HasMany<super::Post>,
    }
}

mod teams {
    use activerecord::prelude::*;

    use super::people::User;

    #[derive(ActiveRecord, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Team {
        id: i64,
        captain_id: Option<i64>,
        #[record(no_foreign_key)]
        captain: BelongsTo<User>,
        pub users: HasMany<User>,
        pub r#type: HasOne<Kind>,
    }

    #[derive(ActiveRecord, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Kind {
        id: i64,
        team_id: i64,
    }
}

use activerecord::prelude::*;

/// No `Default`, no `Clone`.
#[derive(ActiveRecord, Debug)]
pub struct Post {
    id: i64,
    user_id: i64,
    user: BelongsTo<people::User>,
    #[record(skip)]
    drafts: Vec<HasMany<Post>>,
}

#[derive(ActiveRecord)]
struct Shelf<T> {
    id: i64,
    label: T,
    books: HasMany<Book<T>>,
}

#[derive(ActiveRecord)]
struct Book<T> {
    id: i64,
    shelf_id: i64,
    shelf: BelongsTo<Shelf<T>>,
    title: T,
}

fn is_send_and_sync<T: Send + Sync + 'static>(_: &T) {}

fn main() -> activerecord::Result<()> {
    let query = people::User::query().include(people::User::TEAM.include(teams::Team::USERS));
    is_send_and_sync(&query);
    is_send_and_sync(&people::User::default());
    let _ = query.join(people::User::ALL_POSTS).to_sql();
    let user = people::User::default();
    assert!(user.all_posts().load()?.is_empty());
    assert!(teams::Team::default().r#type().load()?.is_none());
    let shelf = Shelf { id: 0, label: String::new(), books: HasMany::default() };
    assert!(shelf.books().load()?.is_empty());
    let books = Book::<String>::query().include(Book::<String>::SHELF);
    is_send_and_sync(&books);
    Ok(())
}
