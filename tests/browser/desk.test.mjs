// What an editor does at the desk of `takefive serve --edit`: reorders, swaps, writes, meets somebody else's words, publishes. After each the
// file is held against what it should be, byte for byte.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chrome, podcasts } from './browser.mjs';
import { Publication, takefive } from './publication.mjs';

const DAY = '2026-11-23', POST = `content/posts/2026/${DAY}.md`, DESK = `content/desk/${DAY}.md`;
const CLAIM = slug => `The claim of ${slug} says in some forty words what was said, so that whoever has no time to listen learns it all the same, and so that it stands without its quote, its speaker and its podcast, even years from now, alone on a page.`;

const section = (slug, headline) => `## ${headline} {#${slug}}

${CLAIM(slug)}

> What was said about ${slug}, word for word.

\`\`\`source
# checked by ear
podcast: Field Notes
episode: "Ep: ${slug}"
guid: guid-${slug}
link: https://example.org/${slug}
audio: ${podcasts.origin}/${slug === 'locks' ? 'gone.mp3' : 'tone.wav'}
start: 75.5
end: 90
speaker: Sam Guest
by: embedded
score: 0.50
\`\`\`
`;
const HEADLINES = { tides: 'Tides decide the timetable', ferries: 'Ferries wait for nobody', locks: 'Locks are patience in stone', gulls: 'Gulls know the hour', ropes: 'Ropes remember every knot' };
const sections = slugs => slugs.map(slug => section(slug, HEADLINES[slug])).join('\n');
const post = (...slugs) => `---\ntitle: A day at sea # mine\ndate: ${DAY}\nstatus: draft\nsummary: "Also: four more."\n---\n\nAn opening.\n\n${sections(slugs)}`;
const desk = (...slugs) => `---\ndate: ${DAY}\n---\n\nWhat nearly made it.\n\n${slugs.map(slug => `${section(slug, HEADLINES[slug])}\n<!-- 0.41: claim +0.3, length -0.1. Not in the post: its episode gave “Tides”. -->\n`).join('\n')}\n# Report\n\nRead 1 of 1 feed.\n`;

const running = new Set();
after(() => running.forEach(child => child.kill('SIGKILL')));

/** The program, serving; `address` opens the desk. */
function serve(publication, port = 0) {
  const child = spawn(takefive(), ['serve', '--port', String(port), '--edit', DAY], { cwd: publication.root });
  running.add(child);
  return new Promise((done, failed) => {
    let talk = '';
    child.stderr.on('data', data => {
      talk += data;
      const address = /Editing\s+(\S+)/.exec(talk)?.[1];
      if (address) done({ address, origin: new URL(address).origin, port: new URL(address).port, stop: () => new Promise(gone => { running.delete(child); child.once('exit', gone); child.kill('SIGKILL'); }) });
    });
    child.once('exit', code => failed(new Error(`takefive serve ended with ${code}:\n${talk}`)));
  });
}

const PAGE = join(process.env.TAKEFIVE_SOURCE ?? '', 'src/cmd/serve/edit/page');

/** A publication, its server, and a tab with the desk. `deaf`: the page does not hear of changes on the disk by itself. */
async function begin({ deaf = false, address: where = '', ...options } = {}) {
  const publication = new Publication({ title: 'Five a Day', 'base-url': 'https://five.example/' });
  publication.write(POST, post('tides', 'ferries', 'locks'));
  publication.write(DESK, desk('gulls', 'ropes'));
  const server = await serve(publication);
  const context = await chrome.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const tab = await context.newPage();
  const complaints = [];
  tab.on('console', message => complaints.push(`console ${message.type()}: ${message.text()}`));
  tab.on('pageerror', error => complaints.push(`script: ${error.message}`));
  tab.on('dialog', dialog => dialog.accept());
  tab.on('request', request => { if (![server.origin, podcasts.origin].includes(new URL(request.url()).origin)) complaints.push(`other host: ${request.url()}`); });
  if (deaf) await tab.route('**/_takefive/events', route => route.fulfill({ status: 204 }));
  // The page's own files can be tried without a compiler, like themes.
  if (process.env.TAKEFIVE_SOURCE) await tab.route('**/_takefive/edit/page/*', (route, request) => {
    const path = join(PAGE, new URL(request.url()).pathname.split('/').at(-1));
    return existsSync(path) ? route.fulfill({ path, contentType: path.endsWith('.css') ? 'text/css' : 'text/javascript' }) : route.continue();
  });
  await tab.goto(where ? server.origin + where : server.address);
  if (!where) await tab.locator('.item').nth(2).waitFor();
  const file = () => publication.read(POST);
  return {
    publication, server, context, tab, complaints, file,
    item: n => tab.locator('.item').nth(n - 1),
    /** Waits until the file is what it should be, and the page has heard of it. */
    async becomes(wanted) {
      for (let tries = 0; tries < 200 && file() !== wanted; tries++) await new Promise(done => setTimeout(done, 50));
      assert.equal(file(), wanted);
      await tab.waitForFunction(() => document.querySelector('.state')?.textContent === 'Saved');
    },
    async end() { await context.close(); await server.stop(); },
  };
}

