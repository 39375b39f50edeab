//! Compares hosts with crates that implement the standards of browsers.

use cors_rules::{Declaration, Input, OriginPattern, Rule, Value};
use url::Url;

/// The rule that the origin breaks, if it breaks one.
fn broken(origin: &str) -> Option<Rule> {
    let parsed: Result<OriginPattern, _> = origin.parse();
    parsed.err().map(|problem| problem.rule)
}

fn help(origin: &str) -> Option<String> {
    let declaration = Declaration::new(Input::Builder).with("origins", Value::list([origin]));
    let problems = declaration.check().expect_err(origin);
    assert_eq!(problems[0].rule, Rule::OriginHostNotAscii, "{origin}");
    let help = problems[0].help.clone()?;
    help.strip_prefix("write \"")?
        .strip_suffix('"')
        .map(str::to_owned)
}

/// Names in the scripts that people register.
const UNICODE_HOSTS: [&str; 104] = [
    "bücher.example",
    "müller.example",
    "straße.example",
    "groß.example",
    "österreich.example",
    "zürich.example",
    "éclair.example",
    "naïve.example",
    "garçon.example",
    "château.example",
    "élève.example",
    "œuvre.example",
    "señor.example",
    "mañana.example",
    "españa.example",
    "ação.example",
    "coração.example",
    "português.example",
    "são-paulo.example",
    "smørrebrød.example",
    "ærø.example",
    "åland.example",
    "malmö.example",
    "jyväskylä.example",
    "þing.example",
    "ísland.example",
    "żółw.example",
    "łódź.example",
    "gdańsk.example",
    "kraków.example",
    "čeština.example",
    "žluťoučký.example",
    "šťáva.example",
    "ďábel.example",
    "ľudia.example",
    "győr.example",
    "őz.example",
    "ștefan.example",
    "măr.example",
    "țară.example",
    "istanbul-ığdır.example",
    "şişli.example",
    "türkiye.example",
    "đakovo.example",
    "šibenik.example",
    "rīga.example",
    "ķekava.example",
    "vilniūs.example",
    "ąžuolas.example",
    "ħal.example",
    "ŋo.example",
    "Ünïcode.example",
    "MÜNCHEN.example",
    "αθήνα.example",
    "ελλάδα.example",
    "θεσσαλονίκη.example",
    "κύπρος.example",
    "ΑΘΗΝΑ.example",
    "москва.example",
    "россия.example",
    "пример.example",
    "україна.example",
    "київ.example",
    "беларусь.example",
    "българия.example",
    "србија.example",
    "македонија.example",
    "МОСКВА.example",
    "հայաստան.example",
    "երևան.example",
    "საქართველო.example",
    "თბილისი.example",
    "ישראל",
    "שלום.example",
    "דוגמה.example",
    "مثال.example",
    "السعودية.example",
    "مصر.example",
    "موقع.مثال",
    "भारत.example",
    "उदाहरण.example",
    "हिन्दी.example",
    "दिल्ली.example",
    "नेपाल.example",
    "ไทย.example",
    "กรงเทพ.example",
    "例え.テスト",
    "日本.example",
    "東京.example",
    "ひらがな.example",
    "カタカナ.example",
    "ラーメン.example",
    "中国.example",
    "中文.example",
    "測試.example",
    "香港.example",
    "台灣.example",
    "한국.example",
    "서울.example",
    "테스트.example",
    "한글.한국",
    "a-ü.example",
    "ü1.example",
    "xn--bcher-kva.bücher.example",
];

#[test]
fn the_help_for_unicode_hosts_is_what_browsers_send() {
    let mut helped = 0;
    for host in UNICODE_HOSTS {
        let origin = format!("https://{host}");
        let Some(help) = help(&origin) else {
            continue;
        };
        let ascii = idna::domain_to_ascii(host).expect(host);
        assert_eq!(help, format!("https://{ascii}"));
        helped += 1;
    }
    assert!(
        helped >= 100,
        "{helped} of {} hosts are helped",
        UNICODE_HOSTS.len()
    );
}

#[test]
fn no_single_character_gets_a_wrong_help() {
    // Outside the Basic Multilingual Plane there are no fixes, so a sample is enough.
    let beyond = ('\u{10000}'..=char::MAX).step_by(101);
    let characters = ('\u{80}'..='\u{ffff}').chain(beyond);
    for c in characters.filter(|c| !c.is_control() && !c.is_whitespace()) {
        for host in [format!("{c}.example"), format!("a{c}b.example")] {
            if let Some(help) = help(&format!("https://{host}")) {
                let ascii = idna::domain_to_ascii(&host);
                assert_eq!(
                    Some(help),
                    ascii.ok().map(|ascii| format!("https://{ascii}")),
                    "{c:?}"
                );
            }
        }
    }
}

#[test]
fn no_pair_of_characters_gets_a_wrong_help() {
    let letters: Vec<char> = UNICODE_HOSTS
        .join("")
        .chars()
        .filter(|c| *c != '.')
        .collect();
    for (index, first) in letters.iter().enumerate() {
        for second in letters.iter().skip(index % 3).step_by(3) {
            let host = format!("{first}{second}.example");
            if host.is_ascii() {
                continue;
            }
            if let Some(help) = help(&format!("https://{host}")) {
                let ascii = idna::domain_to_ascii(&host);
                assert_eq!(
                    Some(help),
                    ascii.ok().map(|ascii| format!("https://{ascii}")),
                    "{host}"
                );
            }
        }
    }
}

