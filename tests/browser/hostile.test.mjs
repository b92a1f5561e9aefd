// A publication whose feeds, transcripts, language model and source blocks attack its readers in every field. Nothing of it may run, with the
// policy or without; nothing of it may stand unescaped in a page or a feed; and all of it must be readable as the words that it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chrome } from './browser.mjs';
import { PAYLOADS } from './payloads.mjs';
import { answer, files, Publication, serve, THEMES } from './publication.mjs';

/** No two claims of a publication may be alike, so only so many podcasts share one; their posts are put together. */
const TOGETHER = 8;
const DAY = '2026-11-23';
const FORMS = ['json', 'vtt', 'srt', 'html', 'txt'];

// ---- The podcasts

const xml = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;');
const cdata = text => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
/** Every other feed writes its words as character data, as feeds in the wild do. */
const words = (text, n) => n % 2 ? cdata(text) : xml(text);

const WHO = 'bakers glaziers sailors teachers farmers nurses weavers pilots joiners printers miners dancers cooks tailors gardeners painters surgeons drivers beekeepers potters brewers lawyers smiths fishermen editors astronomers plumbers masons librarians translators chemists foresters architects clockmakers vintners shepherds cartographers dentists roofers violinists'.split(' ');
const WHAT = 'ovens windows sails lessons fields wards looms runways cabinets presses tunnels stages kitchens seams hedges canvases scalpels lorries hives kilns vats contracts anvils nets drafts telescopes pipes walls shelves dictionaries reagents saplings blueprints springs barrels flocks maps crowns tiles strings'.split(' ');
const WHY = 'humidity glare wind boredom frost fatigue dust fog warping smudging gas rhythm heat creasing drought fading infection ice swarming cracking foam ambiguity rust storms haste cloud leaks damp mould idiom acid beetles gravity friction tannin wolves distance sugar hail tension'.split(' ');
const TALK = [
  (who, what, why) => [`Most ${who} blame ${why} for broken ${what}`, `but the real cause is that nobody checks ${what} in the morning, before the first customer comes.`],
  (who, what, why) => [`When ${who} buy cheaper ${what}, ${why} costs them twice the savings within a year`, `because repairs of ${what} are paid by the hour and never by the piece.`],
  (who, what, why) => [`The best protection of ${what} against ${why} is a second pair of eyes`, `since ${who} who work alone overlook three faults out of four.`],
  (who, what, why) => [`You cannot teach ${who} to respect ${why} with lectures about ${what}`, `you have to let them ruin something small of their own.`],
  (who, what, why) => [`Old ${what} survive ${why} better than new ones, as ${who} found out in the nineties`, `which is why auctions of used equipment are crowded every spring.`],
  (who, what, why) => [`Insurance against ${why} makes ${who} careless with their ${what}`, `so premiums should fall for those who keep a diary.`],
  (who, what, why) => [`If ${who} measured ${why} daily, they would replace their ${what} half as often`, `and the money would be enough for an apprentice.`],
  (who, what, why) => [`Software predicts ${why} well, yet ${who} still trust the smell of their ${what}`, `because no screen has ever apologised to them for a mistake.`],
];

/** A claim that is worth printing, unlike all others, with the attack in the middle of what is said. `n` is the number of the talk. */
function said(payload, n) {
  const [opening, ending] = TALK[n % TALK.length](WHO[n % 40], WHAT[(n * 7 + Math.floor(n / 40) * 3) % 40], WHY[(n * 11 + Math.floor(n / 40) * 5) % 40]);
  return `${opening} ${payload} ${ending}`;
}

const clock = (seconds, comma) => `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}${comma}000`;