test('the desk opens with its key alone, and the key leaves the address bar', async () => {
  const { tab, server, complaints, end } = await begin({ address: `/_takefive/edit/${DAY}` });
  await tab.getByText('The desk is locked').waitFor();
  assert.ok(!(await tab.content()).includes(HEADLINES.tides));
  await tab.getByLabel('The address, as it was printed').fill(server.address);
  await tab.keyboard.press('Enter');
  await tab.locator('.item').first().waitFor();
  assert.equal(tab.url(), `${server.origin}/_takefive/edit/${DAY}`);
  await tab.reload();
  await tab.locator('.item').first().waitFor();
  await tab.getByRole('link', { name: 'All days' }).click();
  await tab.getByRole('link', { name: 'A day at sea' }).click();
  await tab.locator('.item').first().waitFor();
  assert.deepEqual(complaints, []);
  await end();
});

test('an insight is moved by keys, by buttons and by hand', async () => {
  const { tab, complaints, becomes, item, end } = await begin();
  const focus = () => tab.evaluate(() => document.activeElement.value ?? document.activeElement.getAttribute('aria-label'));
  await tab.getByLabel('Headline of insight 1').focus();
  await tab.keyboard.press('Alt+ArrowDown');
  await becomes(post('ferries', 'tides', 'locks'));
  await tab.waitForFunction(() => document.getElementById('said').textContent === 'Moved to place 2 of 3');
  assert.equal(await focus(), HEADLINES.tides, 'the focus goes along');
  await tab.keyboard.press('Alt+ArrowDown');
  await becomes(post('ferries', 'locks', 'tides'));
  // There is nothing below it.
  await tab.keyboard.press('Alt+ArrowDown');
  await tab.getByLabel('Move insight 3 up').click();
  await becomes(post('ferries', 'tides', 'locks'));
  await tab.waitForFunction(() => document.activeElement.getAttribute('aria-label') === 'Move insight 2 up');
  await tab.keyboard.press('Enter');
  await becomes(post('tides', 'ferries', 'locks'));
  await item(1).locator('.grip').focus();
  await tab.keyboard.press('ArrowDown');
  await becomes(post('ferries', 'tides', 'locks'));

  const drag = async (n, to, drop) => {
    await item(n).scrollIntoViewIfNeeded();
    const from = await item(n).locator('.grip').boundingBox();
    await tab.mouse.move(from.x + 8, from.y + 8);
    await tab.mouse.down();
    await tab.mouse.move(from.x + 20, from.y - 20, { steps: 3 });
    // The page scrolls by itself while something is held at its edge.
    await tab.waitForFunction(to => { const box = document.querySelectorAll('.item')[to].getBoundingClientRect(); return box.top > 100; }, to - 1, { polling: 50 }).catch(() => {});
    const box = await item(to).boundingBox();
    await tab.mouse.move(box.x + 60, box.y + 12, { steps: 4 });
    await item(to).and(tab.locator('.before')).waitFor();
    assert.ok(await tab.locator('.ghost').isVisible());
    await drop();
    await tab.locator('.ghost').waitFor({ state: 'detached' });
  };
  await tab.setViewportSize({ width: 1280, height: 2400 });
  await drag(3, 1, () => tab.mouse.up());
  await becomes(post('locks', 'ferries', 'tides'));
  await tab.getByRole('button', { name: 'Undo' }).click();
  await becomes(post('ferries', 'tides', 'locks'));
  await drag(3, 1, () => tab.mouse.up());
  await becomes(post('locks', 'ferries', 'tides'));
  await drag(3, 1, () => tab.keyboard.press('Escape'));
  await tab.mouse.up();
  await becomes(post('locks', 'ferries', 'tides'));
  assert.deepEqual(complaints, []);
  await end();
});

