//! A whole day with a real, small language model behind a real server: it writes nonsense often, and the day must come out grounded all
//! the same. Runs only when asked, by `.ci/models`, which fetches model and server, and sets `TAKEFIVE_LLM_URL`.

mod harness;

use harness::{Publication, Server, feed};
use std::env;

const DAY: &str = "2026-11-23";
const TALKS: [(&str, &str); 6] = [
    ("Maths", include_str!("../src/cmd/demo/borrow-a-ten-5.txt")),
    ("Boats", include_str!("../src/cmd/demo/harbour-lines-12.vtt")),
    ("Bread", include_str!("../src/cmd/demo/crumb-and-ledger-7.html")),
    ("Sleep", include_str!("../src/cmd/demo/counted-sheep-48.srt")),
    ("Pager", include_str!("../src/cmd/demo/quiet-pager-31.vtt")),
    ("River", include_str!("../src/cmd/demo/riffle-and-pool-22.srt")),
];

#[test]
#[ignore = "needs a language model's server; .ci/models brings one"]
fn a_day_with_a_small_model_comes_out_grounded_and_whole() {
    let url = env::var("TAKEFIVE_LLM_URL").expect("TAKEFIVE_LLM_URL: where a chat API answers, such as http://127.0.0.1:8012/v1");
    let server = Server::start();
    for (name, transcript) in TALKS {
        let words = format!("/{name}.words");
        server.page(&words, transcript).page(&format!("/{name}.xml"), feed(&server, name, DAY, &[("one", &words)]));
    }
    let publication = Publication::new(&TALKS.map(|(name, _)| server.url(&format!("/{name}.xml"))));
    let settings = format!(
        "extractor: llm\npolish: true\nllm: {{ base-url: '{url}', model: small, context: 8192, answer: 1500, at-once: 1, timeout: 300 }}\n"
    );
    publication.write("content/site.yaml", &(publication.read("content/site.yaml") + &settings));
    let ran = publication.run(&["daily", "--date", DAY]);
    println!("{}", ran.err);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let post = publication.read("content/posts/2026/2026-11-23.md");
    assert_eq!(post.matches("```source").count(), 5, "{post}");
    // Every quote stands in its transcript word for word, whoever proposed it.
    let checked = publication.run(&["check"]);
    assert!(!checked.out.contains("error"), "{}\n{}", checked.out, checked.err);
    // What was asked once is not asked again, and gives the same bytes.
    let before = publication.files("content");
    publication.run(&["draft", DAY]).ends_with(0).says("0 answers");
    assert_eq!(publication.files("content"), before);
    println!("{post}");
}
