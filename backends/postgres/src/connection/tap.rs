//! Rows out of the server's stream, before the driver sees them.
//!
//! `tokio-postgres` makes a `Row` of each: two allocations and four counts of references, a quarter
//! of what it takes to read a result. So the messages that are rows are taken out of the stream
//! and decoded where they lie. The driver sees all others, and believes that the result was empty:
//! prepared statements, errors and the end of a result stay its business.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, ready};

use tokio::io::ReadBuf;

/// Bytes of one read: twice what the server sends at once.
const READ_SIZE: usize = 16 * 1024;
/// What is kept of a buffer that a long row has made larger.
const KEPT_SIZE: usize = 16 * READ_SIZE;
/// A message's type, and its length without the type.
const HEADER: usize = 5;

const DATA_ROW: u8 = b'D';
const COMMAND_COMPLETE: u8 = b'C';
const READY_FOR_QUERY: u8 = b'Z';

/// A share of a connection's stream: one is where it is read, another where rows are taken.
#[derive(Debug, Clone)]
pub(crate) struct Tap(Arc<Mutex<Stream>>);

/// What the server has sent and nobody has taken yet.
#[derive(Debug)]
pub(super) struct Stream {
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes of the message at the start, or of what has no form, that the driver still gets.
    passing: usize,
    rows: Rows,
}

/// What happens to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// The driver gets them.
    Pass,
    /// They wait until somebody takes them.
    Hold,
    /// They are forgotten, up to the end of the result.
    Drop { then_hold: bool },
}

/// What is at the start of the stream.
#[derive(Debug, PartialEq, Eq)]
enum Head {
    /// Something for the driver.
    Pass,
    /// A row that somebody waits for.
    Row,
    /// Nothing that is whole.
    Nothing,
}

impl Tap {
    /// Before the messages stand so many bytes of no form: the answer to the question for TLS.
    pub(crate) fn new(unframed: usize) -> Self {
        Tap(Arc::new(Mutex::new(Stream {
            buffer: Vec::new(),
            start: 0,
            end: 0,
            passing: unframed,
            rows: Rows::Pass,
        })))
    }

    /// The stream, for as long as nobody reads.
    pub(super) fn stream(&self) -> MutexGuard<'_, Stream> {
        // A panic of whoever was handed a row leaves the stream as it was.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what is for the driver; pending where a row is in front of it.
    pub(crate) fn poll_read(
        &self,
        out: &mut ReadBuf<'_>,
        mut read: impl FnMut(&mut [u8]) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<()>> {
        let mut stream = self.stream();
        let before = out.filled().len();
        loop {
            match stream.head() {
                Head::Pass if out.remaining() == 0 => return Poll::Ready(Ok(())),
                Head::Pass => stream.pass(out),
                _ if out.filled().len() > before => return Poll::Ready(Ok(())),
                Head::Row => return Poll::Pending,
                Head::Nothing => {
                    let length = ready!(read(stream.room()))?;
                    if length == 0 {
                        return Poll::Ready(Ok(()));
                    }
                    stream.end += length;
                }
            }
        }
    }

    /// The same for a connection that is encrypted from here on, which must not believe what came
    /// before.
    #[cfg(feature = "tls")]
    pub(crate) fn encrypted(self) -> io::Result<Tap> {
        if self.stream().is_empty() {
            return Ok(self);
        }
        let message = "the server sent something between its consent to TLS and TLS";
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    }
}

impl Stream {
    /// Keeps the rows of the next result for whoever calls [`next_row`](Stream::next_row).
    pub(super) fn hold_rows(&mut self) {
        self.rows = match self.rows {
            Rows::Drop { .. } => Rows::Drop { then_hold: true },
            _ => Rows::Hold,
        };
    }

    /// Gives rows to the driver again: the result has ended.
    pub(super) fn pass_rows(&mut self) {
        self.rows = match self.rows {
            Rows::Drop { .. } => Rows::Drop { then_hold: false },
            _ => Rows::Pass,
        };
    }

