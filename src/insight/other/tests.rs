use super::*;
use crate::insight::{extract, fixture, language};
use crate::model::{Format, Segment};
use proptest::prelude::*;

/// A transcript with what is to come first and what is never to come.
struct Case {
    language: &'static str,
    file: &'static str,
    guest: &'static str,
    /// Words in the paragraphs of its three insights.
    insights: [&'static str; 3],
    /// In its sponsor read, its housekeeping and its banter.
    noise: [&'static str; 5],
}

const CASES: [Case; 3] = [
    Case {
        language: "de",
        file: include_str!("../../../tests/fixtures/insight/gespraech.txt"),
        guest: "Jana Holm",
        insights: ["niemand sie öffnet", "schnelle Reparaturen", "zu früh gibt"],
        noise: ["Lumenbox", "Das Problem mit Licht", "Herzlich willkommen", "abonniert", "Kuchen"],
    },
    Case {
        language: "es",
        file: include_str!("../../../tests/fixtures/insight/charla.txt"),
        guest: "Marta Gil",
        insights: ["entre el fuego y la mesa", "lo que quedaba en cada plato", "plato devuelto"],
        noise: ["Cazuela", "El problema de cocinar", "bienvenidos", "suscribíos", "piedras"],
    },
    Case {
        language: "fr",
        file: include_str!("../../../tests/fixtures/insight/entretien.txt"),
        guest: "Claire Morel",
        insights: ["ne peut plus sortir", "toutes les marges", "démonte une vieille charpente"],
        noise: ["Rabot", "Le problème des outils", "bienvenue", "abonnez-vous", "Surtout pour les colles"],
    },
];

/// Words of a text as letters and digits alone.
fn plain(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn is_subsequence(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| other == word))
}

fn found(case: &Case, about: &About) -> Vec<Candidate> {
    extract(&fixture::read(case.file), about)
}

fn shown(found: &[Candidate]) -> String {
    let line = |c: &Candidate| format!("{:.2} {}\n  {}\n  « {} »\n", c.score, c.headline, c.text, c.quote);
    found.iter().take(6).map(line).collect()
}

#[test]
fn the_three_insights_come_first_and_no_noise_in_the_top_five() {
    for case in &CASES {
        let found = found(case, &About { language: case.language, ..About::default() });
        // Where one speaks, an insight is a paragraph.
        let told = |insight: &&str| case.file.split("\n\n").filter(|p| p.contains(*insight)).map(str::to_owned).collect::<String>();
        let top = |insight: &str| found.iter().take(3).any(|c| told(&insight).contains(&c.quote));
        assert!(case.insights.into_iter().all(top), "{}", shown(&found));
        let noisy = |c: &Candidate| case.noise.iter().any(|noise| c.quote.contains(noise)) || c.quote.trim().ends_with('?');
        assert!(!found.iter().take(5).any(noisy), "{}", shown(&found));
    }
}

#[test]
fn quotes_are_verbatim_and_texts_are_the_same_words_fewer() {
    for case in &CASES {
        let found = found(case, &About { language: case.language, ..About::default() });
        for candidate in &found {
            assert_eq!(&case.file[candidate.raw.clone()], candidate.quote);
            let quote = plain(&candidate.quote);
            assert!(is_subsequence(&plain(&candidate.text), &quote), "{}", candidate.text);
            assert!(is_subsequence(&plain(&candidate.headline), &quote), "{}", candidate.headline);
            let words = crate::text::count_words(&candidate.headline);
            assert!((3..=12).contains(&words), "{}", candidate.headline);
            assert!(candidate.topics.is_empty());
        }
        for candidate in found.iter().take(3) {
            assert!((35..=50).contains(&crate::text::count_words(&candidate.text)), "{}", shown(&found));
        }
    }
}

#[test]
fn headlines_are_clauses_where_the_language_is_known() {
    let line = |c: &Candidate| format!("{:.2} {}\n", c.score, c.headline);
    let of =
        |case: &Case| found(case, &About { guests: vec![case.guest], ..About::default() }).iter().take(4).map(line).collect::<String>();
    let lines: String = CASES.iter().map(|case| format!("{}\n{}", case.language, of(case))).collect();
    insta::assert_snapshot!(lines, @r"
    de
    0.89 In Wahrheit gehen die meisten Geräte kaputt
    0.82 Wenn man Geschwindigkeit belohnt, bekommt man schnelle Reparaturen, die nicht halten
    0.68 Ein Lehrling lernt am schnellsten
    0.21 Ich habe dann erst mal etwas ganz anderes studiert, Musik nämlich
    es
    0.87 La basura no bajó nada
    0.85 Un cocinero joven aprende más de un plato devuelto
    0.83 El problema no es la cantidad, sino la espera
    0.44 Hay que medir en el momento en que alguien decide
    fr
    0.74 Là, on a fait une erreur qui nous a coûté cher
    0.70 Quand on veut protéger une maison en bois
    0.64 Un apprenti qui démonte une vieille charpente voit les erreurs
    0.45 J'ai d'abord étudié la chimie, ce qui n'a rien à voir
    ");
}

#[test]
fn fillers_go_from_languages_that_are_known() {
    let texts = |case: &Case| found(case, &About::default()).iter().take(3).map(|c| c.text.to_lowercase()).collect::<String>();
    let [german, spanish, _] = [0, 1, 2].map(|n| texts(&CASES[n]));
    assert!([" ähm", "sag ich mal", "na ja", "ehrlich gesagt"].iter().all(|filler| !german.contains(filler)), "{german}");
    assert!([" eh,", "digamos", "a ver", "es decir"].iter().all(|filler| !spanish.contains(filler)), "{spanish}");
}

#[test]
fn the_language_is_known_without_a_tag_and_against_it() {
    for case in &CASES {
        let of = |tag: &str| found(case, &About { language: tag, ..About::default() });
        let own = of(case.language);
        assert!(["", "en-US", "de-AT", "es"].iter().all(|tag| of(tag) == own), "{}", case.language);
        assert_eq!(language::of("", &fixture::read(case.file)), case.language);
    }
}

#[test]
fn guests_and_heavy_podcasts_count_more_and_topics_are_the_owners() {
    for case in &CASES {
        let best = |about: About| found(case, &about).remove(0);
        let plain = best(About::default());
        assert!(best(About { guests: vec![case.guest], ..About::default() }).score > plain.score);
        assert!(best(About { weight: 2.0, ..About::default() }).score > plain.score);
        let topics = ["Handwerk".to_owned()];
        assert_eq!(best(About { topics: &topics, ..About::default() }).topics, ["handwerk"]);
    }
}

fn segments() -> impl Strategy<Value = Vec<Segment>> {
    let words = "((ähm|also|ich|glaube|weil|die|die|Leute|scheitern\\.|¿Por|qué\\?|pero|y|cuesta|\\$5|3\\.|Oktober|«|ça|»|„quoted“|sag ich mal,|人は。|– und|wir warten\\.|o sea,) ){1,60}";
    prop::collection::vec((words, 0u8..3, any::<bool>(), prop::option::of(0.0f64..1e4)), 0..9).prop_map(|list| {
        let mut raw = 0;
        let mut made = Vec::new();
        for (text, speaker, broken, start) in list {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut one = fixture::segment(["", "Ann", "Bo Li"][usize::from(speaker)], &text, 0.0, 0.0, raw);
            (one.broken, one.start, one.end) = (broken, start, start.map(|s| s + 3.0));
            raw += text.len() + 1;
            made.push(one);
        }
        made
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_candidate_is_grounded(segments in segments(), language in prop::sample::select(vec!["de", "es", "fr", "ja", "und"])) {
        let transcript = Transcript { format: Format::Text, segments };
        let all = transcript.segments.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ");
        let found = super::extract(&transcript, &About::default(), language);
        prop_assert!(found.len() <= 30 && found.windows(2).all(|w| w[0].score >= w[1].score));
        for candidate in &found {
            prop_assert_eq!(&all[candidate.raw.clone()], candidate.quote.as_str());
            let quote = plain(&candidate.quote);
            prop_assert!(is_subsequence(&plain(&candidate.text), &quote), "{:?} of {:?}", candidate.text, candidate.quote);
            prop_assert!(is_subsequence(&plain(&candidate.headline), &quote), "{:?} of {:?}", candidate.headline, candidate.quote);
            prop_assert!((0.0..=1.0).contains(&candidate.score) && crate::text::count_words(&candidate.headline) <= 12);
            prop_assert!(candidate.signals.iter().all(|s| (0.0..=1.0).contains(&s.value) && s.share.is_finite()));
        }
        prop_assert_eq!(found, super::extract(&transcript, &About::default(), language));
    }

    #[test]
    fn nothing_panics(texts in prop::collection::vec(".{1,300}", 0..6)) {
        let segments = texts.iter().map(|text| fixture::segment("A", text, 0.0, 1.0, 0)).collect();
        let transcript = Transcript { format: Format::Text, segments };
        for language in ["de", "es", "und"] {
            let _ = super::extract(&transcript, &About::default(), language);
        }
    }
}
