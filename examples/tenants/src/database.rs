//! What the program reads from the database, and writes to it.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::{JoinSet, yield_now};
use tokio::time::error::Elapsed;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Config, NoTls};

use crate::policy::MAX_ORIGINS;
use crate::tenants::Tenant;

/// The longest wait for the next answer of the database.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection to the database. It ends when this value is dropped.
pub(crate) struct Connection {
    client: Client,
    /// The payloads of the notifications that have arrived.
    pub(crate) changes: UnboundedReceiver<String>,
    _task: JoinSet<()>,
}

impl Connection {
    pub(crate) async fn open(config: &Config) -> Result<Self, Failure> {
        // Use TLS if the connection leaves the machine: see the crate
        // `tokio-postgres-rustls`.
        let (client, mut connection) = timeout(PATIENCE, config.connect(NoTls)).await??;
        let (sender, changes) = unbounded_channel();
        let mut task = JoinSet::new();
        task.spawn(async move {
            // After an error or the end, the sender is dropped.
            while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
                if let AsyncMessage::Notification(notification) = message
                    && sender.send(notification.payload().to_owned()).is_err()
                {
                    break;
                }
            }
        });
        Ok(Connection {
            client,
            changes,
            _task: task,
        })
    }

    /// From now on, notifications arrive in `changes`.
    pub(crate) async fn listen(&self) -> Result<(), Failure> {
        Ok(timeout(PATIENCE, self.client.batch_execute("LISTEN tenants")).await??)
    }

    /// Waits until the database answers.
    pub(crate) async fn ping(&self) -> Result<(), Failure> {
        Ok(timeout(PATIENCE, self.client.batch_execute("SELECT")).await??)
    }

    /// Reads all tenants, or the ones that have these hosts. They are passed on one after the
    /// other, so that they are not in memory twice.
    pub(crate) async fn read(
        &self,
        hosts: Option<Vec<String>>,
        mut found: impl FnMut(String, Tenant),
    ) -> Result<(), Failure> {
        let condition = hosts.as_ref().map_or("", |_| "WHERE host = ANY($1)");
        let sql = select(condition);
        let rows = self.client.query_raw(&sql, hosts);
        let mut rows = pin!(timeout(PATIENCE, rows).await??);
        let mut number = 0;
        while let Some(row) = timeout(PATIENCE, rows.try_next()).await?? {
            let host: String = row.try_get(0)?;
            let origins: Vec<String> = row.try_get(2)?;
            let tenant = Tenant::new(&host, &origins, row.try_get(1)?);
            found(host, tenant);
            // To check many tenants takes a while, and requests need the thread too.
            number += 1;
            if number % 100 == 0 {
                yield_now().await;
            }
        }
        Ok(())
    }

    /// Adds an origin that was checked.
    pub(crate) async fn add_origin(&self, host: &str, origin: &str) -> Result<Added, Failure> {
        let parameters: [&(dyn ToSql + Sync); 3] = [&host, &origin, &MAX_ORIGINS];
        let add = self.client.query_one(
            "WITH tenant AS (SELECT host FROM tenants WHERE host = $1),
                  added AS (
                      INSERT INTO tenant_origins (host, origin)
                      SELECT host, $2 FROM tenant
                      WHERE (SELECT count(*) FROM tenant_origins WHERE host = $1) < $3
                      ON CONFLICT DO NOTHING
                      RETURNING id
                  )
             SELECT EXISTS (SELECT FROM tenant), EXISTS (SELECT FROM added),
                    EXISTS (SELECT FROM tenant_origins WHERE host = $1 AND origin = $2)",
            &parameters,
        );
        let row = timeout(PATIENCE, add).await??;
        Ok(match (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?) {
            (false, _, _) => Added::NoSuchTenant,
            (true, true, _) | (true, false, true) => Added::Listed,
            (true, false, false) => Added::TooMany,
        })
    }
}

/// The query for tenants. If a tenant has more than [`MAX_ORIGINS`], the later ones are not
/// used.
fn select(condition: &str) -> String {
    format!(
        "SELECT host, max_age, ARRAY(
             SELECT origin FROM tenant_origins o WHERE o.host = tenants.host
             ORDER BY id LIMIT {MAX_ORIGINS}
         )
         FROM tenants {condition}"
    )
}

/// What became of an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    /// The tenant has it now. It may have had it before.
    Listed,
    NoSuchTenant,
    TooMany,
}

/// Why the database could not be used.
#[derive(Debug)]
pub(crate) enum Failure {
    Postgres(tokio_postgres::Error),
    Silent,
    Ended,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Postgres(error) => {
                // The text of the error names only its kind.
                write!(f, "{error}")?;
                match (error.as_db_error(), error.source()) {
                    (Some(error), _) => write!(f, ": {}", error.message()),
                    (None, Some(cause)) => write!(f, ": {cause}"),
                    (None, None) => Ok(()),
                }
            }
            Failure::Silent => write!(f, "no answer within {} seconds", PATIENCE.as_secs()),
            Failure::Ended => f.write_str("the connection ended"),
        }
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Failure::Postgres(error)
    }
}

impl From<Elapsed> for Failure {
    fn from(_: Elapsed) -> Self {
        Failure::Silent
    }
}