/// Hosts that `url` serializes and the language rejects, each with its rule.
const REFUSED: [(&str, Rule); 11] = [
    // No name in the DNS has them, so no page has such an origin.
    ("a..b", Rule::OriginHostInvalid),
    (".a", Rule::OriginHostInvalid),
    ("a..", Rule::OriginHostInvalid),
    (".", Rule::OriginHostInvalid),
    // Valid in a URL, and always a mistake in a policy.
    ("*", Rule::OriginWildcardMisplaced),
    ("a*b", Rule::OriginWildcardMisplaced),
    ("(a)", Rule::OriginIsARegex),
    ("a.+b", Rule::OriginIsARegex),
    ("a$", Rule::OriginIsARegex),
    ("a.example,b.example", Rule::OriginIsAList),
    ("a{b}", Rule::OriginHostInvalid),
];

#[test]
fn what_url_serializes_is_a_pattern() {
    let hosts = [
        "example.com",
        "EXAMPLE.com",
        "example.com.",
        "a_b.example",
        "-a-.example",
        "a--b.example",
        "1a.example",
        "a.1b",
        "xn--bcher-kva.example",
        "bücher.example",
        "faß.de",
        "☃.example",
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "017700000001",
        "2130706433",
        "0",
        "1.2.3",
        "[::1]",
        "[::]",
        "[2001:DB8::1]",
        "[1:2:3:4:5:6:7:8]",
        "[::ffff:1.2.3.4]",
        "[::1.2.3.4]",
        "[1::2:0:0:3]",
        "[0:1:0:0:1:0:0:0]",
        "[fe80::0]",
        "localhost",
        "a!b",
        "a\"b",
        "a&b",
        "a'b",
        "a,b",
        "a;b",
        "a=b",
        "a`b",
        "a{b",
        "a~b",
        "a+b",
        "$a",
        "%61.example",
        "ab%2dc.example",
        "ＡＢＣ.example",
        "a\u{ad}b.example",
        "xn--fa-hia.de",
        "xn--ls8h.la",
        "ex--ample.com",
        "0x",
        "0x.example",
        "1.example",
        "a.0xg",
        "a.b.c.d.e.f.g.h",
    ];
    let mut accepted = 0;
    for host in hosts {
        for (scheme, port) in [
            ("http", ""),
            ("https", ""),
            ("http", ":443"),
            ("https", ":443"),
            ("http", ":8080"),
            ("https", ":065"),
        ] {
            let Ok(url) = Url::parse(&format!("{scheme}://{host}{port}/path?query#fragment"))
            else {
                continue;
            };
            let origin = url.origin().ascii_serialization();
            assert_eq!(broken(&origin), None, "{origin}");
            accepted += 1;
        }
    }
    assert!(accepted > 250, "{accepted}");
    for (host, rule) in REFUSED {
        let origin = Url::parse(&format!("https://{host}"))
            .unwrap()
            .origin()
            .ascii_serialization();
        assert_eq!(broken(&origin), Some(rule), "{origin}");
    }
}

#[test]
fn every_byte_in_a_host_that_url_serializes_is_in_a_pattern() {
    let refused = ['*', '(', '|'];
    for byte in 0..=0x7f_u8 {
        let c = char::from(byte);
        for host in [
            format!("a{c}b.example"),
            format!("{c}a.example"),
            format!("a.exampl{c}e"),
        ] {
            let Ok(url) = Url::parse(&format!("https://{host}/")) else {
                // A pattern has only characters that a URL can have, and its own syntax.
                assert_ne!(broken(&format!("https://{host}")), None, "{host:?}");
                continue;
            };
            let origin = url.origin().ascii_serialization();
            let has_empty_label = origin.contains("//.") || origin.contains("..");
            if !origin.contains(refused) && !has_empty_label {
                assert_eq!(broken(&origin), None, "{origin}");
            }
        }
    }
}

#[test]
fn addresses_are_helped_to_the_form_that_url_serializes() {
    let addresses = [
        "127.1",
        "0x7f.1",
        "01.2.3.4",
        "2130706433",
        "0X7F000001",
        "0.0",
        "1.2.3",
        "0300.0250.1",
        "127.0.0.1.",
        "[2001:db8:0:0:1:0:0:1]",
        "[0:0:0:0:0:0:0:0]",
        "[1:0:0:0:0:0:0:0]",
        "[::ffff:1.2.3.4]",
        "[A:b:C:d:E:f:0:1]",
        "[1:0:0:2:0:0:0:3]",
        "[0001:0:0:0:0:0:0:0001]",
    ];
    for address in addresses {
        let origin = format!("http://{address}");
        let serialized = Url::parse(&origin).unwrap().origin().ascii_serialization();
        let problems = Declaration::new(Input::Builder)
            .with("origins", Value::list([&*origin]))
            .check()
            .unwrap_err();
        assert_eq!(
            problems[0].help,
            Some(format!("write \"{serialized}\"")),
            "{origin}"
        );
    }
    for address in [
        "256.1.1.1",
        "1.2.3.4.5",
        "0x1ffffffff",
        "1.2.3.08",
        "1.256.1",
        "a.0x",
    ] {
        let origin = format!("http://{address}");
        assert_eq!(
            Url::parse(&origin).is_ok(),
            broken(&origin).is_none(),
            "{origin}"
        );
    }
}
