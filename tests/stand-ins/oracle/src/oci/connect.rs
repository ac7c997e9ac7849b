//! Servers, logins and services: how a session begins and ends.

use std::ffi::{c_char, c_int, c_void};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use super::buffers;
use super::call::call;
use super::handles::{Context, Handle, server, service};
use super::pool::Shared;
use crate::error::{OraError, Result};
use crate::session::{Control, Session};

/// A server handle: where to connect.
#[derive(Debug, Default)]
pub(crate) struct Server {
    pub(crate) connect_string: Mutex<Option<String>>,
    pub(crate) control: Mutex<Option<Arc<Control>>>,
    /// Texts that attributes point to.
    pub(crate) names: Names,
}

/// A session handle, also used for the user and password of a login.
#[derive(Debug, Default)]
pub(crate) struct Login {
    pub(crate) user: Mutex<String>,
    pub(crate) password: Mutex<String>,
    pub(crate) control: Mutex<Option<Arc<Control>>>,
    pub(crate) names: Names,
    context: Context,
    memory: Mutex<Vec<Box<[u64]>>>,
}

/// Texts that were handed out by address: they stay until the handle is freed.
pub(crate) type Names = Mutex<Vec<Box<str>>>;

/// A service context: one session in use.
#[derive(Debug, Default)]
pub(crate) struct Service {
    pub(crate) server: AtomicPtr<Handle>,
    pub(crate) login: AtomicPtr<Handle>,
    pub(crate) session: Mutex<Option<Session>>,
    pub(crate) control: Mutex<Option<Arc<Control>>>,
    /// The pool that the session goes back to.
    pub(crate) home: OnceLock<Arc<Shared>>,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poison| poison.into_inner())
}

impl Login {
    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn keep(&self, size: usize) -> *mut c_void {
        let mut memory = vec![0u64; size.div_ceil(8)].into_boxed_slice();
        let address = memory.as_mut_ptr().cast();
        lock(&self.memory).push(memory);
        address
    }

    pub(crate) fn forget(&self, address: *mut c_void) {
        lock(&self.memory).retain(|memory| memory.as_ptr().cast() != address.cast_const());
    }
}

impl Service {
    /// Runs something in the session.
    pub(crate) fn with<T>(&self, body: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        let mut session = lock(&self.session);
        match session.as_mut() {
            Some(session) => session.enter(body),
            None => Err(OraError::new(1012, "not logged on")),
        }
    }

    pub(crate) fn begin(&self, session: Session) {
        *lock(&self.control) = Some(session.control());
        *lock(&self.session) = Some(session);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIServerAttach(
    target: *mut Handle,
    errors: *mut Handle,
    text: *const c_char,
    length: i32,
    _mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let text = buffers::read_text(text.cast(), length.max(0) as usize)?;
            crate::database::resolve(&text)?;
            *lock(&server(target)?.connect_string) = Some(text);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIServerDetach(
    target: *mut Handle,
    errors: *mut Handle,
    _mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            *lock(&server(target)?.connect_string) = None;
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCISessionBegin(
    target: *mut Handle,
    errors: *mut Handle,
    user: *mut Handle,
    credentials: u32,
    mode: u32,
) -> c_int {
    const BY_PASSWORD: u32 = 1;
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            if credentials != BY_PASSWORD || mode & !0x40 != 0 {
                // 0x40 is the statement cache.
                let what = format_args!("the login mode {mode:#x} with credentials {credentials}");
                return Err(OraError::unknown(what));
            }
            let service = service(target)?;
            let server = server(service.server.load(Ordering::Acquire))?;
            let login = super::handles::login(user)?;
            let connect_string = lock(&server.connect_string).clone();
            let connect_string =
                connect_string.ok_or_else(|| OraError::new(12560, "TNS:protocol adapter error"))?;
            let session =
                Session::open(&connect_string, &lock(&login.user), &lock(&login.password))?;
            *lock(&server.control) = Some(session.control());
            *lock(&login.control) = Some(session.control());
            service.login.store(user, Ordering::Release);
            service.begin(session);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCISessionEnd(
    target: *mut Handle,
    errors: *mut Handle,
    _user: *mut Handle,
    _mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            // A session that ends by the client's will commits; ODPI-C has rolled back before.
            let session = lock(&service(target)?.session).take();
            if let Some(mut session) = session {
                session.end();
            }
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIBreak(target: *mut Handle, errors: *mut Handle) -> c_int {
    // SAFETY: OCI's contract; only the control is touched, which any thread may.
    unsafe {
        call(errors, || {
            let control = lock(&service(target)?.control).clone();
            if let Some(control) = control {
                control.interrupt();
            }
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIPing(target: *mut Handle, errors: *mut Handle, _mode: u32) -> c_int {
    // SAFETY: OCI's contract.
    unsafe { call(errors, || service(target)?.with(Session::ping)) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCITransCommit(target: *mut Handle, errors: *mut Handle, flags: u32) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            if flags != 0 {
                return Err(OraError::unknown(format_args!("the commit mode {flags:#x}")));
            }
            service(target)?.with(|session| session.commit("commit"))
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCITransRollback(
    target: *mut Handle,
    errors: *mut Handle,
    _flags: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe { call(errors, || service(target)?.with(|session| session.rollback("rollback"))) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIServerRelease2(
    target: *mut Handle,
    errors: *mut Handle,
    buffer: *mut c_char,
    size: u32,
    _kind: u8,
    version: *mut u32,
    _mode: u32,
) -> c_int {
    /// 19.3.0.0.0, in the form that releases from 18 on have.
    const VERSION: u32 = (19 << 24) | (3 << 16);
    const BANNER: &str = "Oracle Database 19c stand-in over SQLite, for tests\nVersion 19.3.0.0.0";
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            service(target)?.with(|_| Ok(()))?;
            version.write(VERSION);
            if !buffer.is_null() {
                buffers::write_c_text(BANNER, buffer, size as usize);
            }
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIPasswordChange(
    _target: *mut Handle,
    errors: *mut Handle,
    _user: *const c_char,
    _user_length: u32,
    _old: *const c_char,
    _old_length: u32,
    _new: *const c_char,
    _new_length: u32,
    _mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe { call(errors, || Err(OraError::unknown("a change of password"))) }
}

/// `OCI_ATTR_SERVER_STATUS`: 1 while the session lives.
pub(crate) fn server_status(server: &Server) -> u32 {
    let attached = lock(&server.connect_string).is_some();
    let alive = lock(&server.control).as_ref().is_none_or(|control| control.is_alive());
    u32::from(attached && alive)
}
