//! `cors explain` prints no secret of what was pasted.

use assert_cmd::Command;

const FORMATS: [&str; 4] = ["text", "concise", "json", "sarif"];

fn explain(format: &str, input: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(["explain", "--output-format", format])
        .write_stdin(input)
        .output()
        .expect("the command ends");
    assert_eq!(output.status.code(), Some(1), "{input}: {output:?}");
    let bytes = [output.stdout, output.stderr].concat();
    String::from_utf8(bytes).expect("the output is UTF-8")
}

/// A generator of secrets that are the same in every run (SplitMix64).
struct Secrets(u64);

impl Secrets {
    fn next(&mut self, letters: &[u8]) -> String {
        let mut secret = String::new();
        for _ in 0..14 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let index = usize::from((z ^ (z >> 31)).to_be_bytes()[0]) % letters.len();
            secret.push(char::from(letters[index]));
        }
        secret
    }
}

/// Letters of a secret outside of quotation marks.
const PLAIN: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+%!*";

/// Letters of a secret within quotation marks.
const QUOTED: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+%!*/=@:,;?#&()[]|<> ";

/// Letters of a secret in Base64, which is in a header after the name of a scheme.
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-._~";

/// Options in which `§` is a secret.
const PLAIN_OPTIONS: &[&str] = &[
    "-u user:§",
    "-uuser:§",
    "-sSu user:§",
    "-sSuuser:§",
    "--user user:§",
    "--user=user:§",
    "-U user:§",
    "--proxy-user user:§",
    "--proxy-user=user:§",
    "--proxy http://user:§@proxy.example:8080",
    "-x http://user:§@proxy.example:8080",
    "-b sid=§",
    "-bsid=§",
    "--cookie=sid=§",
    "-H Cookie:sid=§",
    "-HCookie:sid=§",
    "-H Authorization:§",
    "--header=Authorization:§",
    "--oauth2-bearer §",
    "--oauth2-bearer=§",
    "-d password=§",
    "-dpassword=§",
    "--data-urlencode password=§",
    "-F password=§",
    "-E cert.pem:§",
    "--pass §",
    "--tlspassword §",
    "--aws-sigv4 §",
    "-Lku user:§",
];

const QUOTED_OPTIONS: &[&str] = &[
    "-u 'user:§'",
    "-u\"user:§\"",
    "-u “user:§”",
    "-u $'user:§'",
    "--user='user:§'",
    "-b 'sid=§; theme=dark'",
    "--cookie \"sid=§\"",
    "-H 'Authorization: §'",
    "-H 'authorization: Basic §'",
    "-H \"Authorization: Bearer §\"",
    "-H$'Authorization: Bearer §'",
    "-H $'X-Name: it\\'s' -H $'Cookie: sid=§'",
    "--header 'X-Api-Key: §'",
    "--header=\"Cookie: sid=§\"",
    "-H 'apikey: §'",
    "-H 'X-Anything: Bearer §'",
    "-sH 'Cookie: sid=§'",
    "--proxy-header 'Proxy-Authorization: Basic §'",
    "-d '{\"password\":\"§\"}'",
    "-d '{\n  \"user\": \"a\",\n  \"pin\": \"§\"\n}'",
    "--data-raw 'password=§'",
    "--data-raw $'{\"a\":\"it\\'s\",\"password\":\"§\"}'",
    "--data-binary \"{\\\"password\\\":\\\"§\\\"}\"",
    "--json '{\"password\":\"§\"}'",
    "-F 'password=§'",
    "--form-string=\"password=§\"",
];

/// Whole texts with `§`.
const PLAIN_TEXTS: &[&str] = &[
    "curl -i https://user:§@a.example/x",
    "curl -i user:§@a.example/x",
    "curl -i https://§@a.example/x",
    "GET https://user:§@a.example/x net::ERR_FAILED 200 (OK)",
    "curl 'https://a.example/?token=§'",
    "I ran `curl -u user:§ https://a.example/` and it doesn't work",
    "It doesn't work:\n$ curl -u 'user:§' https://a.example/",
    "/usr/bin/curl -u user:§ https://a.example/",
    "PS C:\\> curl.exe -u user:§ https://a.example/",
    "> curl https://a.example/ \\\n>   -u user:§ \\\n>   -i",
    "  -u user:§ \\\n  -i",
    "password=§&a=b",
    "TOKEN=§ curl -H \"Authorization: Bearer $TOKEN\" https://a.example/",
    "curl https://a.example/\n-u user:§\n--data-raw pin=§\n-F pin=§\n--proxy-user a:§",
    "https://§:@a.example/x",
    "> document.cookie\n'sid=§'",
    "> console.log(document.cookie)\nsid=§",
    "app.js:7 document.cookie = \"sid=§\"",
    "requests.get(url, headers={'X-Api-Key': '§', 'Cookie': 'a=§'})",
    "axios.get(url, { auth: { username: 'user', password: '§' } })",
    "axios {data: '{\"email\":\"a\",\"password\":\"§\"}'}",
    "* Added cookie sid=\"§\" for domain a.example, path /, expire 0",
    "* Replaced cookie sid=\"§\" for domain a.example, path /, expire 0",
];

