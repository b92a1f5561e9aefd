use super::*;
use proptest::prelude::*;

fn listed(list: &Opml) -> String {
    let feed = |f: &Listed| format!("{}: {} | {} | {}\n", f.line, f.name, f.feed, f.groups.join(" / "));
    let fault = |(line, why): &(usize, String)| format!("{line}! {why}\n");
    list.feeds.iter().map(feed).chain(list.faults.iter().map(fault)).collect()
}

#[test]
fn lists_of_both_versions_are_read_with_their_faults() {
    let text = r#"<?xml version="1.0"?>
<!-- exported by hand --><opml version="1.0"><head><title>Mine</title></head>
<body>
<outline text="Caf&eacute; &amp; Co" xmlUrl="https://a.example/feed?a=1&amp;b=2"/>
<OUTLINE title='Tech'>
  <outline text="Deep"><outline text="Tech">
    <outline type="rss"
      title="Two lines" xmlURL=" https://b.example/ " htmlUrl="https://b.example/home"/>
  </outline></outline>
  <outline type="rss" text="No address" htmlUrl="https://c.example/"/>
  <outline type="include" text="Others" url="https://d.example/list.opml"/>
  <outline text="Off" isComment="true"><outline text="Off" xmlUrl="https://e.example/"/></outline>
  <outline text="A & B" xmlUrl="https://f.example/?a&b"/>
  <outline text="Empty group"/>
</OUTLINE>
</outline>
<outline xmlUrl="https://g.example/"/>
</body></opml>"#;
    insta::assert_snapshot!(listed(&read(text.as_bytes()).unwrap()), @r#"
    4: Café & Co | https://a.example/feed?a=1&b=2 | 
    7: Two lines | https://b.example/ | Tech / Deep
    13: A & B | https://f.example/?a&b | Tech
    17:  | https://g.example/ | 
    10! "No address" has no xmlUrl, the address of its feed
    11! "Others" stands for another list; import that one by itself
    "#);
}

#[test]
fn a_list_that_breaks_off_keeps_what_was_whole() {
    let text = "<opml><body>\n<outline text='G'>\n<outline text='A' xmlUrl='https://a.example/'/>\n<outline text='B' xmlUrl='https://b.exa";
    insta::assert_snapshot!(listed(&read(text.as_bytes()).unwrap()), @"
    3: A | https://a.example/ | G
    4! cannot be read from here on (syntax error: attribute value not closed: `'` not found before end of input)
    ");
    let text = &text[..text.rfind('<').unwrap()];
    assert_eq!(read(text.as_bytes()).unwrap().faults, [(4, "the file ends in the middle of a group".to_owned())]);
}

#[test]
fn what_is_no_list_is_said() {
    let said = |text: &str| read(text.as_bytes()).unwrap_err();
    assert_eq!(said("<rss version='2.0'/>"), "is not an OPML file: its first element is <rss>");
    assert_eq!(said("- url: https://a.example/\n"), "is not an OPML file: it has no <opml> element");
    assert!(said("<<").starts_with("is not an OPML file ("), "{}", said("<<"));
}

#[test]
fn characters_are_found_whatever_the_list_says() {
    let name = |bytes: &[u8]| read(bytes).unwrap().feeds[0].name.clone();
    let text = "<?xml version='1.0' encoding='ISO-8859-1'?><opml><outline text='Café' xmlUrl='https://a.example/'/></opml>";
    assert_eq!(name(text.as_bytes()), "Café", "UTF-8 that says otherwise");
    assert_eq!(name(&encoding_rs::WINDOWS_1252.encode(text).0), "Café");
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(name(&wide), "Café");
}

#[test]
fn a_thousand_groups_in_each_other_are_cut() {
    let text =
        format!("<opml>{}<outline xmlUrl='https://a.example/'/>", (0..10_000).map(|n| format!("<outline text='{n}'>")).collect::<String>());
    let list = read(text.as_bytes()).unwrap();
    assert_eq!(list.feeds[0].groups.len(), MOST_GROUPS);
    assert!(list.faults[0].1.contains("more than 8 groups"), "{:?}", list.faults);
}

#[test]
fn groups_stand_together() {
    let feed = |name: &str, groups: &[&str]| Listed {
        name: name.into(),
        feed: format!("https://{name}.example/"),
        groups: groups.iter().map(|g| (*g).to_owned()).collect(),
        ..Listed::default()
    };
    let mut feeds = vec![feed("a", &["x"]), feed("b", &[]), feed("c", &["x", "y & z"]), feed("d", &["y & z"]), feed("e", &["x"])];
    feeds[1].own.insert("keep".into(), "false".into());
    insta::assert_snapshot!(print("\"Mine\"", &feeds), @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <opml version="2.0" xmlns:takefive="urn:takefive:opml">
    <head>
    <title>&quot;Mine&quot;</title>
    </head>
    <body>
    <outline text="x" title="x">
      <outline type="rss" text="a" title="a" xmlUrl="https://a.example/"/>
      <outline text="y &amp; z" title="y &amp; z">
        <outline type="rss" text="c" title="c" xmlUrl="https://c.example/"/>
      </outline>
      <outline type="rss" text="e" title="e" xmlUrl="https://e.example/"/>
    </outline>
    <outline type="rss" text="b" title="b" xmlUrl="https://b.example/" takefive:keep="false"/>
    <outline text="y &amp; z" title="y &amp; z">
      <outline type="rss" text="d" title="d" xmlUrl="https://d.example/"/>
    </outline>
    </body>
    </opml>
    "#);
}

proptest! {
    #[test]
    fn what_is_printed_is_read_again(
        feeds in prop::collection::vec(("[a-zé\"'<>&;\u{1}]( ?[a-z&]){0,9}", "[a-z0-9?=&'\"]{1,9}", prop::collection::btree_set("[a-c&\"]{1,2}", 0..3)), 0..9)
    ) {
        let feeds: Vec<Listed> = feeds.into_iter().enumerate().map(|(n, (name, path, groups))| Listed {
            name, feed: format!("https://h{n}.example/{path}"), groups: groups.into_iter().collect(),
            language: (n % 2 == 0).then(|| "de".to_owned()), own: (0..n % 3).map(|n| (["keep", "weight"][n].into(), "0.5".into())).collect(),
            ..Listed::default()
        }).collect();
        let list = read(print("T", &feeds).as_bytes()).unwrap();
        prop_assert_eq!(&list.faults, &[]);
        let plain = |feeds: &[Listed]| {
            let mut all: Vec<Listed> = feeds.iter().cloned().map(|f| {
                let name = one_line(&printable(&f.name));
                Listed { line: 0, name: if name.is_empty() { f.feed.clone() } else { name }, ..f }
            }).collect();
            all.sort_by(|a, b| a.feed.cmp(&b.feed));
            all
        };
        prop_assert_eq!(plain(&list.feeds), plain(&feeds));
    }

    #[test]
    fn no_bytes_make_it_fail(bytes: Vec<u8>, text in "(<opml>|<outline |xmlUrl='|text=\"|>|/>|'|&|</outline>|é|<!--|\n){0,20}") {
        let _ = read(&bytes);
        let _ = read(text.as_bytes());
    }
}