test('runners-up come in by drag, by choice and as one more, and go back', async () => {
  const { tab, publication, complaints, becomes, item, end } = await begin({ viewport: { width: 1280, height: 2400 } });
  assert.match(await tab.locator('.runner-up').first().innerText(), /Not in the post: its episode gave “Tides”/);
  const from = await tab.locator('.runner-up .grip').first().boundingBox();
  const to = await item(2).boundingBox();
  await tab.mouse.move(from.x + 8, from.y + 8);
  await tab.mouse.down();
  await tab.mouse.move(to.x + 200, to.y + 80, { steps: 6 });
  assert.equal(await tab.locator('.onto').count(), 1);
  await tab.mouse.up();
  await becomes(post('tides', 'gulls', 'locks'));
  assert.match(publication.read(DESK), /## Ferries wait for nobody/);
  await tab.waitForFunction(() => document.activeElement.classList.contains('item'));

  await tab.getByRole('button', { name: /^Swap in for….*Ropes remember every knot/ }).click();
  await tab.getByRole('dialog').getByRole('button', { name: HEADLINES.locks }).click();
  await becomes(post('tides', 'gulls', 'ropes'));
  await tab.getByRole('button', { name: 'Undo' }).click();
  await becomes(post('tides', 'gulls', 'locks'));
  await tab.getByRole('button', { name: /^Swap in for….*Ropes remember every knot/ }).click();
  await tab.getByRole('dialog').getByRole('button', { name: HEADLINES.locks }).click();
  await becomes(post('tides', 'gulls', 'ropes'));
  await tab.getByRole('button', { name: /^Swap for….*insight 1$/ }).click();
  await tab.keyboard.press('Escape');
  await tab.getByRole('dialog').waitFor({ state: 'detached' });
  await tab.getByRole('button', { name: /^Swap for….*insight 1$/ }).click();
  await tab.getByRole('dialog').getByRole('button', { name: HEADLINES.ferries }).click();
  await becomes(post('ferries', 'gulls', 'ropes'));
  await tab.getByRole('button', { name: /^Add.*Locks are patience in stone/ }).click();
  await becomes(post('ferries', 'gulls', 'ropes', 'locks'));
  await tab.getByRole('button', { name: 'Back to the desk: insight 1' }).click();
  await becomes(post('gulls', 'ropes', 'locks'));
  await tab.getByRole('button', { name: 'Undo' }).click();
  await becomes(post('ferries', 'gulls', 'ropes', 'locks'));
  await tab.getByRole('button', { name: 'Back to the desk: insight 1' }).click();
  await becomes(post('gulls', 'ropes', 'locks'));
  await tab.waitForFunction(name => document.querySelector('.runner-up h3').textContent === name, HEADLINES.ferries);
  assert.ok(publication.read(DESK).endsWith('# Report\n\nRead 1 of 1 feed.\n'));
  assert.deepEqual(complaints, []);
  await end();
});

test('words are written where they stand, counted, given up and brought back', async () => {
  const { tab, complaints, becomes, end } = await begin();
  const headline = tab.getByLabel('Headline of insight 1'), claim = tab.getByRole('textbox', { name: 'Claim of insight 1' });
  await headline.fill('Tides *dictate* it: #1');
  await tab.keyboard.press('Enter');
  let wanted = post('tides', 'ferries', 'locks').replace(HEADLINES.tides, String.raw`Tides \*dictate\* it: #1`);
  await becomes(wanted);
  assert.equal(await tab.locator('.claim + .about').first().textContent(), '46 words');
  await claim.fill('Short, with a [link](/about/).');
  assert.equal(await tab.locator('.claim + .about').first().textContent(), '4 words · 31 more to go');
  assert.equal(await tab.locator('.state').textContent(), 'Not saved yet');
  await tab.keyboard.press('Control+s');
  wanted = wanted.replace(CLAIM('tides'), 'Short, with a [link](/about/).');
  await becomes(wanted);
  // Leaving a text saves it.
  await claim.fill('Two.\n\nParagraphs.');
  await tab.getByLabel('Summary of the day').focus();
  wanted = wanted.replace('Short, with a [link](/about/).', 'Two.\n\nParagraphs.');
  await becomes(wanted);
  await tab.keyboard.press('Control+a');
  await tab.keyboard.type('Never to be');
  await tab.keyboard.press('Escape');
  assert.equal(await tab.getByLabel('Summary of the day').inputValue(), 'Also: four more.');
  await tab.getByRole('button', { name: 'Bring it back' }).click();
  assert.equal(await tab.getByLabel('Summary of the day').inputValue(), 'Never to be');
  await tab.getByLabel('Title of the day').fill('Another day');
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(() => document.title.startsWith('Another day'));
  await becomes(wanted.replace('"Also: four more."', 'Never to be').replace(/title: .*/, readTitle => readTitle.replace('A day at sea', 'Another day')));
  // What a claim cannot hold is said below it, and stays there to be mended.
  await claim.fill('> A quote');
  await tab.keyboard.press('Control+s');
  await tab.locator('.fault:visible').filter({ hasText: 'A claim is paragraphs' }).waitFor();
  assert.equal(await claim.inputValue(), '> A quote');
  assert.equal(complaints.filter(c => !c.includes('422')).length, 0, complaints.join('\n'));
  await end();
});

test('a text that changed in the file meanwhile is shown beside one’s own, and nothing is written over', async () => {
  const { tab, context, publication, server, becomes, file, end } = await begin();
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  const claim = tab.getByRole('textbox', { name: 'Claim of insight 1' });
  const theirs = words => post('tides', 'ferries', 'locks').replace(CLAIM('tides'), words);
  const meet = async (mine, words) => {
    await claim.fill(mine);
    publication.write(POST, theirs(words));
    await tab.keyboard.press('Control+s');
    await tab.getByRole('dialog').waitFor();
    assert.equal(await tab.locator('.yours .words').textContent(), mine);
    assert.equal(await tab.locator('.theirs .words').textContent(), words);
    assert.equal(file(), theirs(words));
  };
  const over = () => tab.getByRole('dialog').waitFor({ state: 'detached' });
  await meet('Mine, at first.', 'Theirs.');
  await tab.getByRole('button', { name: 'Decide later' }).click();
  await over();
  assert.equal(await claim.inputValue(), 'Mine, at first.');
  // Going on with something else does not ask again.
  await tab.getByLabel('Headline of insight 2').click();
  await tab.waitForTimeout(300);
  assert.equal(await tab.getByRole('dialog').count(), 0);
  await tab.reload();
  await tab.locator('.item').first().waitFor();
  assert.equal(await claim.inputValue(), 'Mine, at first.', 'a reload loses nothing');
  assert.equal(file(), theirs('Theirs.'));
  await claim.focus();
  await tab.keyboard.press('Control+s');
  await tab.getByRole('button', { name: 'Take the file’s' }).click();
  await over();
  assert.equal(await claim.inputValue(), 'Theirs.');
  assert.equal(file(), theirs('Theirs.'));
  await meet('Mine again.', 'Theirs again.');
  await tab.getByRole('button', { name: 'Keep mine: copy it and reload' }).click();
  await over();
  assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), 'Mine again.');
  assert.equal(await claim.inputValue(), 'Theirs again.');
  assert.equal(file(), theirs('Theirs again.'));
  await meet('Mine at last.', 'Theirs at last.');
  assert.deepEqual(await tab.locator('mark').allTextContents(), ['Mine', 'Theirs'], 'what differs is marked');
  await tab.getByRole('button', { name: 'Put mine in its place' }).click();
  await becomes(theirs('Mine at last.'));
  // The insight is cut out of the file while somebody writes on it.
  await claim.fill('Words without a place.');
  publication.write(POST, post('ferries', 'locks'));
  await tab.locator('.orphan').waitFor();
  assert.match(await tab.locator('.orphan').innerText(), /Words without a place\./);
  assert.equal(file(), post('ferries', 'locks'));
  await end();
});

