//! A day with a language model: what it says, what becomes of it, and what happens when it says something else than it should.

mod harness;

use harness::{
    Publication, Server, feed,
    llm::{Asked, Llm, Said},
};
use serde_json::json;
use std::{fs, time::Duration};

const DAY: &str = "2026-11-23";
const POST: &str = "content/posts/2026/2026-11-23.md";
const DESK: &str = "content/desk/2026-11-23.md";

const MATHS: &str = include_str!("../src/cmd/demo/borrow-a-ten-5.txt");
const BREAD: &str = include_str!("../src/cmd/demo/crumb-and-ledger-7.html");

/// A good insight of each talk: its quote, headline and text.
const GOOD: [[&str; 3]; 2] = [
    [
        "When I made myself count to five, the same six hands went up in the first second, and then another eleven went up between three and five.",
        "Counting to five brings up eleven more hands",
        "A teacher who counts to five before taking an answer sees the same six hands go up in the first second, and then another eleven go up between three and five, so that the wait shows who was still thinking.",
    ],
    [
        "A bakery that throws nothing away is baking too little, and the sum is easy.",
        "A bakery that throws nothing away bakes too little",
        "A bakery that throws nothing away at the end of the day is baking too little, and the sum behind it is easy: each loaf that is missing by the evening was a sale, and only a loaf left over shows it.",
    ],
];

fn insight([quote, headline, text]: [&str; 3], worth: u8) -> serde_json::Value {
    json!({ "quote": quote, "headline": headline, "text": text, "topics": ["teaching"], "worth": worth })
}

fn proposals(insights: &[serde_json::Value]) -> String {
    json!({ "insights": insights }).to_string()
}

/// The insight of the talk that is asked about.
fn of_talk(asked: &Asked) -> usize {
    usize::from(!asked.user().contains("Borrow a Ten"))
}

/// Chooses what is there in the order it comes, and keeps its editors' drafts.
fn choose_all(asked: &Asked) -> String {
    let field = |part: &str, name: &str| part.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default().to_owned();
    let picks: Vec<serde_json::Value> = asked
        .user()
        .split("<passage ")
        .skip(1)
        .filter_map(|part| {
            let id: usize = part.split("id=").nth(1)?.split('>').next()?.parse().ok()?;
            let draft = field(part, "Draft: ");
            let (headline, text) = draft.split_once(". ")?;
            // The embedded extractor's are offered as well.
            GOOD.iter().any(|good| good[1] == headline).then_some(())?;
            Some(json!({ "id": id, "headline": headline, "text": text, "topics": ["classroom"] }))
        })
        .collect();
    json!({ "title": "Hands and loaves", "summary": "What a count of five shows in a classroom, and what an empty shelf hides.", "picks": picks })
        .to_string()
}

/// A model that does its work well.
fn good(asked: &Asked, _: usize) -> Said {
    Said::Words(match asked.kind() {
        "propose" => proposals(&[insight(GOOD[of_talk(asked)], 5)]),
        "choose" => choose_all(asked),
        _ => proposals(&[]),
    })
}

fn two_podcasts(llm: &Llm, more: &str) -> (Server, Publication) {
    let server = Server::start();
    for (name, transcript) in [("Maths", MATHS), ("Bread", BREAD)] {
        let words = format!("/{name}.words");
        server.page(&words, transcript).page(&format!("/{name}.xml"), feed(&server, name, DAY, &[("one", &words)]));
    }
    let publication = Publication::new(&["Maths", "Bread"].map(|name| server.url(&format!("/{name}.xml"))));
    // What is published is never drafted again.
    let site = publication.read("content/site.yaml").replace("review: false", "review: true");
    publication.write("content/site.yaml", &(site + &llm.settings(more)));
    publication.run(&["fetch", DAY]).ends_with(0);
    (server, publication)
}

