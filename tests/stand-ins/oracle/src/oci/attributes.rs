//! Attributes of handles.

use std::ffi::{c_int, c_void};
use std::sync::atomic::Ordering;

use super::call::call;
use super::connect::{Names, lock, server_status};
use super::describe::description;
use super::environment::CHARSET;
use super::handles::{self, Handle, Object};
use super::{buffers, statement};
use crate::error::{OraError, Result};
use crate::types::Column;

mod attribute {
    pub(super) const DATA_SIZE: u32 = 1;
    pub(super) const DATA_TYPE: u32 = 2;
    pub(super) const NAME: u32 = 4;
    /// The environment of a service, the precision of a column.
    pub(super) const PRECISION: u32 = 5;
    /// The server of a service, the scale of a column.
    pub(super) const SCALE: u32 = 6;
    /// The session of a service, whether a column may be NULL.
    pub(super) const IS_NULL: u32 = 7;
    pub(super) const TRANSACTION: u32 = 8;
    pub(super) const ROW_COUNT: u32 = 9;
    pub(super) const FUNCTION_CODE: u32 = 10;
    pub(super) const PREFETCH_ROWS: u32 = 11;
    pub(super) const PARAM_COUNT: u32 = 18;
    pub(super) const ROWID: u32 = 19;
    pub(super) const USERNAME: u32 = 22;
    pub(super) const PASSWORD: u32 = 23;
    pub(super) const STATEMENT_TYPE: u32 = 24;
    pub(super) const INTERNAL_NAME: u32 = 25;
    pub(super) const EXTERNAL_NAME: u32 = 26;
    pub(super) const CHARSET_ID: u32 = 31;
    pub(super) const CHARSET_FORM: u32 = 32;
    pub(super) const MAX_DATA_SIZE: u32 = 33;
    pub(super) const ROWS_RETURNED: u32 = 42;
    pub(super) const FAILED_ROWS: u32 = 73;
    pub(super) const FAILED_ROW: u32 = 74;
    pub(super) const ERROR_OFFSET: u32 = 129;
    pub(super) const SERVER_STATUS: u32 = 143;
    pub(super) const STATEMENT: u32 = 144;
    pub(super) const STATEMENT_CACHE: u32 = 176;
    pub(super) const BIND_COUNT: u32 = 190;
    pub(super) const ROWS_FETCHED: u32 = 197;
    pub(super) const IS_RETURNING: u32 = 218;
    pub(super) const CURRENT_SCHEMA: u32 = 224;
    pub(super) const NCHARSET_ID: u32 = 262;
    pub(super) const CLIENT_IDENTIFIER: u32 = 278;
    pub(super) const CHAR_SIZE: u32 = 286;
    pub(super) const EDITION: u32 = 288;
    pub(super) const POOL_TIMEOUT: u32 = 308;
    pub(super) const POOL_GET_MODE: u32 = 309;
    pub(super) const POOL_BUSY: u32 = 310;
    pub(super) const POOL_OPEN: u32 = 311;
    pub(super) const MODULE: u32 = 366;
    pub(super) const ACTION: u32 = 367;
    pub(super) const CLIENT_INFO: u32 = 368;
    pub(super) const DATABASE_NAME: u32 = 391;
    pub(super) const INSTANCE_NAME: u32 = 392;
    pub(super) const SERVICE_NAME: u32 = 393;
    pub(super) const DATABASE_DOMAIN: u32 = 399;
    pub(super) const DRIVER_NAME: u32 = 424;
    pub(super) const CONNECTION_CLASS: u32 = 425;
    pub(super) const PURITY: u32 = 426;
    pub(super) const RECEIVE_TIMEOUT: u32 = 436;
    pub(super) const LOB_PREFETCH_LENGTH: u32 = 440;
    pub(super) const LONG_ROW_COUNT: u32 = 457;
    pub(super) const POOL_AUTHENTICATION: u32 = 460;
    pub(super) const POOL_CACHE: u32 = 208;
    pub(super) const ROW_COUNTS: u32 = 469;
    pub(super) const MAX_OPEN_CURSORS: u32 = 471;
    pub(super) const IS_RECOVERABLE: u32 = 472;
    pub(super) const IN_TRANSACTION: u32 = 484;
    pub(super) const OPERATION: u32 = 485;
    pub(super) const POOL_LIFETIME: u32 = 490;
    pub(super) const BREAK_ON_TIMEOUT: u32 = 495;
    pub(super) const MAX_IDENTIFIER: u32 = 500;
    pub(super) const POOL_WAIT: u32 = 506;
    pub(super) const CALL_TIMEOUT: u32 = 531;
    pub(super) const IS_JSON: u32 = 534;
    pub(super) const POOL_PER_SHARD: u32 = 602;
    pub(super) const PING_INTERVAL: u32 = 655;
}