    /// Forgets the rest of a result, of which a row was taken.
    pub(super) fn drop_rows(&mut self) {
        self.rows = Rows::Drop { then_hold: false };
    }

    /// Whether a row can be taken.
    pub(super) fn has_row(&mut self) -> bool {
        self.head() == Head::Row
    }

    /// Takes a row: what its message holds behind the header.
    #[inline]
    pub(super) fn next_row(&mut self) -> Option<&[u8]> {
        if self.head() != Head::Row {
            return None;
        }
        let (start, length) = (self.start + HEADER, self.message()?.1);
        self.start += length;
        self.buffer.get(start..self.start)
    }

    /// How many rows the statement has changed, or has given, where nothing but its end is left and
    /// all of that is here. The driver gets it with what is read next.
    #[inline]
    pub(super) fn ended(&mut self) -> Option<u64> {
        if self.rows != Rows::Hold || self.passing > 0 {
            return None;
        }
        let (COMMAND_COMPLETE, length) = self.message()? else { return None };
        let (message, rest) = self.buffer.get(self.start..self.end)?.split_at_checked(length)?;
        // An error may stand between the two: what is committed is committed here.
        if rest.first() != Some(&READY_FOR_QUERY) {
            return None;
        }
        rows_of(message.get(HEADER..)?)
    }

    fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// The type and the whole length of the message at the start, where its header is there.
    #[inline]
    fn message(&self) -> Option<(u8, usize)> {
        let there = &self.buffer[self.start..self.end];
        let (header, _) = there.split_first_chunk::<HEADER>()?;
        let [kind, length @ ..] = *header;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        Some((kind, length.saturating_add(1)))
    }

    /// What is at the start, behind rows that nobody wants.
    #[inline]
    fn head(&mut self) -> Head {
        while !self.is_empty() && self.passing == 0 {
            let Some((kind, length)) = self.message() else { return Head::Nothing };
            if kind != DATA_ROW || self.rows == Rows::Pass || length < HEADER {
                return Head::Pass;
            }
            if self.end - self.start < length {
                return Head::Nothing;
            }
            if self.rows == Rows::Hold {
                return Head::Row;
            }
            self.start += length;
        }
        if self.is_empty() { Head::Nothing } else { Head::Pass }
    }

    /// Hands bytes of the message at the start to the driver.
    fn pass(&mut self, out: &mut ReadBuf<'_>) {
        if self.passing == 0
            && let Some((kind, length)) = self.message()
        {
            // No message is shorter than its header. The driver says so.
            self.passing = if length < HEADER { usize::MAX } else { length };
            if let (READY_FOR_QUERY, Rows::Drop { then_hold }) = (kind, self.rows) {
                self.rows = if then_hold { Rows::Hold } else { Rows::Pass };
            }
        }
        let length = self.passing.min(self.end - self.start).min(out.remaining());
        out.put_slice(&self.buffer[self.start..self.start + length]);
        self.start += length;
        self.passing -= length;
    }

    /// Room for what is read next: more where a message is long, but no more than what has come of
    /// it already, for its length may be a lie.
    fn room(&mut self) -> &mut [u8] {
        if self.is_empty() {
            (self.start, self.end) = (0, 0);
            if self.buffer.len() > KEPT_SIZE {
                self.buffer = Vec::new();
            }
        } else if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        let wanted = self.end + self.end.max(READ_SIZE);
        if self.buffer.len() - self.end < READ_SIZE {
            self.buffer.resize(wanted, 0);
        }
        &mut self.buffer[self.end..]
    }
}

/// The number of rows in `INSERT 0 1` or `SELECT 100`; zero in those that have none, as `BEGIN`.
fn rows_of(tag: &[u8]) -> Option<u64> {
    let tag = tag.strip_suffix(&[0])?;
    let number = tag.rsplit(|byte| *byte == b' ').next()?;
    let add = |rows: u64, digit: &u8| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        rows.checked_mul(10)?.checked_add(digit)
    };
    Some(number.iter().try_fold(0, add).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap();
        [&[kind][..], &length.to_be_bytes(), body].concat()
    }

