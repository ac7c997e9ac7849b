//! Relations between models of different databases, to rows of several models, to soft-deleted
//! rows, and in documents.

use activerecord::prelude::*;
use activerecord::testing::count_queries;
use serde::{Deserialize, Serialize};

use super::{assert_says, failure, outside};
use crate::case::{CaseResult, cases};
use crate::models::{Project, Task};
use crate::{Context, Outcome::Passed};

cases![relation_databases:
    each_model_is_read_from_its_own,
    each_model_is_written_to_its_own,
    one_statement_cannot_follow,
    a_kept_join_of_models_that_moved_apart,
    rows_of_several_models,
    soft_deleted_rows_are_hidden,
    soft_deleted_owners_keep_their_rows,
    unloaded_relations_are_left_out_of_documents,
];

/// The models of one case: a database stays bound to its model.
macro_rules! two_models {
    () => {
        #[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
        struct Here {
            id: i64,
            #[record(dependent = "delete", order = "id")]
            theres: HasMany<There>,
        }

        #[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
        struct There {
            id: i64,
            here_id: i64,
            here: BelongsTo<Here>,
        }
    };
}

fn each_model_is_read_from_its_own(cx: &Context<'_>) -> CaseResult {
    two_models!();
    let other = cx.second()?;
    let db = cx.db.clone();
    let found = outside(move || {
        Here::bind(&db);
        There::bind(&other);
        db.create_table::<Here>()?;
        other.create_table::<There>()?;
        let here = Here::default().create()?;
        There { here_id: here.id, ..Default::default() }.create()?;
        let here = Here::query().include(Here::THERES.include(There::HERE)).one()?;
        let theres = here.theres.loaded()?;
        assert_eq!(theres[0].here.loaded()?, Some(&here));
        assert_eq!(Here::find(here.id)?.theres().load()?, theres);
        let on = Here::on(&db).include(Here::THERES).one()?;
        assert_eq!(on.theres.loaded()?.len(), 1);
        There::include_in(&mut [There::default()], There::HERE)
    });
    found?;
    Ok(Passed)
}

fn each_model_is_written_to_its_own(cx: &Context<'_>) -> CaseResult {
    two_models!();
    let other = cx.second()?;
    let db = cx.db.clone();
    let found = outside(move || {
        Here::bind(&db);
        There::bind(&other);
        db.create_table::<Here>()?;
        other.create_table::<There>()?;
        let theres = vec![There::default(), There::default()];
        let mut here = Here { theres: theres.into(), ..Default::default() }.create()?;
        assert_eq!(There::filter(There::HERE_ID.eq(here.id)).count()?, 2);
        here.delete()?;
        There::query().count()
    });
    assert_eq!(found?, 0);
    Ok(Passed)
}

fn one_statement_cannot_follow(cx: &Context<'_>) -> CaseResult {
    two_models!();
    let other = cx.second()?;
    let db = cx.db.clone();
    let found = outside(move || {
        Here::bind(&db);
        There::bind(&other);
        let (errors, queries) = count_queries(|| {
            [
                failure(Here::query().join(Here::THERES).all()),
                failure(Here::filter(Here::THERES.exists()).count()),
                failure(Here::query().with_count(Here::THERES).all()),
            ]
        });
        assert_eq!(queries, 0);
        for error in errors {
            assert_says(&error, &["Here.theres", "`Here`", "`There`", "include"]);
        }
        Ok(())
    });
    found?;
    Ok(Passed)
}