test('a change is refused if the page shows something old, and the page shows what is', async () => {
  const { tab, publication, file, becomes, end } = await begin({ deaf: true });
  publication.write(POST, post('locks', 'tides', 'ferries'));
  await tab.getByLabel('Move insight 1 down').click();
  await tab.locator('.notice').filter({ hasText: 'nothing was done' }).waitFor();
  assert.equal(file(), post('locks', 'tides', 'ferries'));
  assert.equal(await tab.getByLabel('Headline of insight 1').inputValue(), HEADLINES.locks);
  await tab.getByLabel('Move insight 1 down').click();
  await becomes(post('tides', 'locks', 'ferries'));
  await end();
});

test('a day is published when nothing is wrong with it, and says what is otherwise', async () => {
  const { tab, publication, becomes, server, end } = await begin();
  await tab.getByRole('button', { name: 'Publish' }).click();
  const published = post('tides', 'ferries', 'locks').replace('status: draft', 'status: published');
  await becomes(published);
  await tab.getByRole('button', { name: 'Back to draft' }).click();
  await becomes(post('tides', 'ferries', 'locks'));
  assert.equal(await tab.getByRole('link', { name: 'Preview' }).getAttribute('href'), '/2026/11/23/');
  assert.equal((await fetch(`${server.origin}/2026/11/23/`)).status, 200);
  const broken = post('tides', 'ferries', 'locks').replace('by: embedded', 'buy: embedded');
  publication.write(POST, broken);
  await tab.locator('.faults .error').first().waitFor();
  await tab.getByRole('button', { name: 'Publish' }).click();
  await tab.locator('.notice').filter({ hasText: 'Mend this first' }).waitFor();
  assert.equal(readFileSync(join(publication.root, POST), 'utf8'), broken);
  await end();
});

