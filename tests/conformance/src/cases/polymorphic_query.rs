//! Belonging to a row of one of several models: conditions, joins, trees, databases, documents.

use activerecord::prelude::*;
use activerecord::testing::count_queries;

use super::{assert_says, failure, outside};
use crate::case::{CaseResult, cases};
use crate::models::{Essay, Page, Picture, Remark, Subject, remarks, subject_tables as tables};
use crate::{Context, Outcome::Passed};

cases![polymorphic_query:
    a_tree_is_inserted_above,
    a_tree_that_fails_is_as_it_was,
    conditions_on_one_model,
    joined_for_one_model,
    the_other_side_has_the_same_names,
    each_model_in_its_own_database,
    keys_of_other_types,
    documents_and_debug,
];

fn a_tree_is_inserted_above(cx: &Context<'_>) -> CaseResult {
    tables(cx)?;
    let pages = vec![Page::default(), Page::default()];
    let essay = Essay { title: "new".into(), pages: pages.into(), ..Default::default() };
    let subject = BelongsTo::new(Subject::from(essay));
    let remark = Remark { subject, ..Default::default() }.create()?;
    let Some(Subject::Essay(essay)) = remark.subject.loaded()? else { panic!("no essay") };
    assert_eq!(remark.subject_type.as_deref(), Some("Essay"));
    assert_eq!(remark.subject_id, Some(essay.id));
    assert_eq!(Page::filter(Page::ESSAY_ID.eq(essay.id)).count()?, 2);
    let (again, queries) = count_queries(|| remark.subject().load().map(|found| found.is_some()));
    assert_eq!((again?, queries), (true, 0));
    let subjects = [Subject::from(Picture::default()), Subject::from(Essay::default())];
    let mut remarks: Vec<Remark> = subjects
        .into_iter()
        .map(|subject| Remark { subject: subject.into(), ..Default::default() })
        .collect();
    Remark::insert_many(&mut remarks)?;
    let names: Vec<_> = remarks.iter().map(|remark| remark.subject_type.as_deref()).collect();
    assert_eq!(names, [Some("Picture"), Some("Essay")]);
    assert_eq!((Picture::query().count()?, Essay::query().count()?), (2, 3));
    Ok(Passed)
}

fn a_tree_that_fails_is_as_it_was(cx: &Context<'_>) -> CaseResult {
    tables(cx)?;
    cx.db.drop_table::<Remark>()?;
    let pages = vec![Page::default()];
    let essay = Essay { title: "lost".into(), pages: pages.into(), ..Default::default() };
    let remark = Remark { subject: BelongsTo::new(essay.into()), ..Default::default() };
    let mut remarks = [remark];
    failure(Remark::insert_many(&mut remarks));
    let [remark] = &remarks;
    assert_eq!(*remark, Remark::default());
    let Some(Subject::Essay(essay)) = remark.subject.get() else { panic!("no essay") };
    assert_eq!((essay.id, essay.pages.loaded()?[0].essay_id), (0, 0));
    assert_eq!((Essay::query().count()?, Page::query().count()?), (1, 0));
    cx.create::<Remark>()?;
    Remark::insert_many(&mut remarks)?;
    assert_eq!((Essay::query().count()?, Page::query().count()?), (2, 1));
    Ok(Passed)
}

fn conditions_on_one_model(cx: &Context<'_>) -> CaseResult {
    let (essay, picture) = remarks(cx)?;
    let (essays, pictures) = (Remark::SUBJECT.to::<Essay>(), Remark::SUBJECT.to::<Picture>());
    assert_eq!(Remark::filter(essays.exists()).count()?, 2);
    assert_eq!(Remark::filter(!pictures.exists()).count()?, 3);
    assert_eq!(Remark::filter(essays.any(Essay::TITLE.eq("On keys"))).count()?, 2);
    assert_eq!(Remark::filter(essays.any(Essay::TITLE.eq("none"))).count()?, 0);
    let both = Remark::filter(essays.any(Essay::ID.eq(essay.id)).or(pictures.exists()));
    assert_eq!(both.count()?, 3);
    let counted = Remark::query().order_by(Remark::ID).with_count(pictures).all()?;
    assert_eq!(counted.iter().map(|found| found.count).collect::<Vec<_>>(), [0, 1, 0, 0]);
    let deleted = Remark::filter(pictures.exists()).delete_all()?;
    assert_eq!((deleted, Remark::query().count()?), (1, 3));
    assert_eq!(Picture::find(picture.id)?, picture);
    Ok(Passed)
}

