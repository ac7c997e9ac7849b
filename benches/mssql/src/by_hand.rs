//! What one would write by hand with the crate `tiberius`: its usual runtime, rows read by moving
//! their values out, larger packets than by default.

use activerecord_stand_in_tds::Server;
use futures_util::TryStreamExt;
use tiberius::{AuthMethod, Client, ColumnData, Config, EncryptionLevel, Query, Row};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio_util::compat::{Compat, TokioAsyncWriteCompatExt};

pub(crate) struct User {
    pub(crate) id: i64,
    _name: String,
    _hair_color: Option<String>,
}

pub(crate) struct ByHand {
    runtime: Runtime,
    client: Client<Compat<TcpStream>>,
}

const COLUMNS: &str = "SELECT [id], [name], [hair_color] FROM [users]";

impl ByHand {
    pub(crate) fn open(port: u16, database: &str) -> Self {
        let runtime = Builder::new_current_thread().enable_io().build().expect("a runtime");
        let mut config = Config::new();
        config.host("127.0.0.1");
        config.port(port);
        config.database(database);
        config.encryption(EncryptionLevel::NotSupported);
        config.authentication(AuthMethod::sql_server("sa", Server::PASSWORD));
        config.packet_size(16_384);
        config.handshake_timeout(None);
        config.command_timeout(None);
        let client = runtime.block_on(async {
            let stream = TcpStream::connect(config.get_addr()).await.expect("a connection");
            stream.set_nodelay(true).expect("a socket");
            let mut client = Client::connect(config, stream.compat_write()).await.expect("a login");
            let create = "CREATE TABLE [users] ([id] bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY, \
                          [name] nvarchar(40) NOT NULL, [hair_color] nvarchar(40))";
            client.simple_query(create).await.expect("a table").into_results().await.expect("it");
            client
        });
        ByHand { runtime, client }
    }

    pub(crate) fn fill(&mut self, rows: usize) {
        for _ in 0..rows {
            self.insert();
        }
    }

    pub(crate) fn load(&mut self) -> Vec<User> {
        self.runtime.block_on(async {
            let stream = Query::new(COLUMNS).query(&mut self.client).await.expect("a query");
            let mut rows = stream.into_row_stream();
            let mut users = Vec::new();
            while let Some(row) = rows.try_next().await.expect("a row") {
                users.push(user(row));
            }
            users
        })
    }

    pub(crate) fn find(&mut self, id: i64) -> User {
        let mut query = Query::new(format!("{COLUMNS} WHERE [id] = @P1"));
        query.bind(id);
        user(self.row(query))
    }

    pub(crate) fn insert(&mut self) -> i64 {
        let sql =
            "INSERT INTO [users] ([name], [hair_color]) OUTPUT INSERTED.[id] VALUES (@P1, @P2)";
        let mut query = Query::new(sql);
        query.bind("Sean");
        query.bind(Some("brown"));
        self.row(query).get(0).expect("a key")
    }

    fn row(&mut self, query: Query<'_>) -> Row {
        self.runtime.block_on(async {
            let stream = query.query(&mut self.client).await.expect("a query");
            stream.into_row().await.expect("an answer").expect("a row")
        })
    }
}

fn user(row: Row) -> User {
    let mut cells = row.into_iter();
    let id = match cells.next() {
        Some(ColumnData::I64(Some(id))) => id,
        _ => 0,
    };
    let mut text = || match cells.next() {
        Some(ColumnData::String(text)) => text.map(std::borrow::Cow::into_owned),
        _ => None,
    };
    User { id, _name: text().unwrap_or_default(), _hair_color: text() }
}
