//! Short and long lists: every way in which the macro matches origins.

#![deny(warnings)]

use cors_engine::{Policy, cors};

// Origins of one length are distinguished by eight bytes at a time.
static OF_ONE_LENGTH: Policy = cors! {
    origins = [
        "https://amsterdam.example",
        "https://barcelona.example",
        "https://bratislav.example",
        "https://bucharest.example",
        "https://edinburgh.example",
        "https://frankfurt.example",
        "https://gothenbur.example",
        "https://innsbruck.example",
        "https://jerusalem.example",
        "https://katowice-.example",
        "https://ljubljana.example",
        "https://marseille.example",
    ],
};

// More than 64 origins become a table.
static MANY: Policy = cors! {
    origins = [
        "https://*.tenants.example",
        "http://localhost:*",
        "https://tenant-0.example", "https://tenant-1.example",
        "https://tenant-2.example", "https://tenant-3.example",
        "https://tenant-4.example", "https://tenant-5.example",
        "https://tenant-6.example", "https://tenant-7.example",
        "https://tenant-8.example", "https://tenant-9.example",
        "https://tenant-10.example", "https://tenant-11.example",
        "https://tenant-12.example", "https://tenant-13.example",
        "https://tenant-14.example", "https://tenant-15.example",
        "https://tenant-16.example", "https://tenant-17.example",
        "https://tenant-18.example", "https://tenant-19.example",
        "https://tenant-20.example", "https://tenant-21.example",
        "https://tenant-22.example", "https://tenant-23.example",
        "https://tenant-24.example", "https://tenant-25.example",
        "https://tenant-26.example", "https://tenant-27.example",
        "https://tenant-28.example", "https://tenant-29.example",
        "https://tenant-30.example", "https://tenant-31.example",
        "https://tenant-32.example", "https://tenant-33.example",
        "https://tenant-34.example", "https://tenant-35.example",
        "https://tenant-36.example", "https://tenant-37.example",
        "https://tenant-38.example", "https://tenant-39.example",
        "https://tenant-40.example", "https://tenant-41.example",
        "https://tenant-42.example", "https://tenant-43.example",
        "https://tenant-44.example", "https://tenant-45.example",
        "https://tenant-46.example", "https://tenant-47.example",
        "https://tenant-48.example", "https://tenant-49.example",
        "https://tenant-50.example", "https://tenant-51.example",
        "https://tenant-52.example", "https://tenant-53.example",
        "https://tenant-54.example", "https://tenant-55.example",
        "https://tenant-56.example", "https://tenant-57.example",
        "https://tenant-58.example", "https://tenant-59.example",
        "https://tenant-60.example", "https://tenant-61.example",
        "https://tenant-62.example", "https://tenant-63.example",
        "https://tenant-64.example", "https://tenant-65.example",
        "https://tenant-66.example", "https://tenant-67.example",
        "https://tenant-68.example", "https://tenant-69.example",
        "https://tenant-70.example", "https://tenant-71.example",
        "https://tenant-72.example", "https://tenant-73.example",
        "https://tenant-74.example", "https://tenant-75.example",
        "https://tenant-76.example", "https://tenant-77.example",
        "https://tenant-78.example", "https://tenant-79.example",
        "https://tenant-80.example", "https://tenant-81.example",
        "https://tenant-82.example", "https://tenant-83.example",
        "https://tenant-84.example", "https://tenant-85.example",
        "https://tenant-86.example", "https://tenant-87.example",
        "https://tenant-88.example", "https://tenant-89.example",
        "https://tenant-90.example", "https://tenant-91.example",
        "https://tenant-92.example", "https://tenant-93.example",
        "https://tenant-94.example", "https://tenant-95.example",
        "https://tenant-96.example", "https://tenant-97.example",
        #[cfg(all())] "https://in.example",
        #[cfg(any())] "https://out.example",
    ],
};

fn main() {
    for city in ["amsterdam", "bucharest", "marseille", "katowice-"] {
        assert!(OF_ONE_LENGTH.allows_origin(format!("https://{city}.example").as_bytes()));
    }
    for other in ["amsterdan", "xmsterdam", "marseill-", "oslo"] {
        assert!(!OF_ONE_LENGTH.allows_origin(format!("https://{other}.example").as_bytes()));
    }

    for tenant in 0..98 {
        assert!(MANY.allows_origin(format!("https://tenant-{tenant}.example").as_bytes()));
        assert!(!MANY.allows_origin(format!("http://tenant-{tenant}.example").as_bytes()));
    }
    assert!(!MANY.allows_origin(b"https://tenant-98.example"));
    assert!(MANY.allows_origin(b"https://a.tenants.example"));
    assert!(MANY.allows_origin(b"http://localhost:3000"));
    assert!(MANY.allows_origin(b"https://in.example"));
    assert!(!MANY.allows_origin(b"https://out.example"));
    assert!(!MANY.allows_origin(b""));
    assert_eq!(MANY.origins().count(), 101);
}
