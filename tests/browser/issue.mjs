// What the publication under test prints: forty-two days across two years, five insights each, with the exceptions that pages must bear.

const SHOWS = ['Slow Clay', 'The Ledger Hour', 'Kiln & Loom: conversations about making things that outlast their makers', 'Night Shift', 'Tidewater', 'Ünder Öffnung'];
const SPEAKERS = ['Maren Holt', 'Tobin Aske', 'Priya Raman', 'José Ángel Núñez', 'Bartholomew Featherstonehaugh-Cholmondeley', 'Li Na'];
const THINGS = ['glaze', 'harbours', 'ledgers', 'sourdough', 'violins', 'lighthouses', 'archives', 'orchards', 'tramlines', 'beehives'];
const CLAIMS = [
  thing => [`Most damage to ${thing} comes from hurry, not from use`, `Damage to ${thing} follows hurry. People who wait a second day lose a third of what the impatient lose, and they need no better tools for it, only a calendar on the wall.`],
  thing => [`Whoever repairs ${thing} learns more than whoever builds them`, `Repair teaches what building hides. Every fault in ${thing} names a decision that somebody took too early, and those who only build never meet that decision again.`],
  thing => [`A written rule for ${thing} is worth ten reminders`, `Reminders about ${thing} wear off within a week, while one written rule on the door is read by everybody who comes in, for years, and starts the arguments that improve it.`],
  thing => [`Small teams look after ${thing} better because blame has no room`, `In a team of four nobody can hide, so faults in ${thing} are told on the day they are found. In a team of forty the same fault waits for a meeting.`],
  thing => [`Measuring ${thing} every day changes how people talk about them`, `Once ${thing} are measured every morning, opinions give way to figures. People stop saying that things are fine and begin to say how fine they are.`],
];

/** The word that the search test looks for, in one insight alone. */
export const RARE = 'marginalia';
/** Where the newest day's first insight was said, in seconds. */
export const MOMENT = 754.2;
export const NEWEST = '2026-01-11';

const source = fields => '```source\n' + Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('') + '```\n';

/** Writes the posts and pages into a publication; `audio` is where the recordings are. */
export function print(publication, audio) {
  publication.write('content/pages/about.md', '---\ntitle: About\n---\n\nFive claims a day, each with the words it was made of. [Write to us](mailto:desk@five.example).\n\n## What we do\n\n- Listen.\n- Choose.\n\n| day | claims |\n|---|---|\n| Monday | 5 |\n| Tuesday | 5 |\n\n```\nsome code that is rather long and has no business to be broken anywhere but does so on a narrow phone\n```\n');
  const last = Date.parse(NEWEST);
  for (let back = 0; back < 42; back++) publication.write(`content/posts/${iso(last, back).slice(0, 4)}/${iso(last, back)}.md`, post(iso(last, back), back, audio));
}

const iso = (last, back) => new Date(last - back * 86_400_000).toISOString().slice(0, 10);

function post(day, back, audio) {
  const sections = CLAIMS.map((claim, n) => section(day, back, n, claim(THINGS[(back + 3 * n) % THINGS.length]), audio));
  if (back === 0) sections.push(own(day));
  const title = back % 3 ? sections[0].headline : `Patience, rules and small rooms, day ${42 - back}`;
  const opening = back === 0 ? 'An opening by the editor, with *stress* and [a link](/about/).\n\n1. One thing.\n2. Another.\n\n' : '';
  return `---\ntitle: ${JSON.stringify(title)}\ndate: ${day}\nstatus: published\nsummary: Why hurry costs more than use, and four more.\n---\n\n${opening}${sections.map(s => s.text).join('\n')}`;
}

function section(day, back, n, [claim, text], audio) {
  const show = SHOWS[(back + n) % SHOWS.length], speaker = SPEAKERS[(back * 2 + n) % SPEAKERS.length];
  const rare = back === 5 && n === 2, long = back === 0 && n === 3, notes = back === 0 && n === 4;
  const headline = rare ? `Readers trust ${RARE} more than the printed page` : long ? `${claim}, even where Donaudampfschifffahrtsgesellschaftskapitänswitwen keep the books and nobody has asked them to for forty years` : claim;
  const body = rare ? `Notes in the margin, ${RARE} as librarians call them, are read first and believed longest.` : text;
  const quote = `Well, what I would say is this. ${body} And I have seen it, you know, in ${back + 3} workshops out of ${back + 4}.`;
  const start = back === 0 && n === 0 ? MOMENT : 60 * (n + 2) + back;
  const transcript = { url: `${audio}/${day}-${n}.vtt`, sha256: '0'.repeat(64), chars: [10, 10 + quote.length], ...(notes && { notes }) };
  const fields = {
    podcast: show, episode: `Episode ${200 - back}: what the morning is for`, guid: `${day}-${n}`, feed: 'https://podcast.example/feed.xml', link: `https://podcast.example/${day}-${n}`,
    ...(!notes && { audio: `${audio}/tone.wav`, start, end: start + 21, speaker }),
    topics: n % 2 ? ['craft', `theme ${(back + n) % 24}`] : ['craft', 'patience'], transcript, license: 'cc-by-4.0', by: n === 1 ? 'a-small-model' : 'embedded', score: 0.5,
  };
  return { headline, text: `## ${headline} {#claim-${day}-${n}}\n\n${body}\n\n> ${quote}\n\n${source(fields)}` };
}

/** A passage of the editor's own: no source, no quote, and Markdown of every kind. */
function own(day) {
  const headline = 'A word from the desk';
  return { headline, text: `## ${headline} {#own-${day}}\n\nWe moved. *Everything else* stays:\n\n- the hour,\n- the length.\n` };
}
