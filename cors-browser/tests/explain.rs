//! Lines as people pasted them into public issues: what is read of them.

use cors_browser::{ConsoleLine, Era, Explanation, Fault, Kind, Lookalike, Source};

/// The lines that the command was planned with. `tests/data/README.md` says where
/// they come from.
const FIRST: &str = include_str!("data/console_lines.tsv");

/// Further lines, labelled before the sentences were adapted to them.
const SECOND: &str = include_str!("data/more_console_lines.tsv");

/// Lines in the forms in which people paste them, labelled before they were run.
const THIRD: &str = include_str!("data/composed_console_lines.tsv");

/// Lines that were all pasted, labelled before they were run.
const FOURTH: &str = include_str!("data/pasted_console_lines.tsv");

/// Lines in other forms than those of the rest, labelled before they were run.
const FIFTH: &str = include_str!("data/stranger_console_lines.tsv");

const TABLES: [&str; 5] = [FIRST, SECOND, THIRD, FOURTH, FIFTH];

/// Lines that are not read: their words could be about anything, or no program prints them.
const UNREAD: [&str; 13] = [
    "c044", "c134", "g002", "g009", "g150", "k002", "k042", "n052", "p005", "p018", "v014", "v015",
    "v113",
];

/// What a subject about certificates allows.
const CERTIFICATE: &[&str] = &[
    "certificate",
    "certificate-expired",
    "certificate-issuer",
    "certificate-name",
    "tls",
];

struct Row {
    id: &'static str,
    kind: &'static str,
    subject: &'static str,
    line: String,
}

fn rows(table: &'static str) -> Vec<Row> {
    let rows = table.lines().skip(1).map(|row| {
        let columns: Vec<_> = row.split('\t').collect();
        Row {
            id: columns[0],
            kind: columns[3],
            subject: columns[4],
            line: columns[6].replace('⏎', "\n").replace('⇥', "\t"),
        }
    });
    rows.collect()
}

/// The causes and lookalikes that a subject allows. The first name that is read
/// must be one of them.
fn expected(kind: &str, subject: &str) -> &'static [&'static str] {
    match (kind, subject) {
        ("cors", "allow-origin-missing") => {
            &["allow-origin-missing", "preflight-allow-origin-missing"]
        }
        ("cors", "null-origin") => &["allow-origin-missing", "allow-origin-mismatch"],
        ("cors", "preflight-allow-origin-missing") => &["preflight-allow-origin-missing"],
        ("cors", "allow-origin-mismatch" | "allow-origin-invalid") => &[
            "allow-origin-mismatch",
            "preflight-allow-origin-mismatch",
            "allow-origin-missing",
        ],
        ("cors", "allow-origin-multiple") => {
            &["allow-origin-multiple", "preflight-allow-origin-multiple"]
        }
        ("cors", "wildcard-with-credentials") => &[
            "allow-origin-wildcard-with-credentials",
            "preflight-allow-origin-wildcard-with-credentials",
        ],
        ("cors", "allow-credentials-not-true") => &[
            "allow-credentials-not-true",
            "preflight-allow-credentials-not-true",
        ],
        ("cors", "preflight-status") => &["preflight-status-not-ok"],
        ("cors", "preflight-redirect") => &["preflight-redirect"],
        ("cors", "redirect-disallowed") => &[
            "preflight-redirect",
            "allow-origin-missing",
            "allow-origin-mismatch",
        ],
        ("cors", "preflight-header-not-allowed") => &["preflight-header-not-allowed"],
        ("cors", "preflight-method-not-allowed") => &["preflight-method-not-allowed"],
        ("cors", "mode-same-origin") => &["mode-same-origin"],
        ("cors", "redirect-scheme") => &["redirect-scheme"],
        ("cors", "scheme-not-http") => &["scheme-not-http"],
        ("cors", "font-or-image-or-script-cors") => {
            &["allow-origin-missing", "allow-origin-mismatch", "no-cause"]
        }
        ("cors", "other") => &["no-cause"],
        ("lookalike", "network-error") => &[
            "network",
            "connection",
            "certificate",
            "certificate-expired",
            "certificate-issuer",
            "certificate-name",
            "tls",
            "name-not-resolved",
            "offline",
            "redirect-loop",
            "no-reason",
        ],
        ("lookalike", "private-network-access") => {
            &["local-network", "local-network-insecure-page"]
        }
        ("lookalike", "mixed-content") => &["mixed-content"],
        ("lookalike", "csp-connect-src" | "csp") => {
            &["content-security-policy", "content-security-policy-report"]
        }
        ("lookalike", "orb-corb") => &["opaque-response-blocking"],
        ("lookalike", "coep") => &["coep"],
        ("lookalike", "corp-blocked") => &["corp"],
        ("lookalike", "canvas-tainted") => &["tainted-canvas"],
        ("lookalike", "websocket") => &["websocket"],
        ("lookalike", "cookie-samesite") => &["cookie"],
        ("lookalike", "ad-blocker") => &["blocked-by-client"],
        ("lookalike", "server-down") => &["connection", "network", "name-not-resolved"],
        ("lookalike", "frame-options") => &["frame-options"],
        ("lookalike", "no-origin") => &["no-origin"],
        ("lookalike", "opaque-failed-to-fetch") => &["no-reason"],
        ("lookalike", "http-status") => &["http-status", "html-response"],
        ("lookalike", "response-withheld") => &["response-withheld"],
        ("lookalike", "not-http") => &["not-http"],
        ("lookalike", "redirected") => &["redirected"],
        ("lookalike", "preflight-allowed") => &["preflight-allowed"],
        ("lookalike", "header-not-exposed") => &["header-not-exposed"],
        ("lookalike", "forbidden-header") => &["forbidden-header"],
        ("lookalike", "certificate") => CERTIFICATE,
        ("lookalike", "mime-type") => &["mime-type"],
        ("lookalike", "service-worker") => &["service-worker"],
        ("lookalike", "aborted") => &["aborted"],
        ("lookalike", "coop") => &["coop"],
        ("lookalike", "crossorigin-attribute") => &["crossorigin-attribute"],
        ("lookalike", "frame-access") => &["frame-access"],
        ("lookalike", "refused-by-server") => {
            &["refused-by-server", "host-refused", "forgery-refused"]
        }
        ("lookalike", "other") => &[
            "frame-access",
            "blocked-by-client",
            "url-scheme",
            "post-message",
            "aborted",
        ],
        ("unreadable", "opaque-failed-to-fetch") => &["no-reason", "service-worker"],
        ("unreadable", _) => &["network", "notice", "unknown"],
        _ => panic!("no names for {kind} {subject}"),
    }
}

