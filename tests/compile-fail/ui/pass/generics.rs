use activerecord::prelude::*;

use activerecord::{ColumnType as Typed, Record};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[derive(ActiveRecord)]
struct Event<T> {
    id: i64,
    payload: T,
    previous: Option<T>,
}

#[derive(ActiveRecord)]
struct Document<T: Serialize + DeserializeOwned = String>
where
    T: Clone,
{
    id: i64,
    content: Json<T>,
    #[record(skip)]
    history: Vec<T>,
}

#[derive(ActiveRecord)]
struct Counter<const N: usize> {
    id: i64,
    #[record(skip)]
    steps: Steps<N>,
}

#[derive(Default)]
struct Steps<const N: usize>;

trait Kinds {
    type Id: Typed;
}

struct Small;

impl Kinds for Small {
    type Id = i16;
}

#[derive(ActiveRecord)]
struct Thing<K: Kinds + 'static> {
    #[record(key)]
    number: K::Id,
}

#[derive(ColumnType)]
struct Wrapper<T>(T);

#[derive(ColumnType)]
struct Id<T>(i64, std::marker::PhantomData<fn() -> T>);

#[derive(ActiveRecord)]
struct Wrapped {
    id: Id<Self>,
    inner: Wrapper<String>,
}

#[derive(FromRow)]
struct Pair<A, B> {
    first: A,
    second: Option<B>,
}

fn main() {
    assert_eq!(Event::<String>::TABLE.name, "events");
    assert_eq!(Event::<bool>::TABLE.columns[1].kind, activerecord::Kind::Bool);
    assert_eq!(Document::<Vec<i64>>::TABLE.columns.len(), 2);
    assert_eq!(Counter::<3>::TABLE.columns.len(), 1);
    assert_eq!(Thing::<Small>::TABLE.key_strategy, activerecord::KeyStrategy::Generated);
    assert_eq!(Wrapped::TABLE.columns[1].kind, activerecord::Kind::Text);
    assert_eq!(<Pair<i64, String> as activerecord::FromRow>::WIDTH, 2);
    // A generic model has one slot for each of its types.
    assert!(!std::ptr::eq(Event::<bool>::slot(), Event::<i64>::slot()));
    assert!(std::ptr::eq(Event::<bool>::slot(), Event::<bool>::slot()));
    let _: activerecord::Column<Event<i64>, i64> = Event::<i64>::PAYLOAD;
}
