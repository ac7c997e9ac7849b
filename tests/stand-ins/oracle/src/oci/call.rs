//! One call: errors go to the caller's error handle, panics do not cross into C.

use std::ffi::{c_char, c_int};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::handles::{Handle, Object, handle, invalid};
use super::status;
use crate::error::{OraError, Result};

/// What an error handle holds: the last error, and the failed rows of an array.
#[derive(Debug, Default)]
pub(crate) struct ErrorList {
    pub(crate) last: Option<OraError>,
    pub(crate) row: i32,
    pub(crate) batch: Vec<(i32, OraError)>,
}

/// Runs a call that answers nothing but success.
///
/// # Safety
/// `errors` is null or a handle.
pub(crate) unsafe fn call(errors: *mut Handle, body: impl FnOnce() -> Result<()>) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { call_with_status(errors, || body().map(|()| status::SUCCESS)) }
}

/// Runs a call.
///
/// # Safety
/// `errors` is null or a handle.
pub(crate) unsafe fn call_with_status(
    errors: *mut Handle,
    body: impl FnOnce() -> Result<c_int>,
) -> c_int {
    let result = catch_unwind(AssertUnwindSafe(body))
        .unwrap_or_else(|_| Err(OraError::new(600, "internal error code: the stand-in panicked")));
    match result {
        Ok(status) => status,
        Err(error) => {
            // SAFETY: promised by the caller.
            if let Ok(Handle { object: Object::Error(list), .. }) = unsafe { handle(errors) } {
                let mut list = list.borrow_mut();
                list.last = Some(error);
                list.row = 0;
            }
            status::ERROR
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIErrorGet(
    errors: *mut Handle,
    record: u32,
    _state: *mut c_char,
    code: *mut i32,
    buffer: *mut c_char,
    size: u32,
    _kind: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    let Ok(Handle { object: Object::Error(list), .. }) = (unsafe { handle(errors) }) else {
        return status::INVALID_HANDLE;
    };
    let list = list.borrow();
    let Some(error) = list.last.as_ref().filter(|_| record == 1) else { return status::NO_DATA };
    // SAFETY: the buffer has `size` bytes.
    unsafe {
        code.write(error.code);
        super::buffers::write_c_text(&error.message, buffer, size as usize);
    }
    status::SUCCESS
}

/// The `position`th failed row of an array goes into the given error handle.
///
/// # Safety
/// Both are handles.
pub(crate) unsafe fn batch_error(
    source: *const Handle,
    target: *mut Handle,
    position: u32,
) -> Result<()> {
    // SAFETY: promised by the caller.
    let (source, target) = unsafe { (handle(source)?, handle(target)?) };
    let (Object::Error(source), Object::Error(target)) = (&source.object, &target.object) else {
        return Err(invalid());
    };
    let entry = source.borrow().batch.get(position as usize).cloned();
    let (row, error) =
        entry.ok_or_else(|| OraError::new(24334, "no descriptor for this position"))?;
    let mut target = target.borrow_mut();
    target.last = Some(error);
    target.row = row;
    Ok(())
}
