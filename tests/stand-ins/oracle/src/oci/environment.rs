//! The environment: versions, character sets, thread-local keys, memory.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{c_char, c_int, c_void};
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use super::call::call;
use super::handles::{Handle, Object, into_pointer, login};
use super::status;
use crate::error::OraError;

/// AL32UTF8, the only character set.
pub(crate) const CHARSET: u16 = 873;

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIClientVersion(
    major: *mut c_int,
    minor: *mut c_int,
    update: *mut c_int,
    patch: *mut c_int,
    port: *mut c_int,
) {
    // SAFETY: OCI's contract. 19.3: what ODPI-C asks of newer clients is not here.
    unsafe {
        major.write(19);
        minor.write(3);
        update.write(0);
        patch.write(0);
        port.write(0);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIEnvNlsCreate(
    result: *mut *mut Handle,
    _mode: u32,
    _context: *mut c_void,
    _malloc: *mut c_void,
    _realloc: *mut c_void,
    _free: *mut c_void,
    _extra: usize,
    _memory: *mut *mut c_void,
    charset: u16,
    ncharset: u16,
) -> c_int {
    // 0 asks for the character set of the process' locale.
    let known = |charset| charset == 0 || charset == CHARSET;
    if !known(charset) || !known(ncharset) {
        return status::ERROR;
    }
    // SAFETY: OCI's contract.
    unsafe { result.write(into_pointer(Object::Environment)) };
    status::SUCCESS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCINlsNumericInfoGet(
    _environment: *mut Handle,
    errors: *mut Handle,
    value: *mut i32,
    item: u16,
) -> c_int {
    const MAX_BYTES_OF_A_CHARACTER: u16 = 91;
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || match item {
            MAX_BYTES_OF_A_CHARACTER => {
                value.write(4);
                Ok(())
            }
            _ => Err(OraError::unknown(format_args!("the NLS item {item}"))),
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCINlsEnvironmentVariableGet(
    value: *mut c_void,
    _size: usize,
    item: u16,
    _charset: u16,
    written: *mut usize,
) -> c_int {
    // 93 and 94: the character sets.
    if !matches!(item, 93 | 94) {
        return status::ERROR;
    }
    // SAFETY: OCI's contract.
    unsafe {
        value.cast::<u16>().write_unaligned(CHARSET);
        written.write(2);
    }
    status::SUCCESS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCINlsCharSetNameToId(_environment: *mut Handle, name: *const c_char) -> u16 {
    // SAFETY: OCI's contract: a text that ends with NUL.
    let name = unsafe { std::ffi::CStr::from_ptr(name) }.to_bytes();
    match name {
        b"AL32UTF8" | b"UTF-8" => CHARSET,
        _ => 0,
    }
}

#[unsafe(no_mangle)]
extern "C" fn OCIThreadProcessInit() {}

thread_local! {
    static THREAD_VALUES: RefCell<HashMap<usize, *mut c_void>> = RefCell::default();
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIThreadKeyInit(
    _environment: *mut Handle,
    _errors: *mut Handle,
    key: *mut *mut c_void,
    _destroy: *mut c_void,
) -> c_int {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    // SAFETY: OCI's contract. A key is a number, never followed as a pointer.
    unsafe { key.write(std::ptr::without_provenance_mut(number)) };
    status::SUCCESS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIThreadKeyGet(
    _environment: *mut Handle,
    _errors: *mut Handle,
    key: *mut c_void,
    value: *mut *mut c_void,
) -> c_int {
    let found = THREAD_VALUES.try_with(|values| values.borrow().get(&key.addr()).copied());
    // SAFETY: OCI's contract.
    unsafe { value.write(found.ok().flatten().unwrap_or(std::ptr::null_mut())) };
    status::SUCCESS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIThreadKeySet(
    _environment: *mut Handle,
    _errors: *mut Handle,
    key: *mut c_void,
    value: *mut c_void,
) -> c_int {
    let _ = THREAD_VALUES.try_with(|values| values.borrow_mut().insert(key.addr(), value));
    status::SUCCESS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIThreadKeyDestroy(
    _environment: *mut Handle,
    _errors: *mut Handle,
    _key: *mut *mut c_void,
) -> c_int {
    status::SUCCESS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIContextGetValue(
    session: *mut Handle,
    errors: *mut Handle,
    key: *const u8,
    length: u8,
    value: *mut *mut c_void,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let context = login(session)?.context();
            let key = std::slice::from_raw_parts(key, usize::from(length));
            let context = context.lock().unwrap_or_else(|poison| poison.into_inner());
            let found = context.get(key).map(|pointer| pointer.load(Ordering::Acquire));
            value.write(found.unwrap_or(std::ptr::null_mut()));
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIContextSetValue(
    session: *mut Handle,
    errors: *mut Handle,
    _duration: u16,
    key: *const u8,
    length: u8,
    value: *mut c_void,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let context = login(session)?.context();
            let key = std::slice::from_raw_parts(key, usize::from(length)).to_vec();
            let mut context = context.lock().unwrap_or_else(|poison| poison.into_inner());
            context.insert(key, AtomicPtr::new(value));
            Ok(())
        })
    }
}

/// Memory that lives as long as the session, and comes cleared.
#[unsafe(no_mangle)]
unsafe extern "C" fn OCIMemoryAlloc(
    session: *mut Handle,
    errors: *mut Handle,
    result: *mut *mut c_void,
    _duration: u16,
    size: u32,
    _flags: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let memory = login(session)?.keep(size as usize);
            result.write(memory);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIMemoryFree(
    session: *mut Handle,
    errors: *mut Handle,
    memory: *mut c_void,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            login(session)?.forget(memory);
            Ok(())
        })
    }
}

unsafe extern "C" {
    fn atexit(function: extern "C" fn()) -> c_int;
}

/// Runs a function when the process ends.
pub(crate) fn at_exit(function: extern "C" fn()) {
    // SAFETY: the function lives as long as the library, which is never unloaded before the end.
    let _ = unsafe { atexit(function) };
}