test('the recording plays from the moment, and says so if it cannot be reached', async () => {
  const { tab, item, end } = await begin();
  podcasts.log.length = 0;
  assert.deepEqual(podcasts.log, [], 'fetched before anybody asked');
  await item(1).getByRole('button', { name: 'Play from 1:15' }).click();
  await tab.waitForFunction(() => { const audio = document.querySelector('audio'); return !audio.paused && audio.currentTime > 75 && audio.currentTime < 90; });
  await item(1).getByRole('button', { name: 'Pause' }).click();
  await item(3).getByRole('button', { name: 'Play from 1:15' }).click();
  await item(3).getByText('The recording cannot be reached.').waitFor();
  await end();
});

test('what was typed outlives the server', async () => {
  const { tab, publication, server, becomes, context } = await begin();
  await server.stop();
  await tab.getByLabel('Claim of insight 2').fill('Typed while nobody listened.');
  await tab.keyboard.press('Control+s');
  await tab.locator('.notice').filter({ hasText: 'cannot be reached' }).waitFor();
  const again = await serve(publication, server.port);
  await tab.keyboard.press('Control+s');
  await tab.locator('.notice').filter({ hasText: 'The key is old' }).waitFor();
  await tab.evaluate(hash => { location.hash = hash; }, new URL(again.address).hash);
  await tab.waitForFunction(() => document.querySelectorAll('.item').length === 3 && !location.hash && document.querySelector('.state').textContent === 'Not saved yet');
  assert.equal(await tab.getByLabel('Claim of insight 2').inputValue(), 'Typed while nobody listened.');
  await tab.getByLabel('Claim of insight 2').focus();
  await tab.keyboard.press('Control+s');
  await becomes(post('tides', 'ferries', 'locks').replace(CLAIM('ferries'), 'Typed while nobody listened.'));
  await context.close();
  await again.stop();
});

test('it fits a phone and a narrow window, and one sees where one is', async () => {
  for (const width of [320, 390, 1024, 1280]) for (const colorScheme of ['light', 'dark']) {
    const { tab, complaints, end } = await begin({ viewport: { width, height: 844 }, colorScheme });
    assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}: wider than its window`);
    const faults = [];
    await tab.evaluate(() => document.activeElement.blur());
    let last = '';
    for (let presses = 0; presses < 60; presses++) {
      await tab.keyboard.press('Tab');
      const at = await tab.evaluate(() => {
        const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
        const bar = document.getElementById('bar').getBoundingClientRect().bottom;
        return { name: e.getAttribute('aria-label') ?? e.textContent, end: e === document.body, outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1, seen: box.bottom > 0 && box.top < innerHeight && (e.closest('#bar, .skip') || box.bottom > bar) };
      });
      if (at.end || at.name === last) break;
      last = at.name;
      if (!at.outline) faults.push(`${at.name} does not show the focus`);
      if (!at.seen) faults.push(`${at.name} has the focus and cannot be seen`);
    }
    assert.deepEqual(faults, [], `${width} ${colorScheme}`);
    assert.deepEqual(complaints, []);
    await end();
  }
});
