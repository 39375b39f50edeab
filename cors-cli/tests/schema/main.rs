//! The JSON Schema of policy files: it is generated from types, and agrees with the command.

mod files;
mod types;

use serde_json::Value;

const SHIPPED: &str = include_str!("../../policy.schema.json");

/// `BLESS=1` writes the file again; review the difference.
#[test]
fn the_shipped_schema_is_the_one_of_the_types() {
    let generated = serde_json::to_string_pretty(&types::schema()).expect("JSON") + "\n";
    if std::env::var_os("BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/policy.schema.json");
        std::fs::write(path, &generated).expect("the schema is written");
        return;
    }
    assert_eq!(
        generated, SHIPPED,
        "run with BLESS=1 and review the difference"
    );
}

#[test]
fn the_command_prints_the_schema() {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
        .arg("schema")
        .output()
        .expect("the command runs");
    assert_eq!(String::from_utf8(output.stdout).expect("text"), SHIPPED);
}

/// A key of the language that the types lack would be reported by editors.
#[test]
fn the_schema_has_every_key_of_the_language() {
    let schema: Value = serde_json::from_str(SHIPPED).expect("JSON");
    for properties in [
        &schema["properties"],
        &schema["$defs"]["PolicyTable"]["properties"],
    ] {
        for key in cors_rules::Key::ALL {
            assert!(properties[key.name()].is_object(), "{key}");
        }
    }
    assert!(jsonschema::meta::is_valid(&schema));
}
