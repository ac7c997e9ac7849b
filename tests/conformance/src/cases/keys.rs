//! Keys of one column: UUIDs, texts, assigned numbers, newtypes.

use activerecord::prelude::*;
use uuid::Uuid;

use super::{assert_says, failure};
use crate::case::{CaseResult, cases};
use crate::models::{Country, Document, Invoice, InvoiceId, Seat, Ticket, country};
use crate::{Context, Outcome::Passed};

cases![keys:
    a_uuid_is_made_by_the_client,
    a_uuid_that_is_set_is_kept,
    uuids_made_later_are_greater,
    a_uuid_model_saves_and_deletes,
    a_text_key_is_stored_and_found,
    a_text_key_is_taken_by_reference,
    a_text_key_twice_is_a_unique_violation,
    save_of_an_assigned_key_inserts_or_updates,
    update_of_an_assigned_key_that_is_missing_is_not_found,
    an_assigned_number_is_never_made,
    a_small_integer_key_is_made,
    a_newtype_key_is_made_and_found,
    a_newtype_key_is_compared,
];

fn a_uuid_is_made_by_the_client(cx: &Context<'_>) -> CaseResult {
    cx.create::<Document>()?;
    let created = Document { title: "report".into(), ..Default::default() }.create()?;
    assert_eq!(created.id.get_version_num(), 7);
    assert_eq!(Document::find(created.id)?, created);
    Ok(Passed)
}

fn a_uuid_that_is_set_is_kept(cx: &Context<'_>) -> CaseResult {
    cx.create::<Document>()?;
    let id = Uuid::from_u128(42);
    let created = Document { id, title: "report".into() }.create()?;
    assert_eq!(created.id, id);
    assert_eq!(Document::find(id)?.title, "report");
    Ok(Passed)
}

fn uuids_made_later_are_greater(cx: &Context<'_>) -> CaseResult {
    cx.create::<Document>()?;
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(Document { title: "page".into(), ..Default::default() }.create()?.id);
    }
    assert!(ids.is_sorted(), "{ids:?}");
    Ok(Passed)
}

fn a_uuid_model_saves_and_deletes(cx: &Context<'_>) -> CaseResult {
    cx.create::<Document>()?;
    let mut document = Document { title: "draft".into(), ..Default::default() };
    document.save()?;
    document.title = "final".into();
    document.save()?;
    assert_eq!(Document::query().all()?, [document.clone()]);
    document.delete()?;
    assert_eq!(Document::query().count()?, 0);
    let mut stranger = Document { id: Uuid::from_u128(1), title: "stranger".into() };
    assert!(failure(stranger.save()).is_not_found(), "a set UUID is a row that must be there");
    Ok(Passed)
}

fn a_text_key_is_stored_and_found(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    let created = country("o'neill \"x\"", "with quotes").create()?;
    assert_eq!(Country::find("o'neill \"x\"")?, created);
    let error = failure(Country::find("nowhere"));
    assert!(error.is_not_found());
    assert_says(&error, &["Country", "code = 'nowhere'"]);
    Ok(Passed)
}

fn a_text_key_is_taken_by_reference(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    country("it", "Italy").create()?;
    let key = String::from("it");
    assert!(Country::exists(&key)?);
    assert_eq!(Country::find(&key)?.name, Country::find(key)?.name);
    assert_eq!(Country::find_many(["it", "xx"])?.len(), 1);
    Ok(Passed)
}

fn a_text_key_twice_is_a_unique_violation(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    country("it", "Italy").create()?;
    assert!(failure(country("it", "Other").create()).is_unique_violation());
    assert_eq!(Country::find("it")?.name, "Italy");
    Ok(Passed)
}

fn save_of_an_assigned_key_inserts_or_updates(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    let mut italy = country("it", "Italia");
    italy.save()?;
    assert_eq!(Country::find("it")?.name, "Italia");
    italy.name = "Italy".into();
    italy.save()?;
    italy.save()?;
    assert_eq!(Country::query().all()?, [country("it", "Italy")]);
    Ok(Passed)
}

fn update_of_an_assigned_key_that_is_missing_is_not_found(cx: &Context<'_>) -> CaseResult {
    cx.create::<Country>()?;
    let mut italy = country("it", "Italia");
    assert!(failure(italy.update(|row| row.name = "Italy".into())).is_not_found());
    assert_eq!(italy.name, "Italia");
    assert_eq!(Country::query().count()?, 0);
    Ok(Passed)
}

fn an_assigned_number_is_never_made(cx: &Context<'_>) -> CaseResult {
    cx.create::<Ticket>()?;
    let zero = Ticket { number: 0, holder: "ada".into() }.create()?;
    assert_eq!(zero.number, 0);
    assert_eq!(Ticket::find(0)?.holder, "ada");
    assert!(failure(Ticket { number: 0, holder: "bob".into() }.create()).is_unique_violation());
    Ticket { number: -5, holder: "cid".into() }.create()?;
    assert_eq!(Ticket::query().order_by(Ticket::NUMBER).pluck(Ticket::NUMBER)?, [-5, 0]);
    Ok(Passed)
}

fn a_small_integer_key_is_made(cx: &Context<'_>) -> CaseResult {
    cx.create::<Seat>()?;
    let mut seat = Seat { label: "A1".into(), ..Default::default() }.create()?;
    assert!(seat.id > 0);
    seat.update(|seat| seat.label = "A2".into())?;
    assert_eq!(Seat::find(seat.id)?.label, "A2");
    Ok(Passed)
}

fn a_newtype_key_is_made_and_found(cx: &Context<'_>) -> CaseResult {
    cx.create::<Invoice>()?;
    let first = Invoice { customer: "ada".into(), ..Default::default() }.create()?;
    let second = Invoice { customer: "bob".into(), replaces: Some(first.id), ..Default::default() };
    let second = second.create()?;
    assert_ne!(first.id, InvoiceId(0));
    assert_eq!(Invoice::find(first.id)?, first);
    assert_eq!(Invoice::find(second.id)?.replaces, Some(first.id));
    Ok(Passed)
}

fn a_newtype_key_is_compared(cx: &Context<'_>) -> CaseResult {
    cx.create::<Invoice>()?;
    let first = Invoice { customer: "ada".into(), ..Default::default() }.create()?;
    Invoice { customer: "bob".into(), replaces: Some(first.id), ..Default::default() }.create()?;
    let customers =
        |condition| Invoice::filter(condition).pluck(Invoice::CUSTOMER).map(|list| list.join(" "));
    assert_eq!(customers(Invoice::ID.eq(first.id))?, "ada");
    assert_eq!(customers(Invoice::REPLACES.is_in([first.id, InvoiceId(9_999)]))?, "bob");
    assert_eq!(customers(Invoice::REPLACES.eq(None))?, "ada");
    assert_eq!(customers(Invoice::REPLACES.eq(Invoice::ID))?, "");
    Ok(Passed)
}
