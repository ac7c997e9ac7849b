//! Models that refer to one another.

use activerecord::Result;
use activerecord::prelude::*;
use chrono::{DateTime, Utc};

use crate::Context;

/// Loses its members, not they it.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Club {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) name: String,
    #[record(order = "name", dependent = "nullify")]
    pub(crate) members: HasMany<Member>,
}

/// Has relations of every kind.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Member {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) name: String,
    pub(crate) club_id: Option<i64>,
    pub(crate) club: BelongsTo<Club>,
    #[record(dependent = "delete")]
    pub(crate) passport: HasOne<Passport>,
    #[record(order = "id", dependent = "delete")]
    pub(crate) letters: HasMany<Letter>,
    #[record(through = Letter, order = "id")]
    pub(crate) replies: HasMany<Reply>,
    #[record(dependent = "restrict")]
    pub(crate) signups: HasMany<Signup>,
    #[record(through = Signup, order = "title")]
    pub(crate) courses: HasMany<Course>,
}

/// At most one for each member.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Passport {
    pub(crate) id: i64,
    pub(crate) member_id: i64,
    #[record(max_length = 40)]
    pub(crate) number: String,
    pub(crate) member: BelongsTo<Member>,
}

/// Any number for each member.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Letter {
    pub(crate) id: i64,
    #[record(index)]
    pub(crate) member_id: i64,
    #[record(max_length = 40)]
    pub(crate) title: String,
    pub(crate) sent: bool,
    pub(crate) member: BelongsTo<Member>,
    #[record(order = "id", dependent = "delete")]
    pub(crate) replies: HasMany<Reply>,
}

/// Two steps from a member.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Reply {
    pub(crate) id: i64,
    #[record(index)]
    pub(crate) letter_id: i64,
    #[record(max_length = 40)]
    pub(crate) text: String,
    pub(crate) letter: BelongsTo<Letter>,
}

/// Between members and courses.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Signup {
    #[record(key)]
    pub(crate) member_id: i64,
    #[record(key)]
    pub(crate) course_id: i64,
    pub(crate) member: BelongsTo<Member>,
    pub(crate) course: BelongsTo<Course>,
}

/// Many to many with members.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Course {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) title: String,
    #[record(through = Signup, order = "name")]
    pub(crate) members: HasMany<Member>,
}

/// Creates the tables of clubs, members and what belongs to them.
pub(crate) fn club_tables(cx: &Context<'_>) -> Result<()> {
    cx.create::<Club>()?;
    cx.create::<Member>()?;
    cx.create::<Passport>()?;
    cx.create::<Letter>()?;
    cx.create::<Reply>()?;
    cx.create::<Course>()?;
    cx.create::<Signup>()
}

/// Stores these:
///
/// | member | club | passport | letters: replies | courses |
/// |---|---|---|---|---|
/// | ada | chess | A1 | draft: -; sent `hello`: one, two | math, music |
/// | bob | chess | | sent `hi`: three | music |
/// | cid | | C1 | | |
///
/// There is also a club `rowing` without members, and a course `art` without members.
pub(crate) fn club(cx: &Context<'_>) -> Result<[Member; 3]> {
    club_tables(cx)?;
    let chess = Club { name: "chess".into(), ..Default::default() }.create()?;
    Club { name: "rowing".into(), ..Default::default() }.create()?;
    let member =
        |name: &str, club_id| Member { name: name.into(), club_id, ..Default::default() }.create();
    let (ada, bob) = (member("ada", Some(chess.id))?, member("bob", Some(chess.id))?);
    let cid = member("cid", None)?;
    for (owner, number) in [(&ada, "A1"), (&cid, "C1")] {
        owner.passport().create(Passport { number: number.into(), ..Default::default() })?;
    }
    letter(&ada, "draft", false, &[])?;
    letter(&ada, "hello", true, &["one", "two"])?;
    letter(&bob, "hi", true, &["three"])?;
    let course = |title: &str| Course { title: title.into(), ..Default::default() }.create();
    let (math, music, _art) = (course("math")?, course("music")?, course("art")?);
    for (member, course) in [(&ada, &math), (&ada, &music), (&bob, &music)] {
        Signup { member_id: member.id, course_id: course.id, ..Default::default() }.create()?;
    }
    Ok([ada, bob, cid])
}

