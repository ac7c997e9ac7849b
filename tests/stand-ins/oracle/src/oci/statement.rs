//! Statements: prepare, bind, execute, define, fetch.

use std::ffi::{c_char, c_int, c_void};
use std::sync::Arc;

use super::binds::{Bind, Buffer, Define};
use super::call::{call, call_with_status};
use super::handles::{self, Handle, Object, bind, define, into_pointer, service, statement};
use super::{buffers, sqlt, status};
use crate::error::{OraError, Result};
use crate::session::{Outcome, Prepared};
use crate::types::{Column, Type};
use crate::value::Value;

/// Modes of `OCIStmtExecute`.
mod mode {
    pub(super) const DESCRIBE_ONLY: u32 = 0x10;
    pub(super) const COMMIT_ON_SUCCESS: u32 = 0x20;
    pub(super) const BATCH_ERRORS: u32 = 0x80;
    pub(super) const PARSE_ONLY: u32 = 0x100;
    pub(super) const ROW_COUNTS: u32 = 0x0010_0000;
    pub(super) const KNOWN: u32 =
        DESCRIBE_ONLY | COMMIT_ON_SUCCESS | BATCH_ERRORS | PARSE_ONLY | ROW_COUNTS;
}

/// A statement handle.
#[derive(Debug)]
pub(crate) struct StatementHandle {
    service: *mut Handle,
    pub(crate) prepared: Prepared,
    /// One per position.
    binds: Vec<*mut Handle>,
    defines: Vec<*mut Handle>,
    pub(crate) columns: Arc<Vec<Column>>,
    /// Columns of earlier executions: the caller keeps pointers to their names.
    earlier_columns: Vec<Arc<Vec<Column>>>,
    rows: Vec<Vec<Value>>,
    /// Tables whose rows are locked when they are fetched.
    pending: Vec<String>,
    position: usize,
    /// Rows that are on the client's side already.
    prefetched: usize,
    pub(crate) prefetch: u32,
    pub(crate) row_count: u64,
    pub(crate) rows_fetched: u32,
    pub(crate) row_counts: Vec<u64>,
    pub(crate) failed_rows: u32,
    pub(crate) error_offset: u16,
    pub(crate) rowid: Option<String>,
    /// The session's count of ended transactions when a query that locks was run.
    locked_at: Option<u64>,
}

impl Drop for StatementHandle {
    fn drop(&mut self) {
        for pointer in self.binds.iter().chain(&self.defines).filter(|pointer| !pointer.is_null()) {
            // SAFETY: made by this file, and each stands in one slot only.
            unsafe { handles::free(*pointer) };
        }
    }
}

impl StatementHandle {
    fn new(service: *mut Handle, prepared: Prepared) -> StatementHandle {
        StatementHandle {
            service,
            prepared,
            binds: Vec::new(),
            defines: Vec::new(),
            columns: Arc::default(),
            earlier_columns: Vec::new(),
            rows: Vec::new(),
            pending: Vec::new(),
            position: 0,
            prefetched: 0,
            prefetch: 1,
            row_count: 0,
            rows_fetched: 0,
            row_counts: Vec::new(),
            failed_rows: 0,
            error_offset: 0,
            rowid: None,
            locked_at: None,
        }
    }

    fn set_columns(&mut self, columns: Arc<Vec<Column>>) {
        if self.columns != columns {
            let earlier = std::mem::replace(&mut self.columns, columns);
            self.earlier_columns.push(earlier);
        }
    }

    /// The bind of every position.
    fn bind_of(&self, position: usize) -> Result<*mut Handle> {
        let pointer = self.binds.get(self.prepared.bind_slot(position)).copied();
        pointer
            .filter(|pointer| !pointer.is_null())
            .ok_or_else(|| OraError::new(1008, "not all variables bound"))
    }

    /// The types of all binds.
    fn types(&self) -> Result<Vec<Type>> {
        let mut types = Vec::with_capacity(self.prepared.bind_count());
        for position in 0..self.prepared.bind_count() {
            // SAFETY: bind handles live as long as the statement.
            let bind = unsafe { bind(self.bind_of(position)?) }?.borrow();
            let allowed = self.prepared.is_plsql() && bind.buffer.dty == sqlt::BOL;
            types.push(match allowed {
                true => Type::Boolean,
                false => buffers::type_of(bind.buffer.dty, bind.size())?,
            });
        }
        Ok(types)
    }