    /// What a connection reads in pieces of this size, until the pieces are used up: what the
    /// driver got, and the rows that somebody took.
    struct Reader {
        tap: Tap,
        sent: Vec<u8>,
        piece: usize,
        driver: Vec<u8>,
        rows: Vec<Vec<u8>>,
    }

    impl Reader {
        fn new(tap: Tap, sent: &[u8], piece: usize) -> Self {
            Reader { tap, sent: sent.to_vec(), piece, driver: Vec::new(), rows: Vec::new() }
        }

        /// Reads until nothing is left, or `rows` rows were taken.
        fn run(&mut self, rows: usize) {
            loop {
                while self.rows.len() < rows {
                    let mut stream = self.tap.stream();
                    let Some(row) = stream.next_row() else { break };
                    self.rows.push(row.to_vec());
                }
                let mut out = [0; 7];
                let mut out = ReadBuf::new(&mut out);
                let (sent, piece) = (&mut self.sent, self.piece);
                let read = self.tap.poll_read(&mut out, |room| {
                    let length = piece.min(sent.len()).min(room.len());
                    room[..length].copy_from_slice(&sent[..length]);
                    sent.drain(..length);
                    Poll::Ready(Ok(length))
                });
                match read {
                    Poll::Ready(result) => result.unwrap(),
                    Poll::Pending if self.rows.len() < rows => continue,
                    Poll::Pending => return,
                }
                if out.filled().is_empty() {
                    return;
                }
                self.driver.extend_from_slice(out.filled());
            }
        }
    }

    fn result(rows: &[&[u8]]) -> Vec<u8> {
        let mut sent = message(b'2', b"");
        sent.extend(rows.iter().flat_map(|row| message(DATA_ROW, row)));
        sent.extend(message(b'C', b"SELECT\0"));
        sent.extend(message(READY_FOR_QUERY, b"I"));
        sent
    }

    #[test]
    fn rows_are_taken_and_all_else_is_the_drivers_however_it_comes() {
        let rows: [&[u8]; 3] = [b"first", b"", b"third is longer"];
        for piece in 1..64 {
            let mut reader = Reader::new(Tap::new(0), &result(&rows), piece);
            reader.tap.stream().hold_rows();
            reader.run(usize::MAX);
            assert_eq!(reader.rows, rows, "in pieces of {piece}");
            assert_eq!(reader.driver, result(&[]), "in pieces of {piece}");

            let mut reader = Reader::new(Tap::new(0), &result(&rows), piece);
            reader.run(usize::MAX);
            assert!(reader.rows.is_empty());
            assert_eq!(reader.driver, result(&rows), "in pieces of {piece}");
        }
    }

    #[test]
    fn the_rest_of_a_result_is_dropped_and_that_of_the_next_is_not() {
        let sent = [result(&[b"one", b"two", b"three"]), result(&[b"four"])].concat();
        for (piece, hold) in (1..64).flat_map(|piece| [(piece, true), (piece, false)]) {
            let mut reader = Reader::new(Tap::new(0), &sent, piece);
            reader.tap.stream().hold_rows();
            reader.run(1);
            reader.tap.stream().drop_rows();
            // What is asked next may be asked while the rest of the first is on its way.
            if hold {
                reader.tap.stream().hold_rows();
            } else {
                reader.tap.stream().pass_rows();
            }
            reader.run(usize::MAX);
            let (rows, driver): (&[&[u8]], _) = match hold {
                true => (&[b"one", b"four"], [result(&[]), result(&[])].concat()),
                false => (&[b"one"], [result(&[]), result(&[b"four"])].concat()),
            };
            assert_eq!(reader.rows, rows, "in pieces of {piece}");
            assert_eq!(reader.driver, driver, "in pieces of {piece}");
        }
    }

