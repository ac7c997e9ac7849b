//! Binds and defines: which of the caller's buffers belongs to which value.

use std::ffi::{c_int, c_void};

use super::handles::Handle;
use super::{buffers, status};
use crate::error::{OraError, Result};
use crate::value::Value;

/// Data comes and goes through callbacks.
const DATA_AT_EXECUTION: u32 = 2;

/// Asks the caller for a value.
pub(crate) type InCallback = unsafe extern "C" fn(
    context: *mut c_void,
    bind: *mut Handle,
    iteration: u32,
    index: u32,
    buffer: *mut *mut c_void,
    length: *mut u32,
    piece: *mut u8,
    indicator: *mut *mut c_void,
) -> c_int;

/// Asks the caller where to put a value.
pub(crate) type OutCallback = unsafe extern "C" fn(
    context: *mut c_void,
    bind: *mut Handle,
    iteration: u32,
    index: u32,
    buffer: *mut *mut c_void,
    length: *mut *mut u32,
    piece: *mut u8,
    indicator: *mut *mut c_void,
    code: *mut *mut u16,
) -> c_int;

/// As [`OutCallback`], for a column of a query.
pub(crate) type DefineCallback = unsafe extern "C" fn(
    context: *mut c_void,
    define: *mut Handle,
    iteration: u32,
    buffer: *mut *mut c_void,
    length: *mut *mut u32,
    piece: *mut u8,
    indicator: *mut *mut c_void,
    code: *mut *mut u16,
) -> c_int;

/// An array of values of one type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buffer {
    pub(crate) values: *mut u8,
    /// Bytes from one value to the next.
    pub(crate) size: usize,
    pub(crate) dty: u16,
    /// -1 for NULL.
    pub(crate) indicators: *mut i16,
    pub(crate) lengths: *mut u32,
    /// 0 for a value that was fetched whole.
    pub(crate) codes: *mut u16,
}

impl Buffer {
    /// # Safety
    /// The arrays have more than `index` elements.
    unsafe fn is_null(&self, index: usize) -> bool {
        // SAFETY: promised by the caller.
        !self.indicators.is_null() && unsafe { self.indicators.add(index).read() } == -1
    }

    /// # Safety
    /// The arrays have more than `index` elements.
    unsafe fn value(&self, index: usize) -> *mut u8 {
        // SAFETY: promised by the caller.
        unsafe {
            let value = self.values.add(index * self.size);
            if buffers::is_descriptor(self.dty) { value.cast::<*mut u8>().read() } else { value }
        }
    }

    /// # Safety
    /// The arrays have more than `index` elements.
    unsafe fn read(&self, index: usize) -> Result<Value> {
        // SAFETY: promised by the caller.
        unsafe {
            if self.is_null(index) {
                return Ok(Value::Null);
            }
            let length = match self.lengths.is_null() {
                true => self.size,
                false => self.lengths.add(index).read() as usize,
            };
            buffers::read(self.dty, self.value(index), length)
        }
    }

    /// # Safety
    /// The arrays have more than `index` elements.
    unsafe fn write(&self, index: usize, value: &Value) -> Result<()> {
        // SAFETY: promised by the caller.
        unsafe {
            if !self.indicators.is_null() {
                self.indicators.add(index).write(if value.is_null() { -1 } else { 0 });
            }
            let mut length = 0;
            if !value.is_null() {
                length = buffers::write(self.dty, value, self.value(index), self.size)?;
            }
            if !self.lengths.is_null() {
                self.lengths.add(index).write(length);
            }
            if !self.codes.is_null() {
                self.codes.add(index).write(0);
            }
        }
        Ok(())
    }
}

/// A bind handle.
#[derive(Debug)]
pub(crate) struct Bind {
    pub(crate) buffer: Buffer,
    at_execution: bool,
    context: *mut c_void,
    input: Option<InCallback>,
    output_context: *mut c_void,
    output: Option<OutCallback>,
    /// 2 for NCHAR.
    pub(crate) charset_form: u8,
    pub(crate) max_size: u32,
    /// Rows that RETURNING gave in this iteration.
    pub(crate) rows_returned: u32,
}