    /// The values of one iteration; places for what comes back are NULL.
    fn values(&self, iteration: u32) -> Result<Vec<Value>> {
        let outputs = self.prepared.returning_binds();
        let mut values = Vec::with_capacity(self.prepared.bind_count());
        for position in 0..self.prepared.bind_count() {
            if outputs.contains(&position) {
                values.push(Value::Null);
                continue;
            }
            let own = self.bind_of(position)?;
            // SAFETY: bind handles live as long as the statement; the buffers are the caller's.
            values.push(unsafe { bind(own)?.borrow().read(own, iteration) }?);
        }
        Ok(values)
    }

    /// Gives the caller what an iteration returned.
    fn write_back(&self, iteration: u32, outcome: &Outcome) -> Result<()> {
        let outputs = self.prepared.returning_binds();
        for (index, position) in outputs.enumerate() {
            let own = self.bind_of(position)?;
            // SAFETY: as in `values`.
            unsafe {
                bind(own)?.borrow_mut().rows_returned = outcome.returned.len() as u32;
                let bind = bind(own)?.borrow();
                for (row, values) in outcome.returned.iter().enumerate() {
                    bind.write(own, iteration, row as u32, &values[index])?;
                }
            }
        }
        for (position, value) in &outcome.outputs {
            let own = self.bind_of(*position)?;
            // SAFETY: as in `values`.
            unsafe {
                if bind(own)?.borrow().is_dynamic() {
                    bind(own)?.borrow_mut().rows_returned = 1;
                }
                bind(own)?.borrow().write(own, iteration, 0, value)?;
            }
        }
        Ok(())
    }

    fn describe_binds(&self) -> Result<String> {
        let mut words = Vec::new();
        for position in 0..self.prepared.bind_count() {
            // SAFETY: as in `values`.
            let bind = unsafe { bind(self.bind_of(position)?) }?.borrow();
            let national = if bind.charset_form == 2 { " NCHAR" } else { "" };
            words.push(format!("{}({}){national}", type_word(bind.buffer.dty), bind.size()));
        }
        Ok(words.join(", "))
    }
}

