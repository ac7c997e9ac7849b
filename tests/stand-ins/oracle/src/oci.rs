//! The C interface: the part of OCI that ODPI-C calls.
//!
//! This is the only layer with unsafe code. Every function takes handles made by [`handles`], does
//! one thing through the safe layers, and turns an error into the caller's error handle. What a
//! caller must hold to is OCI's contract: handles come from this library and are freed once, a
//! buffer is as long as it says, and one thread at a time uses a session (but for `OCIBreak`).

pub(crate) mod attributes;
pub(crate) mod binds;
pub(crate) mod buffers;
pub(crate) mod call;
pub(crate) mod connect;
pub(crate) mod describe;
pub(crate) mod descriptors;
pub(crate) mod environment;
pub(crate) mod handles;
pub(crate) mod lobs;
pub(crate) mod pool;
pub(crate) mod statement;

/// What a function answers.
pub(crate) mod status {
    use std::ffi::c_int;

    pub(crate) const SUCCESS: c_int = 0;
    pub(crate) const SUCCESS_WITH_INFO: c_int = 1;
    pub(crate) const NO_DATA: c_int = 100;
    pub(crate) const ERROR: c_int = -1;
    pub(crate) const INVALID_HANDLE: c_int = -2;
    /// What a callback answers when it has done its part.
    pub(crate) const CONTINUE: c_int = -24200;
}

/// Numbers of data types (`SQLT_…`).
pub(crate) mod sqlt {
    pub(crate) const CHR: u16 = 1;
    pub(crate) const NUM: u16 = 2;
    pub(crate) const INT: u16 = 3;
    pub(crate) const VNU: u16 = 6;
    pub(crate) const LNG: u16 = 8;
    pub(crate) const DAT: u16 = 12;
    pub(crate) const BFLOAT: u16 = 21;
    pub(crate) const BDOUBLE: u16 = 22;
    pub(crate) const BIN: u16 = 23;
    pub(crate) const LBI: u16 = 24;
    pub(crate) const UIN: u16 = 68;
    pub(crate) const AFC: u16 = 96;
    pub(crate) const IBFLOAT: u16 = 100;
    pub(crate) const IBDOUBLE: u16 = 101;
    pub(crate) const CLOB: u16 = 112;
    pub(crate) const BLOB: u16 = 113;
    pub(crate) const ODT: u16 = 156;
    pub(crate) const TIMESTAMP: u16 = 187;
    pub(crate) const TIMESTAMP_TZ: u16 = 188;
    pub(crate) const INTERVAL_YM: u16 = 189;
    pub(crate) const INTERVAL_DS: u16 = 190;
    pub(crate) const TIMESTAMP_LTZ: u16 = 232;
    pub(crate) const BOL: u16 = 252;
}
