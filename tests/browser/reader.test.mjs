// What a reader does: plays the moment, chooses light or dark, searches with a slip of the finger, and does all of it without a mouse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kinds, open, podcasts, sites } from './browser.mjs';
import { MOMENT, RARE } from './issue.mjs';

const built = await sites();

/** Waits until the page's one player plays, and returns where it is, in seconds. */
const playing = tab => tab.waitForFunction(() => { const a = document.querySelector('audio'); return a && !a.paused && a.currentTime > 0 && a.readyState > 2 && a.currentTime; }, null, { timeout: 15_000 }).then(handle => handle.jsonValue());

const near = (seconds, where) => assert.ok(seconds >= MOMENT - 0.1 && seconds < MOMENT + 5, `${where}: plays at ${seconds}`);

test('a recording is fetched when it is played, and starts at the moment', async () => {
  for (const { origin, theme } of built) {
    const { tab, context, complaints } = await open(origin);
    podcasts.log.length = 0;
    await tab.goto(origin, { waitUntil: 'networkidle' });
    assert.deepEqual(podcasts.log, [], `${theme}: fetched before anybody asked`);
    await tab.locator('.issue a.play').first().click();
    near(await playing(tab), `${theme} home`);
    // The same click stops it.
    await tab.locator('.issue a.play').first().click();
    assert.ok(await tab.evaluate(() => document.querySelector('audio').paused), `${theme}: does not stop`);
    // One voice at a time.
    await tab.locator('.issue a.play').first().click();
    await tab.locator('.issue a.play').nth(1).click();
    await tab.waitForFunction(() => { const [a, b] = document.querySelectorAll('audio'); return a.paused && b && !b.paused && b.currentTime > 100; });

    await tab.locator('.issue h2 a').first().click();
    await tab.locator('audio').focus();
    podcasts.log.length = 0;
    await tab.keyboard.press('Space');
    near(await playing(tab), `${theme} insight`);
    assert.deepEqual([...new Set(podcasts.log)], ['/tone.wav']);
    assert.deepEqual(complaints.filter(c => c !== `other host: ${podcasts.origin}/tone.wav` && !(c.startsWith('failed:') && c.includes('/tone.wav'))), []);
    await context.close();
  }
});