/// Letters of a token that is recognized by its beginning.
const TOKEN: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const TOKEN_TEXTS: &[&str] = &[
    "GET https://a.example/reset/eyJhbGci.§ 404 (Not Found)",
    "It says ghp_§ is wrong",
];

const BASE64_TEXTS: &[&str] = &[
    "> GET / HTTP/1.1\n> Host: a.example\n> Authorization: Basic §\n>\n< HTTP/1.1 200 OK",
    "> GET / HTTP/1.1\n> authorization: §\n> Cookie: sid=§\n>\n< HTTP/1.1 200 OK",
    "> GET / HTTP/1.1\n>\n< HTTP/1.1 200 OK\n< Set-Cookie: sid=§; Secure\n< set-cookie: a=§",
    "> GET / HTTP/1.1\n>\n< HTTP/1.1 200 OK\n< X-Auth-Token: §\n<\n{\"access_token\":\"§\",\"a\":1}",
    "> > Authorization: Bearer §\n> > Token: §",
    "\"> Authorization: Bearer §\"",
    "`> Cookie: sid=§`",
    "> **Authorization**: Bearer §",
    "* [HTTP/2] [1] [authorization: Bearer §]",
    "* [HTTP/2] [1] [apikey: §]",
    "* h2h3 [cookie: sid=§]",
    "002b: Authorization: Basic §",
    "authorization:\nBearer §\ncookie:\nsid=§\nx-api-key:\nS",
    "Authorization: Bearer §",
    "token: §",
    "fetch(\"https://a.example/\", { \"headers\": { \"authorization\": \"Bearer §\", \"cookie\": \"sid=§\" } })",
    "headers: { Authorization: 'Bearer §' }",
    "xhr.setRequestHeader('Authorization', 'Bearer §')",
];

const QUOTED_TEXTS: &[&str] = &[
    "curl ^\"https://a.example/^\" ^\n  -H ^\"Authorization: Bearer §^\" ^\n  -b ^\"sid=§^\"",
    "curl ^\"https://a.example/^\" ^\n  --data-raw ^\"^{^\\^\"password^\\^\":^\\^\"§^\\^\"^}^\"",
    "curl \"https://a.example/\" ^\n  -H \"Cookie: a=\"\"§\"\"\"",
    "Invoke-WebRequest -UseBasicParsing -Uri \"https://a.example/\" `\n-Headers @{\n\"accept\"=\"*/*\"\n  \"authorization\"=\"Bearer §\"\n}",
    "Invoke-WebRequest -Uri \"https://a.example/\" -Headers @{ \"authorization\"=\"Bearer §\"; \"Cookie\"=\"sid=§\" }",
    "Invoke-RestMethod -Headers @{ Authorization = '\u{1}' } -Uri https://a.example/",
    "Invoke-WebRequest -Uri \"https://a.example/\" `\n-Body \"{`\"pin`\":`\"§`\"}\"",
    "$session.Cookies.Add((New-Object System.Net.Cookie(\"sid\", \"§\", \"/\", \"a.example\")))",
];