/// The likeliest name in a line.
fn name(line: &str) -> &'static str {
    match ConsoleLine::read(line) {
        None => "unknown",
        Some(line) => match line.kind {
            Kind::Cors => line.causes.first().copied().unwrap_or("no-cause"),
            Kind::LooksLikeCors(what) => what.name(),
            _ => "unknown",
        },
    }
}

/// The number of rows of a kind, and those that are read as something else.
fn wrong(table: &'static str, kind: &str) -> (usize, Vec<String>) {
    let rows: Vec<_> = rows(table)
        .into_iter()
        .filter(|row| row.kind == kind && !UNREAD.contains(&row.id))
        .collect();
    let wrong = rows.iter().filter_map(|row| {
        let name = name(&row.line);
        let is_right = expected(row.kind, row.subject).contains(&name);
        (!is_right).then(|| format!("{} {}: {name}: {}", row.id, row.subject, row.line))
    });
    (rows.len(), wrong.collect())
}

#[test]
fn pasted_lines_are_read() {
    let mut report = String::new();
    for table in TABLES {
        for kind in ["cors", "lookalike", "unreadable"] {
            let (all, wrong) = wrong(table, kind);
            if !wrong.is_empty() {
                report += &format!("{} of {all}\n{}\n", wrong.len(), wrong.join("\n"));
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

type Change<'a> = &'a dyn Fn(&str) -> String;

/// The share of all known rows whose name does not change with the text.
fn unchanged(change: impl Fn(&str) -> String) -> (usize, Vec<String>) {
    let rows: Vec<_> = TABLES.into_iter().flat_map(rows).collect();
    // A transcript is copied, never retyped.
    let is_typed = |row: &&Row| {
        let read = ConsoleLine::read(&row.line);
        read.is_some_and(|line| line.source != Source::Curl)
    };
    let known = rows.iter().filter(is_typed);
    let changed = known.clone().filter_map(|row| {
        let line = change(&row.line);
        let (before, after) = (name(&row.line), name(&line));
        (before != after).then(|| format!("{} {before} {after}: {line}", row.id))
    });
    (known.clone().count(), changed.collect())
}

#[test]
fn case_quotation_marks_markdown_and_prefixes_make_no_difference() {
    let quotes = ['\'', '"', '‘', '’', '“', '”', '`', '«', '»'];
    let changes: [(&str, Change<'_>); 9] = [
        ("lower case", &|line| line.to_lowercase()),
        ("curly", &|line| line.replace('\'', "’").replace('"', "”")),
        ("backticks", &|line| line.replace(['\'', '‘', '’'], "`")),
        ("no quotation marks", &|line| line.replace(quotes, "")),
        ("no-break spaces", &|line| line.replace(' ', "\u{a0}")),
        ("HTML", &|line| {
            line.replace('\'', "&#39;").replace('"', "&quot;")
        }),
        ("Markdown", &|line| format!("> **{line}**")),
        ("a prefix", &|line| {
            format!("12:03:04.123 app.js:12 Uncaught (in promise) {line}")
        }),
        ("line breaks", &|line| line.replace(' ', "\n  ")),
    ];
    for (change, apply) in changes {
        let (all, changed) = unchanged(apply);
        assert!(
            changed.len() * 50 <= all,
            "{change}: {} of {all}\n{}",
            changed.len(),
            changed.join("\n")
        );
    }
}

/// A cut line says less, and never something else.
#[test]
fn a_cut_line_is_never_read_as_another_cause() {
    let mut all = 0;
    let mut wrong = Vec::new();
    let rows = TABLES.into_iter().flat_map(rows);
    for row in rows.filter(|row| row.kind == "cors") {
        let expected = expected(row.kind, row.subject);
        let length = row.line.chars().count();
        for percent in [95, 85, 70] {
            let cut: String = row.line.chars().take(length * percent / 100).collect();
            all += 1;
            let Some(line) = ConsoleLine::read(&cut) else {
                continue;
            };
            let is_right =
                line.causes.is_empty() || line.causes.iter().any(|name| expected.contains(name));
            if !is_right {
                wrong.push(format!("{} {percent} %: {:?}: {cut}", row.id, line.causes));
            }
        }
    }
    assert!(
        wrong.len() * 50 <= all,
        "{} of {all}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn retyped_lines_are_read() {
    for (line, cause) in [
        (
            "No Access-Control-Allow-Origin header present on requested resource",
            "allow-origin-missing",
        ),
        (
            "No 'Acces-Control-Allow-Origin' header is present on the requestd resource",
            "allow-origin-missing",
        ),
        (
            "Request header field x-token not allowed by Access-Control-Allow-Headers in preflight response",
            "preflight-header-not-allowed",
        ),
        (
            "response to preflight request doesnt pass access control check: It does not have HTTP ok status",
            "preflight-status-not-ok",
        ),
    ] {
        assert_eq!(name(line), cause, "{line}");
    }
}

#[test]
fn firefox_is_read_in_its_languages() {
    for (line, cause) in [
        (
            "Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das Lesen der externen Ressource auf https://a.example/. (Grund: CORS-Kopfzeile 'Access-Control-Allow-Origin' fehlt). Statuscode: 200.",
            "allow-origin-missing",
        ),
        (
            "Blocage d’une requête multiorigine (Cross-Origin Request) : la politique « Same Origin » ne permet pas de consulter la ressource distante située sur https://a.example/. Raison : « true » attendu dans l’en-tête CORS « Access-Control-Allow-Credentials ».",
            "allow-credentials-not-true",
        ),
        (
            "Solicitud desde otro origen bloqueada: la política de mismo origen impide leer el recurso remoto en https://a.example/ (razón: falta la cabecera CORS 'Access-Control-Allow-Origin').",
            "allow-origin-missing",
        ),
        (
            "Requisição cross-origin bloqueada: A diretiva Same Origin (mesma origem) não permite a leitura do recurso remoto em https://a.example/ (motivo: método não encontrado no cabeçalho 'Access-Control-Allow-Methods' do CORS).",
            "preflight-method-not-allowed",
        ),
        (
            "Bloccata richiesta multiorigine (cross-origin): il criterio di corrispondenza dell’origine non consente la lettura della risorsa remota da https://a.example/. Motivo: risposta CORS preliminare (“preflight”) non riuscita. Codice di stato: 404.",
            "preflight-status-not-ok",
        ),
        (
            "Zablokowano żądanie do zasobu innego pochodzenia: zasady „Same Origin Policy” nie pozwalają wczytywać zdalnych zasobów z „https://a.example/” (brakujący nagłówek CORS „Access-Control-Allow-Origin”). Kod stanu: 200.",
            "allow-origin-missing",
        ),
        (
            "Запрос из постороннего источника заблокирован: Политика одного источника запрещает чтение удаленного ресурса на https://a.example/. (Причина: заголовок «x-a» не разрешён согласно заголовку «Access-Control-Allow-Headers» из ответа CORS preflight).",
            "preflight-header-not-allowed",
        ),
        (
            "クロスオリジン要求をブロックしました: 同一生成元ポリシーにより、https://a.example/ にあるリモートリソースの読み込みは拒否されます (理由: CORS ヘッダー ‘Access-Control-Allow-Origin’ が足りない)。ステータスコード: 200",
            "allow-origin-missing",
        ),
        (
            "已拦截跨源请求：同源策略禁止读取位于 https://a.example/ 的远程资源。（原因：CORS 头 'Access-Control-Allow-Origin' 不匹配 'https://b.example'）。",
            "allow-origin-mismatch",
        ),
        (
            "已封鎖跨來源請求: 同源政策不允許讀取 https://a.example/ 的遠端資源。（原因: 缺少 CORS 'Access-Control-Allow-Origin' 檔頭）。狀態代碼: 200。",
            "allow-origin-missing",
        ),
        (
            "교차 출처 요청 차단: 동일 출처 정책으로 인해 https://a.example/에 있는 원격 리소스를 차단했습니다. (원인: ‘Access-Control-Allow-Origin’ CORS 헤더가 없음). 상태 코드: 200.",
            "allow-origin-missing",
        ),
    ] {
        let read = ConsoleLine::read(line).expect(line);
        assert_eq!(
            (read.source, name(line)),
            (Source::Firefox, cause),
            "{line}"
        );
        assert_eq!(read.url.as_deref(), Some("https://a.example/"), "{line}");
    }
}

/// Older words in another language, known only by the header that they name.
#[test]
fn unknown_words_of_firefox_are_read_by_the_header_that_they_name() {
    let line = "Blocage d'une requête multi-origines (Cross-Origin Request) : la politique « Same Origin » ne permet pas de consulter la ressource distante située sur https://a.example/. Raison : jeton « x-a » absent de l'en-tête CORS « Access-Control-Allow-Headers ».";
    assert_eq!(name(line), "preflight-header-not-allowed");
}

#[test]
fn a_transcript_of_curl_is_read_as_a_browser_reads_the_response() {
    let transcript = |origin: &str, method: &str, response: &str| {
        format!(
            "* Connected to a.example\n> {method} / HTTP/1.1\n> Host: a.example\n{origin}>\n< HTTP/1.1 {response}\n<\n"
        )
    };
    let origin = "> Origin: https://b.example\n";
    let preflight = "> Origin: https://b.example\n> Access-Control-Request-Method: PUT\n";
    for (text, expected) in [
        (transcript("", "GET", "200 OK"), "no-origin"),
        (transcript(origin, "GET", "200 OK"), "allow-origin-missing"),
        (
            transcript(
                origin,
                "GET",
                "200 OK\n< Access-Control-Allow-Origin: https://b.example",
            ),
            "allowed",
        ),
        (
            transcript(
                origin,
                "GET",
                "200 OK\n< access-control-allow-origin: https://b.example/",
            ),
            "allow-origin-mismatch",
        ),
        (
            transcript(
                preflight,
                "OPTIONS",
                "401 Unauthorized\n< Access-Control-Allow-Origin: *",
            ),
            "preflight-status-not-ok",
        ),
        (
            transcript(
                preflight,
                "OPTIONS",
                "204 No Content\n< Access-Control-Allow-Origin: *",
            ),
            "preflight-method-not-allowed",
        ),
    ] {
        assert_eq!(name(&text), expected, "{text}");
        assert_eq!(
            ConsoleLine::read(&text).map(|line| line.source),
            Some(Source::Curl)
        );
    }
}

#[test]
fn a_response_after_a_command_is_a_transcript() {
    let console = "$ curl -i -X OPTIONS https://a.example/ \\\n  -H 'Origin: https://b.example' \\\n  \
        -H 'Access-Control-Request-Method: PUT'\nHTTP/1.1 204 No Content\n\
        Access-Control-Allow-Origin: *\nServer: nginx\n\n<p>body</p>\n\
        GET https://c.example/ net::ERR_CONNECTION_REFUSED\n\
        $ curl -I https://a.example/\nHTTP/2 301\nlocation: /b\n\nHTTP/2 200\n\
        $ curl https://a.example/\nhello\n";
    let entries = ConsoleLine::read_all(console);
    let names: Vec<_> = entries.iter().map(|entry| name(entry.text)).collect();
    assert_eq!(
        names,
        [
            "preflight-method-not-allowed",
            "connection",
            "redirected",
            "unknown"
        ]
    );
    let line = entries[0].line.as_ref().expect("a transcript");
    assert_eq!(line.origin.as_deref(), Some("https://b.example"));
    assert_eq!(line.status, Some(204));
}

#[test]
fn a_whole_console_is_read_message_by_message() {
    let console = "Download the React DevTools\n[HMR] connected\n\
        [Error] Origin https://b.example is not allowed by Access-Control-Allow-Origin. Status code: 200\n\
        [Error] Fetch API cannot load https://a.example/ due to access control checks.\n\n\
        app.js:1 GET https://c.example/ net::ERR_CONNECTION_REFUSED\n\
        Access to fetch at 'https://d.example/' from origin 'https://b.example'\n\
        has been blocked by CORS policy: Response to preflight request doesn't pass access control\n\
        check: It does not have HTTP ok status.\n";
    let entries = ConsoleLine::read_all(console);
    let names: Vec<_> = entries.iter().map(|entry| name(entry.text)).collect();
    assert_eq!(
        names,
        [
            "unknown",
            "allow-origin-missing",
            "connection",
            "preflight-status-not-ok"
        ]
    );
    let second = entries[1].line.as_ref().expect("WebKit's two lines");
    assert_eq!(second.url.as_deref(), Some("https://a.example/"));
}

#[test]
fn every_lookalike_and_every_cause_that_is_read_is_explained() {
    for row in TABLES.into_iter().flat_map(rows) {
        if let Some(line) = ConsoleLine::read(&row.line) {
            let explanation = line.explanation();
            assert!(
                !explanation.title().is_empty() && !explanation.fix().is_empty(),
                "{}",
                row.id
            );
            if let Kind::LooksLikeCors(what) = line.kind {
                assert_eq!(explanation.name(), what.name(), "{}", row.id);
            }
        }
    }
    assert!(Explanation::of(Lookalike::MixedContent.name()).is_some());
    assert!(Explanation::of("nonsense").is_none());
}

#[test]
fn unknown_lines_are_unknown() {
    for line in [
        "",
        "…",
        "'",
        "[HMR] Waiting for update signal from WDS...",
        "Download the React DevTools for a better development experience",
        "Uncaught TypeError: Cannot read properties of undefined (reading 'map')",
        "Uncaught ReferenceError: $ is not defined",
        "Uncaught SyntaxError: Unexpected token ')'",
        "Warning: Each child in a list should have a unique \"key\" prop.",
        "DevTools failed to load source map: Could not load content for https://a.example/x.map",
        "[Violation] 'click' handler took 210ms",
        "Method PUT",
        "Method Not Allowed",
        "Origin is not allowed",
        "The response is invalid.",
        "CORS disabled",
        "access-control-allow-origin: *",
        "Access-Control-Allow-Origin: https://a.example",
        "XMLHttpRequest cannot load https://a.example/. The network is down.",
        "Failed to load https://a.example/: too slow",
        "I enabled CORS in my server",
        "How do I enable CORS?",
        "app.use(cors())",
        "cors = CORS(app)",
        "origins = [\"https://a.example\"]",
        "error[E0277]: the trait bound is not satisfied",
        "warning: unused variable: `x`",
        "thread 'main' panicked at src/main.rs:1:1",
        "npm ERR! code ERESOLVE",
        "npm WARN deprecated request@2.88.2",
        "HTTP/1.1 200 OK",
        "GET / 200 3 ms",
        "TypeError: undefined is not a function",
        "RangeError: Maximum call stack size exceeded",
        "Not a function",
        "null",
        "fetch(url, { mode: 'no-cors' })",
        "const res = await fetch('/api');",
        "Refused",
        "blocked",
        "policy",
        "origin 'null'",
        "The page is loaded",
        "Hello, world",
        "Das ist kein Fehler",
        "这不是错误",
        "これはエラーではありません",
        "[vite] connected.",
        "Layout was forced before the page was fully loaded.",
        "\u{0}\u{fffd}‘’“”",
        "JQMIGRATE: Migrate is installed, version 3.3.2",
        "This page is in Quirks Mode.",
    ] {
        assert_eq!(ConsoleLine::read(line), None, "{line}");
    }
}

/// A generator of bytes that are the same in every run (SplitMix64).
fn random_bytes(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).to_be_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn random_bytes_are_unknown() {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for seed in 0..250 {
        let bytes = random_bytes(seed, 150);
        let base64: String = bytes
            .iter()
            .map(|byte| char::from(DIGITS[usize::from(byte % 64)]))
            .collect();
        for text in [String::from_utf8_lossy(&bytes).into_owned(), base64] {
            assert_eq!(ConsoleLine::read(&text), None, "{seed}: {text}");
            for entry in ConsoleLine::read_all(&text) {
                assert_eq!(entry.line, None, "{seed}: {}", entry.text);
            }
        }
    }
}

#[test]
fn a_few_letters_or_a_status_are_unknown() {
    let letters = ('a'..='z').map(String::from);
    let words = ["COEP", "p", "ByCoep", "ep", "CORP", "CSP", "policy", "403"].map(String::from);
    let statuses = ["403 Forbidden", "404 (Not Found)"];
    for text in letters.chain(words).chain(statuses.map(String::from)) {
        assert_eq!(ConsoleLine::read(&text), None, "{text}");
    }
    for word in [
        "Предупреждение",
        "Попередження",
        "Завантаження",
        "некорректный",
        "การตอบสนอง",
        "許可されていない",
    ] {
        assert_eq!(ConsoleLine::read(word), None, "{word}");
    }
    let line = "app.js:7 GET https://a.example/ 403 (Forbidden)";
    assert_eq!(name(line), "http-status");
}

fn explanation(line: &str) -> Explanation {
    ConsoleLine::read(line).expect(line).explanation()
}

#[test]
fn a_method_in_lower_case_is_the_fault_of_the_page() {
    let explanation = explanation(
        "Method patch is not allowed by Access-Control-Allow-Methods in preflight response.",
    );
    assert_eq!(explanation.fault(), Fault::Page);
    assert!(explanation.fix().contains("Write `PATCH` in `fetch()`"));
    assert_eq!(explanation.policy_fix(), None);
    assert_eq!(explanation.header_fix(), None);
}

#[test]
fn a_redirect_to_another_origin_makes_the_origin_null() {
    let line = |page: &str, first: &str| {
        format!(
            "Access to fetch at 'https://b.example/x' (redirected from '{first}') from origin \
             '{page}' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is \
             present on the requested resource."
        )
    };
    for (page, first, expected) in [
        ("https://page.example", "https://a.example/x", true),
        ("https://page.example", "https://b.example/y", false),
        ("https://page.example", "https://page.example/x", false),
        ("https://page.example", "https://b.example:444/x", true),
    ] {
        let line = line(page, first);
        let notes = explanation(&line).notes().join("\n");
        assert_eq!(
            notes.contains("the browser then sends `Origin: null`"),
            expected,
            "{line}"
        );
    }
}

#[test]
fn a_preflight_with_an_error_says_nothing_about_the_origin() {
    let with = |status: u16| {
        explanation(&format!(
            "Preflight response is not successful. Status code: {status}"
        ))
    };
    for status in [401, 404, 405, 500] {
        let explanation = with(status);
        assert_eq!(explanation.policy_fix(), None, "{status}");
        assert_eq!(explanation.header_fix(), None, "{status}");
    }
    assert!(with(403).policy_fix().is_some());
    assert!(with(404).notes().join("\n").contains("no route"));
    let refused = with(405).notes().join("\n");
    assert!(refused.contains("the path exists") && !refused.contains("no route"));
}

#[test]
fn an_origin_that_the_line_does_not_name_is_a_placeholder() {
    let explanation = explanation(
        "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    );
    assert_eq!(
        explanation.policy_fix().as_deref(),
        Some("origins = [\"https://your-page.example\"]")
    );
    let header = explanation.header_fix().unwrap_or_default();
    assert!(header.contains("https://your-page.example"), "{header}");
}

#[test]
fn a_method_and_a_header_that_the_line_does_not_name_are_placeholders() {
    for (line, policy) in [
        (
            "(Reason: Did not find method in CORS header ‘Access-Control-Allow-Methods’).",
            "methods = [\"YOUR-METHOD\"]",
        ),
        (
            "(Reason: invalid token ‘a b’ in CORS header ‘Access-Control-Allow-Headers’).",
            "headers = [\"your-header\"]",
        ),
    ] {
        assert_eq!(explanation(line).policy_fix().as_deref(), Some(policy));
    }
}

#[test]
fn the_policy_is_quoted_as_in_a_file() {
    let explanation = explanation(
        "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.",
    );
    assert_eq!(
        explanation.policy_fix().as_deref(),
        Some("methods = [\"PUT\"]")
    );
}

/// The names in a whole text.
fn names(text: &str) -> Vec<&'static str> {
    let entries = ConsoleLine::read_all(text);
    entries.iter().map(|entry| name(entry.text)).collect()
}

#[test]
fn the_body_and_the_end_of_a_transcript_are_no_messages() {
    let transcript = "  % Total    % Received % Xferd  Average Speed\r\n\
        \u{20}                                Dload  Upload   Total\r\n\
        \r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   Trying 127.0.0.1:80...\n\
        * Connected to a.example\n} [512 bytes data]\n> GET / HTTP/1.1\r\n> Host: a.example\r\n\
        > Origin: https://b.example\r\n> \r\n< HTTP/1.1 404 Not Found\r\n< \r\n\
        { [2 bytes data]\n* Connection #0 to host a.example left intact\n\
        <html>\n<h1>Not here</h1>\n</html>* Closing connection 0\n";
    assert_eq!(names(transcript), ["allow-origin-missing"]);
    let twice = format!("{transcript}{transcript}");
    assert_eq!(names(&twice), ["allow-origin-missing"; 2]);
    let with_more = format!("{transcript}app.js:1 GET https://c.example/ net::ERR_FAILED\n");
    assert_eq!(names(&with_more), ["allow-origin-missing", "no-reason"]);
    let refused = transcript.replace("<h1>Not here</h1>", "Not allowed by CORS");
    assert!(names(&refused).contains(&"refused-by-server"));
}

#[test]
fn failures_of_curl_are_read() {
    for (text, expected) in [
        (
            "*   Trying 127.0.0.1:1...\n\
             * connect to 127.0.0.1 port 1 failed: Connection refused\n\
             * Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server\n\
             * Closing connection 0\n\
             curl: (7) Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server\n",
            "connection",
        ),
        (
            "* Could not resolve host: a.invalid\n* Closing connection 0\n\
             curl: (6) Could not resolve host: a.invalid\n",
            "name-not-resolved",
        ),
        (
            "* Connected to a.example\n} [512 bytes data]\n\
             * SSL certificate problem: self-signed certificate\n* Closing connection\n\
             curl: (60) SSL certificate problem: self-signed certificate\n\
             More details here: https://curl.se/docs/sslcerts.html\n",
            "certificate-issuer",
        ),
        (
            "curl: (7) Failed to connect to localhost port 80: Connection refused",
            "connection",
        ),
    ] {
        assert_eq!(names(text), [expected], "{text}");
        let line = ConsoleLine::read(text).expect(text);
        assert_eq!(line.source, Source::Curl, "{text}");
    }
}

#[test]
fn lines_that_repeat_are_read_once() {
    let line = "app.js:7 the cat sat on the mat of https://a.example/ and did not move\n";
    let marked = "* the cat sat on the mat\n";
    let start = std::time::Instant::now();
    for line in [line, marked] {
        assert_eq!(ConsoleLine::read_all(&line.repeat(20_000)).len(), 1);
    }
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

/// The server answered, and it can be reached.
#[test]
fn redirects_without_an_end_are_no_server_that_is_down() {
    for line in [
        "GET https://a.example/x net::ERR_TOO_MANY_REDIRECTS",
        "Failed to load resource: too many HTTP redirects",
        "GET https://a.example/x NS_ERROR_REDIRECT_LOOP",
    ] {
        assert_eq!(name(line), "redirect-loop", "{line}");
    }
}

#[test]
fn a_status_after_err_failed_says_that_the_server_answered() {
    let get = |rest: &str| format!("app.js:7 GET https://api.example.com/x net::ERR_FAILED{rest}");
    for (rest, expected) in [
        (" 200 (OK)", "response-withheld"),
        (" 200", "response-withheld"),
        (" 304 (Not Modified)", "response-withheld"),
        (" 502 (Bad Gateway)", "response-withheld"),
        (" 522`", "response-withheld"),
        ("", "no-reason"),
        (" app.js:200", "no-reason"),
        (" 404.html:1", "no-reason"),
        (" 2006", "no-reason"),
    ] {
        assert_eq!(name(&get(rest)), expected, "{rest}");
    }
    let bad_gateway = explanation(&get(" 502 (Bad Gateway)"));
    assert_eq!(bad_gateway.fault(), Fault::Unknown);
    let notes = bad_gateway.notes().join(" ");
    assert!(notes.contains("whose server did not answer"), "{notes}");
    let ok = explanation(&get(" 200 (OK)"));
    assert!(ok.meaning().contains("The server answered"));
    for rest in [" 200 (OK)", ""] {
        let text = explanation(&get(rest));
        assert!(!text.meaning().contains("down"), "{rest}");
        assert_ne!(text.fault(), Fault::Network, "{rest}");
    }
}

#[test]
fn the_cors_line_beside_err_failed_is_the_explanation() {
    let cors = "Access to fetch at 'https://api.example.com/x' from origin \
        'https://app.example.com' has been blocked by CORS policy: No \
        'Access-Control-Allow-Origin' header is present on the requested resource.";
    let failed = "GET https://api.example.com/x net::ERR_FAILED 502 (Bad Gateway)";
    for text in [format!("{cors}\n{failed}"), format!("{failed}\n{cors}")] {
        let line = ConsoleLine::read(&text).expect(&text);
        assert_eq!(line.causes, ["allow-origin-missing"], "{text}");
        assert_eq!(line.status, Some(502), "{text}");
    }
}

#[test]
fn an_aborted_request_with_a_good_status_is_no_error_of_the_server() {
    let line = "GET https://a.example/x.js net::ERR_ABORTED";
    assert_eq!(name(line), "aborted");
    assert_eq!(name(&format!("{line} 200 (OK)")), "aborted");
    assert_eq!(name(&format!("{line} 404 (Not Found)")), "http-status");
}

/// The response to a preflight is not kept from the page: the real request is not sent.
#[test]
fn every_failure_of_a_preflight_says_that_the_real_request_was_not_sent() {
    for name in [
        "preflight-allow-origin-missing",
        "preflight-allow-origin-mismatch",
        "preflight-allow-origin-multiple",
        "preflight-allow-origin-wildcard-with-credentials",
        "preflight-allow-credentials-not-true",
        "preflight-status-not-ok",
        "preflight-redirect",
        "preflight-method-not-allowed",
        "preflight-header-not-allowed",
    ] {
        let meaning = Explanation::of(name).expect(name).meaning();
        let is_said = meaning.contains("never sent") || name == "preflight-redirect";
        assert!(is_said, "{name}: {meaning}");
        assert!(!meaning.contains("keeps the response"), "{name}: {meaning}");
    }
}

#[test]
fn rows_of_network_panels_are_read() {
    for (row, expected) in [
        ("users\tCORS error\tfetch\tapp.js:7\t0 B\t12 ms", "no-cause"),
        (
            "users\t(failed)net::ERR_FAILED\txhr\tapp.js:7\t0 B\t12 ms",
            "no-reason",
        ),
        (
            "users\t404\tpreflight\tPreflight\t0 B\t8 ms",
            "preflight-status-not-ok",
        ),
        (
            "users\t302\tpreflight\tPreflight\t0 B\t8 ms",
            "preflight-redirect",
        ),
        ("users\t204\tpreflight\tPreflight\t0 B\t8 ms", "unknown"),
        ("users\t404\tfetch\tapp.js:7\t0 B\t8 ms", "unknown"),
        (
            "users\tCORS error\tpreflight\tPreflight\t0 B\t8 ms",
            "no-cause",
        ),
        (
            "a.css\t(blocked:mixed-content)\tstylesheet\t(index)\t0 B\t0 ms",
            "mixed-content",
        ),
        (
            "PreflightMissingAllowOriginHeader",
            "preflight-allow-origin-missing",
        ),
        (
            "\tOPTIONS\ta.example\tusers\tapp.js:7 (fetch)\t\tCORS Missing Allow Origin\t0 B",
            "allow-origin-missing",
        ),
        (
            "\tGET\ta.example\tusers\tapp.js:7 (fetch)\t\tCORS Failed\t",
            "network",
        ),
        (
            "\tGET\ta.example\tusers\tapp.js:7 (fetch)\t\tMixed Block\t",
            "mixed-content",
        ),
        ("CORS Failed", "unknown"),
        ("Preflight", "unknown"),
    ] {
        assert_eq!(name(row), expected, "{row}");
        let entries = ConsoleLine::read_all(row);
        let lines: Vec<_> = entries.iter().map(|entry| &entry.line).collect();
        assert_eq!(lines, [&ConsoleLine::read(row)], "{row}");
    }
}

#[test]
fn the_status_beside_a_cors_line_is_of_one_message() {
    let cors = |path: &str| {
        format!(
            "Access to fetch at 'https://a.example/{path}' from origin 'https://b.example' has been \
             blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the \
             requested resource.\n"
        )
    };
    let failed = |path: &str, status: u16| {
        format!("app.js:7 GET https://a.example/{path} net::ERR_FAILED {status}\n")
    };
    let statuses = |text: &str| -> Vec<_> {
        let entries = ConsoleLine::read_all(text);
        entries
            .iter()
            .map(|entry| {
                let line = entry.line.as_ref().expect(entry.text);
                (line.is_cors(), line.status)
            })
            .collect()
    };
    for text in [cors("x") + &failed("x", 500), failed("x", 500) + &cors("x")] {
        assert_eq!(statuses(&text), [(true, Some(500))], "{text}");
    }
    let two = cors("x") + &failed("x", 500) + &cors("y") + &failed("y", 404);
    assert_eq!(statuses(&two), [(true, Some(500)), (true, Some(404))]);
    // The status is of another request.
    for path in ["y", "xy"] {
        let other = failed(path, 500) + &cors("x");
        assert_eq!(
            statuses(&other),
            [(false, Some(500)), (true, None)],
            "{path}"
        );
    }
}

/// Headers on a redirect to another origin only lead to the next refusal.
#[test]
fn a_redirect_to_another_origin_is_to_be_avoided_first() {
    let google = |origin: &str| {
        format!(
            "Access to fetch at 'https://accounts.google.com/o/oauth2/auth' (redirected from \
             'https://api.x.example/auth/google') from origin '{origin}' has been blocked by CORS \
             policy: Response to preflight request doesn't pass access control check: No \
             'Access-Control-Allow-Origin' header is present on the requested resource."
        )
    };
    let preflight = "Access to fetch at 'https://api.x.example/me' from origin 'https://a.example' \
        has been blocked by CORS policy: Response to preflight request doesn't pass access control \
        check: Redirect is not allowed for a preflight request.";
    let webkit = "Cross-origin redirection to https://login.example/signin denied by Cross-Origin \
        Resource Sharing policy: Origin https://a.example is not allowed by \
        Access-Control-Allow-Origin. Status code: 302";
    for (line, first) in [
        (
            google("https://a.example"),
            "Let the page request https://accounts.google.com/",
        ),
        (
            google("null"),
            "Let the page request https://accounts.google.com/",
        ),
        (
            preflight.into(),
            "Let the page request the URL in `Location`",
        ),
        (webkit.into(), "Let the page request the URL in `Location`"),
    ] {
        let explanation = explanation(&line);
        let fix = explanation.fix();
        assert!(
            fix.starts_with(first) && fix.contains("401"),
            "{line}: {fix}"
        );
        assert_eq!(explanation.policy_fix(), None, "{line}");
        assert_eq!(explanation.header_fix(), None, "{line}");
        assert_eq!(explanation.fault(), Fault::Server, "{line}");
    }
}

/// What a person asks, and what other programs than browsers print.
#[test]
fn prose_and_other_programs_are_no_messages_of_a_browser() {
    for text in [
        "Why is my Access-Control-Allow-Origin missing?",
        "Access-Control-Allow-Origin is missing in my nginx config",
        "The Access-Control-Allow-Origin header is missing",
        "git: Failed to fetch origin",
        "fatal: Failed to fetch",
        "npm ERR! Failed to fetch",
    ] {
        assert_eq!(name(text), "unknown", "{text}");
    }
    assert_eq!(name("Uncaught TypeError: Failed to fetch"), "no-reason");
    let firefox = "Reason: CORS header ‘Access-Control-Allow-Origin’ missing";
    assert_eq!(name(firefox), "allow-origin-missing");
}

#[test]
fn a_cut_line_is_not_called_older() {
    let cut = "has been blocked by CORS policy: No 'Access-Control-Allow-Origin' hea";
    let line = ConsoleLine::read(cut).expect(cut);
    assert_eq!(line.causes, ["allow-origin-missing"]);
    assert_ne!(line.era, Some(Era::Older));
    let whole = "No 'Access-Control-Allow-Origin' header is present on the requested resource. \
        Origin 'http://a.example' is therefore not allowed access.";
    let line = ConsoleLine::read(whole).expect(whole);
    assert_eq!(line.era, Some(Era::Older));
}

#[test]
fn every_status_of_a_failed_request_is_read() {
    for status in [
        "400 (Bad Request)",
        "404 (Not Found)",
        "409 (Conflict)",
        "415 (Unsupported Media Type)",
        "422 (Unprocessable Content)",
        "429 (Too Many Requests)",
        "501 (Not Implemented)",
    ] {
        let line = format!("POST http://localhost:8000/login {status}");
        assert_eq!(name(&line), "http-status", "{line}");
    }
}

const MISSING: &str = "has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is \
    present on the requested resource.";

#[test]
fn a_page_on_this_machine_is_not_allowed_in_production() {
    let note = |api: &str, page: &str| {
        let line = format!("Access to fetch at '{api}' from origin '{page}' {MISSING}");
        explanation(&line).notes().join(" ")
    };
    let with = note("https://api.shop.test/users?a=b", "http://localhost:3000");
    for part in [
        "only on a development server",
        "`cors proxy https://api.shop.test --allow-origin http://localhost:3000`",
    ] {
        assert!(with.contains(part), "{with}");
    }
    let line = "Access to fetch at 'https://api.shop.test/' from origin 'http://localhost:3000' has \
        been blocked by CORS policy: The value of the 'Access-Control-Allow-Origin' header in the \
        response must not be the wildcard '*' when the request's credentials mode is 'include'.";
    let notes = explanation(line).notes().join(" ");
    assert!(
        notes.contains("http://localhost:3000 --credentials`"),
        "{notes}"
    );
    for (api, page) in [
        ("http://localhost:8000/users", "http://localhost:3000"),
        ("https://api.shop.test/users", "https://shop.test"),
        ("http://127.0.0.1:8000/users", "http://localhost:3000"),
    ] {
        assert_eq!(note(api, page), "", "{api} {page}");
    }
}

#[test]
fn the_reason_of_a_mismatch_is_named() {
    let fix = |value: &str| {
        explanation(&format!(
            "Access to fetch at 'https://a.example/' from origin 'https://b.example' has been \
             blocked by CORS policy: The 'Access-Control-Allow-Origin' header has a value \
             '{value}' that is not equal to the supplied origin."
        ))
        .fix()
    };
    for (value, reason) in [
        ("https://*.example", "a pattern such as"),
        ("b.example", "has no scheme"),
        ("https://b.example/", "without the slash"),
        ("http://b.example", "another scheme"),
        ("https://b.example:444", "another port"),
        ("https://B.example", "another spelling"),
        ("https://www.b.example", "begins with `www.`"),
        ("https://c.example", "which is another origin"),
    ] {
        let fix = fix(value);
        assert!(fix.contains(reason), "{value}: {fix}");
        assert!(fix.contains(value), "{value}: {fix}");
    }
    for list in [
        "https://b.example, https://c.example",
        "https://b.example *",
    ] {
        let fix = fix(list);
        assert!(fix.contains("Send the origin of the request"), "{fix}");
        assert!(!fix.contains("Allow-Origin: https://b.example"), "{fix}");
    }
}

/// The server can only change what its resource allows.
#[test]
fn a_resource_policy_is_opened_to_the_own_site_first() {
    for line in [
        "GET https://cdn.shop.test/a.png net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin 200 (OK)",
        "Specify a Cross-Origin Resource Policy to prevent a resource from being blocked",
    ] {
        let explanation = explanation(line);
        assert_eq!(explanation.fault(), Fault::Server, "{line}");
        let fix = explanation.fix();
        let (site, all) = (
            fix.find("same-site"),
            fix.find("cross-origin` only if every"),
        );
        assert!(site.is_some() && site < all, "{fix}");
        assert!(fix.contains("`crossorigin`"), "{fix}");
        assert!(!fix.contains("remove the embedder policy"), "{fix}");
    }
}

#[test]
fn a_page_over_http_that_requests_the_local_network_is_at_fault() {
    let line = "Access to fetch at 'http://192.168.1.10/x' from origin 'http://shop.test' has been \
        blocked by CORS policy: The request client is not a secure context and the resource is in \
        more-private address space `local`.";
    let explanation = explanation(line);
    assert_eq!(explanation.name(), "local-network-insecure-page");
    assert_eq!(explanation.fault(), Fault::Page);
    assert!(
        explanation
            .fix()
            .starts_with("Serve the page over `https:`")
    );
}

#[test]
fn an_origin_that_is_not_named_is_the_same_placeholder_everywhere() {
    let explanation = explanation("(Reason: CORS header ‘Access-Control-Allow-Origin’ missing).");
    let fix = explanation.fix();
    assert!(
        fix.contains("Access-Control-Allow-Origin: https://your-page.example`"),
        "{fix}"
    );
    assert!(
        explanation
            .header_fix()
            .is_some_and(|fix| fix.contains("https://your-page.example"))
    );
}