#[test]
fn the_day_is_the_models_and_every_word_of_a_quote_is_the_transcripts() {
    let llm = Llm::start(good);
    let (_server, publication) = two_podcasts(&llm, "");
    publication
        .run(&["draft", DAY])
        .ends_with(0)
        .says("handed in 2: 2 borne out at once")
        .says("3 answers, 0 kept from before; 3300 tokens");
    assert_eq!(llm.counts(), [2, 1, 0]);
    let post = publication.read(POST);
    assert!(post.starts_with("---\ntitle: Hands and loaves\n"), "{post}");
    assert!(post.contains("summary: What a count of five shows in a classroom, and what an empty shelf hides."), "{post}");
    for [_, headline, text] in GOOD {
        assert!(post.contains(&format!("## {headline} {{#")) && post.contains(text), "{post}");
    }
    assert_eq!(post.matches("by: scripted").count(), 2, "{post}");
    // The quote is a whole sentence of the file, as the file has it.
    assert!(post.contains("> When I made myself count to five, the same six hands went up in the first second"), "{post}");
    assert!(publication.read(DESK).contains(
        "scripted: handed in 2: 2 borne out at once, 0 when mended, 0 dropped; wrote 2 anew: 2 borne out at once, 0 when mended, 0 dropped"
    ));
    publication.run(&["check"]).ends_with(0);

    let explained = publication.run(&["explain", "counting-to-five-brings-up-eleven-more-hands"]).ends_with(0).out;
    for line in [
        "Written by scripted",
        "Claim: A teacher who counts to five",
        "Passage: When I made myself",
        "Check: the quote is 27 words",
        "Check: numbers borne out: eleven, five, six, three",
    ] {
        assert!(explained.contains(line), "{line} in\n{explained}");
    }

    // A second run asks nothing, and says the same to the byte.
    let before = publication.files("content");
    publication.run(&["draft", DAY]).ends_with(0).says("0 answers, 3 kept from before");
    assert_eq!((publication.files("content"), llm.asked().len()), (before, 3));
}

#[test]
fn the_prompt_holds_what_the_owner_wants_and_the_whole_talk() {
    let llm = Llm::start(good);
    let (_server, publication) = two_podcasts(&llm, "style: Dry wit, no exclamation marks.\n");
    publication.run(&["draft", DAY]).ends_with(0);
    let asked = llm.asked();
    let first = asked.iter().find(|a| a.kind() == "propose" && of_talk(a) == 0).unwrap();
    assert!(first.system().contains("House style: Dry wit, no exclamation marks.") && first.system().contains("in English"));
    assert_eq!(first.format(), "json_schema");
    assert_eq!(first.body["temperature"], 0.0);
    assert_eq!(first.authorization, None);
    // The first and the last words that were said, and hints of the embedded extractor.
    assert!(first.user().contains("Borrow a Ten") && first.user().contains("write and tell us") && first.user().contains("A quick reader"));
    let choose = asked.iter().find(|a| a.kind() == "choose").unwrap();
    assert!(
        choose.user().contains("Podcast: Maths.")
            && choose.user().contains("Before: ")
            && choose.system().contains("at most 2 from a podcast")
    );
}

#[test]
fn long_talks_are_read_in_parts_and_none_is_cut_off() {
    let llm = Llm::start(good);
    let (_server, publication) = two_podcasts(&llm, "  context: 4000\n  answer: 800\n");
    publication.run(&["draft", DAY]).ends_with(0);
    let asked = llm.asked();
    let parts: Vec<&Asked> = asked.iter().filter(|a| a.kind() == "propose" && a.user().contains("Podcast: Maths")).collect();
    assert!(parts.len() >= 2, "{}", parts.len());
    let sentence = |words: &str| parts.iter().any(|part| part.user().contains(words));
    assert!(sentence("Part 1 of ") && sentence("write and tell us"));
    assert!(parts.iter().all(|part| part.user().len() / 4 < 2600), "no question is longer than the model takes");
}