impl Bind {
    pub(crate) fn new(buffer: Buffer, mode: u32) -> Result<Bind> {
        if mode & !DATA_AT_EXECUTION != 0 {
            return Err(OraError::unknown(format_args!("the bind mode {mode:#x}")));
        }
        Ok(Bind {
            buffer,
            at_execution: mode == DATA_AT_EXECUTION,
            context: std::ptr::null_mut(),
            input: None,
            output_context: std::ptr::null_mut(),
            output: None,
            charset_form: 1,
            max_size: 0,
            rows_returned: 0,
        })
    }

    pub(crate) fn size(&self) -> u32 {
        match self.max_size {
            0 => u32::try_from(self.buffer.size).unwrap_or(u32::MAX),
            size => size,
        }
    }

    /// The value for one iteration.
    ///
    /// # Safety
    /// The caller's buffers hold so many iterations; `own` is this bind's handle.
    pub(crate) unsafe fn read(&self, own: *mut Handle, iteration: u32) -> Result<Value> {
        if !self.at_execution {
            // SAFETY: promised by the caller.
            return unsafe { self.buffer.read(iteration as usize) };
        }
        let Some(input) = self.input else { return Err(not_dynamic()) };
        let mut start = std::ptr::null_mut();
        let mut length = 0;
        let mut piece = 0;
        let mut indicator = std::ptr::null_mut();
        // SAFETY: OCI's contract for callbacks; it answers where the value lies.
        unsafe {
            let status = input(
                self.context,
                own,
                iteration,
                0,
                &raw mut start,
                &raw mut length,
                &raw mut piece,
                &raw mut indicator,
            );
            if status != status::CONTINUE || piece != 0 {
                return Err(OraError::new(3106, "fatal two-task communication protocol error"));
            }
            let null = !indicator.is_null() && indicator.cast::<i16>().read() == -1;
            if null || start.is_null() {
                return Ok(Value::Null);
            }
            buffers::read(self.buffer.dty, start.cast(), length as usize)
        }
    }

    /// Writes a value that a statement gave: the `index`th of an iteration.
    ///
    /// # Safety
    /// As for [`Bind::read`].
    pub(crate) unsafe fn write(
        &self,
        own: *mut Handle,
        iteration: u32,
        index: u32,
        value: &Value,
    ) -> Result<()> {
        if !self.at_execution {
            // SAFETY: promised by the caller.
            return unsafe { self.buffer.write(iteration as usize, value) };
        }
        let Some(output) = self.output else { return Err(not_dynamic()) };
        let context = self.output_context;
        let ask = |place: &mut Place| {
            // SAFETY: OCI's contract for callbacks.
            let status = unsafe {
                output(
                    context,
                    own,
                    iteration,
                    index,
                    &raw mut place.start,
                    &raw mut place.length,
                    &raw mut place.piece,
                    &raw mut place.indicator,
                    &raw mut place.code,
                )
            };
            status == status::CONTINUE
        };
        // SAFETY: the places come from the caller.
        unsafe { write_to_places(self.buffer.dty, value, ask) }
    }

    /// Whether the caller waits for values of iterations that gave none.
    pub(crate) fn is_dynamic(&self) -> bool {
        self.at_execution
    }
}

/// Where a callback wants a value, or the next piece of it.
struct Place {
    start: *mut c_void,
    length: *mut u32,
    piece: u8,
    indicator: *mut c_void,
    code: *mut u16,
}

const ONE_PIECE: u8 = 0;
const NEXT_PIECE: u8 = 2;

