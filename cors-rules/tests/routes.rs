//! The paths of routes, and the problems of a list of routes.

use cors_rules::{Location, Problem, RoutePath, RouteSegment, Rule};

/// The help for a path that is not valid, and the part of the path that the message
/// underlines.
fn rejected(path: &str) -> (String, Option<String>) {
    let problem = RoutePath::parse(path, "path", 3).expect_err(path);
    assert_eq!(problem.rule, Rule::RoutePathInvalid, "{path}");
    assert_eq!(problem.location, Location::Route(3));
    assert_eq!(problem.key, "path");
    assert_eq!(problem.value.as_deref(), Some(path));
    let span = path.get(problem.span.clone()).expect(path).to_owned();
    if let Some(help) = &problem.help
        && let Some(proposed) = help.strip_prefix("write \"")
    {
        let proposed = proposed.trim_end_matches('"');
        assert!(proposed.parse::<RoutePath>().is_ok(), "{path}: {help}");
    }
    (span, problem.help)
}

#[test]
fn a_path_is_its_segments() {
    use RouteSegment::{Literal, Param, Rest};
    for (path, expected) in [
        ("/", vec![Literal("")]),
        ("/users", vec![Literal("users")]),
        ("/users/", vec![Literal("users"), Literal("")]),
        (
            "/a-b/c.d/~e/F_9",
            vec![
                Literal("a-b"),
                Literal("c.d"),
                Literal("~e"),
                Literal("F_9"),
            ],
        ),
        (
            "/.well-known/...",
            vec![Literal(".well-known"), Literal("...")],
        ),
        ("/{id}", vec![Param("id")]),
        ("/{_a1}/{id}/", vec![Param("_a1"), Param("id"), Literal("")]),
        ("/{*rest}", vec![Rest("rest")]),
        ("/a/{b}/{*c}", vec![Literal("a"), Param("b"), Rest("c")]),
    ] {
        let parsed: RoutePath = path.parse().unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(parsed.segments().collect::<Vec<_>>(), expected, "{path}");
        assert_eq!(parsed.as_str(), path);
        assert_eq!(parsed.to_string(), path);
    }
}

#[test]
fn a_path_that_is_not_valid_is_marked_and_gets_a_suggestion() {
    for (path, span, help) in [
        ("", "", "write \"/\""),
        ("users", "u", "write \"/users\""),
        ("*", "*", "write \"/{*rest}\""),
        ("/users/:id", ":id", "write \"/users/{id}\""),
        ("/users/<id>", "<id>", "write \"/users/{id}\""),
        ("/users/{id:[0-9]+}", "id:[0-9]+", "write \"/users/{id}\""),
        ("/files/{path:.*}", "path:.*", "write \"/files/{*path}\""),
        ("/files/{path...}", "path...", "write \"/files/{*path}\""),
        ("/files/*", "*", "write \"/files/{*rest}\""),
        ("/files/**", "**", "write \"/files/{*rest}\""),
        ("/files/*path", "*path", "write \"/files/{*path}\""),
        ("/files/{*path}/raw", "/raw", "write \"/files/{*path}\""),
        ("/users/{id", "{id", "write \"/users/{id}\""),
        ("/users/{}", "{}", "write \"/users/{name}\""),
        ("/users/{*}", "{*}", "write \"/users/{*rest}\""),
        ("/users?page=1", "?page=1", "write \"/users\""),
        ("/users#top", "#top", "write \"/users\""),
        ("/a//b", "//", "write \"/a/b\""),
        ("//", "//", "write \"/\""),
        ("/a///b?c", "?c", "write \"/a/b\""),
        ("users/:id?x", "u", "write \"/users/{id}\""),
    ] {
        let (marked, found) = rejected(path);
        assert_eq!((&*marked, found.as_deref()), (span, Some(help)), "{path}");
    }
}

#[test]
fn a_path_that_has_no_one_meaning_gets_help_in_words_or_none() {
    for (path, span) in [
        ("/a/./b", "."),
        ("/a/..", ".."),
        ("/a%2Fb", "%"),
        ("/a;v=1/b", ";v=1"),
        ("/b\u{fc}cher", "\u{fc}"),
        ("/a b", " "),
        ("/a\\b", "\\"),
        ("/a@b", "@"),
        ("/{id}.json", "{id}.json"),
        ("/v{id}", "v{id}"),
        ("/{a}{b}", "{a}{b}"),
        ("/{{id}}", "{{id}}"),
        ("/id}", "id}"),
        ("/{1a}", "1a"),
        ("/{a-b}", "a-b"),
        ("/{**a}", "*a"),
        ("/{a}/{a}", "{a}"),
        ("/{a}/{*a}", "{*a}"),
    ] {
        let (marked, help) = rejected(path);
        assert_eq!(marked, span, "{path}");
        let proposes = help.is_some_and(|help| help.starts_with("write \""));
        assert!(!proposes, "{path}");
    }
}

#[test]
fn an_unknown_policy_is_reported_with_the_names_there_are() {
    let problem = Problem::policy_unknown(1, "partner", &["admin", "partners"]);
    assert_eq!(problem.rule, Rule::PolicyUnknown);
    assert_eq!(problem.location, Location::Route(1));
    assert_eq!(problem.help.as_deref(), Some("write \"partners\""));
    let problem = Problem::policy_unknown(1, "customers", &["admin", "partners"]);
    let help = problem.help.as_deref();
    assert_eq!(help, Some("the policies are \"admin\", \"partners\""));
    assert!(Problem::policy_unknown(1, "customers", &[]).help.is_some());
}

#[test]
fn problems_of_two_routes_name_both() {
    let problem = Problem::route_duplicate(2, 0, "path", "/orders/{id}", Some("PUT"));
    assert_eq!(problem.rule, Rule::RouteDuplicate);
    assert_eq!(problem.other, Some(Location::Route(0)));
    assert!(problem.message.contains("PUT /orders/{id}"), "{problem}");
    assert!(problem.message.contains("routes[0]"), "{problem}");
    assert!(!problem.is_note());

    let note = Problem::route_shadowed(2, 1, "path", "/admin/users", "/admin");
    assert_eq!(note.rule, Rule::RouteShadowed);
    assert_eq!(note.other, Some(Location::Route(1)));
    assert!(note.is_note());
}

#[test]
fn a_method_that_the_policy_of_a_route_lacks_is_named_with_the_policy() {
    let problem = Problem::route_method_not_allowed(0, "/orders/{id}", "PUT", Some("partners"));
    assert_eq!(problem.rule, Rule::RouteMethodNotAllowed);
    assert_eq!(problem.key, "methods");
    assert!(problem.message.contains("`partners`"), "{problem}");
    assert!(
        problem
            .help
            .as_deref()
            .is_some_and(|help| help.contains("\"PUT\""))
    );
}
