//! How fast a feed of 20 MB is read, beside quick-xml's bare tokens: `cargo bench --bench parse [FILE…]`.
//!
//! The feed is made here, as big podcasts' feeds are: a thousand episodes with show notes in HTML. FILEs are feeds to read as well.

use quick_xml::{Reader, events::Event};
use std::hint::black_box;
use std::time::{Duration, Instant};

const BYTES: usize = 20_000_000;

fn main() {
    // Cargo hands on options of its own.
    let files: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    measure("made here", &feed());
    for file in files {
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        measure(&file, &bytes);
    }
}

fn measure(name: &str, feed: &[u8]) {
    let text = String::from_utf8_lossy(feed);
    let tokens = best(|| {
        let mut reader = Reader::from_str(&text);
        let mut count = 0;
        while !matches!(reader.read_event(), Ok(Event::Eof) | Err(_)) {
            count += 1;
        }
        black_box(count);
    });
    let whole = best(|| {
        let parsed = takefive::feed::parse(feed, "https://a.example/feed.xml");
        black_box(parsed.map(|p| p.feed.episodes.len()).unwrap_or_default());
    });
    let speed = |time: Duration| feed.len() as f64 / 1e6 / time.as_secs_f64();
    println!(
        "{name}, {:.1} MB: {:.0} MB/s parsed, {:.0} MB/s bare tokens, {:.1} times their time",
        feed.len() as f64 / 1e6,
        speed(whole),
        speed(tokens),
        whole.as_secs_f64() / tokens.as_secs_f64()
    );
}

/// The shortest of seven.
fn best(work: impl Fn()) -> Duration {
    let once = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..7).map(|_| once()).min().unwrap_or_default()
}

fn feed() -> Vec<u8> {
    let words = "what a rule is for, and who decides &amp; when; &lt;a href=\"https://a.example/notes\"&gt;notes&lt;/a&gt; of it. ";
    let notes = format!("&lt;p&gt;{}&lt;/p&gt;\n", words.repeat(8)).repeat(10);
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:podcast=\"https://podcastindex.org/namespace/1.0\">\
         <channel><title>A show</title><language>en</language>\n",
    );
    let mut number = 0;
    while text.len() < BYTES {
        number += 1;
        text.push_str(&format!(
            "<item><title>Episode {number}: who decides?</title><guid isPermaLink=\"false\">a-show-{number}</guid>\n\
             <link>https://a.example/{number}</link><pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate>\n\
             <itunes:duration>45:30</itunes:duration><itunes:explicit>false</itunes:explicit>\n\
             <enclosure url=\"https://a.example/{number}.mp3\" type=\"audio/mpeg\" length=\"43680000\"/>\n\
             <podcast:transcript url=\"https://a.example/{number}.vtt\" type=\"text/vtt\"/>\n\
             <podcast:person role=\"host\">Ann Example</podcast:person>\n\
             <description>{notes}</description><content:encoded><![CDATA[<p>{}</p>]]></content:encoded></item>\n",
            words.repeat(10)
        ));
    }
    text.push_str("</channel></rss>\n");
    text.into_bytes()
}
