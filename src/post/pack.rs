//! Posts as bytes and back, for the cache of what was read.

use crate::{
    model::{FrontMatter, Post, Section, Source, Status, TranscriptRef},
    pack::{Packer, Unpacker},
};

/// Packs a post.
pub(super) fn put(pack: &mut Packer, post: &Post) {
    put_front(pack, post);
    pack.list(&post.sections, put_section);
}

/// Packs all of a post but its sections.
pub(super) fn put_front(pack: &mut Packer, post: &Post) {
    let front = &post.front;
    pack.text(&front.title);
    pack.signed(front.date.year().into());
    pack.signed(front.date.month().into());
    pack.signed(front.date.day().into());
    pack.flag(front.status == Status::Published);
    pack.maybe(front.summary.as_deref(), Packer::text);
    pack.maybe(front.updated, |pack, at| {
        pack.signed(at.as_second());
        pack.signed(at.subsec_nanosecond().into());
    });
    pack.count(front.extra.len());
    for (key, value) in &front.extra {
        pack.text(key);
        pack.text(&value.to_string());
    }
    pack.text(&post.opening);
}

/// Unpacks a post; `None` if it is none.
pub(super) fn get(pack: &mut Unpacker<'_>) -> Option<Post> {
    let title = own(pack)?;
    let (year, month, day) = (pack.signed()?, pack.signed()?, pack.signed()?);
    let date = jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let status = if pack.flag()? { Status::Published } else { Status::Draft };
    let summary = pack.maybe(own)?;
    let updated = pack.maybe(|pack| jiff::Timestamp::new(pack.signed()?, pack.signed()?.try_into().ok()?).ok())?;
    let extra = pack.list(|pack| Some((own(pack)?, serde_json::from_str(pack.text()?).ok()?)))?.into_iter().collect();
    let front = FrontMatter { title, date, status, summary, updated, extra };
    Some(Post { front, opening: own(pack)?, sections: pack.list(section)? })
}

fn put_section(pack: &mut Packer, section: &Section) {
    put_words(pack, section);
    pack.count(section.line);
    pack.maybe(section.source_line, Packer::count);
    pack.count(section.bytes.start);
    pack.count(section.bytes.end);
}

/// Packs all of a section but its place in the file.
pub(super) fn put_words(pack: &mut Packer, section: &Section) {
    pack.text(&section.slug);
    pack.text(&section.headline);
    pack.text(&section.body);
    pack.maybe(section.quote.as_deref(), Packer::text);
    pack.text(&section.after);
    pack.maybe(section.source.as_ref(), put_source);
}

fn section(pack: &mut Unpacker<'_>) -> Option<Section> {
    Some(Section {
        slug: own(pack)?,
        headline: own(pack)?,
        body: own(pack)?,
        quote: pack.maybe(own)?,
        after: own(pack)?,
        source: pack.maybe(source)?,
        line: pack.count()?,
        source_line: pack.maybe(Unpacker::count)?,
        bytes: pack.count()?..pack.count()?,
    })
}

fn put_source(pack: &mut Packer, source: &Source) {
    // Taken apart by name, so that a new field cannot be forgotten here.
    let Source {
        podcast,
        episode,
        guid,
        feed,
        link,
        audio,
        start,
        end,
        speaker,
        topics,
        tension,
        transcript,
        license,
        by,
        score,
        confirmed,
        print,
    } = source;
    [podcast, episode, guid, by].into_iter().for_each(|text| pack.text(text));
    [feed, link, audio, speaker, license, print].into_iter().for_each(|text| pack.maybe(text.as_deref(), Packer::text));
    [start, end, score].into_iter().for_each(|number| pack.maybe(*number, Packer::float));
    [topics, tension].into_iter().for_each(|list| pack.list(list, |pack, text| pack.text(text)));
    pack.maybe(transcript.as_ref(), |pack, TranscriptRef { url, sha256, chars, notes }| {
        pack.text(url);
        pack.text(sha256);
        pack.count(chars[0]);
        pack.count(chars[1]);
        pack.flag(*notes);
    });
    pack.flag(*confirmed);
}

fn source(pack: &mut Unpacker<'_>) -> Option<Source> {
    let (podcast, episode, guid, by) = (own(pack)?, own(pack)?, own(pack)?, own(pack)?);
    let (feed, link, audio) = (pack.maybe(own)?, pack.maybe(own)?, pack.maybe(own)?);
    let (speaker, license, print) = (pack.maybe(own)?, pack.maybe(own)?, pack.maybe(own)?);
    let (start, end, score) = (pack.maybe(Unpacker::float)?, pack.maybe(Unpacker::float)?, pack.maybe(Unpacker::float)?);
    let (topics, tension) = (pack.list(own)?, pack.list(own)?);
    let transcript = pack.maybe(|pack| {
        let (url, sha256) = (own(pack)?, own(pack)?);
        Some(TranscriptRef { url, sha256, chars: [pack.count()?, pack.count()?], notes: pack.flag()? })
    })?;
    let confirmed = pack.flag()?;
    Some(Source {
        podcast,
        episode,
        guid,
        feed,
        link,
        audio,
        start,
        end,
        speaker,
        topics,
        tension,
        transcript,
        license,
        by,
        score,
        confirmed,
        print,
    })
}

fn own(pack: &mut Unpacker<'_>) -> Option<String> {
    pack.text().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::{format::parse, sample};
    use super::*;
    use std::path::Path;

    fn back(post: &Post) -> Option<Post> {
        let mut pack = Packer::default();
        put(&mut pack, post);
        let bytes = pack.into_bytes();
        let mut pack = Unpacker::new(&bytes);
        get(&mut pack).filter(|_| pack.is_empty())
    }

    #[test]
    fn every_field_comes_back() {
        let composed = super::super::compose(sample::DAY, &sample::picks(), Status::Published);
        assert_eq!(back(&composed).as_ref(), Some(&composed));
        let text = "---\ntitle: T\ndate: 2026-11-23\nstatus: published\nsummary: S\nupdated: 2026-11-24T01:02:03.000000004Z\nextra: {b: [1, 2.5, null], a: {z: x, y: true}}\n---\n\
                    Opening.\n\n## Glue {#glue}\n\nBody.\n\n> Quote.\n\nAfter.\n\n```source\npodcast: P\nepisode: E\nguid: g\nfeed: https://e.org/f\nlink: https://e.org/l\n\
                    audio: https://e.org/a\nstart: 1.5\nend: 2.25\nspeaker: S\ntopics: [a, b]\ntension: [other]\ntranscript: { url: u, sha256: s, chars: [1, 2], notes: true }\n\
                    license: mit\nby: embedded\nscore: 0.81\nconfirmed: true\nprint: p\n```\n\n## Own\n\nWords.\n";
        let (post, faults) = parse(text, Path::new("2026-11-23.md"));
        assert_eq!(faults, []);
        assert_eq!(back(&post.clone().unwrap()), post);
    }

    #[test]
    fn a_pack_that_breaks_off_is_no_post() {
        let mut pack = Packer::default();
        put(&mut pack, &super::super::compose(sample::DAY, &sample::picks(), Status::Draft));
        let bytes = pack.into_bytes();
        assert!((0..bytes.len()).all(|length| get(&mut Unpacker::new(&bytes[..length])).is_none()));
    }
}
