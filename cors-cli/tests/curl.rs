//! `cors try --curl` and `--as-curl`.

mod scripted;

use scripted::{Scripted, cors};

/// The commands of the network panels for one request, with `URL` for the address.
const PANELS: [(&str, &str); 5] = [
    (
        "Chromium, bash",
        "curl 'URL' \\\n  -X 'PUT' \\\n  -H 'accept: */*' \\\n  -H 'accept-language: en' \\\n  -H 'content-type: application/json' \\\n  -b 'sid=s3cret1' \\\n  -H 'origin: https://app.example.com' \\\n  -H 'priority: u=1, i' \\\n  -H 'referer: https://app.example.com/' \\\n  -H 'sec-ch-ua: \"Chromium\";v=\"156\"' \\\n  -H 'sec-fetch-mode: cors' \\\n  -H 'user-agent: Mozilla/5.0' \\\n  --data-raw $'{\"a\":\"it\\'s\"}' \\\n  --insecure",
    ),
    (
        "Chromium, cmd",
        "curl ^\"URL^\" ^\n  -X ^\"PUT^\" ^\n  -H ^\"accept: */*^\" ^\n  -H ^\"content-type: application/json^\" ^\n  -b ^\"sid=s3cret1^\" ^\n  -H ^\"origin: https://app.example.com^\" ^\n  -H ^\"sec-ch-ua: ^\\^\"Chromium^\\^\";v=^\\^\"156^\\^\"^\" ^\n  -H ^\"user-agent: Mozilla/5.0^\" ^\n  --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"it's^\\^\"^}^\"",
    ),
    (
        "Firefox, POSIX",
        "curl 'URL' --compressed -X PUT -H 'User-Agent: Mozilla/5.0' -H 'Accept: */*' -H 'Accept-Language: en-US,en;q=0.5' -H 'Content-Type: application/json' -H 'Origin: https://app.example.com' -H 'Connection: keep-alive' -H 'Cookie: sid=s3cret1' -H 'Sec-Fetch-Dest: empty' -H 'Priority: u=4' -H 'TE: trailers' --data-raw $'{\"a\":\"it\\'s\"}'",
    ),
    (
        "Firefox, Windows",
        "curl ^\"URL^\" --compressed -X PUT -H ^\"User-Agent: Mozilla/5.0^\" -H ^\"Accept: */*^\" -H ^\"Content-Type: application/json^\" -H ^\"Origin: https://app.example.com^\" -H ^\"Cookie: sid=s3cret1^\" --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"it's^\\^\"^}^\"",
    ),
    (
        "Safari",
        "curl 'URL' \\\n-X 'PUT' \\\n-H 'Content-Type: application/json' \\\n-H 'Accept: */*' \\\n-H 'Origin: https://app.example.com' \\\n-H 'Cookie: sid=s3cret1' \\\n-H 'User-Agent: Mozilla/5.0' \\\n--data-binary $'{\"a\":\"it\\'s\"}'",
    ),
];

#[test]
fn the_commands_of_all_network_panels_are_the_same_request() {
    for (panel, command) in PANELS {
        let server = Scripted::lines(|request| {
            let lines = [
                ("Access-Control-Allow-Origin", "https://app.example.com"),
                ("Access-Control-Allow-Credentials", "true"),
                ("Access-Control-Allow-Methods", "PUT"),
                ("Access-Control-Allow-Headers", "content-type"),
                ("Vary", "Origin"),
            ];
            let _ = request;
            (
                200,
                lines.map(|(name, value)| (name, value.to_owned())).to_vec(),
            )
        });
        let command = command.replace("URL", &server.url("/users/1"));
        let run = cors(&["try", "--curl", &command, "--send"]);
        assert_eq!(
            run.code(),
            Some(0),
            "{panel}: {}{}",
            run.stdout(),
            run.stderr()
        );
        assert!(
            !run.stdout().contains("s3cret1"),
            "{panel}: {}",
            run.stdout()
        );
        let received = server.received();
        let [preflight, put] = &received[..] else {
            panic!("{panel}: {received:?}");
        };
        let asked = preflight.header("access-control-request-headers");
        assert_eq!(asked, Some("content-type"), "{panel}");
        assert_eq!(preflight.header("cookie"), None, "{panel}");
        assert_eq!(put.method, "PUT", "{panel}");
        assert_eq!(put.header("cookie"), Some("sid=s3cret1"), "{panel}");
        assert_eq!(put.header("user-agent"), Some("Mozilla/5.0"), "{panel}");
        assert_eq!(put.header("content-length"), Some("12"), "{panel}");
        assert_eq!(put.header("sec-ch-ua"), None, "{panel}");
    }
}

