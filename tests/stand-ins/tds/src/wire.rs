//! The protocol, MS-TDS 7.4: packets, what clients ask, and what they are told.

pub(crate) mod cells;
pub(crate) mod login;
pub(crate) mod packet;
pub(crate) mod reader;
pub(crate) mod request;
pub(crate) mod stream;
pub(crate) mod tokens;