test('light or dark, once chosen, holds on every page and is there before the first paint', async () => {
  for (const { origin, theme, folder } of built) for (const colorScheme of ['light', 'dark']) {
    const other = colorScheme === 'light' ? 'dark' : 'light';
    const { tab, context, complaints } = await open(origin, { colorScheme });
    // What the page says of itself when its body begins, before anything of it is painted.
    await tab.addInitScript(() => new MutationObserver((_, watch) => { if (document.body) { globalThis.first = document.documentElement.dataset.theme ?? 'auto'; watch.disconnect(); } }).observe(document, { childList: true, subtree: true }));
    const paper = () => tab.evaluate(() => { const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number); return r + g + b > 384 ? 'light' : 'dark'; });
    await tab.goto(origin);
    assert.equal(await paper(), colorScheme, theme);
    await tab.locator(`.switch button[value=${other}]`).click();
    assert.equal(await paper(), other, theme);
    assert.equal(await tab.locator(`.switch button[value=${other}]`).getAttribute('aria-pressed'), 'true');
    for (const path of kinds(folder).values()) {
      await tab.goto(origin + path);
      assert.equal(await paper(), other, `${theme} ${path}`);
      assert.equal(await tab.evaluate(() => globalThis.first), other, `${theme} ${path}: chosen too late`);
    }
    await tab.locator('.switch button[value=auto]').click();
    await tab.reload();
    assert.equal(await paper(), colorScheme, theme);
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test('search finds an insight in spite of a slip, and its filters narrow it', async () => {
  for (const { origin, theme } of built) {
    const { tab, context, complaints } = await open(origin);
    await tab.goto(origin + '/search/');
    // The field has the focus: a reader types at once.
    for (const slip of [RARE, RARE.replace('gin', 'gni'), RARE.replace('alia', 'aila'), RARE.slice(0, -1)]) {
      await tab.locator('.search input').fill('');
      await tab.keyboard.type(slip);
      await tab.locator('[data-hits] a', { hasText: RARE }).waitFor({ timeout: 5000 });
      // While a word is being typed, others that begin so are found as well.
      await tab.waitForFunction(() => document.querySelectorAll('[data-hits] > li').length === 1, null, { timeout: 5000 });
      assert.match(await tab.locator('.search [role=status]').textContent(), /^1 /);
    }
    await tab.keyboard.press('Tab');
    for (let n = 0; n < 8 && !(await tab.evaluate(() => document.activeElement.closest('[data-hits]'))); n++) await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await tab.waitForURL('**/insights/**');
    assert.match(await tab.locator('h1').textContent(), new RegExp(RARE));
    // Back leads to the same answers.
    await tab.goBack();
    await tab.locator('[data-hits] a', { hasText: RARE }).waitFor({ timeout: 5000 });
    await tab.locator('.search input').fill('hurry');
    await tab.waitForFunction(() => document.querySelectorAll('[data-hits] > li').length > 5);
    const all = parseInt(await tab.locator('.search [role=status]').textContent());
    await tab.locator('select[name=podcasts]').selectOption({ label: 'Tidewater' });
    await tab.waitForFunction(before => parseInt(document.querySelector('.search [role=status]').textContent) < before, all);
    await tab.waitForFunction(() => { const shown = [...document.querySelectorAll('[data-hits] [data-fill=podcast]')].map(e => e.textContent); return shown.length && shown.every(name => name === 'Tidewater'); });
    await tab.locator('.search input').fill('xylophonquark');
    await tab.waitForFunction(() => !document.querySelector('[data-hits] > li'));
    assert.match(await tab.locator('.search [role=status]').textContent(), /Nothing found/);
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test('without a mouse everything can be reached, in the order of the page, and one sees where one is', async () => {
  const faults = [];
  for (const { origin, theme, folder } of built) for (const width of [390, 1280]) for (const [kind, path] of kinds(folder)) {
    // Hundreds of links in a row say no more than the first dozens.
    if (['archive', 'year', 'people', 'topics', 'topic', 'topic-part', 'podcast', 'person', 'feeds'].includes(kind) && width === 390) continue;
    const { tab, context } = await open(origin, { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    await tab.goto(origin + path);
    const wanted = await tab.evaluate(() => {
      // The search page puts the focus into its field; here the way begins at the top.
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute('tabindex');
      const all = [...document.querySelectorAll('a[href], button, input, select, summary, audio[controls]')].filter(e => e.checkVisibility() && !e.disabled);
      all.forEach((e, n) => { e.dataset.stop = n; });
      return all.length;
    });
    const stops = [];
    let last = -1;
    for (let presses = 0; presses < Math.min(wanted, 120) + 40; presses++) {
      await tab.keyboard.press('Tab');
      const at = await tab.evaluate(() => {
        const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
        const seen = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
        return { stop: e.dataset.stop ?? null, name: `${e.localName} ${e.textContent.trim().slice(0, 30)}`, outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1, seen, audio: e.localName === 'audio' };
      });
      if (at.stop === null || Number(at.stop) === 0 && last > 0) break;
      if (Number(at.stop) === last) continue;
      if (Number(at.stop) < last) faults.push(`${theme} ${kind} ${width}: ${at.name} comes out of order`);
      last = Number(at.stop);
      stops.push(last);
      if (!at.seen) faults.push(`${theme} ${kind} ${width}: ${at.name} has the focus and cannot be seen`);
      if (!at.outline && !at.audio) faults.push(`${theme} ${kind} ${width}: ${at.name} does not show the focus`);
    }
    if (stops[0] !== 0 || (await tab.locator('[data-stop="0"]').getAttribute('class')) !== 'skip') faults.push(`${theme} ${kind}: does not begin with the link to the text`);
    const missed = [...Array(wanted).keys()].filter(n => !stops.includes(n) && n < last);
    if (missed.length || wanted < 120 && last !== wanted - 1) faults.push(`${theme} ${kind} ${width}: reached ${stops.length} of ${wanted}, not ${missed}`);
    await context.close();
  }
  assert.deepEqual(faults, []);
});

test('the keys do what they say', async () => {
  for (const { origin, theme } of built) {
    const { tab, context, complaints } = await open(origin);
    await tab.goto(origin);
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await tab.keyboard.press('Tab');
    assert.ok(await tab.evaluate(() => document.activeElement.closest('main')), `${theme}: the first link does not lead to the text`);
    await tab.locator('.issue summary').first().focus();
    await tab.keyboard.press('Enter');
    assert.ok(await tab.locator('.issue blockquote').first().isVisible(), `${theme}: Enter does not open the quote`);
    await tab.keyboard.press('Enter');
    assert.ok(!(await tab.locator('.issue blockquote').first().isVisible()), `${theme}: Enter does not close the quote`);
    await tab.keyboard.press('j');
    assert.equal(await tab.evaluate(() => document.activeElement.textContent), await tab.locator('.issue h2 a').nth(1).textContent());
    await tab.keyboard.press('k');
    assert.equal(await tab.evaluate(() => document.activeElement.textContent), await tab.locator('.issue h2 a').first().textContent());
    await tab.locator('.issue a.play').first().focus();
    await tab.keyboard.press('Enter');
    near(await playing(tab), theme);
    assert.deepEqual(complaints.filter(c => !c.includes('/tone.wav')), []);
    await context.close();
  }
});

test('the address of an insight is copied, and the button says so', async () => {
  for (const { origin, theme, folder } of built) {
    const { tab, context } = await open(origin);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    const path = kinds(folder).get('insight');
    await tab.goto(origin + path);
    const button = tab.locator('[data-copy]');
    await button.click();
    await tab.waitForFunction(() => document.querySelector('[data-copy]').textContent === document.querySelector('[data-copy]').dataset.done);
    assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), `https://five.example${path}`, theme);
    await context.close();
  }
});
