use cors_core::{Policy, cors};

static FIRST: Policy = cors! { origins = ["moz-extension://*"], credentials };

static SECOND: Policy = cors! { origins = ["vscode-webview://*"], credentials };

fn main() {}
