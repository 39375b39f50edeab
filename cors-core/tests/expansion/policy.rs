// cors! {
//     origins = [
//         "https://example.com",
//         "https://www.example.com",
//         "https://admin.example.net",
//         "https://*.example.org",
//         #[cfg(debug_assertions)] "http://localhost:*",
//     ],
//     methods = [GET, PUT, DELETE],
//     headers = ["authorization", "Content-Type"],
//     expose_headers = ["etag"],
//     credentials,
//     max_age = 10m,
// }
pub(crate) static API: ::cors_engine::Policy = {
    const _: &[()] = &[
        ::cors_engine::__private::keys::origins,
        ::cors_engine::__private::keys::methods,
        ::cors_engine::__private::keys::headers,
        ::cors_engine::__private::keys::expose_headers,
        ::cors_engine::__private::keys::credentials,
        ::cors_engine::__private::keys::max_age,
    ];
    fn __allows(__origin: &[::core::primitive::u8]) -> ::core::primitive::bool {
        #[cfg(debug_assertions)]
        {
            if ::cors_engine::__private::set::any_port(
                __origin,
                b"http://localhost",
                80,
            ) {
                return true;
            }
        }
        (match __origin.len() {
            19 => *__origin == *b"https://example.com",
            23 => *__origin == *b"https://www.example.com",
            25 => *__origin == *b"https://admin.example.net",
            _ => false,
        })
            || ::cors_engine::__private::set::subdomain(
                __origin,
                b"https://",
                b".example.org",
            )
    }
    ::cors_engine::__private::policy(::cors_engine::__private::Parts {
        origins: ::cors_engine::__private::Origins::Listed(__allows),
        patterns: &[
            "https://example.com\nhttps://www.example.com\nhttps://admin.example.net\nhttps://*.example.org",
            #[cfg(debug_assertions)]
            "http://localhost:*",
        ],
        methods: "GET,PUT,DELETE",
        headers: "authorization,content-type",
        expose_headers: "etag",
        credentials: true,
        max_age: ::core::option::Option::Some(600),
    })
};
