//! The server: listens on a port of this machine, a thread for each client.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use crate::encryption::{Encryption, Level};
use crate::engine::{Databases, Session};
use crate::error::SqlError;
use crate::log::{self, Call, Entry};
use crate::wire::login::{self, Login};
use crate::wire::packet::{self, Kind};
use crate::wire::request::Request;
use crate::wire::stream::{Socket, Stream};
use crate::wire::tokens::{Answer, Done};

/// What `@@VERSION` says, so that nobody takes it for SQL Server.
pub(crate) const PRODUCT: &str = "stand-in for Microsoft SQL Server 2022 over SQLite";
pub(crate) const PRODUCT_VERSION: &str = "16.0.1000.6";

/// A running server; it ends with the last of its clients once this is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    _folder: tempfile::TempDir,
}

#[derive(Debug)]
struct Shared {
    databases: Arc<Databases>,
    encryption: Encryption,
    clients: Mutex<Vec<Weak<TcpStream>>>,
    log: Mutex<Vec<Entry>>,
    is_logging: AtomicBool,
    is_stopped: AtomicBool,
}

/// The only user who is let in.
const USER: &str = "sa";

/// Users who are not, whatever their password is.
const SHUT_OUT: &[(&str, i32, &str)] = &[
    (
        "locked",
        18486,
        "The account is currently locked out. The system administrator can unlock it.",
    ),
    ("expired", 18487, "The password of the account has expired."),
    ("new", 18488, "The password of the account must be changed."),
    ("disabled", 18470, "The account is disabled."),
];

impl Server {
    /// The password of the user `sa`.
    pub const PASSWORD: &str = "Stand-in.1";

    /// Starts a server with a database `master`, without encryption.
    ///
    /// # Errors
    /// No port or no folder could be had.
    pub fn start() -> io::Result<Self> {
        Server::start_with(Encryption::NotSupported)
    }