/// Stores a letter of a member, and replies to it.
pub(crate) fn letter(member: &Member, title: &str, sent: bool, replies: &[&str]) -> Result<Letter> {
    let letter = Letter { title: title.into(), sent, ..Default::default() };
    let letter = member.letters().create(letter)?;
    for text in replies {
        letter.replies().create(Reply { text: (*text).into(), ..Default::default() })?;
    }
    Ok(letter)
}

/// The titles, with a space between.
pub(crate) fn titles(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.title.as_str()).collect::<Vec<_>>().join(" ")
}

/// Refers to itself.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Folder {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) name: String,
    pub(crate) parent_id: Option<i64>,
    pub(crate) parent: BelongsTo<Folder>,
    #[record(key = "parent_id", order = "name", dependent = "delete")]
    pub(crate) children: HasMany<Folder>,
}

/// Two relations to one model.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Transfer {
    pub(crate) id: i64,
    pub(crate) from_id: i64,
    pub(crate) to_id: i64,
    pub(crate) from: BelongsTo<Member>,
    pub(crate) to: BelongsTo<Member>,
}

/// A composite key that others refer to.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Bill {
    #[record(key)]
    pub(crate) year: i32,
    #[record(key)]
    pub(crate) number: i32,
    #[record(key(bill_year, bill_number), order = "id desc")]
    pub(crate) items: HasMany<Item>,
}

/// Refers to a composite key.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Item {
    pub(crate) id: i64,
    pub(crate) bill_year: Option<i32>,
    pub(crate) bill_number: Option<i32>,
    #[record(key(bill_year, bill_number))]
    pub(crate) bill: BelongsTo<Bill>,
}

/// Others refer to its code.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct State {
    pub(crate) id: i64,
    #[record(unique, max_length = 8)]
    pub(crate) code: String,
    #[record(key = "state_code", references = "code", order = "id")]
    pub(crate) cities: HasMany<City>,
}

/// Refers to what is not the key.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct City {
    pub(crate) id: i64,
    #[record(max_length = 8)]
    pub(crate) state_code: Option<String>,
    #[record(key = "state_code", references = "code")]
    pub(crate) state: BelongsTo<State>,
}

/// Many to many with itself.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Peer {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) name: String,
    #[record(through = Friendship, key = "peer_id", other_key = "friend_id", order = "name")]
    pub(crate) friends: HasMany<Peer>,
}

/// Between a peer and another.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Friendship {
    pub(crate) id: i64,
    pub(crate) peer_id: i64,
    pub(crate) friend_id: i64,
    pub(crate) peer: BelongsTo<Peer>,
    pub(crate) friend: BelongsTo<Peer>,
}

/// Counts its tasks, and knows when one of them was written.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Project {
    pub(crate) id: i64,
    pub(crate) tasks_count: i32,
    #[record(updated_at)]
    pub(crate) updated_at: Option<DateTime<Utc>>,
    #[record(order = "id", dependent = "delete")]
    pub(crate) tasks: HasMany<Task>,
}

/// Is counted, and touches its project.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Task {
    pub(crate) id: i64,
    #[record(max_length = 40)]
    pub(crate) title: String,
    pub(crate) project_id: Option<i64>,
    #[record(deleted_at)]
    pub(crate) deleted_at: Option<DateTime<Utc>>,
    #[record(counter_cache = "tasks_count", touch)]
    pub(crate) project: BelongsTo<Project>,
}

/// Rows that may depend on each other in a circle, which not every database lets go by a foreign key.
#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub(crate) struct Knot {
    pub(crate) id: i64,
    pub(crate) next_id: Option<i64>,
    #[record(no_foreign_key)]
    pub(crate) next: BelongsTo<Knot>,
    #[record(key = "next_id", dependent = "delete")]
    pub(crate) before: HasMany<Knot>,
}