/** The talk in one of the formats. What a format cannot hold, such as a line break in a cue, becomes a space. */
function transcript(form, payload, n, talk = n) {
  const flat = payload.replace(/\s*\n\s*/g, ' ');
  const turns = [
    [`Host ${n}`, `Hello, and welcome. My guest knows a lot of ${WHO[(talk + 5) % 40]}. How did you begin?`],
    [`Guest ${n} ${form === 'txt' ? flat.replaceAll(':', ' ') : payload}`, said(payload, talk)],
    [`Host ${n}`, `I see. And then, what did the ${WHO[(talk + 9) % 40]} say to you, if I may ask?`],
    [`Guest ${n} ${form === 'txt' ? flat.replaceAll(':', ' ') : payload}`, 'Oh, they laughed, of course they did, and went back to what they had been doing all along.'],
    [`Host ${n}`, 'Thank you. That was all for this week, and we hear each other again next Monday.'],
  ];
  const cue = (comma, voice) => turns.map(([speaker, text], at) => `${at + 1}\n${clock(30 * at, comma)} --> ${clock(30 * at + 29, comma)}\n${voice(speaker.replace(/\s*\n\s*/g, ' '), text.replace(/\s*\n\s*/g, ' '))}\n\n`).join('');
  if (form === 'json') return JSON.stringify({ version: '1.0.0', segments: turns.map(([speaker, body], at) => ({ speaker, startTime: 30 * at, endTime: 30 * at + 29, body })) });
  if (form === 'vtt') return 'WEBVTT\n\n' + cue('.', (speaker, text) => `<v ${speaker}>${text}`);
  if (form === 'srt') return cue(',', (speaker, text) => `${speaker}: ${text}`);
  if (form === 'html') return turns.map(([speaker, text], at) => `<cite>${xml(speaker)}:</cite>\n<time>0:${30 * at}</time>\n<p>${at === 1 && n % 3 ? text : xml(text)}</p>\n`).join('');
  return turns.map(([speaker, text]) => `${speaker}: ${text}\n\n`).join('');
}

function feed(payload, n, host) {
  const at = path => `${host}${path}`, form = FORMS[n % FORMS.length], p = words(payload, n), attribute = xml(payload);
  const date = new Date(`${DAY}T15:00:00Z`).toUTCString();
  const item = (name, transcript, enclosure, more) => `<item><title>${name} ${p}</title><guid isPermaLink="${n % 3 === 0}">${p} ${name}</guid><link>${p}</link><pubDate>${date}</pubDate><author>${p}</author><dc:creator>${p}</dc:creator>
<description>${p} About work.</description><content:encoded>${p}</content:encoded><itunes:summary>${p}</itunes:summary><itunes:author>${p}</itunes:author><itunes:image href="${attribute}"/><category>${p}</category>
<enclosure url="${enclosure}" length="1" type="audio/mpeg"/>${transcript}<podcast:chapters url="${attribute}" type="${attribute}"/><podcast:person role="guest" href="${attribute}" img="${attribute}">${p}</podcast:person><podcast:license url="${attribute}">${p}</podcast:license>${more}</item>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Show ${n} ${p}</title><link>${p}</link><description>${p}</description><language>en</language><copyright>${p}</copyright><managingEditor>${p}</managingEditor><itunes:author>${p}</itunes:author><itunes:owner><itunes:name>${p}</itunes:name></itunes:owner>
<itunes:category text="${attribute}"/><image><url>${p}</url><title>${p}</title><link>${p}</link></image><itunes:image href="${attribute}"/><podcast:person href="${attribute}" img="${attribute}">${p}</podcast:person><podcast:funding url="${attribute}">${p}</podcast:funding><podcast:license url="${attribute}">${p}</podcast:license>
${item(`Episode ${n}`, `<podcast:transcript url="${at(`/${n}.${form}`)}" type="text/${form}"/>`, at(`/${n}.mp3`), '')}
${item(`Second ${n}`, `<podcast:transcript url="${at(`/second-${n}.json`)}" type="application/json"/>`, attribute, `<itunes:title>Second ${n} ${p}</itunes:title>`)}
</channel></rss>`;
}

