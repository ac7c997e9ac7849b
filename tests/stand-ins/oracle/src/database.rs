//! Databases: one per service and user, shared by the sessions of this process.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, Weak};

use crate::catalog::Catalog;
use crate::error::{OraError, Result};
use crate::locks::Locks;
use crate::record::Record;
use crate::session::Control;

/// The password of every user.
const PASSWORD: &str = "tiger";
/// Services exist when their name begins so.
const SERVICE_PREFIX: &str = "standin";

/// What the sessions of one user of one service share.
#[derive(Debug)]
pub(crate) struct Database {
    /// The schema, which has the user's name.
    pub(crate) schema: String,
    pub(crate) service: String,
    pub(crate) file: PathBuf,
    pub(crate) catalog: Mutex<Arc<Catalog>>,
    pub(crate) locks: Locks,
    pub(crate) record: Record,
    sessions: Mutex<Vec<(u32, Weak<Control>)>>,
}

/// A lock that a panic in another test does not spoil.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poison| poison.into_inner())
}

static DATABASES: LazyLock<Mutex<HashMap<(String, String), Arc<Database>>>> =
    LazyLock::new(Mutex::default);

/// The service that a connect string names: `//localhost[:1521]/standin…`, an alias that begins
/// with `standin`, or a description with `SERVICE_NAME` or `SID`.
pub(crate) fn resolve(connect_string: &str) -> Result<String> {
    let text = connect_string.trim();
    if text.is_empty() {
        return Err(OraError::new(12162, "TNS:net service name is incorrectly specified"));
    }
    if text.starts_with('(') {
        let host = parameter(text, "HOST").unwrap_or_default();
        check_address(&host, parameter(text, "PORT").as_deref())?;
        let name = parameter(text, "SERVICE_NAME").or_else(|| parameter(text, "SID"));
        return check_service(&name.unwrap_or_default());
    }
    let without_protocol = text.strip_prefix("tcp:").unwrap_or(text);
    let Some((address, service)) = without_protocol.trim_start_matches('/').split_once('/') else {
        if text.to_ascii_lowercase().starts_with(SERVICE_PREFIX) {
            return check_service(text);
        }
        let message = "TNS:could not resolve the connect identifier specified";
        return Err(OraError::new(12154, message));
    };
    let (host, port) = match address.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (address, None),
    };
    check_address(host, port)?;
    // `service?parameter=value` and `service:server`.
    let end = service.find(['?', ':', '/']).unwrap_or(service.len());
    check_service(&service[..end])
}

/// `(NAME = value)` of a description.
fn parameter(description: &str, name: &str) -> Option<String> {
    description.split('(').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let value = value.split(')').next()?.trim();
        key.trim().eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

fn check_address(host: &str, port: Option<&str>) -> Result<()> {
    if !matches!(host, "localhost" | "127.0.0.1") {
        let message = "Connect failed because target host or object does not exist";
        return Err(OraError::new(12545, message));
    }
    match port {
        None | Some("1521") => Ok(()),
        Some(_) => Err(OraError::new(12541, "TNS:no listener")),
    }
}

fn check_service(name: &str) -> Result<String> {
    let name = name.to_ascii_lowercase();
    if name.starts_with(SERVICE_PREFIX) {
        return Ok(name);
    }
    let message = "TNS:listener does not currently know of service requested in connect descriptor";
    Err(OraError::new(12514, message))
}

impl Database {
    /// The database of a user who may log in.
    pub(crate) fn open(connect_string: &str, user: &str, password: &str) -> Result<Arc<Database>> {
        let service = resolve(connect_string)?;
        if user.is_empty() || password.is_empty() {
            return Err(OraError::new(1005, "null password given; logon denied"));
        }
        let schema = match user.strip_prefix('"').and_then(|user| user.strip_suffix('"')) {
            Some(exact) => exact.to_owned(),
            None => user.to_uppercase(),
        };
        match schema.as_str() {
            "LOCKED" => return Err(OraError::new(28000, "The account is locked.")),
            _ if password != PASSWORD => {
                let message = "invalid username/password; logon denied";
                return Err(OraError::new(1017, message));
            }
            "EXPIRED" => return Err(OraError::new(28001, "the password has expired")),
            _ => {}
        }
        let mut databases = lock(&DATABASES);
        let key = (service.clone(), schema.clone());
        if let Some(database) = databases.get(&key) {
            return Ok(database.clone());
        }
        let database = Arc::new(Database {
            file: folder()?.join(format!("{}.db", databases.len())),
            schema,
            service,
            catalog: Mutex::default(),
            locks: Locks::default(),
            record: Record::default(),
            sessions: Mutex::default(),
        });
        databases.insert(key, database.clone());
        Ok(database)
    }

    /// Takes a new session into the list, and answers its number.
    pub(crate) fn register(&self, control: &Arc<Control>) -> u32 {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut sessions = lock(&self.sessions);
        sessions.retain(|(_, control)| control.strong_count() > 0);
        sessions.push((id, Arc::downgrade(control)));
        id
    }

    pub(crate) fn control(&self, id: u32) -> Option<Arc<Control>> {
        let sessions = lock(&self.sessions);
        let found = sessions.iter().find(|(number, _)| *number == id);
        found.and_then(|(_, control)| control.upgrade())
    }

    /// The numbers of the sessions that live.
    pub(crate) fn session_ids(&self) -> Vec<u32> {
        let sessions = lock(&self.sessions);
        let alive = sessions
            .iter()
            .filter(|(_, control)| control.upgrade().is_some_and(|control| control.is_alive()));
        alive.map(|(id, _)| *id).collect()
    }

    pub(crate) fn catalog(&self) -> Arc<Catalog> {
        lock(&self.catalog).clone()
    }
}

/// The folder of this process' databases, in memory where the system has a file system for that.
/// It is removed when the process ends.
fn folder() -> Result<PathBuf> {
    static FOLDER: Mutex<Option<PathBuf>> = Mutex::new(None);
    let mut folder = lock(&FOLDER);
    if let Some(folder) = &*folder {
        return Ok(folder.clone());
    }
    let memory = PathBuf::from("/dev/shm");
    let parent = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let time = time.map_or(0, |time| time.as_nanos());
    let new = parent.join(format!("oracle-stand-in-{}-{time}", std::process::id()));
    std::fs::create_dir(&new)
        .map_err(|error| OraError::new(600, format_args!("internal error: {error}")))?;
    crate::oci::environment::at_exit(remove_folder);
    *folder = Some(new.clone());
    return Ok(new);

    extern "C" fn remove_folder() {
        if let Some(folder) = lock(&FOLDER).take() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
