//! The model.

#[derive(Debug, toasty::Model)]
#[table = "users"]
pub(crate) struct User {
    #[key]
    #[auto]
    pub(crate) id: i64,
    pub(crate) name: String,
    #[allow(dead_code, reason = "the fields are what is measured: reading them is not")]
    pub(crate) hair_color: Option<String>,
}
