//! Handles and descriptors: what the caller holds a pointer to.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::sync::Mutex;
use std::sync::atomic::AtomicPtr;

use super::binds::{Bind, Define};
use super::call::ErrorList;
use super::connect::{Login, Server, Service};
use super::pool::Pool;
use super::statement::StatementHandle;
use super::status;
use crate::error::{OraError, Result};
use crate::stamp::{EPOCH, Stamp};
use crate::types::Column;

/// A handle or descriptor. Its address is what the caller knows.
#[derive(Debug)]
pub(crate) struct Handle {
    pub(crate) object: Object,
    /// The others of an array of descriptors, which are freed with the first.
    siblings: Vec<*mut Handle>,
}

#[derive(Debug)]
pub(crate) enum Object {
    Environment,
    Error(RefCell<ErrorList>),
    Service(Box<Service>),
    Server(Server),
    Login(Login),
    Statement(RefCell<StatementHandle>),
    Bind(RefCell<Bind>),
    Define(RefCell<Define>),
    Column(Column),
    Pool(Box<Pool>),
    Lob(RefCell<Lob>),
    Stamp(RefCell<(Stamp, i16)>),
    DaySecond(RefCell<i128>),
    YearMonth(RefCell<i64>),
    Rowid(RefCell<String>),
}

/// A LOB locator. The value is kept whole: a LOB of a query is a copy, as Oracle's is by
/// consistent read.
#[derive(Debug, Default)]
pub(crate) struct Lob {
    pub(crate) value: LobValue,
    pub(crate) temporary: bool,
    pub(crate) open: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) enum LobValue {
    #[default]
    Empty,
    Text(String),
    Bytes(Vec<u8>),
}

/// Values that ODPI-C keeps with a session.
pub(crate) type Context = Mutex<HashMap<Vec<u8>, AtomicPtr<c_void>>>;

pub(crate) fn into_pointer(object: Object) -> *mut Handle {
    Box::into_raw(Box::new(Handle { object, siblings: Vec::new() }))
}

/// The handle behind a pointer.
///
/// # Safety
/// `pointer` is null or was made by [`into_pointer`] and is not freed yet.
pub(crate) unsafe fn handle<'a>(pointer: *const Handle) -> Result<&'a Handle> {
    // SAFETY: promised by the caller.
    unsafe { pointer.as_ref() }.ok_or_else(invalid)
}

pub(crate) fn invalid() -> OraError {
    OraError::new(24330, "internal OCI error: invalid handle")
}

/// Defines how to get one kind of object out of a pointer.
macro_rules! accessor {
    ($name:ident, $variant:ident, $type:ty) => {
        /// # Safety
        /// As for [`handle`].
        pub(crate) unsafe fn $name<'a>(pointer: *const Handle) -> Result<&'a $type> {
            // SAFETY: promised by the caller.
            match unsafe { handle(pointer) }?.object {
                Object::$variant(ref object) => Ok(object),
                _ => Err(invalid()),
            }
        }
    };
}

accessor!(service, Service, Service);
accessor!(server, Server, Server);
accessor!(login, Login, Login);
accessor!(statement, Statement, RefCell<StatementHandle>);
accessor!(bind, Bind, RefCell<Bind>);
accessor!(define, Define, RefCell<Define>);
accessor!(pool, Pool, Pool);
accessor!(lob, Lob, RefCell<Lob>);
accessor!(stamp, Stamp, RefCell<(Stamp, i16)>);
accessor!(day_second, DaySecond, RefCell<i128>);
accessor!(year_month, YearMonth, RefCell<i64>);
accessor!(rowid, Rowid, RefCell<String>);

fn new_object(kind: u32) -> Option<Object> {
    Some(match kind {
        1 => Object::Environment,
        2 => Object::Error(RefCell::default()),
        3 => Object::Service(Box::default()),
        8 => Object::Server(Server::default()),
        9 => Object::Login(Login::default()),
        27 => Object::Pool(Box::default()),
        50 => Object::Lob(RefCell::default()),
        54 => Object::Rowid(RefCell::default()),
        62 => Object::YearMonth(RefCell::default()),
        63 => Object::DaySecond(RefCell::default()),
        68..=70 => Object::Stamp(RefCell::new((EPOCH, 0))),
        _ => return None,
    })
}

/// # Safety
/// `result` can be written.
unsafe fn allocate(kind: u32, result: *mut *mut Handle) -> c_int {
    let Some(object) = new_object(kind) else { return status::INVALID_HANDLE };
    // SAFETY: promised by the caller.
    unsafe { result.write(into_pointer(object)) };
    status::SUCCESS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIHandleAlloc(
    _parent: *const Handle,
    result: *mut *mut Handle,
    kind: u32,
    _extra: usize,
    _memory: *mut *mut c_void,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe { allocate(kind, result) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIDescriptorAlloc(
    _parent: *const Handle,
    result: *mut *mut Handle,
    kind: u32,
    _extra: usize,
    _memory: *mut *mut c_void,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe { allocate(kind, result) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIArrayDescriptorAlloc(
    _parent: *const Handle,
    result: *mut *mut Handle,
    kind: u32,
    count: u32,
    _extra: usize,
    _memory: *mut *mut c_void,
) -> c_int {
    let mut siblings = Vec::new();
    for index in 0..count as usize {
        // SAFETY: the array has `count` elements.
        let status = unsafe { allocate(kind, result.add(index)) };
        if status != status::SUCCESS {
            return status;
        }
        if index > 0 {
            // SAFETY: just written.
            siblings.push(unsafe { *result.add(index) });
        }
    }
    if count > 0 {
        // SAFETY: the first was made above.
        unsafe { (**result).siblings = siblings };
    }
    status::SUCCESS
}

/// Frees a handle and its siblings.
///
/// # Safety
/// As for [`handle`]; the pointer is not used again.
pub(crate) unsafe fn free(pointer: *mut Handle) -> c_int {
    if pointer.is_null() {
        return status::INVALID_HANDLE;
    }
    // SAFETY: promised by the caller; siblings are freed only here.
    unsafe {
        let first = Box::from_raw(pointer);
        for sibling in &first.siblings {
            drop(Box::from_raw(*sibling));
        }
    }
    status::SUCCESS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIHandleFree(pointer: *mut Handle, _kind: u32) -> c_int {
    // SAFETY: OCI's contract.
    unsafe { free(pointer) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIDescriptorFree(pointer: *mut Handle, _kind: u32) -> c_int {
    // SAFETY: OCI's contract.
    unsafe { free(pointer) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIArrayDescriptorFree(pointers: *mut *mut Handle, _kind: u32) -> c_int {
    // SAFETY: OCI's contract: the array that `OCIArrayDescriptorAlloc` filled.
    unsafe { free(*pointers) }
}