#[test]
fn what_the_transcript_does_not_bear_out_is_mended_once_or_dropped() {
    let [quote, headline, text] = GOOD[0];
    let wrong = text.replace("eleven", "seventeen");
    let unmended = "Nobody at Harvard Business School ever waits for more than one single second before calling on a pupil in class, which is why \
                    so few hands ever go up in any of the classrooms that anybody knows of.";
    let llm = Llm::start(move |asked, _| {
        Said::Words(match asked.kind() {
            "propose" if of_talk(asked) == 0 => proposals(&[
                insight([quote, headline, &wrong], 5),
                insight(["Words that nobody in this talk has ever said in this order at all.", "Nobody said that", text], 5),
                insight(["The hard part is choosing the method.", "Harvard waits for one second", unmended], 4),
            ]),
            "propose" => proposals(&[]),
            "write" => {
                assert!(asked.user().contains("Fault: the number “seventeen” was not said."), "{}", asked.user());
                assert!(asked.system().contains("Your last try had the faults"));
                json!({ "insights": [{ "id": 1, "headline": headline, "text": text, "topics": ["teaching"] }] }).to_string()
            }
            _ => choose_all(asked),
        })
    });
    let (_server, publication) = two_podcasts(&llm, "");
    publication.run(&["draft", DAY]).ends_with(0);
    let (post, desk) = (publication.read(POST), publication.read(DESK));
    assert!(post.contains(text) && !post.contains("seventeen") && !post.contains("Harvard"), "{post}");
    assert!(desk.contains("Nobody said that: its quote was never said in these words"), "{desk}");
    assert!(desk.contains("Harvard waits for one second: ") && desk.contains("“Harvard” was not said"), "{desk}");
    assert!(!publication.read(DESK).contains("Nobody at Harvard"), "{desk}");
}

/// Runs a day against a server that goes wrong, with few tries and little time.
fn day_with(answer: impl Fn(&Asked, usize) -> Said + Send + Sync + 'static) -> (Llm, harness::Ran, String, String) {
    let llm = Llm::start(answer);
    let (_server, publication) = two_podcasts(&llm, "  timeout: 1\n  tries: 2\n  at-once: 1\n");
    let ran = publication.run(&["draft", DAY]).ends_with(0);
    (llm, ran, publication.read(POST), publication.read(DESK))
}

/// The day that the embedded extractor makes alone.
fn is_embedded(post: &str) {
    assert_eq!(post.matches("by: embedded").count(), 2, "{post}");
}