#[test]
fn options_that_read_or_write_files_are_refused() {
    for options in [
        "-d @/etc/passwd",
        "-d@/etc/passwd",
        "--data-binary @/etc/passwd",
        "--data=@/etc/passwd",
        "--data-urlencode a@/etc/passwd",
        "-H @/etc/passwd",
        "-b /etc/passwd",
        "-K /etc/passwd",
        "-sK /etc/passwd",
        "--config /etc/passwd",
        "-F a=@/etc/passwd",
        "-T /etc/passwd",
        "-o /tmp/out",
        "-O",
        "-c /tmp/jar",
        "-D /tmp/head",
        "--trace /tmp/trace",
        "--cert /etc/passwd",
        "-x http://proxy.example",
        "--resolve a:1:b",
        "; id",
        "$(id)",
        "'",
    ] {
        let command = format!("curl 'http://127.0.0.1:1/' {options}");
        let run = cors(&[
            "try",
            "--from",
            "https://app.example.com",
            "--curl",
            &command,
        ]);
        assert_eq!(run.code(), Some(2), "{options}: {}", run.stdout());
        let error = run.stderr();
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(error.starts_with("error: "), "{error}");
    }
}

#[test]
fn a_command_is_one_request_over_http() {
    for (command, message) in [
        (
            "curl https://a.example/ --next https://b.example/",
            "--next in the command",
        ),
        (
            "curl https://a.example/ -: https://b.example/",
            "-: in the command",
        ),
        (
            "curl https://a.example/ https://b.example/",
            "only one request is read",
        ),
        (
            "curl https://a.example/ --url https://b.example/",
            "only one request is read",
        ),
        (
            "curl https://a.example/ && id",
            "only one curl command is read",
        ),
        (
            "curl https://a.example/ > out",
            "only one curl command is read",
        ),
        ("curl file:///etc/passwd", "is no http:// or https:// URL"),
        ("curl \"https://$HOST/\"", "that a shell would replace"),
        (
            "curl https://a.example/ -H \"a: `id`\"",
            "that a shell would replace",
        ),
        (
            "curl https://a.example/ --unix-socket /run/x",
            "is not supported: leave it out",
        ),
        (
            "curl https://a.example/ --connect-to a:b:c:d",
            "is not supported: leave it out",
        ),
        (
            "/usr/bin/curl https://a.example/",
            "begins with \"/usr/bin/curl\"",
        ),
    ] {
        let from = [
            "try",
            "--from",
            "https://app.example.com",
            "--curl",
            command,
        ];
        let run = cors(&from);
        assert_eq!(run.code(), Some(2), "{command}: {}", run.stdout());
        let error = run.stderr();
        assert!(error.contains(message), "{command}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn a_wrong_origin_of_the_command_is_named() {
    let command = "curl https://a.example/ -H 'Origin: https://b.example/x'";
    let run = cors(&["try", "--curl", command]);
    assert_eq!(run.code(), Some(2), "{}", run.stdout());
    let message = "error: the Origin of the command after --curl: \"https://b.example/x\" is no \
                   origin as browsers send it: write https://b.example\n";
    assert_eq!(run.stderr(), message);
}

#[test]
fn options_that_have_no_part_in_cors_change_nothing() {
    let from = [
        "try",
        "--from",
        "https://app.example.com",
        "--as-curl",
        "--curl",
    ];
    let run = |options: &str| {
        let command = format!("curl {options} https://a.example/ -X PUT");
        let run = cors(&[&from[..], &[&command]].concat());
        assert_eq!(run.code(), Some(0), "{command}: {}", run.stderr());
        run.stdout()
    };
    let plain = run("");
    for options in [
        "-sSfLkivgN4",
        "-m 10 --connect-timeout=3 --retry 3 --max-redirs 5",
        "--compressed --insecure --location --fail-with-body --no-progress-meter",
        "--http2 --http2-prior-knowledge --http3 --tlsv1.2 --ipv6 -#",
    ] {
        assert_eq!(run(options), plain, "{options}");
    }
}

#[test]
fn what_is_no_curl_command_is_one_sentence() {
    for command in [
        "",
        "fetch('https://a.example')",
        "wget a",
        "curl",
        "curl -X",
        "curl 'a b'",
    ] {
        let run = cors(&[
            "try",
            "--from",
            "https://app.example.com",
            "--curl",
            command,
        ]);
        assert_eq!(run.code(), Some(2), "{command}");
    }
}

#[test]
fn at_signs_in_raw_data_are_text() {
    let command = "curl https://a.example/ -H 'Origin: https://b.example' --data-raw '@file'";
    let run = cors(&["try", "--as-curl", "--curl", command]);
    assert_eq!(run.code(), Some(0), "{}", run.stderr());
    assert!(
        run.stdout().contains("--data-raw '@file'"),
        "{}",
        run.stdout()
    );
}

#[test]
fn a_copied_preflight_becomes_the_request_that_it_asks_for() {
    let command = "curl 'https://a.example/' -X 'OPTIONS' -H 'origin: https://b.example' \
                   -H 'access-control-request-method: PATCH' \
                   -H 'access-control-request-headers: content-type,x-a'";
    let run = cors(&["try", "--as-curl", "--curl", command]);
    let text = run.stdout();
    assert!(text.contains("-X 'PATCH'"), "{text}");
    let lower = text.to_ascii_lowercase();
    assert!(
        lower.contains("access-control-request-headers: content-type,x-a"),
        "{text}"
    );
}

#[test]
fn as_curl_prints_commands_and_sends_nothing() {
    let run = cors(&[
        "try",
        "https://api.invalid/it's",
        "--from",
        "https://app.example.com",
        "-X",
        "PUT",
        "-H",
        "x-api-key: k3y",
        "--data",
        "it's",
        "--as-curl",
    ]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(0), "{text}");
    assert_eq!(text.matches("curl ").count(), 2, "{text}");
    assert!(text.contains("-X 'OPTIONS'"), "{text}");
    assert!(text.contains("--data-raw 'it'\\''s'"), "{text}");
    assert!(
        text.contains("$X_API_KEY") && !text.contains("k3y"),
        "{text}"
    );
}

#[test]
fn a_command_that_powershell_continues_is_read() {
    let command = "curl.exe 'https://a.example/' `\r\n  -H 'Origin: https://b.example' `\n -X PUT";
    let run = cors(&["try", "--as-curl", "--curl", command]);
    assert_eq!(run.code(), Some(0), "{}", run.stderr());
    assert!(run.stdout().contains("-X 'PUT'"), "{}", run.stdout());
}

#[test]
fn what_network_panels_copy_for_other_programs_is_named() {
    for command in [
        "Invoke-WebRequest -Uri \"https://a.example/\"",
        "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession",
        "fetch(\"https://a.example/\", {});",
    ] {
        let run = cors(&["try", "--curl", command]);
        assert_eq!(run.code(), Some(2));
        assert!(run.stderr().contains("Copy as cURL"), "{}", run.stderr());
    }
}

#[test]
fn control_characters_of_a_command_stay_what_they_are() {
    let command = "curl https://a.example/ -H 'Origin: https://b.example' --data-raw $'a\\x1b\\'b'";
    let run = cors(&["try", "--as-curl", "--curl", command]);
    let text = run.stdout();
    assert!(text.contains(r"--data-raw $'a\u001b\'b'"), "{text}");
}