/** A language model that puts the attack into all that it writes. Its claims are in other respects what was said, so that they pass. */
function chat(_, body) {
  const { messages } = JSON.parse(body), [system, user] = messages.map(m => m.content);
  const written = (n, passage) => ({ headline: `${passage.split(' ').slice(0, 7).join(' ')} ${PAYLOADS[n]}`, text: passage, topics: [WHO[n % 40], `${WHAT[n % 40]} ${PAYLOADS[n]}`.slice(0, 90)] });
  let reply;
  if (/editor in chief|copy editor/.test(system)) {
    const passages = [...user.matchAll(/<passage \S+ id=(\d+)>\s*Podcast: Show (\d+)[\s\S]*?\nPassage: ([\s\S]*?)\n(?:After|Draft|Fault):/g)];
    const picks = passages.map(([, id, n, passage]) => ({ id: Number(id), ...written(Number(n), passage) }));
    reply = /editor in chief/.test(system) ? { title: `The day ${PAYLOADS[0]}`, summary: `All of it ${PAYLOADS[6]} and {{ 7 * 7 }}`, picks } : { insights: picks };
  } else {
    // The claim is among the guest's words: one of the two talks of this show.
    const n = Number(/Podcast: Show (\d+)/.exec(user)?.[1]);
    const turn = [n, n + PAYLOADS.length].map(talk => said('\u0000', talk).split(' \u0000 ')).map(([opening, ending]) => user.includes(opening) && user.includes(ending) ? user.slice(user.indexOf(opening), user.indexOf(ending) + ending.length) : '').find(Boolean);
    reply = { insights: turn ? [{ quote: turn, ...written(n, turn), worth: 5 }] : [] };
  }
  return JSON.stringify({ id: 'x', object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: JSON.stringify(reply) }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1 } });
}

const host = await answer({ '/v1/chat/completions': chat });
PAYLOADS.forEach((payload, n) => {
  host.pages[`/${n}.xml`] = feed(payload, n, host.origin);
  host.pages[`/${n}.${FORMS[n % FORMS.length]}`] = transcript(FORMS[n % FORMS.length], payload, n);
  host.pages[`/second-${n}.json`] = transcript('json', payload, n, n + PAYLOADS.length);
});

// ---- The publication

const settings = { title: 'Five', 'base-url': 'https://five.example/', description: 'Under attack.', 'allow-private': true, review: false, listen: false, floor: 0, count: 50, 'per-podcast': 9, 'per-topic': 50, desk: 0 };

