//! The transcripts in the documentation are what the command prints.

#[test]
fn transcripts_in_the_documentation() {
    trycmd::TestCases::new()
        .register_bin("cors", trycmd::cargo::cargo_bin("cors"))
        .case("../docs/check.md")
        .case("../docs/explain.md");
}
