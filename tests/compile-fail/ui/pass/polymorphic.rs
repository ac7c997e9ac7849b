//! Enums of models between modules, of generic models, and in two fields of one model.

mod things {
    use activerecord::prelude::*;

    #[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
    pub struct Post {
        id: i64,
    }

    #[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
    pub struct Photo {
        #[record(key)]
        number: i32,
        #[record(polymorphic = "subject")]
        pub(crate) remarks: HasMany<super::Remark>,
    }
}

use activerecord::prelude::*;
use things::Photo;

#[derive(Polymorphic, Debug, Clone, PartialEq)]
pub enum Thing {
    Post(things::Post),
    Picture(Photo),
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
pub struct Remark {
    id: i64,
    subject_type: Option<String>,
    subject_id: Option<u32>,
    #[record(polymorphic)]
    pub subject: BelongsTo<Thing>,
    source_type: String,
    origin: i64,
    #[record(polymorphic = "source", key = "origin", accessor = "from_where", constant = "FROM")]
    source: BelongsTo<Thing>,
}

#[derive(ActiveRecord)]
struct Labelled<T> {
    id: i64,
    label: T,
    thing_type: String,
    thing_id: i64,
    #[record(polymorphic)]
    thing: BelongsTo<Thing>,
}

fn is_send_and_sync<T: Send + Sync + 'static>(_: &T) {}

fn main() -> activerecord::Result<()> {
    is_send_and_sync(&Remark::query().include((Remark::SUBJECT, Remark::FROM)));
    is_send_and_sync(&Remark::SUBJECT.include(Photo::REMARKS.include(Remark::FROM)));
    is_send_and_sync(&Remark::default());
    assert_eq!(Remark::default().from_where().load()?, None);
    let remark = Remark { subject: Thing::from(Photo::default()).into(), ..Default::default() };
    assert!(matches!(remark.subject.loaded()?, Some(Thing::Picture(_))));
    let _ = Labelled::<String>::filter(Labelled::<String>::THING.to::<Photo>().exists()).to_sql();
    Ok(())
}