fn joined_for_one_model(cx: &Context<'_>) -> CaseResult {
    remarks(cx)?;
    let titles = Remark::query()
        .join(Remark::SUBJECT.to::<Essay>())
        .filter(Essay::TITLE.starts_with("On"))
        .pluck(Essay::TITLE)?;
    assert_eq!(titles, ["On keys", "On keys"]);
    let rows: Vec<(i64, Option<String>)> = Remark::query()
        .left_join(Remark::SUBJECT.to::<Essay>().alias("essay"))
        .order_by(Remark::ID)
        .select((Remark::ID, Essay::TITLE.of("essay").nullable()))
        .all()?;
    let titles: Vec<Option<&str>> = rows.iter().map(|(_, title)| title.as_deref()).collect();
    assert_eq!(titles, [Some("On keys"), None, Some("On keys"), None]);
    let both = Remark::query()
        .left_join(Remark::SUBJECT.to::<Essay>())
        .left_join(Remark::SUBJECT.to::<Picture>())
        .filter(Essay::ID.is_null().and(Picture::ID.is_null()));
    assert_eq!(both.count()?, 1);
    Ok(Passed)
}

fn the_other_side_has_the_same_names(cx: &Context<'_>) -> CaseResult {
    let (essay, picture) = tables(cx)?;
    let remark = essay.notes().create(Remark::default())?;
    assert_eq!(remark.subject().load()?, Some(&Subject::Essay(essay.clone())));
    let notes = vec![Remark::default()];
    let other = Picture { notes: notes.into(), ..Default::default() }.create()?;
    assert_eq!(picture.notes().count()?, 0);
    let mut remark = Remark::default();
    remark.set_subject(&picture)?;
    remark.create()?;
    assert_eq!((picture.notes().count()?, other.notes().count()?), (1, 1));
    let essays = Essay::query().include(Essay::NOTES.include(Remark::SUBJECT)).all()?;
    assert_eq!(essays[0].notes.loaded()?[0].subject.loaded()?, Some(&Subject::Essay(essay)));
    Ok(Passed)
}

fn each_model_in_its_own_database(cx: &Context<'_>) -> CaseResult {
    #[derive(Polymorphic, Debug)]
    enum Side {
        Near(Near),
        Far(Far),
    }

    #[derive(ActiveRecord, Debug, Default)]
    struct Near {
        id: i64,
    }

    #[derive(ActiveRecord, Debug, Default)]
    struct Far {
        id: i64,
    }

    #[derive(ActiveRecord, Debug, Default)]
    struct Pointer {
        id: i64,
        #[record(max_length = 20)]
        side_type: String,
        side_id: i64,
        #[record(polymorphic)]
        side: BelongsTo<Side>,
    }

    let (db, other) = (cx.db.clone(), cx.second()?);
    let found = outside(move || {
        Near::bind(&db);
        Pointer::bind(&db);
        Far::bind(&other);
        db.create_table::<Near>()?;
        db.create_table::<Pointer>()?;
        other.create_table::<Far>()?;
        let near = Near::default().create()?;
        let mut pointer = Pointer::default();
        pointer.set_side(&near)?;
        pointer.create()?;
        Pointer { side: BelongsTo::new(Far::default().into()), ..Default::default() }.create()?;
        assert_eq!((Near::on(&db).count()?, Far::on(&other).count()?), (1, 1));
        let pointers = Pointer::query().order_by(Pointer::ID).include(Pointer::SIDE).all()?;
        assert!(matches!(pointers[0].side.loaded()?, Some(Side::Near(_))));
        assert!(matches!(pointers[1].side.loaded()?, Some(Side::Far(_))));
        let far = Pointer::find(pointers[1].id)?;
        assert!(matches!(far.side().load()?, Some(Side::Far(_))));
        assert_eq!(Pointer::filter(Pointer::SIDE.to::<Near>().exists()).count()?, 1);
        let (error, queries) =
            count_queries(|| failure(Pointer::query().join(Pointer::SIDE.to::<Far>()).all()));
        assert_says(&error, &["Pointer.side", "`Pointer`", "`Far`", "include"]);
        assert_eq!(queries, 0);
        Ok(())
    });
    found?;
    Ok(Passed)
}