/// Writes a value piece by piece.
///
/// # Safety
/// The places that `ask` gives are buffers of their length, or descriptors.
unsafe fn write_to_places(
    dty: u16,
    value: &Value,
    mut ask: impl FnMut(&mut Place) -> bool,
) -> Result<()> {
    let bytes = match value {
        Value::Null => Vec::new(),
        value if buffers::is_bytes(dty) => buffers::bytes_for(dty, value)?,
        _ => Vec::new(),
    };
    let mut rest: &[u8] = &bytes;
    let mut piece = ONE_PIECE;
    loop {
        let mut own_length = 0u32;
        let mut place = Place {
            start: std::ptr::null_mut(),
            length: &raw mut own_length,
            piece,
            indicator: std::ptr::null_mut(),
            code: std::ptr::null_mut(),
        };
        if !ask(&mut place) {
            return Err(OraError::new(3106, "fatal two-task communication protocol error"));
        }
        // SAFETY: promised by the caller.
        unsafe {
            if !place.indicator.is_null() {
                let null = if value.is_null() { -1 } else { 0 };
                place.indicator.cast::<i16>().write(null);
            }
            // ODPI-C reads it whatever the memory held before.
            if !place.code.is_null() {
                place.code.write(0);
            }
            let size = place.length.read() as usize;
            if value.is_null() {
                place.length.write(0);
                return Ok(());
            }
            if !buffers::is_bytes(dty) {
                let written = buffers::write(dty, value, place.start.cast(), size)?;
                place.length.write(written);
                return Ok(());
            }
            let (now, later) = rest.split_at(rest.len().min(size));
            std::ptr::copy_nonoverlapping(now.as_ptr(), place.start.cast(), now.len());
            place.length.write(now.len() as u32);
            rest = later;
            if rest.is_empty() {
                return Ok(());
            }
            if place.piece == ONE_PIECE && piece == ONE_PIECE && size < 32 * 1024 {
                // The place of a value of fixed size has no next piece.
                return Err(OraError::new(1406, "fetched column value was truncated"));
            }
        }
        piece = NEXT_PIECE;
    }
}

fn not_dynamic() -> OraError {
    OraError::new(24806, "LOB form mismatch: no callback for a value at execution")
}

/// A define handle.
#[derive(Debug)]
pub(crate) struct Define {
    pub(crate) buffer: Buffer,
    dynamic: bool,
    context: *mut c_void,
    callback: Option<DefineCallback>,
}

impl Define {
    pub(crate) fn new(buffer: Buffer, mode: u32) -> Result<Define> {
        if mode & !DATA_AT_EXECUTION != 0 {
            return Err(OraError::unknown(format_args!("the define mode {mode:#x}")));
        }
        let dynamic = mode == DATA_AT_EXECUTION;
        Ok(Define { buffer, dynamic, context: std::ptr::null_mut(), callback: None })
    }

    /// Writes the value of one row.
    ///
    /// # Safety
    /// The caller's buffers hold so many rows; `own` is this define's handle.
    pub(crate) unsafe fn write(&self, own: *mut Handle, row: u32, value: &Value) -> Result<()> {
        if !self.dynamic {
            // SAFETY: promised by the caller.
            return unsafe { self.buffer.write(row as usize, value) };
        }
        let Some(callback) = self.callback else { return Err(not_dynamic()) };
        let context = self.context;
        let ask = |place: &mut Place| {
            // SAFETY: OCI's contract for callbacks.
            let status = unsafe {
                callback(
                    context,
                    own,
                    row,
                    &raw mut place.start,
                    &raw mut place.length,
                    &raw mut place.piece,
                    &raw mut place.indicator,
                    &raw mut place.code,
                )
            };
            status == status::CONTINUE
        };
        // SAFETY: the places come from the caller.
        unsafe { write_to_places(self.buffer.dty, value, ask) }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIBindDynamic(
    target: *mut Handle,
    errors: *mut Handle,
    in_context: *mut c_void,
    input: Option<InCallback>,
    out_context: *mut c_void,
    output: Option<OutCallback>,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        super::call::call(errors, || {
            let mut bind = super::handles::bind(target)?.borrow_mut();
            bind.context = in_context;
            bind.input = input;
            bind.output_context = out_context;
            bind.output = output;
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCIDefineDynamic(
    target: *mut Handle,
    errors: *mut Handle,
    context: *mut c_void,
    callback: Option<DefineCallback>,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        super::call::call(errors, || {
            let mut define = super::handles::define(target)?.borrow_mut();
            define.context = context;
            define.callback = callback;
            Ok(())
        })
    }
}