/** The posts that the program writes of all podcasts. */
async function posts(more) {
  const groups = Array.from({ length: Math.ceil(PAYLOADS.length / TOGETHER) }, (_, group) => group), written = [];
  const next = async () => {
    for (let group; (group = groups.shift()) !== undefined;) {
      const publication = new Publication({ ...settings, ...more });
      publication.write('content/feeds.yaml', PAYLOADS.map((_, n) => (Math.floor(n / TOGETHER) === group ? `- url: ${host.origin}/${n}.xml\n` : '')).join(''));
      for (const step of ['fetch', 'draft']) await publication.run([step, DAY], [0, 3]);
      written[group] = publication.read(`content/posts/2026/${DAY}.md`);
    }
  };
  await Promise.all([next(), next()]);
  return written;
}
const embedded = await posts({});
const model = await posts({ extractor: 'llm', llm: { 'base-url': `${host.origin}/v1`, model: 'hostile', 'at-once': 8 } });
const written = [...embedded, ...model];
const publication = new Publication(settings);
written.forEach((post, n) => {
  const day = new Date(Date.parse(DAY) - n * 86_400_000).toISOString().slice(0, 10);
  publication.write(`content/posts/${day.slice(0, 4)}/${day}.md`, post.replace(`date: ${DAY}`, `date: ${day}`).replace(/\{#([\w-]+)\}$/gm, `{#n${n}-$1}`));
});
// And a post with the attacks in every field of its source blocks.
/** In YAML's double quotation marks, with what YAML forbids written as escapes. */
const quoted = text => JSON.stringify(text.toWellFormed()).replace(/[\u007f-\uffff]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
publication.write('content/posts/2026/2026-11-24.md', `---\ntitle: ${quoted(`Hand-made ${PAYLOADS[0]}`)}\ndate: 2026-11-24\nstatus: published\nsummary: ${quoted(PAYLOADS.join(' ').replace(/[\n\r]/g, ' '))}\n---\n\n` + PAYLOADS.map((payload, n) => {
  const p = quoted(payload);
  return `## Section ${n} {#section-${n}}\n\nClaim ${n}.\n\n> What was said, for the ${n}th time.\n\n\`\`\`source\npodcast: ${quoted(`Hand ${n} ${payload}`)}\nepisode: ${p}\nguid: ${p}\nfeed: ${p}\nlink: ${p}\naudio: ${p}\nstart: 10\nspeaker: ${quoted(`Person ${n} ${payload}`)}\ntopics: [${quoted(`topic ${n} ${payload}`)}]\ntranscript: { url: ${p}, sha256: ${'0'.repeat(64)}, chars: [0, 1] }\nlicense: ${p}\nby: ${p}\n\`\`\`\n\n`;
}).join(''));

const built = [];
for (const theme of THEMES) {
  publication.configure({ ...settings, theme });
  const folder = await publication.build(theme);
  built.push({ theme, folder, html: files(folder).filter(name => name.endsWith('.html')), ...(await serve(folder)) });
}

// ---- What must hold

/** In the browser: all in a document that could run, load or lead where only the site's own words may. Elements and attributes are those that
 *  the themes use: whatever else is there came from outside. */
function outside([text, type, fragment]) {
  const elements = new Set('html head meta title link script body a header div p nav ul ol li main article section h1 h2 h3 h4 span time details summary blockquote footer button dl dt dd figure figcaption audio form label input select option template noscript small b em strong table caption thead tbody tr th td cite br output i code pre hr sup q'.split(' '));
  const attributes = new Set('lang dir class charset name content rel href type title property src defer as crossorigin media id data-plain data-copy data-done data-search data-hits data-more data-fill data-link data-one data-many data-none data-failed data-filters data-list data-row data-live datetime aria-label aria-current aria-hidden aria-labelledby aria-pressed hidden role value controls preload action for autocomplete spellcheck enterkeyhint placeholder scope http-equiv cite data-target width height alt'.split(' '));
  const parsed = new DOMParser().parseFromString(text, type), found = [];
  if (parsed.querySelector('parsererror')) return [`is not well-formed: ${parsed.querySelector('parsererror').textContent.slice(0, 200)}`];
  if (type !== 'text/html') return [];
  for (const e of parsed.querySelectorAll('*')) {
    if (!elements.has(e.localName) || e.namespaceURI !== 'http://www.w3.org/1999/xhtml') found.push(`<${e.localName}>`);
    for (const a of e.attributes) {
      if (!attributes.has(a.name)) found.push(`<${e.localName} ${a.name}="${a.value.slice(0, 60)}">`);
      if (['href', 'src', 'action', 'formaction', 'cite', 'data-copy'].includes(a.name)) {
        let url;
        try { url = new URL(a.value, 'https://five.example/'); } catch { found.push(`no address: ${a.name}="${a.value}"`); continue; }
        if (!['https:', 'http:', 'mailto:'].includes(url.protocol)) found.push(`<${e.localName} ${a.name}="${a.value}">`);
        if (['script', 'link', 'img', 'iframe'].includes(e.localName) && url.origin !== 'https://five.example') found.push(`<${e.localName} ${a.name}="${a.value}">`);
      }
    }
    if (e.localName === 'script' && !e.src && e.type !== 'application/ld+json' && !/localStorage/.test(e.textContent)) found.push(`script: ${e.textContent.slice(0, 80)}`);
    if (e.type === 'application/ld+json') try { JSON.parse(e.textContent); } catch (error) { found.push(`JSON-LD: ${error.message}`); }
    if (e.localName === 'meta' && e.httpEquiv && e.httpEquiv !== 'Content-Security-Policy') found.push(`meta ${e.httpEquiv}`);
    if (fragment && ['script', 'form', 'meta', 'link', 'template', 'input'].includes(e.localName)) found.push(`<${e.localName}> in a feed`);
  }
  return found;
}

/** A tab outside any site, for parsing. */
const parser = await (await chrome.newContext()).newPage();
const judged = new Set();
// The same words in several feeds are judged once.
const judge = async (name, text, type = 'text/html', fragment = false) => judged.has(text) ? [] : judged.add(text) && (await parser.evaluate(outside, [text, type, fragment])).map(fault => `${name}: ${fault}`);

test('the attacks are in what is published', () => {
  assert.ok(PAYLOADS.length >= 100);
  const count = (posts, pattern) => posts.reduce((sum, post) => sum + (post.match(pattern) ?? []).length, 0);
  console.log(`# ${PAYLOADS.length} payloads; ${[embedded, model].map(posts => `${count(posts, /^## /gm)} sections with ${count(posts, /xss\(/g)} calls`).join(' by the extractor, ')} by the model; ${built[0].html.length} pages`);
  for (const posts of [embedded, model]) {
    assert.ok(count(posts, /^## /gm) >= PAYLOADS.length, 'most episodes gave no insight');
    assert.ok(count(posts, /xss\(/g) > PAYLOADS.length, 'most attacks never reached a post');
  }
});

test('a post that was written from attacks has the sections that the program wrote, and no others', async () => {
  const faults = await publication.run(['check'], [0, 1]);
  assert.deepEqual(faults.split('\n').filter(line => /: error:/.test(line)), []);
  for (const post of written) {
    assert.equal((post.match(/^---$/gm) ?? []).length, 2, 'a front matter was closed or opened by what was said');
    assert.equal((post.match(/^```/gm) ?? []).length, 2 * (post.match(/^## /gm) ?? []).length, 'a fence was opened or closed by what was said');
  }
});

test('no page holds an element, an attribute or an address from outside', async () => {
  const faults = [];
  for (const { theme, folder, html } of built) for (const file of html) faults.push(...await judge(`${theme}${file}`, readFileSync(join(folder, file), 'utf8')));
  assert.deepEqual([...new Set(faults)].slice(0, 40), []);
});

test('no page and no feed holds an attack as it was written', () => {
  const faults = [];
  // Those that open or close something; the others are only words.
  const raw = PAYLOADS.filter(p => /<[a-z!\/]/i.test(p) && /xss|evil/.test(p)).map(p => p.trim());
  for (const { theme, folder } of built) for (const file of files(folder).filter(name => /\.(html|xml|opml)$/.test(name))) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const p of raw) if (text.includes(p)) faults.push(`${theme}${file}: ${p}`);
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) faults.push(`${theme}${file}: a control character`);
  }
  assert.deepEqual(faults.slice(0, 20), []);
});

test('every feed is well-formed, and the HTML in it is harmless', async () => {
  const faults = [];
  let items = 0;
  for (const { theme, folder } of built) for (const file of files(folder)) {
    const text = readFileSync(join(folder, file), 'utf8'), name = `${theme}${file}`;
    if (/\.(xml|opml)$/.test(file)) {
      faults.push(...await judge(name, text, 'application/xml'));
      const content = await parser.evaluate(text => {
        const feed = new DOMParser().parseFromString(text, 'application/xml'), found = [];
        for (const e of feed.querySelectorAll('*')) {
          // Of RSS the description and what content:encoded holds, of Atom what says that it is HTML.
          if (['encoded', 'description'].includes(e.localName) && e.closest('item') || ['content', 'summary', 'title'].includes(e.localName) && e.getAttribute('type') === 'html') found.push(['html', e.textContent]);
          if (['link', 'url', 'uri', 'id', 'guid', 'loc', 'comments'].includes(e.localName)) found.push(['address', e.getAttribute('href') ?? (e.getAttribute('isPermaLink') === 'false' ? '' : e.textContent)]);
          for (const a of ['href', 'url', 'xmlUrl', 'htmlUrl', 'src']) if (e.hasAttribute(a)) found.push(['address', e.getAttribute(a)]);
        }
        return found;
      }, text);
      for (const [kind, value] of content) {
        if (kind === 'html') { items++; faults.push(...await judge(name, value, 'text/html', true)); }
        else if (value && !/^(https?:|tag:)/.test(value.trim())) faults.push(`${name}: address ${value}`);
      }
    } else if (file.endsWith('.json')) {
      let data;
      try { data = JSON.parse(text); } catch (error) { faults.push(`${name}: ${error.message}`); continue; }
      const addresses = (value, key) => {
        if (Array.isArray(value)) value.forEach(v => addresses(v, key));
        else if (value && typeof value === 'object') for (const [k, v] of Object.entries(value)) addresses(v, k);
        else if (typeof value === 'string' && /^(url|external_url|home_page_url|feed_url|audio|link|href|transcript)$/.test(key) && value && !/^(https?:|tag:|\/)/.test(value)) faults.push(`${name}: ${key} ${value}`);
      };
      if (!file.startsWith('/search/')) addresses(data, '');
      for (const item of data.items ?? []) { items++; faults.push(...await judge(name, item.content_html ?? '', 'text/html', true)); }
    }
  }
  assert.ok(items > 1000, `${items} items`);
  assert.deepEqual([...new Set(faults)].slice(0, 40), []);
});

for (const policy of [true, false]) test(`nothing runs ${policy ? 'under the policy, which has nothing to forbid' : 'where a host sends no policy'}`, async () => {
  const faults = [];
  for (const { theme, origin, html } of built) {
    const context = await chrome.newContext({ bypassCSP: !policy });
    await context.exposeBinding('xss', ({ page }, n) => { faults.push(`${theme} ${page.url()}: payload ${n} ran`); });
    await context.exposeBinding('violated', ({ page }, what) => { faults.push(`${theme} ${page.url()}: ${what}`); });
    await context.addInitScript(() => {
      for (const name of ['alert', 'prompt', 'confirm', 'print', 'open']) globalThis[name] = () => globalThis.xss(name);
      document.addEventListener('securitypolicyviolation', event => globalThis.violated(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    });
    // Every page was parsed above; here the themes share them, since what a theme does to a page it does to the next one.
    const paths = html.map(file => file.replace(/index\.html$/, '')).filter((_, n) => policy ? n % 5 === 0 : n % 2 === THEMES.indexOf(theme));
    const visit = async tab => {
      let path;
      const say = what => faults.push(`${theme}${path}: ${what}`);
      tab.on('dialog', dialog => { say(`dialog ${dialog.message()}`); dialog.dismiss(); });
      tab.on('console', message => say(`console: ${message.text()}`));
      tab.on('pageerror', error => say(error.message));
      tab.on('request', request => { if (!request.url().startsWith(origin + '/')) say(`asked for ${request.url()}`); });
      while ((path = paths.shift()) !== undefined) {
        await tab.goto(origin + path);
        if (!policy) await tab.evaluate(() => {
          // What waits for a reader: an element that is pointed at, focused or opened.
          for (const e of document.body.querySelectorAll('*')) for (const type of ['mouseover', 'focus', 'toggle', 'error', 'load']) e.dispatchEvent(new Event(type));
          document.querySelectorAll('details').forEach(d => { d.open = true; });
        });
        if (tab.url() !== origin + path) say(`leads away to ${tab.url()}`);
      }
    };
    await Promise.all(await Promise.all([0, 1, 2].map(async () => visit(await context.newPage()))));
    // What search shows comes from an index, through a script.
    const tab = await context.newPage();
    for (const query of ['section', 'windows', 'script', 'onerror']) {
      await tab.goto(`${origin}/search/?q=${query}`);
      await tab.locator('[data-hits] > li').first().waitFor({ timeout: 5000 }).catch(() => {});
      const found = await tab.evaluate(() => [document.querySelectorAll('[data-hits] > li').length, document.querySelector('[data-hits]').outerHTML]);
      if (query === 'section' && !found[0]) faults.push(`${theme}: search finds nothing`);
      faults.push(...await judge(`${theme} search for ${query}`, found[1], 'text/html', true));
    }
    await context.close();
  }
  assert.deepEqual([...new Set(faults)].slice(0, 40), []);
});

test('names and titles can still be read as what they say', async () => {
  // Characters that print cannot show are left out.
  const bare = text => text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ufffd\s]/g, '').toLowerCase();
  for (const { theme, folder, html } of built) {
    const pages = html.filter(file => /^\/podcasts\/[^/]+\/index.html$/.test(file)).map(file => readFileSync(join(folder, file), 'utf8'));
    const titles = await parser.evaluate(pages => pages.map(page => new DOMParser().parseFromString(page, 'text/html').querySelector('h1').textContent), pages);
    const hand = titles.filter(title => /^hand \d+ /i.test(title)), shows = titles.filter(title => /^show \d+/i.test(title));
    const unread = PAYLOADS.map((payload, n) => [n, bare(`Hand ${n} ${payload.toWellFormed()}`)]).filter(([, name]) => !hand.some(title => bare(title) === name));
    assert.deepEqual(unread.slice(0, 10), [], `${theme}: names in source blocks`);
    const missing = PAYLOADS.map((_, n) => n).filter(n => !shows.some(title => new RegExp(`^show${n}(?!\\d)`).test(bare(title))));
    assert.ok(missing.length < PAYLOADS.length * 0.2, `${theme}: no page for the shows ${missing}`);
    assert.ok(shows.filter(title => title.includes('xss(')).length > 80, `${theme}: titles of feeds lost their words`);
  }
});
