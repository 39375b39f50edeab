//! A PostgreSQL server of this test program, from the package of the system.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{env, fs, io, process, thread};

use tokio_postgres::{Client, NoTls};

/// Starts and stops the server as it reads commands. At the end of its input, also if the
/// test program is killed, it ends the server and removes the folder.
const SCRIPT: &str = r#"
start() {
    "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off \
        -c log_statement=all -c log_line_prefix='%d %p: ' >> "$2/log" 2>&1 &
}
trap '' INT
"$1/initdb" -D "$2/data" -U tenants -A trust -E UTF8 --locale=C --no-sync > "$2/log" 2>&1
start "$@"
while read -r command; do
    case $command in
        start) start "$@" ;;
        stop) kill -QUIT $! && wait $! ;;
    esac
    echo done
done
kill -QUIT $! && wait $!
rm -rf "$2"
"#;

/// A server that runs until this value is dropped, or until the program ends.
pub(crate) struct Postgres {
    folder: PathBuf,
    child: Child,
    /// `None` if the server is to end.
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Postgres {
    /// Starts a server without a port: its socket is in a folder of its own. Returns `None`
    /// and prints the reason if PostgreSQL is not installed.
    pub(crate) fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            let needed = env::var_os("TENANTS_NEED_POSTGRESQL").is_some();
            let missing = "PostgreSQL is missing (Debian: apt-get install postgresql)";
            assert!(!needed, "{missing}");
            // This bypasses the test harness, which hides the output of passing tests.
            let _ = writeln!(io::stderr(), "skipped: {missing}");
            return None;
        };
        static SERVERS: AtomicU32 = AtomicU32::new(0);
        let number = SERVERS.fetch_add(1, Ordering::Relaxed);
        // The path of a socket must be short.
        let folder = env::temp_dir().join(format!("tenants-{}-{number}", process::id()));
        let created = fs::DirBuilder::new().mode(0o700).create(&folder);
        created.expect("the folder for temporary files is writable");

        let mut command = Command::new("sh");
        command
            .args(["-c", SCRIPT, "sh"])
            .arg(programs)
            .arg(&folder);
        command.current_dir(&folder);
        // PostgreSQL does not run as root.
        if id(&["-u"]) == Some(0) {
            let user = ["postgres", "nobody"].map(|name| id(&["-u", name]).zip(id(&["-g", name])));
            let (user, group) = user.into_iter().flatten().next().expect("a user but root");
            chown(&folder, Some(user), Some(group)).expect("root can give folders away");
            command.uid(user).gid(group);
        }
        let mut child = command
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh starts");
        let answers = BufReader::new(child.stdout.take().expect("a pipe"));
        let postgres = Postgres {
            folder,
            commands: child.stdin.take(),
            child,
            answers,
        };
        postgres.wait();
        Some(postgres)
    }

    /// Creates a database with the example's tables. Returns its `DATABASE_URL`.
    pub(crate) fn create(&self, name: &str) -> String {
        sql(&self.url("postgres"), &format!("CREATE DATABASE {name}"));
        let url = self.url(name);
        sql(&url, include_str!("../../schema.sql"));
        url
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!(
            "host={} user=tenants dbname={database}",
            self.folder.display()
        )
    }

    /// What the server has logged about a database: each statement.
    pub(crate) fn log(&self, database: &str) -> Vec<String> {
        let log = fs::read_to_string(self.folder.join("log")).expect("the log is UTF-8");
        let prefix = format!("{database} ");
        let lines = log.lines().filter(|line| line.starts_with(&prefix));
        lines.map(ToOwned::to_owned).collect()
    }

    pub(crate) fn stop(&mut self) {
        self.say("stop");
    }

    pub(crate) fn start_again(&mut self) {
        self.say("start");
        self.wait();
    }

    fn say(&mut self, command: &str) {
        let commands = self.commands.as_mut().expect("it runs");
        writeln!(commands, "{command}").expect("sh reads");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("sh answers");
        assert_eq!(answer, "done\n");
    }

    /// Waits until the server takes connections.
    fn wait(&self) {
        for _ in 0..600 {
            if block_on(async { connect(&self.url("postgres")).await.is_ok() }) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("PostgreSQL did not start:\n{log}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.commands.take());
        let _ = self.child.wait();
    }
}

/// Runs statements as one transaction.
#[track_caller]
pub(crate) fn sql(url: &str, statements: &str) {
    let done = block_on(async { connect(url).await?.batch_execute(statements).await });
    done.expect("the statements are right");
}

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(future)
}

/// The folder with `initdb` and `postgres`. Debian's package does not put them on the `PATH`.
fn programs() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut versions: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    // Two versions have the same number of digits.
    versions.sort_unstable();
    let mut folders = env::split_paths(&path).chain(versions.into_iter().rev());
    let has = |folder: &Path, program: &str| folder.join(program).is_file();
    folders.find(|folder| has(folder, "initdb") && has(folder, "postgres"))
}

/// A number that the program `id` prints.
fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
