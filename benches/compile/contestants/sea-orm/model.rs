use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, QueryOrder, QuerySelect};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "model@N@s")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub email: String,
    pub name: Option<String>,
    pub age: i32,
    pub score: f64,
    pub active: bool,
    pub parent_id: Option<i64>,
    #[sea_orm(belongs_to, from = "parent_id", to = "id")]
    pub parent: BelongsTo<Option<super::model@M@::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

pub async fn adults(page: u64, db: &DatabaseConnection) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Age.gte(18))
        .filter(Column::Active.eq(true))
        .order_by_desc(Column::Name)
        .limit(20)
        .offset(20 * page)
        .all(db)
        .await
}

pub async fn with_parents(score: f64, db: &DatabaseConnection) -> Result<Vec<ModelEx>, DbErr> {
    Entity::load()
        .filter(Column::Score.gt(score))
        .with(super::model@M@::Entity)
        .all(db)
        .await
}

pub async fn add(email: &str, db: &DatabaseConnection) -> Result<Model, DbErr> {
    ActiveModel { email: Set(email.into()), age: Set(18), ..Default::default() }.insert(db).await
}