/// The text of the join is known by then.
fn a_kept_join_of_models_that_moved_apart(cx: &Context<'_>) -> CaseResult {
    two_models!();
    let other = cx.second()?;
    let db = cx.db.clone();
    let found = outside(move || {
        Here::bind(&db);
        There::bind(&db);
        db.create_table::<Here>()?;
        db.create_table::<There>()?;
        let query = Here::query().join(Here::THERES);
        assert_eq!(query.all()?, []);
        There::bind(&other);
        let (error, queries) = count_queries(|| failure(query.all()));
        assert_says(&error, &["Here.theres", "`Here`", "`There`", "include"]);
        assert_eq!(queries, 0);
        There::bind(&db);
        query.all()
    });
    assert_eq!(found?, []);
    Ok(Passed)
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Photo {
    id: i64,
    #[record(polymorphic = "subject", order = "id", dependent = "delete")]
    remarks: HasMany<Remark>,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Video {
    id: i64,
    #[record(polymorphic = "subject", order = "id")]
    remarks: HasMany<Remark>,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Remark {
    id: i64,
    #[record(max_length = 20)]
    subject_type: String,
    subject_id: i64,
}

fn rows_of_several_models(cx: &Context<'_>) -> CaseResult {
    cx.create::<Photo>()?;
    cx.create::<Video>()?;
    cx.create::<Remark>()?;
    let remarks = vec![Remark::default(), Remark::default()];
    let mut photo = Photo { remarks: remarks.into(), ..Default::default() }.create()?;
    let video = Video::default().create()?;
    assert_eq!(photo.id, video.id, "the keys alone do not tell");
    let remark = video.remarks().create(Remark::default())?;
    assert_eq!((remark.subject_type.as_str(), remark.subject_id), ("Video", video.id));
    assert_eq!((photo.remarks().count()?, video.remarks().count()?), (2, 1));
    assert_eq!(Photo::query().include(Photo::REMARKS).one()?.remarks.loaded()?.len(), 2);
    assert_eq!(Video::query().join(Video::REMARKS).count()?, 1);
    assert_eq!(Photo::filter(Photo::REMARKS.any(Remark::ID.eq(remark.id))).count()?, 0);
    photo.delete()?;
    assert_eq!(Remark::query().one()?, remark);
    Ok(Passed)
}

fn soft_deleted_rows_are_hidden(cx: &Context<'_>) -> CaseResult {
    cx.create::<Project>()?;
    cx.create::<Task>()?;
    let project = Project::default().create()?;
    project.tasks().create(Task::default())?;
    project.tasks().create(Task::default())?.delete()?;
    assert_eq!(project.tasks().load()?.len(), 1);
    assert_eq!(project.tasks().query().with_deleted().count()?, 2);
    let tasks = |relations: activerecord::RelationQuery<Project, HasMany<Task>>| {
        Project::query().include(relations).one().map(|found| found.tasks.get().map(<[Task]>::len))
    };
    assert_eq!(tasks(Project::TASKS.limit(9))?, Some(1));
    assert_eq!(tasks(Project::TASKS.with_deleted())?, Some(2));
    assert_eq!(Project::query().join(Project::TASKS).count()?, 1);
    assert_eq!(Project::query().with_count(Project::TASKS).one()?.count, 1);
    Ok(Passed)
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Archive {
    id: i64,
    #[record(deleted_at)]
    deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    #[record(dependent = "delete")]
    sheets: HasMany<Sheet>,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Sheet {
    id: i64,
    archive_id: i64,
}

fn soft_deleted_owners_keep_their_rows(cx: &Context<'_>) -> CaseResult {
    cx.create::<Archive>()?;
    cx.create::<Sheet>()?;
    let sheets = vec![Sheet::default()];
    let mut archive = Archive { sheets: sheets.into(), ..Default::default() }.create()?;
    archive.delete()?;
    assert_eq!(Sheet::query().count()?, 1);
    archive.delete_forever()?;
    assert_eq!(Sheet::query().count()?, 0);
    Ok(Passed)
}

#[derive(ActiveRecord, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Page {
    id: i64,
    #[serde(default, skip_serializing_if = "HasMany::is_unloaded")]
    notes: HasMany<Margin>,
}

#[derive(ActiveRecord, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Margin {
    id: i64,
    page_id: i64,
    #[serde(default, skip_serializing_if = "BelongsTo::is_unloaded")]
    page: BelongsTo<Page>,
}

fn unloaded_relations_are_left_out_of_documents(cx: &Context<'_>) -> CaseResult {
    cx.create::<Page>()?;
    cx.create::<Margin>()?;
    let page = Page { notes: vec![Margin::default()].into(), ..Default::default() }.create()?;
    let json = |page: &Page| serde_json::to_string(page).map_err(activerecord::Error::other);
    let unloaded = format!(r#"{{"id":{}}}"#, page.id);
    assert_eq!(json(&Page::find(page.id)?)?, unloaded);
    let loaded = json(&Page::query().include(Page::NOTES).one()?)?;
    assert_eq!(loaded, format!(r#"{{"id":{0},"notes":[{{"id":1,"page_id":{0}}}]}}"#, page.id));
    let read: Page = serde_json::from_str(&loaded).map_err(activerecord::Error::other)?;
    assert_eq!(read.notes.loaded()?.len(), 1);
    let read: Page = serde_json::from_str(&unloaded).map_err(activerecord::Error::other)?;
    assert!(!read.notes.is_loaded());
    Ok(Passed)
}
