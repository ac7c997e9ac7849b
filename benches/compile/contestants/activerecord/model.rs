use activerecord::prelude::*;

#[derive(ActiveRecord, Debug, Clone, Default)]
pub struct Model@N@ {
    pub id: i64,
    pub email: String,
    pub name: Option<String>,
    pub age: i32,
    pub score: f64,
    pub active: bool,
    pub parent_id: Option<i64>,
    pub parent: BelongsTo<super::model@M@::Model@M@>,
}

pub fn adults(page: u64) -> activerecord::Result<Vec<Model@N@>> {
    Model@N@::filter(Model@N@::AGE.ge(18).and(Model@N@::ACTIVE.eq(true)))
        .order_by(Model@N@::NAME.desc())
        .limit(20)
        .offset(20 * page)
        .all()
}

pub fn with_parents(score: f64) -> activerecord::Result<Vec<Model@N@>> {
    Model@N@::filter(Model@N@::SCORE.gt(score)).include(Model@N@::PARENT).all()
}

pub fn add(email: &str) -> activerecord::Result<Model@N@> {
    Model@N@ { email: email.into(), age: 18, ..Default::default() }.create()
}
