//! What is compiled: a program and a model of each ORM, which do the same.

/// An ORM, with some features of its crate.
pub(crate) struct Contestant {
    pub(crate) word: &'static str,
    pub(crate) title: &'static str,
    pub(crate) dependencies: &'static str,
    /// A program of one file.
    pub(crate) quickstart: &'static str,
    /// A model with three queries. `@N@` is its number, and `@M@` that of the model it belongs to.
    pub(crate) model: &'static str,
}

macro_rules! file {
    ($path:literal) => {
        include_str!(concat!("../contestants/", $path))
    };
}

/// With the features that its crate has by default, and with SQLite alone.
pub(crate) const OURS: [&str; 2] = ["ours", "ours-sqlite"];

pub(crate) const CONTESTANTS: &[Contestant] = &[
    Contestant {
        word: OURS[0],
        title: "activerecord",
        dependencies: file!("activerecord/dependencies.toml"),
        quickstart: file!("activerecord/quickstart.rs"),
        model: file!("activerecord/model.rs"),
    },
    Contestant {
        word: OURS[1],
        title: "activerecord, SQLite alone",
        dependencies: file!("activerecord/sqlite-alone.toml"),
        quickstart: file!("activerecord/quickstart.rs"),
        model: file!("activerecord/model.rs"),
    },
    Contestant {
        word: "diesel",
        title: "Diesel 2.3",
        dependencies: file!("diesel/dependencies.toml"),
        quickstart: file!("diesel/quickstart.rs"),
        model: file!("diesel/model.rs"),
    },
    Contestant {
        word: "sea-orm",
        title: "SeaORM 2.0",
        dependencies: file!("sea-orm/dependencies.toml"),
        quickstart: file!("sea-orm/quickstart.rs"),
        model: file!("sea-orm/model.rs"),
    },
];
