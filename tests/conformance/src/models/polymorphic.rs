//! Remarks that are on essays, on pictures, or on nothing.

use activerecord::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Context;

#[derive(Polymorphic, Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Subject {
    Essay(Essay),
    Picture(Picture),
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Essay {
    pub(crate) id: i64,
    #[record(max_length = 20)]
    pub(crate) title: String,
    #[record(polymorphic = "subject", order = "id")]
    #[serde(skip)]
    pub(crate) notes: HasMany<Remark>,
    #[record(order = "id")]
    #[serde(skip)]
    pub(crate) pages: HasMany<Page>,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Page {
    pub(crate) id: i64,
    pub(crate) essay_id: i64,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Picture {
    pub(crate) id: i64,
    #[record(deleted_at)]
    #[serde(skip)]
    pub(crate) deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    #[record(polymorphic = "subject", order = "id")]
    #[serde(skip)]
    pub(crate) notes: HasMany<Remark>,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Remark {
    pub(crate) id: i64,
    #[record(max_length = 20)]
    pub(crate) subject_type: Option<String>,
    pub(crate) subject_id: Option<i64>,
    #[record(polymorphic)]
    #[serde(default, skip_serializing_if = "BelongsTo::is_unloaded")]
    pub(crate) subject: BelongsTo<Subject>,
}

pub(crate) fn subject_tables(cx: &Context<'_>) -> activerecord::Result<(Essay, Picture)> {
    cx.create::<Essay>()?;
    cx.create::<Page>()?;
    cx.create::<Picture>()?;
    cx.create::<Remark>()?;
    let essay = Essay { title: "On keys".into(), ..Default::default() }.create()?;
    let picture = Picture::default().create()?;
    assert_eq!(essay.id, picture.id, "the keys alone do not tell");
    Ok((essay, picture))
}

pub(crate) fn remark_on(name: &str, key: i64) -> Remark {
    Remark { subject_type: Some(name.into()), subject_id: Some(key), ..Default::default() }
}

/// Two remarks on the essay, one on the picture and one on nothing, in this order.
pub(crate) fn remarks(cx: &Context<'_>) -> activerecord::Result<(Essay, Picture)> {
    let (essay, picture) = subject_tables(cx)?;
    for name in ["Essay", "Picture", "Essay"] {
        remark_on(name, essay.id).create()?;
    }
    Remark::default().create()?;
    Ok((essay, picture))
}
