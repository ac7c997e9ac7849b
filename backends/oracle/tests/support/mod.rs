//! What the tests share. Not every test uses all of it.
#![allow(dead_code, reason = "not every test uses all of it")]

pub(crate) mod models;
pub(crate) mod paper;
pub(crate) mod record;
pub(crate) mod stand_in;