#[test]
fn a_secret_in_any_spelling_is_not_printed() {
    let curl = |option: &&str| {
        format!(
            "$ curl -i {option} 'https://a.example/' -H 'Origin: https://b.example'\nHTTP/1.1 200 OK\n"
        )
    };
    let whole = |text: &&str| (*text).to_owned();
    let spellings: [(&[u8], Vec<String>); 6] = [
        (PLAIN, PLAIN_OPTIONS.iter().map(curl).collect()),
        (QUOTED, QUOTED_OPTIONS.iter().map(curl).collect()),
        (PLAIN, PLAIN_TEXTS.iter().map(whole).collect()),
        (TOKEN, TOKEN_TEXTS.iter().map(whole).collect()),
        (BASE64, BASE64_TEXTS.iter().map(whole).collect()),
        (QUOTED, QUOTED_TEXTS.iter().map(whole).collect()),
    ];
    let mut secrets = Secrets(1);
    let mut leaks = Vec::new();
    for (letters, texts) in spellings {
        for text in texts {
            for format in FORMATS {
                let secret = secrets.next(letters);
                let input = text.replace('§', &secret);
                let output = explain(format, &input);
                let parts = secret.split([' ', ':', '=', ',', ';', '&', '?', '#']);
                let is_leaked = |part: &str| part.len() > 4 && output.contains(part);
                if parts.into_iter().any(is_leaked) {
                    leaks.push(format!("{format} {secret:?}: {input}\n{output}"));
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{}\n{}", leaks.len(), leaks.join("\n\n"));
}

/// Ways to send a secret, `§`.
const REQUESTS: &[&str] = &[
    "$ curl -i https://a.example/ -H 'Origin: https://b.example' -H 'Authorization: Bearer §'",
    "$ curl -i https://a.example/ -H 'Origin: https://b.example' -H 'X-Api-Key: §'",
    "$ curl -i https://a.example/ -H 'Origin: https://b.example' -u 'user:§'",
    "$ curl -i https://a.example/ -H 'Origin: https://b.example' --cookie 'theme=dark; sid=§'",
    "$ curl -i https://a.example/ -H 'Origin: https://b.example' --data 'name=a&pin=§'",
    "$ curl -i https://a.example/ -H 'Origin: https://b.example' -d '{\"a\": [{\"pin\": \"§\"}]}'",
    "$ curl -i https://a.example/ -H 'Origin: https://b.example' --data-raw §",
    "$ curl -i 'https://a.example/?invite=§' -H 'Origin: https://b.example'",
    "> GET /?bearer=§ HTTP/1.1\n> Host: a.example\n> Origin: https://b.example\n>",
    "> GET / HTTP/1.1\n> Host: a.example\n> Origin: https://b.example\n> Authorization: Bearer §\n>",
    "> GET / HTTP/1.1\n> Host: a.example\n> Origin: https://b.example\n> Cookie: a=b; sid=§\n>",
];

#[test]
fn a_secret_that_the_response_repeats_is_not_printed() {
    let mut secrets = Secrets(2);
    for request in REQUESTS {
        let mark = if request.starts_with('>') { "< " } else { "" };
        let response = format!(
            "{mark}HTTP/1.1 200 OK\n{mark}X-Echo: §\n{mark}Access-Control-Allow-Origin: \
             https://c.example\n{mark}Set-Cookie: a=§; Domain=c.example\n{mark}\n\
             {{\"error\": \"§ is wrong\"}}\n"
        );
        for format in FORMATS {
            let secret = format!("K1{}", secrets.next(TOKEN));
            let input = format!("{request}\n{response}").replace('§', &secret);
            let output = explain(format, &input);
            assert!(!output.contains(&secret), "{input}\n{output}");
            assert!(output.contains("allow-origin-mismatch"), "{output}");
            // The origin that the response allows is no secret.
            let is_shown = format == "concise" || output.contains("https://c.example");
            assert!(is_shown, "{output}");
        }
    }
}

#[test]
fn secrets_of_more_names_and_webhooks_are_not_printed() {
    for url in [
        "https://a.example/?pw=§",
        "https://a.example/?a=b&pin=§",
        "https://a.example/?cred=§",
        "https://a.example/?hmac=§",
        "https://a.example/?magic=§",
        "https://a.example/?hash=§",
        "https://a.example/?reset_link=§",
        "https://a.example/?private=§",
        "https://hooks.slack.com/services/T0AB12CD3/B0AB12CD3/§",
        "https://discord.com/api/webhooks/123456789012345678/§",
    ] {
        let secret = "k1X2y3Z4k1X2y3Z4k1X2y3Z4";
        let url = url.replace('§', secret);
        let output = explain("text", &format!("GET {url} net::ERR_CONNECTION_REFUSED"));
        assert!(!output.contains(secret), "{output}");
        assert!(output.contains("connection"), "{output}");
    }
}