#[test]
fn a_busy_server_is_asked_again_when_it_says() {
    let (llm, ran, post, _) = day_with(|asked, n| match n {
        0 => Said::Raw(429, vec![("retry-after", "1".into())], r#"{"error": {"message": "slow down"}}"#.into()),
        1 => good(asked, n),
        2 => Said::Raw(503, vec![], String::new()),
        _ => good(asked, n),
    });
    assert_eq!(post.matches("by: scripted").count(), 2, "{post}\n{}", ran.err);
    assert_eq!(llm.counts(), [4, 1, 0]);
}

#[test]
fn a_server_that_fails_for_good_costs_the_day_nothing() {
    let (llm, ran, post, desk) = day_with(|_, _| Said::Raw(500, vec![], r#"{"error": "out of memory"}"#.into()));
    is_embedded(&post);
    let said = "answered 500: out of memory (2 times); the embedded extractor filled in";
    assert!(ran.err.contains(said) && desk.contains(said), "{}\n{desk}", ran.err);
    // Twice for each episode and twice for the choice; from the third failure on it would be left alone.
    assert_eq!(llm.asked().len(), 6);
}

#[test]
fn a_server_that_wants_long_patience_is_not_waited_for() {
    let (llm, ran, post, _) = day_with(|_, _| Said::Raw(429, vec![("retry-after", "3600".into())], String::new()));
    is_embedded(&post);
    assert!(ran.err.contains("answered 429, and asks to wait for 3600 s"), "{}", ran.err);
    assert_eq!(llm.asked().len(), 3);
}

#[test]
fn silence_and_endless_answers_are_cut_off() {
    let (_, ran, post, _) = day_with(|_, _| Said::Silence);
    is_embedded(&post);
    assert!(ran.err.contains("took too long: still waiting for the rest of its answer (2 times)"), "{}", ran.err);
    let (_, ran, post, _) = day_with(|_, _| Said::Flood);
    is_embedded(&post);
    assert!(ran.err.contains("is larger than 4 MiB"), "{}", ran.err);
}

#[test]
fn what_is_no_completion_is_told() {
    for (body, kind) in [("<html>Bad gateway</html>", "text/html"), ("{\"choices\": []}", "application/json"), ("", "text/plain")] {
        let (_, ran, post, _) = day_with(move |_, _| Said::Raw(200, vec![("content-type", kind.into())], body.into()));
        is_embedded(&post);
        assert!(
            ran.err.contains("answered with something else than a chat completion") || ran.err.contains("without a choice"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_refusal_or_nonsense_is_asked_about_once_more() {
    let (llm, ran, post, _) = day_with(|_, _| Said::Words("I am sorry, but I cannot help with that.".into()));
    is_embedded(&post);
    assert!(ran.err.contains("scripted gave two answers that cannot be read: the answer holds no JSON"), "{}", ran.err);
    assert_eq!(llm.asked().len(), 6);
    let is_again =
        |asked: &Asked| asked.user().ends_with("Answer again, with JSON alone.") && asked.user().contains("It began: I am sorry");
    assert_eq!(llm.asked().iter().filter(|asked| is_again(asked)).count(), 3);

    let (_, ran, post, _) = day_with(|asked, n| match (asked.kind(), n) {
        ("propose", 0) => Said::Words("{\"wrong\": []}".into()),
        _ => good(asked, n),
    });
    assert_eq!(post.matches("by: scripted").count(), 2, "{post}\n{}", ran.err);
    let (_, ran, post, _) = day_with(|asked, n| match asked.kind() {
        // What is whole of an answer that was cut off is used.
        "propose" => Said::Cut(proposals(&[insight(GOOD[of_talk(asked)], 5)]).replace("]}", ", {\"quote\": \"When I")),
        _ => good(asked, n),
    });
    assert_eq!(post.matches("by: scripted").count(), 2, "{post}\n{}", ran.err);
}

#[test]
fn an_empty_answer_is_an_honest_one() {
    let (llm, ran, post, _) = day_with(|asked, n| match asked.kind() {
        "propose" => Said::Words("{\"insights\": []}".into()),
        _ => good(asked, n),
    });
    // Nothing was handed in; the embedded extractor's own are offered and chosen.
    assert_eq!(llm.counts()[0], 2);
    assert_eq!(post.matches("podcast: ").count(), 2, "{post}\n{}", ran.err);
}

#[test]
fn a_server_that_knows_no_schema_is_asked_for_less() {
    let llm = Llm::start(|asked, n| match asked.format() {
        "json_schema" => Said::Raw(400, vec![], r#"{"error": {"message": "response_format is not supported"}}"#.into()),
        "json_object" => Said::Raw(422, vec![], "no".into()),
        _ => good(asked, n),
    });
    let (_server, publication) = two_podcasts(&llm, "  at-once: 1\n");
    publication.run(&["draft", DAY]).ends_with(0);
    assert_eq!(publication.read(POST).matches("by: scripted").count(), 2);
    let formats: Vec<String> = llm.asked().iter().map(|a| a.format().to_owned()).collect();
    assert_eq!(formats, ["json_schema", "json_object", "", "", ""], "what it does not know is asked once");
}

#[test]
fn the_key_is_sent_and_a_wrong_one_told() {
    let llm = Llm::start(|asked, n| match &asked.authorization {
        Some(key) if key == "Bearer sesame" => good(asked, n),
        _ => Said::Raw(401, vec![], "{\"error\": {\"message\": \"bad key\"}}".into()),
    });
    let (_server, publication) = two_podcasts(&llm, "  api-key-env: TAKEFIVE_TEST_KEY\n  request: { temperature: null, seed: 7 }\n");
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("review: false", "review: true"));
    publication.run(&["draft", DAY]).ends_with(1).says("llm: api-key-env: the environment variable TAKEFIVE_TEST_KEY is not set");
    let ran = publication.run_with(&["draft", DAY], &[("TAKEFIVE_TEST_KEY", "wrong")]).ends_with(0);
    assert!(ran.err.contains("answered 401: it does not take the key in TAKEFIVE_TEST_KEY: bad key"), "{}", ran.err);
    publication.run_with(&["draft", DAY], &[("TAKEFIVE_TEST_KEY", " sesame\n")]).ends_with(0);
    assert_eq!(publication.read(POST).matches("by: scripted").count(), 2);
    let last = llm.asked().pop().unwrap().body;
    assert_eq!((last.get("temperature"), last["seed"].as_u64()), (None, Some(7)));
    for (path, bytes) in publication.files(".") {
        assert!(!String::from_utf8_lossy(&bytes).contains("sesame"), "the key is in {path}");
    }
}

#[test]
fn a_spent_budget_ends_the_questions_and_says_so() {
    let llm = Llm::start(good);
    // Each question may take some 6,000 tokens; the first answer costs 1,100.
    let (_server, publication) = two_podcasts(&llm, "  at-once: 1\n  answer: 1000\n  budget: { tokens: 5400 }\n");
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("review: false", "review: true"));
    let ran = publication.run(&["draft", DAY]).ends_with(0);
    assert!(ran.err.contains("the day's budget is spent (") && ran.err.contains("the embedded extractor filled in"), "{}", ran.err);
    let asked = llm.asked().len();
    assert!(asked < 3, "{asked}");
    let post = publication.read(POST);
    assert_eq!(post.matches("podcast: ").count(), 2, "{post}");
    // The next day of the calendar has a budget of its own; here the limit is lifted instead.
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("tokens: 5400", "tokens: 54000"));
    publication.run(&["draft", DAY]).ends_with(0);
    assert_eq!(llm.counts()[0], 2, "what was paid for is not asked again");
    assert_eq!(publication.read(POST).matches("by: scripted").count(), 2);
}

#[test]
fn money_is_counted_by_price() {
    let llm = Llm::start(good);
    let (_server, publication) =
        two_podcasts(&llm, "  budget: { money: 1.5 }\n  price: { input: 100, output: 1000 }\n  at-once: 1\n  answer: 500\n");
    // 1,000 tokens at 0.0001 and 100 at 0.001 are 0.2 an answer.
    publication.run(&["draft", DAY]).ends_with(0).says("0.6000 in money");
}

#[test]
fn killed_in_the_midst_nothing_is_paid_for_twice() {
    let llm = Llm::start(|asked, n| match good(asked, n) {
        Said::Words(words) if asked.kind() == "choose" => Said::Late(words, Duration::from_millis(1500)),
        said => said,
    });
    let (_server, publication) = two_podcasts(&llm, "");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_takefive"))
        .args(["draft", DAY, "--quiet"])
        .current_dir(publication.root())
        .spawn()
        .unwrap();
    let deadline = std::time::Instant::now() + Duration::from_secs(30);
    while llm.counts()[1] == 0 {
        assert!(std::time::Instant::now() < deadline, "the choice was never asked for");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!publication.path(POST).exists());
    publication.run(&["draft", DAY]).ends_with(0).says("2 kept from before");
    // The one that was under way is asked again: nobody has its answer. Those before it are not.
    assert_eq!(llm.counts(), [2, 2, 0]);
}

#[test]
fn a_draft_of_the_model_is_not_replaced_when_it_is_away() {
    let llm = Llm::start(|asked, n| if n < 3 { good(asked, n) } else { Said::Raw(500, vec![], String::new()) });
    let (_server, publication) = two_podcasts(&llm, "  tries: 1\n");
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("review: false", "review: true"));
    publication.run(&["draft", DAY]).ends_with(0);
    let before = publication.files("content");
    fs::remove_dir_all(publication.path(".takefive/answers")).unwrap();
    publication.run(&["draft", DAY]).ends_with(0).says("scripted wrote it, and does not answer now");
    assert_eq!(publication.files("content"), before);
}

#[test]
fn polish_puts_the_embedded_picks_into_better_words() {
    let llm = Llm::start(|asked, _| {
        assert_eq!(asked.kind(), "write");
        let (quoted, mut out) = (asked.user().to_owned(), Vec::new());
        for (n, part) in quoted.split("<passage ").skip(1).enumerate() {
            let passage = part.lines().find_map(|l| l.strip_prefix("Passage: ")).unwrap();
            // Words of the passage in their order: dull, and borne out.
            let words: Vec<&str> = passage.split_whitespace().take(40).collect();
            let text = format!("{}.", words.join(" ").trim_end_matches(['.', ',', '?']));
            let headline = words[..6].join(" ").trim_end_matches(['.', ',', '?']).to_owned();
            out.push(json!({ "id": n + 1, "headline": headline, "text": text, "topics": ["polished"] }));
        }
        Said::Words(json!({ "insights": out }).to_string())
    });
    let (_server, publication) = two_podcasts(&llm, "polish: true\n");
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("extractor: llm", "extractor: embedded"));
    let ran = publication.run(&["draft", DAY]).ends_with(0);
    let post = publication.read(POST);
    let (ours, polished) = (post.matches("by: embedded").count(), post.matches("by: scripted").count());
    assert!(polished >= 1 && ours + polished == 2, "{post}\n{}\n{}", ran.err, publication.read(DESK));
    assert_eq!(llm.counts()[..2], [0, 0]);
}

/// The questions that `takefive prompt` prints.
fn questions(publication: &Publication, what: &str) -> Vec<serde_json::Value> {
    let ran = publication.run(&["prompt", what, "--json", "--quiet"]).ends_with(0);
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn answer(publication: &Publication, question: &serde_json::Value, words: &str) -> harness::Ran {
    publication.write("answer.txt", words);
    publication.run(&["answer", question["id"].as_str().unwrap(), "answer.txt", "--model", "a chat"])
}

#[test]
fn a_day_can_be_asked_by_hand_without_a_key_or_a_server() {
    let llm = Llm::start(|_, _| panic!("nobody is called"));
    let (_server, publication) = two_podcasts(&llm, "");
    let site = publication.read("content/site.yaml");
    let base = site.lines().find(|line| line.contains("base-url: http://127")).unwrap().to_owned() + "\n";
    publication.write("content/site.yaml", &site.replace(&base, "").replace("review: false", "review: true"));

    publication.run(&["draft", DAY]).ends_with(0);
    is_embedded(&publication.read(POST));
    assert!(publication.read(DESK).contains("questions wait for an answer by hand"), "{}", publication.read(DESK));

    let asked = questions(&publication, DAY);
    assert_eq!(asked.iter().map(|q| q["name"].as_str().unwrap()).collect::<Vec<_>>(), ["propose", "propose"]);
    for question in &asked {
        let talk = usize::from(!question["user"].as_str().unwrap().contains("Borrow a Ten"));
        let [quote, headline, text] = GOOD[talk];
        answer(&publication, question, "I would rather not.").ends_with(1).says("answer.txt: the answer holds no JSON");
        let words = format!(
            "Here you are:\n```json\n{}\n```",
            proposals(&[insight([quote, headline, text], 5), insight([quote, "It was 90 hands", text], 1)])
        );
        let said = answer(&publication, question, &words).ends_with(0).says("with 2 insights").out;
        assert!(
            said.contains(&format!("borne out  {headline}"))
                && said.contains("not so     It was 90 hands\n           the number “90” was not said"),
            "{said}"
        );
    }
    // What comes next: to choose, now that the episodes are done.
    let next = questions(&publication, DAY);
    let choose = next.iter().find(|q| q["name"] == "choose").unwrap_or_else(|| panic!("{next:?}"));
    let picks = choose_all(&Asked {
        body: json!({ "messages": [{ "content": choose["system"] }, { "content": choose["user"] }] }),
        authorization: None,
    });
    answer(&publication, choose, &picks).ends_with(0);
    publication.run(&["draft", DAY]).ends_with(0).says("0 tokens");
    let post = publication.read(POST);
    assert!(post.matches("by: a chat").count() == 2 && post.contains("title: Hands and loaves"), "{post}");
    assert!(llm.asked().is_empty());
    publication.run(&["answer", "nothing", "answer.txt"]).ends_with(1).says("no question nothing was printed");
}

#[test]
fn a_transcript_or_an_episode_can_be_asked_about_alone() {
    let publication = Publication::new(&[]);
    publication.write("talk.txt", MATHS);
    let asked = questions(&publication, "talk.txt");
    assert_eq!((asked.len(), asked[0]["answered"].as_bool()), (1, Some(false)));
    assert!(asked[0]["system"].as_str().unwrap().contains("You are an editor of Five"));
    let said = answer(&publication, &asked[0], &proposals(&[insight(GOOD[0], 4)])).ends_with(0).out;
    assert!(said.contains("borne out  Counting to five brings up eleven more hands"), "{said}");
    assert!(questions(&publication, "talk.txt").is_empty(), "what is answered is shown with --all only");
    assert!(publication.run(&["prompt", "talk.txt", "--all"]).ends_with(0).out.contains(" propose answered\n"));
    publication.run(&["prompt", "no such thing"]).ends_with(1).says("is no file, no day such as 2026-11-23, and no episode");

    let llm = Llm::start(good);
    let (_server, publication) = two_podcasts(&llm, "");
    assert_eq!(questions(&publication, "Bread-one").len(), 1, "by guid");
    assert_eq!(questions(&publication, "ONE").len(), 2, "by a part of the title");
    publication.run(&["prompt", "Bread-one", "--out", "asked"]).ends_with(0);
    assert_eq!(publication.files("asked").len(), 1);
}

#[test]
fn an_owner_may_word_the_questions() {
    let llm = Llm::start(good);
    let (_server, publication) = two_podcasts(&llm, "");
    publication.write("templates/prompts/propose.txt", "Find what {{ publication }} likes.\n---\nBorrow a Ten? {{ transcript }}");
    publication.run(&["draft", DAY]).ends_with(0);
    let asked = llm.asked();
    let first = asked.iter().find(|a| a.system() == "Find what Five likes.").unwrap();
    assert!(first.user().starts_with("Borrow a Ten? "));
    // Other words are another question: the answers to the old ones do not serve.
    let count = asked.len();
    publication.write("templates/prompts/propose.txt", "Find what {{ publication }} loves.\n---\nBorrow a Ten? {{ transcript }}");
    publication.run(&["draft", DAY]).ends_with(0);
    assert!(llm.asked().len() > count);
    publication.write("templates/prompts/propose.txt", "Find\n{{ nothing }}\n---\n");
    publication.run(&["draft", DAY]).ends_with(0).says("templates/prompts/propose.txt:2:");
    publication.write("templates/prompts/propose.txt", "{{ x | }}");
    publication.run(&["draft", DAY]).ends_with(1).says("templates/prompts/propose.txt:1:");
}

/// Also where a model takes so little at once that not every passage fits into one question.
#[test]
fn what_is_asked_by_hand_is_what_a_server_is_asked() {
    let llm = Llm::start(good);
    let (_server, publication) = two_podcasts(&llm, "  context: 4000\n  answer: 1500\n");
    publication.write("content/site.yaml", &publication.read("content/site.yaml").replace("review: false", "review: true"));
    publication.run(&["draft", DAY]).ends_with(0);
    let shown = llm.asked().iter().find(|a| a.kind() == "choose").unwrap().user().matches("<passage ").count();
    let ran = publication.run(&["prompt", DAY, "--json", "--all"]).ends_with(0);
    let all: Vec<serde_json::Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let choose = all.iter().find(|q| q["name"] == "choose").unwrap();
    assert_eq!(choose["user"].as_str().unwrap().matches("<passage ").count(), shown);
    assert!((1..6).contains(&shown), "{shown} passages: some must not have fitted");
    assert!(all.iter().all(|q| q["answered"] == true), "every question that is printed was answered by the server");
}