fn keys_of_other_types(cx: &Context<'_>) -> CaseResult {
    #[derive(Polymorphic, Debug, PartialEq)]
    enum Place {
        Town(Town),
        River(River),
    }

    #[derive(ActiveRecord, Debug, Default, PartialEq)]
    struct Town {
        #[record(key, max_length = 10)]
        code: String,
    }

    #[derive(ActiveRecord, Debug, Default, PartialEq)]
    struct River {
        #[record(key, max_length = 10)]
        name: String,
    }

    #[derive(ActiveRecord, Debug, Default)]
    struct Visit {
        id: i64,
        #[record(max_length = 20)]
        target_type: String,
        #[record(max_length = 10)]
        target_id: String,
        #[record(polymorphic = "target")]
        place: BelongsTo<Place>,
    }

    cx.create::<Town>()?;
    cx.create::<River>()?;
    cx.create::<Visit>()?;
    let town = Town { code: "ulm".into() }.create()?;
    let river = River { name: "ulm".into() }.create()?;
    for number in 0..3 {
        let mut visit = Visit::default();
        if number == 1 {
            visit.set_place(&river)?
        } else {
            visit.set_place(&town)?
        }
        visit.create()?;
    }
    let (visits, queries) =
        count_queries(|| Visit::query().order_by(Visit::ID).include(Visit::PLACE).all());
    let visits = visits?;
    assert_eq!(queries, 3);
    let places: Vec<Option<&Place>> = visits.iter().map(|visit| visit.place.get()).collect();
    let (town, river) = (Place::Town(town), Place::River(river));
    assert_eq!(places, [Some(&town), Some(&river), Some(&town)]);
    assert_eq!(Visit::find(visits[1].id)?.place().load()?, Some(&river));
    Ok(Passed)
}

fn documents_and_debug(cx: &Context<'_>) -> CaseResult {
    let (essay, picture) = remarks(cx)?;
    let query = Remark::filter(Remark::SUBJECT_TYPE.eq("Picture"));
    let json = |remark: &Remark| serde_json::to_string(remark).map_err(activerecord::Error::other);
    let remark = query.one()?;
    let start =
        format!(r#"{{"id":{},"subject_type":"Picture","subject_id":{}"#, remark.id, picture.id);
    assert_eq!(json(&remark)?, format!("{start}}}"));
    assert!(format!("{remark:?}").contains("subject: <not loaded>"));
    remark.subject().load()?;
    let document = json(&remark)?;
    let picture = format!(r#"{{"Picture":{{"id":{}}}}}"#, picture.id);
    assert_eq!(document, format!(r#"{start},"subject":{picture}}}"#));
    assert!(format!("{remark:?}").contains("subject: Some(Picture(Picture { id: "));
    let read: Remark = serde_json::from_str(&document).map_err(activerecord::Error::other)?;
    assert_eq!(read.subject.loaded()?, remark.subject.loaded()?);
    assert_eq!(format!("{:?}", Remark::SUBJECT), "Remark.subject");
    assert_eq!(essay.notes().count()?, 2);
    Ok(Passed)
}
