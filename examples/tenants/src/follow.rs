//! Keeps the tenants in memory equal to the content of the database.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_postgres::Config;

use crate::database::{Connection, Failure};
use crate::tenants::Tenants;

/// How often an idle connection is tested.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// The first and the longest wait before the program connects again.
const WAIT: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(8));

/// Connects, and reads all tenants.
pub(crate) async fn start(config: &Config, tenants: &Tenants) -> Result<Connection, Failure> {
    let connection = Connection::open(config).await?;
    // It must come before the first SELECT. Otherwise a change between both would be lost.
    connection.listen().await?;
    read_all(&connection, tenants).await?;
    Ok(connection)
}

/// Follows the changes for ever.
///
/// While the database cannot be reached, the last snapshot stays, and its age grows. A
/// notification that is sent while no program listens is lost. So everything is read again
/// after each connect.
pub(crate) async fn follow(mut connection: Connection, config: Config, tenants: Arc<Tenants>) {
    let stale_after = tenants.stale_after.as_secs();
    loop {
        let failure = apply_changes(&mut connection, &tenants).await;
        tenants.disconnected();
        // An old connection must not stay open while the program waits.
        drop(connection);
        eprintln!(
            "The connection to the database is lost ({failure}). The last snapshot of the \
             tenants is used until it is {stale_after} seconds old."
        );
        let mut wait = WAIT.0;
        connection = loop {
            // The random part prevents that all processes read everything at the same time.
            let random = RandomState::new().hash_one(()) % 1000;
            sleep(wait.mul_f64(0.5 + random as f64 / 2000.0)).await;
            match start(&config, &tenants).await {
                Ok(connection) => break connection,
                Err(failure) => {
                    let age = tenants.snapshot().age().as_secs();
                    eprintln!(
                        "The database cannot be reached ({failure}). The snapshot is {age} \
                         seconds old."
                    );
                    wait = (wait * 2).min(WAIT.1);
                }
            }
        };
        eprintln!("The database is reached again, and all tenants are read.");
    }
}

/// Applies changes until the connection fails, and returns the reason.
async fn apply_changes(connection: &mut Connection, tenants: &Tenants) -> Failure {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let applied = tokio::select! {
            change = connection.changes.recv() => match change {
                Some(host) => apply(connection, tenants, Some(host)).await,
                None => Err(Failure::Ended),
            },
            _ = heartbeat.tick() => confirm(connection, tenants).await,
        };
        if let Err(failure) = applied {
            return failure;
        }
    }
}

/// Tests the connection. The notifications that were sent before arrive before the answer.
async fn confirm(connection: &mut Connection, tenants: &Tenants) -> Result<(), Failure> {
    let sent = Instant::now();
    connection.ping().await?;
    apply(connection, tenants, None).await?;
    tenants.confirm(sent);
    Ok(())
}

/// Reads the tenants again that have changed: the given one, and all that wait.
async fn apply(
    connection: &mut Connection,
    tenants: &Tenants,
    first: Option<String>,
) -> Result<(), Failure> {
    let mut hosts = HashSet::new();
    hosts.extend(first);
    while let Ok(host) = connection.changes.try_recv() {
        hosts.insert(host);
    }
    if hosts.is_empty() {
        return Ok(());
    }
    if hosts.contains("") {
        // A table was emptied.
        return read_all(connection, tenants).await;
    }
    read(
        connection,
        tenants,
        Some(hosts.iter().cloned().collect()),
        hosts,
    )
    .await
}

async fn read_all(connection: &Connection, tenants: &Tenants) -> Result<(), Failure> {
    let known = tenants.snapshot().by_host.keys().cloned().collect();
    let read_at = Instant::now();
    read(connection, tenants, None, known).await?;
    tenants.confirm(read_at);
    Ok(())
}

/// Replaces the tenants that have these hosts, or all. Those of `known` that are not found are
/// removed.
async fn read(
    connection: &Connection,
    tenants: &Tenants,
    hosts: Option<Vec<String>>,
    mut known: HashSet<String>,
) -> Result<(), Failure> {
    let found = |host: String, tenant| {
        known.remove(&host);
        tenants.replace(host, Some(tenant));
    };
    connection.read(hosts, found).await?;
    for host in known {
        tenants.replace(host, None);
    }
    Ok(())
}
