//! A table, two rows, and a query.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue, ConnectionTrait, Database, IntoActiveModel, QueryOrder, Schema};

mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub email: String,
        pub name: Option<String>,
        pub age: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn new(email: &str, age: i32) -> user::ActiveModel {
    user::ActiveModel {
        id: ActiveValue::NotSet,
        email: Set(email.into()),
        name: Set(None),
        age: Set(age),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), DbErr> {
    let db = Database::connect("sqlite::memory:").await?;
    let schema = Schema::new(db.get_database_backend());
    db.execute(&schema.create_table_from_entity(user::Entity)).await?;
    let mut ada = new("ada@example.org", 36).insert(&db).await?.into_active_model();
    new("bob@example.org", 12).insert(&db).await?;
    ada.name = Set(Some("Ada".into()));
    let ada = ada.update(&db).await?;
    let adults = user::Entity::find()
        .filter(user::Column::Age.gte(18))
        .order_by_asc(user::Column::Email)
        .all(&db)
        .await?;
    for user in adults {
        println!("{} {}: {:?}", user.id, user.email, user.name);
    }
    ada.delete(&db).await?;
    Ok(())
}