    #[test]
    fn the_end_of_a_result_is_seen_when_all_of_it_is_there() {
        let cases: [(&[u8], u64); 5] = [
            (b"SELECT 3\0", 3),
            (b"INSERT 0 12\0", 12),
            (b"UPDATE 0\0", 0),
            (b"CREATE TABLE\0", 0),
            (b"DELETE 99999999999999999999999\0", 0),
        ];
        for (tag, rows) in cases {
            let done = message(b'C', tag);
            let ready = message(READY_FOR_QUERY, b"I");
            let refused = message(b'E', b"the commit failed");
            for (sent, ended) in [
                ([&done[..], &ready].concat(), Some(rows)),
                ([&done[..], &refused, &ready].concat(), None),
                (done.clone(), None),
                (done[..done.len() - 1].to_vec(), None),
                ([&message(DATA_ROW, b"")[..], &done, &ready].concat(), None),
                (ready.clone(), None),
            ] {
                let tap = Tap::new(0);
                let mut stream = tap.stream();
                stream.hold_rows();
                stream.room()[..sent.len()].copy_from_slice(&sent);
                stream.end = sent.len();
                assert_eq!(stream.ended(), ended, "{:?}", String::from_utf8_lossy(&sent));
                stream.pass_rows();
                assert_eq!(stream.ended(), None);
            }
        }
    }

    #[test]
    fn a_long_row_makes_room_for_itself_and_a_lie_about_its_length_does_not() {
        let long = vec![b'x'; 3 * KEPT_SIZE];
        let mut reader = Reader::new(Tap::new(0), &result(&[&long]), READ_SIZE);
        reader.tap.stream().hold_rows();
        reader.run(usize::MAX);
        assert_eq!(reader.rows, [long]);
        assert!(reader.tap.stream().buffer.len() <= KEPT_SIZE);

        let lie = [&[DATA_ROW][..], &u32::MAX.to_be_bytes(), b"little"].concat();
        let mut reader = Reader::new(Tap::new(0), &lie, 64);
        reader.tap.stream().hold_rows();
        reader.run(usize::MAX);
        assert!(reader.rows.is_empty());
        assert!(reader.tap.stream().buffer.len() <= KEPT_SIZE);
    }

    #[test]
    fn what_has_no_form_is_the_drivers() {
        let sent = [b"N".to_vec(), result(&[b"row"])].concat();
        let mut reader = Reader::new(Tap::new(1), &sent, 3);
        reader.tap.stream().hold_rows();
        reader.run(usize::MAX);
        assert_eq!(reader.rows, [b"row"]);
        assert_eq!(reader.driver, [b"N".to_vec(), result(&[])].concat());

        // A length of two, which counts itself with four.
        let broken = [b"D", &2_u32.to_be_bytes()[..], b"whatever follows"].concat();
        let mut reader = Reader::new(Tap::new(0), &broken, 5);
        reader.tap.stream().hold_rows();
        reader.run(usize::MAX);
        assert_eq!(reader.driver, broken);
    }

    #[test]
    #[cfg(feature = "tls")]
    fn what_came_before_tls_is_not_taken_for_encrypted() {
        let tap = Tap::new(1);
        let mut out = [0; 1];
        let mut out = ReadBuf::new(&mut out);
        let sent = [b"S".to_vec(), message(b'E', b"not to be believed")].concat();
        let read = tap.poll_read(&mut out, |room| {
            room[..sent.len()].copy_from_slice(&sent);
            Poll::Ready(Ok(sent.len()))
        });
        assert!(read.is_ready());
        assert_eq!(tap.encrypted().unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(Tap::new(1).encrypted().is_ok());
    }
}