/// Where an attribute's value goes.
struct Output {
    value: *mut c_void,
    size: *mut u32,
}

impl Output {
    /// # Safety
    /// The caller reads the attribute as this type.
    unsafe fn write<T>(&self, value: T) -> Result<()> {
        // SAFETY: promised by the caller.
        unsafe { self.value.cast::<T>().write_unaligned(value) };
        Ok(())
    }

    /// # Safety
    /// The caller reads the attribute as a pointer to text, and the text outlives its use.
    unsafe fn write_text(&self, text: &str) -> Result<()> {
        // SAFETY: promised by the caller.
        unsafe {
            self.write(text.as_ptr())?;
            if !self.size.is_null() {
                self.size.write(text.len() as u32);
            }
        }
        Ok(())
    }

    /// As [`Output::write_text`], for a text that must be kept first.
    ///
    /// # Safety
    /// The caller reads the attribute as a pointer to text.
    unsafe fn write_kept(&self, names: &Names, text: String) -> Result<()> {
        let mut names = lock(names);
        names.push(text.into());
        // SAFETY: the names are kept as long as the handle.
        unsafe { self.write_text(names.last().map_or("", |text| text)) }
    }
}

fn unknown(kind: &str, attribute: u32) -> OraError {
    OraError::unknown(format_args!("the attribute {attribute} of a {kind}"))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIAttrGet(
    target: *const Handle,
    _kind: u32,
    value: *mut c_void,
    size: *mut u32,
    attribute: u32,
    errors: *mut Handle,
) -> c_int {
    // SAFETY: OCI's contract: the value has the attribute's type.
    unsafe { call(errors, || get(target, &Output { value, size }, attribute)) }
}

/// # Safety
/// OCI's contract: the output has the attribute's type.
unsafe fn get(target: *const Handle, output: &Output, attribute: u32) -> Result<()> {
    // SAFETY: promised by the caller, for every write.
    unsafe {
        match &handles::handle(target)?.object {
            Object::Environment => match attribute {
                attribute::CHARSET_ID | attribute::NCHARSET_ID => output.write(CHARSET),
                _ => Err(unknown("environment", attribute)),
            },
            Object::Error(list) => match attribute {
                attribute::FAILED_ROW => output.write(list.borrow().row),
                attribute::IS_RECOVERABLE => {
                    let list = list.borrow();
                    let recoverable = list.last.as_ref().is_some_and(OraError::ends_session);
                    output.write(c_int::from(recoverable))
                }
                _ => Err(unknown("error", attribute)),
            },
            Object::Server(server) => match attribute {
                attribute::SERVER_STATUS => output.write(server_status(server)),
                attribute::CHARSET_ID => output.write(CHARSET),
                attribute::RECEIVE_TIMEOUT => output.write(0u32),
                attribute::BREAK_ON_TIMEOUT => output.write(1u8),
                attribute::DATABASE_DOMAIN => output.write_text(""),
                attribute::DATABASE_NAME
                | attribute::INSTANCE_NAME
                | attribute::SERVICE_NAME
                | attribute::INTERNAL_NAME
                | attribute::EXTERNAL_NAME => {
                    let text = lock(&server.connect_string).clone().unwrap_or_default();
                    let name = crate::database::resolve(&text)?;
                    output.write_kept(&server.names, name)
                }
                _ => Err(unknown("server", attribute)),
            },
            Object::Service(_) => get_of_service(target, output, attribute),
            Object::Login(login) => match attribute {
                attribute::IN_TRANSACTION => output.write(c_int::from(in_transaction(target)?)),
                attribute::MAX_OPEN_CURSORS => output.write(300u32),
                attribute::CURRENT_SCHEMA => {
                    let user = lock(&login.user).to_uppercase();
                    output.write_kept(&login.names, user)
                }
                attribute::EDITION => output.write_text("ORA$BASE"),
                _ => Err(unknown("session", attribute)),
            },
            Object::Statement(statement) => {
                get_of_statement(&statement.borrow(), output, attribute)
            }
            Object::Bind(bind) => match attribute {
                attribute::ROWS_RETURNED => output.write(bind.borrow().rows_returned),
                _ => Err(unknown("bind", attribute)),
            },
            Object::Column(_) => get_of_column(target, output, attribute),
            Object::Pool(pool) => match attribute {
                attribute::POOL_BUSY => output.write(pool.busy_count()),
                attribute::POOL_OPEN => output.write(pool.open_count()),
                _ => Err(unknown("pool", attribute)),
            },
            _ => Err(unknown("descriptor", attribute)),
        }
    }
}

/// # Safety
/// As for [`get`].
unsafe fn get_of_service(target: *const Handle, output: &Output, attribute: u32) -> Result<()> {
    // SAFETY: promised by the caller.
    unsafe {
        let service = handles::service(target)?;
        match attribute {
            attribute::SCALE => output.write(service.server.load(Ordering::Acquire)),
            attribute::IS_NULL => output.write(service.login.load(Ordering::Acquire)),
            attribute::STATEMENT_CACHE => output.write(20u32),
            attribute::CALL_TIMEOUT => {
                let control = lock(&service.control).clone();
                output.write(control.map_or(0, |control| control.call_timeout_ms()))
            }
            attribute::MAX_IDENTIFIER => output.write(128u8),
            _ => Err(unknown("service", attribute)),
        }
    }
}

/// Whether the session of a login is in a transaction.
///
/// # Safety
/// As for [`get`].
unsafe fn in_transaction(target: *const Handle) -> Result<bool> {
    // SAFETY: promised by the caller.
    let login = unsafe { handles::login(target) }?;
    Ok(lock(&login.control).as_ref().is_some_and(|control| control.in_transaction()))
}

/// # Safety
/// As for [`get`].
unsafe fn get_of_statement(
    statement: &statement::StatementHandle,
    output: &Output,
    attribute: u32,
) -> Result<()> {
    // SAFETY: promised by the caller.
    unsafe {
        match attribute {
            attribute::STATEMENT_TYPE => output.write(statement.prepared.kind().statement_type()),
            attribute::FUNCTION_CODE => output.write(statement.prepared.kind().function_code()),
            // ODPI-C reads an int.
            attribute::IS_RETURNING => output.write(c_int::from(statement.prepared.is_returning())),
            attribute::PARAM_COUNT => output.write(statement.columns.len() as u32),
            attribute::BIND_COUNT => output.write(statement.prepared.placeholders().len() as u32),
            attribute::ROWS_FETCHED => output.write(statement.rows_fetched),
            attribute::ROW_COUNT => output.write(statement.row_count as u32),
            attribute::LONG_ROW_COUNT => output.write(statement.row_count),
            attribute::FAILED_ROWS => output.write(statement.failed_rows),
            attribute::ERROR_OFFSET => output.write(statement.error_offset),
            attribute::STATEMENT => output.write_text(statement.prepared.text()),
            attribute::ROW_COUNTS => {
                output.write(statement.row_counts.as_ptr())?;
                output.size.write(statement.row_counts.len() as u32);
                Ok(())
            }
            attribute::ROWID => match &statement.rowid {
                Some(rowid) => {
                    let target = output.value.cast::<*mut Handle>().read_unaligned();
                    *handles::rowid(target)?.borrow_mut() = rowid.clone();
                    Ok(())
                }
                None => Err(OraError::new(24334, "no descriptor for this position")),
            },
            _ => Err(unknown("statement", attribute)),
        }
    }
}

/// # Safety
/// As for [`get`].
unsafe fn get_of_column(target: *const Handle, output: &Output, attribute: u32) -> Result<()> {
    // SAFETY: promised by the caller.
    unsafe {
        let Object::Column(Column { name, of, nullable }) = &handles::handle(target)?.object else {
            return Err(handles::invalid());
        };
        let description = description(*of)?;
        match attribute {
            attribute::NAME => output.write_text(name),
            attribute::DATA_TYPE => output.write(description.dty),
            attribute::DATA_SIZE => output.write(description.bytes),
            attribute::CHAR_SIZE => output.write(description.chars),
            attribute::PRECISION => output.write(description.precision),
            attribute::SCALE => output.write(description.scale),
            attribute::CHARSET_FORM => output.write(1u8),
            attribute::IS_NULL => output.write(u8::from(*nullable)),
            attribute::IS_JSON => output.write(0u8),
            _ => Err(unknown("column", attribute)),
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIAttrSet(
    target: *mut Handle,
    _kind: u32,
    value: *mut c_void,
    size: u32,
    attribute: u32,
    errors: *mut Handle,
) -> c_int {
    // SAFETY: OCI's contract: the value has the attribute's type.
    unsafe { call(errors, || set(target, value, size, attribute)) }
}

/// # Safety
/// OCI's contract: the value has the attribute's type.
unsafe fn set(target: *mut Handle, value: *mut c_void, size: u32, attribute: u32) -> Result<()> {
    // SAFETY: promised by the caller, for every read.
    unsafe {
        match &handles::handle(target)?.object {
            Object::Service(service) => match attribute {
                attribute::SCALE => service.server.store(value.cast(), Ordering::Release),
                attribute::IS_NULL => service.login.store(value.cast(), Ordering::Release),
                attribute::TRANSACTION if value.is_null() => {}
                attribute::STATEMENT_CACHE => {}
                attribute::CALL_TIMEOUT => {
                    let timeout = value.cast::<u32>().read_unaligned();
                    if let Some(control) = &*lock(&service.control) {
                        control.set_call_timeout_ms(timeout);
                    }
                }
                _ => return Err(unknown("service", attribute)),
            },
            Object::Login(login) => match attribute {
                attribute::USERNAME => {
                    *lock(&login.user) = buffers::read_text(value.cast(), size as usize)?;
                }
                attribute::PASSWORD => {
                    *lock(&login.password) = buffers::read_text(value.cast(), size as usize)?;
                }
                attribute::MODULE
                | attribute::ACTION
                | attribute::CLIENT_INFO
                | attribute::CLIENT_IDENTIFIER
                | attribute::OPERATION
                | attribute::DRIVER_NAME
                | attribute::CONNECTION_CLASS
                | attribute::PURITY => {}
                _ => return Err(unknown("session", attribute)),
            },
            Object::Statement(statement) => match attribute {
                attribute::PREFETCH_ROWS => {
                    let rows = value.cast::<u32>().read_unaligned();
                    // ODPI-C sets 0 after each execution, which concerns only later fetches.
                    let mut statement = statement.borrow_mut();
                    if rows > 0 || statement.columns.is_empty() {
                        statement.prefetch = rows;
                    }
                }
                _ => return Err(unknown("statement", attribute)),
            },
            Object::Bind(bind) => match attribute {
                attribute::CHARSET_FORM => {
                    bind.borrow_mut().charset_form = value.cast::<u8>().read();
                }
                attribute::MAX_DATA_SIZE => {
                    bind.borrow_mut().max_size = value.cast::<u32>().read_unaligned();
                }
                _ => return Err(unknown("bind", attribute)),
            },
            Object::Define(_) => match attribute {
                attribute::CHARSET_FORM | attribute::LOB_PREFETCH_LENGTH => {}
                _ => return Err(unknown("define", attribute)),
            },
            Object::Server(_) => match attribute {
                attribute::RECEIVE_TIMEOUT | attribute::BREAK_ON_TIMEOUT => {}
                _ => return Err(unknown("server", attribute)),
            },
            Object::Pool(_) => match attribute {
                attribute::POOL_TIMEOUT
                | attribute::POOL_GET_MODE
                | attribute::POOL_AUTHENTICATION
                | attribute::POOL_CACHE
                | attribute::POOL_LIFETIME
                | attribute::POOL_WAIT
                | attribute::POOL_PER_SHARD
                | attribute::PING_INTERVAL => {}
                _ => return Err(unknown("pool", attribute)),
            },
            _ => return Err(unknown("handle", attribute)),
        }
    }
    Ok(())
}
