use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["moz-extension://*"], credentials };

static SECOND: Policy = cors! { origins = ["vscode-webview://*"], credentials };

fn main() {}