/// The names that the record of calls uses.
fn type_word(dty: u16) -> &'static str {
    match dty {
        sqlt::CHR => "VARCHAR2",
        sqlt::AFC => "CHAR",
        sqlt::LNG => "LONG",
        sqlt::CLOB => "CLOB",
        sqlt::BLOB => "BLOB",
        sqlt::INT => "INT64",
        sqlt::UIN => "UINT64",
        sqlt::VNU => "NUMBER",
        sqlt::BDOUBLE => "BINARY_DOUBLE",
        sqlt::BFLOAT => "BINARY_FLOAT",
        sqlt::BIN => "RAW",
        sqlt::LBI => "LONG RAW",
        sqlt::ODT => "DATE",
        sqlt::TIMESTAMP => "TIMESTAMP",
        sqlt::TIMESTAMP_TZ => "TIMESTAMP WITH TIME ZONE",
        sqlt::TIMESTAMP_LTZ => "TIMESTAMP WITH LOCAL TIME ZONE",
        sqlt::INTERVAL_DS => "INTERVAL DAY TO SECOND",
        sqlt::INTERVAL_YM => "INTERVAL YEAR TO MONTH",
        sqlt::BOL => "BOOLEAN",
        _ => "?",
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIStmtPrepare2(
    target: *mut Handle,
    result: *mut *mut Handle,
    errors: *mut Handle,
    text: *const c_char,
    length: u32,
    _key: *const c_char,
    _key_length: u32,
    _language: u32,
    _mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let text = buffers::read_text(text.cast(), length as usize)?;
            let prepared = service(target)?.with(|session| session.prepare(&text))?;
            let handle = StatementHandle::new(target, prepared);
            result.write(into_pointer(Object::Statement(std::cell::RefCell::new(handle))));
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIStmtRelease(
    target: *mut Handle,
    _errors: *mut Handle,
    _key: *const c_char,
    _key_length: u32,
    _mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe { handles::free(target) }
}

/// Answers the names of the placeholders, which live as long as the statement.
#[unsafe(no_mangle)]
unsafe extern "C" fn OCIStmtGetBindInfo(
    target: *mut Handle,
    errors: *mut Handle,
    size: u32,
    start: u32,
    found: *mut i32,
    names: *mut *const c_char,
    name_lengths: *mut u8,
    indicator_names: *mut *const c_char,
    indicator_lengths: *mut u8,
    duplicates: *mut u8,
    binds: *mut *mut Handle,
) -> c_int {
    // SAFETY: OCI's contract: the arrays have `size` elements.
    unsafe {
        call_with_status(errors, || {
            let statement = statement(target)?.borrow();
            let placeholders = statement.prepared.placeholders();
            let first = start.saturating_sub(1) as usize;
            if placeholders.len() <= first {
                found.write(0);
                return Ok(status::NO_DATA);
            }
            let total = placeholders.len() as i32;
            let rest = placeholders.len() - first;
            found.write(if rest > size as usize { -total } else { total });
            for (index, placeholder) in placeholders[first..].iter().take(size as usize).enumerate()
            {
                names.add(index).write(placeholder.name.as_ptr().cast());
                name_lengths.add(index).write(placeholder.name.len() as u8);
                indicator_names.add(index).write(std::ptr::null());
                indicator_lengths.add(index).write(0);
                duplicates.add(index).write(u8::from(placeholder.repeated));
                binds.add(index).write(std::ptr::null_mut());
            }
            Ok(status::SUCCESS)
        })
    }
}

/// Sets the bind of a slot, and answers its handle.
fn set_bind(statement: &mut StatementHandle, slot: usize, new: Bind) -> Result<*mut Handle> {
    if statement.binds.len() <= slot {
        statement.binds.resize(slot + 1, std::ptr::null_mut());
    }
    let existing = statement.binds[slot];
    if existing.is_null() {
        statement.binds[slot] = into_pointer(Object::Bind(std::cell::RefCell::new(new)));
        return Ok(statement.binds[slot]);
    }
    // SAFETY: bind handles live as long as the statement.
    *unsafe { bind(existing) }?.borrow_mut() = new;
    Ok(existing)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIBindByPos2(
    target: *mut Handle,
    result: *mut *mut Handle,
    errors: *mut Handle,
    position: u32,
    values: *mut c_void,
    size: i64,
    dty: u16,
    indicators: *mut c_void,
    lengths: *mut u32,
    codes: *mut u16,
    _array_length: u32,
    current_length: *mut u32,
    mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let mut statement = statement(target)?.borrow_mut();
            let slot = statement.prepared.slot_of_position(position as usize)?;
            let mut buffer = new_buffer(values, size, dty, indicators, lengths, current_length)?;
            buffer.codes = codes;
            result.write(set_bind(&mut statement, slot, Bind::new(buffer, mode)?)?);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIBindByName2(
    target: *mut Handle,
    result: *mut *mut Handle,
    errors: *mut Handle,
    name: *const c_char,
    name_length: i32,
    values: *mut c_void,
    size: i64,
    dty: u16,
    indicators: *mut c_void,
    lengths: *mut u32,
    codes: *mut u16,
    _array_length: u32,
    current_length: *mut u32,
    mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let name = buffers::read_text(name.cast(), name_length.max(0) as usize)?;
            let mut statement = statement(target)?.borrow_mut();
            let slot = statement.prepared.slot_of_name(&name)?;
            let mut buffer = new_buffer(values, size, dty, indicators, lengths, current_length)?;
            buffer.codes = codes;
            result.write(set_bind(&mut statement, slot, Bind::new(buffer, mode)?)?);
            Ok(())
        })
    }
}

fn new_buffer(
    values: *mut c_void,
    size: i64,
    dty: u16,
    indicators: *mut c_void,
    lengths: *mut u32,
    current_length: *mut u32,
) -> Result<Buffer> {
    if !current_length.is_null() {
        return Err(OraError::unknown("a PL/SQL array as a bind"));
    }
    let size =
        usize::try_from(size).map_err(|_| OraError::new(1459, "invalid length for variable"))?;
    Ok(Buffer {
        values: values.cast(),
        size,
        dty,
        indicators: indicators.cast(),
        lengths,
        codes: std::ptr::null_mut(),
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIDefineByPos2(
    target: *mut Handle,
    result: *mut *mut Handle,
    errors: *mut Handle,
    position: u32,
    values: *mut c_void,
    size: u64,
    dty: u16,
    indicators: *mut c_void,
    lengths: *mut u32,
    codes: *mut u16,
    mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            let mut statement = statement(target)?.borrow_mut();
            let slot = (position as usize).wrapping_sub(1);
            if slot >= statement.columns.len() {
                return Err(OraError::new(1007, "variable not in select list"));
            }
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            let mut buffer =
                new_buffer(values, size, dty, indicators, lengths, std::ptr::null_mut())?;
            buffer.codes = codes;
            let new = Define::new(buffer, mode)?;
            if statement.defines.len() <= slot {
                statement.defines.resize(slot + 1, std::ptr::null_mut());
            }
            if statement.defines[slot].is_null() {
                let object = Object::Define(std::cell::RefCell::new(new));
                statement.defines[slot] = into_pointer(object);
            } else {
                *define(statement.defines[slot])?.borrow_mut() = new;
            }
            result.write(statement.defines[slot]);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIStmtExecute(
    target: *mut Handle,
    statement_pointer: *mut Handle,
    errors: *mut Handle,
    iterations: u32,
    first: u32,
    _snapshot_in: *const c_void,
    _snapshot_out: *mut c_void,
    mode: u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call_with_status(errors, || {
            let mut statement = statement(statement_pointer)?.borrow_mut();
            statement.service = target;
            if mode & !mode::KNOWN != 0 {
                return Err(OraError::unknown(format_args!("the execution mode {mode:#x}")));
            }
            let result = execute(&mut statement, iterations, first, mode);
            match result {
                Ok(failed) if failed.is_empty() => Ok(status::SUCCESS),
                Ok(failed) => {
                    if let Object::Error(list) = &handles::handle(errors)?.object {
                        let mut list = list.borrow_mut();
                        list.last = Some(OraError::new(24381, "error(s) in array DML"));
                        list.batch = failed;
                    }
                    Ok(status::SUCCESS_WITH_INFO)
                }
                Err(error) => {
                    statement.error_offset = error.offset.min(usize::from(u16::MAX)) as u16;
                    Err(error)
                }
            }
        })
    }
}

/// Runs a statement, and answers the rows of an array that failed.
fn execute(
    statement: &mut StatementHandle,
    iterations: u32,
    first: u32,
    mode: u32,
) -> Result<Vec<(i32, OraError)>> {
    statement.row_count = 0;
    statement.row_counts.clear();
    statement.failed_rows = 0;
    statement.error_offset = 0;
    statement.rowid = None;
    let types = statement.types()?;
    // SAFETY: the service outlives its statements.
    let service = unsafe { service(statement.service) }?;
    if mode & (mode::DESCRIBE_ONLY | mode::PARSE_ONLY) != 0 {
        let columns = service.with(|session| session.describe(&mut statement.prepared, &types))?;
        statement.set_columns(columns);
        return Ok(Vec::new());
    }
    let detail = statement.describe_binds()?;
    let commit = mode & mode::COMMIT_ON_SUCCESS != 0;
    if statement.prepared.is_query() {
        let values = statement.values(0)?;
        let outcome = service.with(|session| {
            session.record_execute(&statement.prepared, &detail, 1, commit);
            let outcome = session.execute(&mut statement.prepared, &types, &values)?;
            statement.locked_at = outcome.locks.then(|| session.ended_transactions());
            if commit {
                session.commit_with_statement()?;
            }
            Ok(outcome)
        })?;
        keep_rows(statement, outcome);
        return Ok(Vec::new());
    }
    let keep_going = mode & mode::BATCH_ERRORS != 0;
    let rows = iterations.max(first + 1) - first;
    service.with(|session| {
        session.record_execute(&statement.prepared, &detail, rows, commit);
        Ok(())
    })?;
    let failed = execute_rows(statement, &types, first..first + rows, keep_going)?;
    statement.failed_rows = failed.len() as u32;
    if commit && failed.is_empty() {
        service.with(|session| session.commit_with_statement())?;
    }
    Ok(failed)
}

fn execute_rows(
    statement: &mut StatementHandle,
    types: &[Type],
    rows: std::ops::Range<u32>,
    keep_going: bool,
) -> Result<Vec<(i32, OraError)>> {
    let mut failed = Vec::new();
    for row in rows {
        let values = statement.values(row)?;
        // SAFETY: the service outlives its statements.
        let service = unsafe { service(statement.service) }?;
        let result =
            service.with(|session| session.execute(&mut statement.prepared, types, &values));
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(error) if keep_going && !error.ends_session() => {
                failed.push((row as i32, error));
                statement.row_counts.push(0);
                continue;
            }
            Err(error) => return Err(error),
        };
        statement.write_back(row, &outcome)?;
        statement.row_count += outcome.affected;
        statement.row_counts.push(outcome.affected);
        statement.rowid = outcome.rowid;
    }
    Ok(failed)
}

/// Keeps what a query answered, and notes which rows came with the answer.
fn keep_rows(statement: &mut StatementHandle, outcome: Outcome) {
    statement.set_columns(outcome.columns);
    statement.position = 0;
    statement.rows_fetched = 0;
    // Columns of LOBs switch prefetching off.
    let lobs = statement.columns.iter().any(|column| column.of.is_lob());
    statement.prefetched = if lobs { 0 } else { statement.prefetch as usize };
    statement.rows = outcome.rows;
    statement.pending = outcome.pending;
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIStmtFetch2(
    target: *mut Handle,
    errors: *mut Handle,
    count: u32,
    orientation: u16,
    _offset: i32,
    mode: u32,
) -> c_int {
    const NEXT: u16 = 2;
    // SAFETY: OCI's contract.
    unsafe {
        call_with_status(errors, || {
            let mut statement = statement(target)?.borrow_mut();
            if !matches!(orientation, 0 | NEXT) || mode != 0 {
                return Err(OraError::unknown("a scrollable cursor"));
            }
            fetch(&mut statement, count)
        })
    }
}

fn fetch(statement: &mut StatementHandle, count: u32) -> Result<c_int> {
    statement.rows_fetched = 0;
    if !statement.pending.is_empty() {
        // SAFETY: the service outlives its statements.
        let service = unsafe { service(statement.service) }?;
        let StatementHandle { pending, rows, position, .. } = statement;
        service.with(|session| session.lock_fetched(pending, rows, *position, count as usize))?;
    }
    let end = statement.rows.len().min(statement.position + count as usize);
    let wanted = statement.position + count as usize;
    // SAFETY: the service outlives its statements.
    let service = unsafe { service(statement.service) }?;
    let locked_at = statement.locked_at;
    // The end is known to the client when it got less than it asked for.
    let known_end = statement.prefetched > statement.rows.len();
    let trip = wanted > statement.prefetched && !known_end;
    service.with(|session| {
        if locked_at.is_some_and(|ended| ended != session.ended_transactions()) {
            return Err(OraError::new(1002, "fetch out of sequence"));
        }
        if trip {
            session.round_trip("fetch");
        }
        Ok(())
    })?;
    if trip {
        let more = usize::from(wanted >= statement.rows.len());
        statement.prefetched = wanted + more;
    }
    for row in statement.position..end {
        for (index, value) in statement.rows[row].iter().enumerate() {
            let own = statement.defines.get(index).copied().unwrap_or(std::ptr::null_mut());
            if own.is_null() {
                return Err(OraError::new(
                    24338,
                    "statement handle not executed: column not defined",
                ));
            }
            let buffer_row = (row - statement.position) as u32;
            // SAFETY: define handles live as long as the statement.
            unsafe { define(own)?.borrow().write(own, buffer_row, value) }?;
        }
    }
    statement.rows_fetched = (end - statement.position) as u32;
    statement.position = end;
    statement.row_count += u64::from(statement.rows_fetched);
    Ok(if statement.rows_fetched < count { status::NO_DATA } else { status::SUCCESS })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIStmtGetNextResult(
    _statement: *mut Handle,
    _errors: *mut Handle,
    _result: *mut *mut Handle,
    _kind: *mut u32,
    _mode: u32,
) -> c_int {
    status::NO_DATA
}
