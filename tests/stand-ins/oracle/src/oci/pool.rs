//! Session pools.

use std::collections::HashMap;
use std::ffi::{c_char, c_int};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use super::buffers;
use super::call::call;
use super::connect::{Login, Server, Service, lock};
use super::handles::{self, Handle, Object, into_pointer, pool, service};
use crate::error::{OraError, Result};
use crate::session::Session;

/// A pool: where its sessions connect, and those that nobody uses.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    shared: Mutex<Arc<Shared>>,
    name: Mutex<Box<str>>,
}

/// What the sessions of a pool have in common.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    connect_string: String,
    user: String,
    password: String,
    most: u32,
    idle: Mutex<Vec<Member>>,
    open: AtomicU32,
}

/// A service handle that waits in a pool.
#[derive(Debug)]
struct Member(*mut Handle);

// SAFETY: a handle that waits is used by nobody; the next thread that gets it has it alone.
unsafe impl Send for Member {}

impl Pool {
    pub(crate) fn open_count(&self) -> u32 {
        lock(&self.shared).open.load(Ordering::Acquire)
    }

    pub(crate) fn busy_count(&self) -> u32 {
        let shared = lock(&self.shared).clone();
        let idle = lock(&shared.idle).len() as u32;
        shared.open.load(Ordering::Acquire).saturating_sub(idle)
    }
}

/// Pools by the names that OCI gave them.
static POOLS: LazyLock<Mutex<HashMap<String, Arc<Shared>>>> = LazyLock::new(Mutex::default);

#[unsafe(no_mangle)]
unsafe extern "C" fn OCISessionPoolCreate(
    _environment: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    name: *mut *const c_char,
    name_length: *mut u32,
    connect_string: *const c_char,
    connect_length: u32,
    least: u32,
    most: u32,
    _increment: u32,
    user: *const c_char,
    user_length: u32,
    password: *const c_char,
    password_length: u32,
    _mode: u32,
) -> c_int {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let shared = Arc::new(Shared {
                connect_string: buffers::read_text(connect_string.cast(), connect_length as usize)?,
                user: buffers::read_text(user.cast(), user_length as usize)?,
                password: buffers::read_text(password.cast(), password_length as usize)?,
                most,
                ..Shared::default()
            });
            for _ in 0..least {
                let member = Member(connect(&shared)?);
                lock(&shared.idle).push(member);
            }
            let pool = pool(target)?;
            let own_name = format!("POOL{}", NEXT.fetch_add(1, Ordering::Relaxed));
            lock(&POOLS).insert(own_name.clone(), shared.clone());
            *lock(&pool.shared) = shared;
            let mut stored = lock(&pool.name);
            *stored = own_name.into();
            name.write(stored.as_ptr().cast());
            name_length.write(stored.len() as u32);
            Ok(())
        })
    }
}

/// A new session of the pool, as a service handle with its server and login.
fn connect(shared: &Arc<Shared>) -> Result<*mut Handle> {
    let session = Session::open(&shared.connect_string, &shared.user, &shared.password)?;
    shared.open.fetch_add(1, Ordering::AcqRel);
    Ok(new_service(&shared.connect_string, session, Some(shared.clone())))
}

fn new_service(connect_string: &str, session: Session, home: Option<Arc<Shared>>) -> *mut Handle {
    let server = Server::default();
    *lock(&server.connect_string) = Some(connect_string.to_owned());
    *lock(&server.control) = Some(session.control());
    let service = Service::default();
    service.server.store(into_pointer(Object::Server(server)), Ordering::Release);
    let login = Login::default();
    *lock(&login.control) = Some(session.control());
    service.login.store(into_pointer(Object::Login(login)), Ordering::Release);
    service.begin(session);
    if let Some(home) = home {
        let _ = service.home.set(home);
    }
    into_pointer(Object::Service(Box::new(service)))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCISessionGet(
    _environment: *mut Handle,
    errors: *mut Handle,
    result: *mut *mut Handle,
    authentication: *mut Handle,
    name: *const c_char,
    name_length: u32,
    _tag: *const c_char,
    _tag_length: u32,
    returned_tag: *mut *const c_char,
    returned_tag_length: *mut u32,
    found: *mut c_int,
    mode: u32,
) -> c_int {
    const FROM_POOL: u32 = 1;
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let name = buffers::read_text(name.cast(), name_length as usize)?;
            if !returned_tag.is_null() {
                returned_tag.write(std::ptr::null());
                returned_tag_length.write(0);
            }
            if !found.is_null() {
                found.write(0);
            }
            if mode & FROM_POOL == 0 {
                let login = handles::login(authentication)?;
                let session = Session::open(&name, &lock(&login.user), &lock(&login.password))?;
                result.write(new_service(&name, session, None));
                return Ok(());
            }
            let shared = lock(&POOLS).get(&name).cloned();
            let shared =
                shared.ok_or_else(|| OraError::new(24417, "Session pool does not exist"))?;
            let idle = lock(&shared.idle).pop();
            if let Some(Member(member)) = idle {
                result.write(member);
                return Ok(());
            }
            if shared.open.load(Ordering::Acquire) >= shared.most {
                let text = "Session pool size has exceeded the maximum limit";
                return Err(OraError::new(24418, text));
            }
            result.write(connect(&shared)?);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCISessionRelease(
    target: *mut Handle,
    errors: *mut Handle,
    _tag: *const c_char,
    _tag_length: u32,
    mode: u32,
) -> c_int {
    const DROP_SESSION: u32 = 1;
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let service = service(target)?;
            let alive = lock(&service.control).as_ref().is_some_and(|control| control.is_alive());
            match service.home.get().cloned() {
                Some(shared) if alive && mode & DROP_SESSION == 0 => {
                    lock(&shared.idle).push(Member(target));
                }
                home => {
                    if let Some(shared) = home {
                        shared.open.fetch_sub(1, Ordering::AcqRel);
                    }
                    end(target);
                }
            }
            Ok(())
        })
    }
}

/// Ends a session that has handles of its own.
///
/// # Safety
/// As for [`handles::handle`]; the service is not used again.
unsafe fn end(target: *mut Handle) {
    // SAFETY: promised by the caller; server and login were made with the service.
    unsafe {
        if let Ok(service) = service(target) {
            if let Some(mut session) = lock(&service.session).take() {
                session.end();
            }
            let server = service.server.load(Ordering::Acquire);
            let login = service.login.load(Ordering::Acquire);
            handles::free(server);
            handles::free(login);
        }
        handles::free(target);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCISessionPoolDestroy(
    target: *mut Handle,
    errors: *mut Handle,
    _mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let pool = pool(target)?;
            let shared = lock(&pool.shared).clone();
            lock(&POOLS).remove(&**lock(&pool.name));
            for Member(member) in std::mem::take(&mut *lock(&shared.idle)) {
                end(member);
            }
            Ok(())
        })
    }
}
