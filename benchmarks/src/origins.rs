/// The lengths of the long lists that are compiled.
const COMPILED: [usize; 4] = [10, 1_000, 10_000, 100_000];

/// A list of this many origins, with realistic lengths.
fn origins(count: usize) -> impl Iterator<Item = String> {
    let words = ["shop", "app", "intranet", "my", "customer-portal", "eu", "beta"];
    (0..count).map(move |index| {
        let word = words[index % words.len()];
        format!("https://{word}.tenant{index}.example.com")
    })
}