    /// The same, with this encryption.
    ///
    /// # Errors
    /// No port or no folder could be had.
    pub fn start_with(encryption: Encryption) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let databases = Arc::new(Databases::new(folder.path().to_owned()));
        databases.create("master").map_err(io::Error::other)?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            databases,
            encryption,
            clients: Mutex::default(),
            log: Mutex::default(),
            is_logging: AtomicBool::new(false),
            is_stopped: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || serving.accept(&listener));
        Ok(Server { address, shared, _folder: folder })
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The URL of one of its databases, without encryption.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        self.url_with(database, "encrypt=false")
    }

    /// The URL of one of its databases, with these options.
    #[must_use]
    pub fn url_with(&self, database: &str, options: &str) -> String {
        let port = self.port();
        format!("mssql://{USER}:{}@127.0.0.1:{port}/{database}?{options}", Server::PASSWORD)
    }

    /// Ends all connections, each as soon as what runs on it is done, and waits for that.
    pub fn disconnect(&self) {
        let mut clients = self.shared.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let clients = std::mem::take(&mut *clients);
        for client in clients.iter().filter_map(Weak::upgrade) {
            // One that is gone already need not be ended.
            let _ = client.shutdown(Shutdown::Read);
        }
        while clients.iter().any(|client| client.strong_count() > 0) {
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Creates a database.
    ///
    /// # Errors
    /// There is one of this name.
    pub fn create_database(&self, name: &str) -> Result<(), SqlError> {
        self.shared.databases.create(name)
    }

    /// Drops a database, whoever uses it.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn drop_database(&self, name: &str) -> Result<(), SqlError> {
        self.shared.databases.remove(name, false)
    }

    /// Begins to write down what is asked.
    pub fn record(&self) {
        self.shared.is_logging.store(true, Ordering::Relaxed);
        self.shared.log().clear();
    }

    /// What was asked since [`record`](Server::record), and forgets it.
    #[must_use]
    pub fn recorded(&self) -> Vec<Entry> {
        std::mem::take(&mut *self.shared.log())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_stopped.store(true, Ordering::Relaxed);
        // Wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn log(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.is_stopped.load(Ordering::Relaxed) {
                return;
            }
            let Ok(stream) = stream else { continue };
            let shared = Arc::clone(self);
            thread::spawn(move || {
                // A client that breaks the protocol or hangs up is a client less.
                let _ = shared.serve(stream);
            });
        }
    }

    fn serve(&self, socket: TcpStream) -> io::Result<()> {
        let socket = Socket::new(socket)?;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.retain(|client| client.strong_count() > 0);
        clients.push(socket.watch());
        drop(clients);
        let (mut stream, level) = self.greet(socket)?;
        let Some((Kind::Login, message)) = packet::read(&mut stream)? else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        if level == Level::Off {
            stream = stream.decrypted();
        }
        let login = Login::read(&message)?;
        let mut session = match self.log_in(&login) {
            Ok(session) => session,
            Err(errors) => {
                let mut answer = Answer::default();
                errors.iter().for_each(|error| answer.error(error, 1));
                answer.done(Done::Batch, None, true, false);
                packet::answer(&mut stream, &answer.0, packet::SIZE_FIRST)?;
                return stream.close();
            }
        };
        let mut answer = Answer::default();
        answer.text_change(1, session.database_name(), "master");
        answer.info(5701, &format!("Changed database context to '{}'.", session.database_name()));
        let packet_size = login.packet_size.clamp(512, 32_767);
        answer.text_change(4, &packet_size.to_string(), &packet::SIZE_FIRST.to_string());
        answer.login_accepted("Microsoft SQL Server", login::VERSION);
        answer.done(Done::Batch, None, false, false);
        packet::answer(&mut stream, &answer.0, packet::SIZE_FIRST)?;
        self.note(Call::Login, &login.application, Vec::new());
        self.requests(&mut stream, &mut session, packet_size)?;
        stream.close()
    }

    /// Agrees on encryption, and begins it.
    fn greet(&self, mut socket: Socket) -> io::Result<(Stream, Level)> {
        let Some((Kind::PreLogin, message)) = packet::read(&mut socket)? else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let level = self.encryption.answer(login::asked_level(&message)?);
        packet::answer(&mut socket, &login::pre_login(level), packet::SIZE_FIRST)?;
        match self.encryption.identity() {
            Some(identity) if level != Level::NotSupported => {
                let stream = Stream::encrypt(socket, identity)?;
                self.note(Call::Handshake, "TLS 1.2", Vec::new());
                Ok((stream, level))
            }
            _ => Ok((Stream::Plain(socket), level)),
        }
    }

    fn log_in(&self, login: &Login) -> Result<Session, Vec<SqlError>> {
        let failed = SqlError::new(18456, 14, format!("Login failed for user '{}'.", login.user));
        if let Some((_, number, reason)) = SHUT_OUT.iter().find(|(user, ..)| *user == login.user) {
            let message = format!("Login failed for user '{}'. Reason: {reason}", login.user);
            return Err(vec![SqlError::new(*number, 14, message)]);
        }
        if login.user != USER || login.password != Server::PASSWORD {
            return Err(vec![failed]);
        }
        let database = if login.database.is_empty() { "master" } else { &login.database };
        Session::open(&self.databases, database).map_err(|error| vec![error, failed])
    }

    fn requests(
        &self,
        stream: &mut Stream,
        session: &mut Session,
        packet_size: usize,
    ) -> io::Result<()> {
        while let Some((kind, message)) = packet::read(stream)? {
            if kind == Kind::Attention {
                let mut answer = Answer::default();
                answer.attention();
                packet::answer(stream, &answer.0, packet_size)?;
                continue;
            }
            let request = Request::read(kind, &message)?;
            log::collect(&request);
            if self.is_logging.load(Ordering::Relaxed) {
                let (call, text, types) = request.describe();
                self.note(call, &text, types);
            }
            let answer = session.answer(request);
            packet::answer(stream, &answer.0, packet_size)?;
        }
        Ok(())
    }

    fn note(&self, call: Call, text: &str, types: Vec<String>) {
        if self.is_logging.load(Ordering::Relaxed) {
            self.log().push(Entry { call, text: text.to_owned(), types });
        }
    }
}
