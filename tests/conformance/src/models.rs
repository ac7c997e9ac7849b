//! The models of the cases.
//!
//! Texts that are compared, ordered or unique have a `max_length`: some databases can't do that
//! with texts of any length.

mod basic;
mod composite;
mod keys;
mod lifecycle;
mod many;
mod mapping;
mod polymorphic;
mod relations;
mod schema;
mod types;

pub(crate) use self::basic::{Bare, Cached, Cell, Person, names, people, person};
pub(crate) use self::composite::{Grade, Line, Membership, line};
pub(crate) use self::keys::{Country, Document, Invoice, InvoiceId, Seat, Ticket, country};
pub(crate) use self::lifecycle::{
    Account, Article, Draft, Memo, Naive, Note, Profile, Revision, Setting,
};
pub(crate) use self::many::{Badge, Cramped, Device, Fuse, Subscriber, subscriber};
pub(crate) use self::mapping::{InvoiceLine, InvoiceLineSummary, Order, Tagged};
pub(crate) use self::polymorphic::{
    Essay, Page, Picture, Remark, Subject, remark_on, remarks, subject_tables,
};
pub(crate) use self::relations::{
    Bill, City, Club, Course, Folder, Friendship, Item, Knot, Letter, Member, Passport, Peer,
    Project, Reply, Signup, State, Task, Transfer, club, club_tables, letter, titles,
};
pub(crate) use self::schema::{
    Booking, Counter, Follower, Guarded, Loose, Player, Strict, Team, Wider, team,
};
pub(crate) use self::types::{
    Everything, Level, Mood, Narrow, Optional, Role, RoleText, Score, Settings, Shade, Unsigned,
    Wide, YesNo, everything,
};
