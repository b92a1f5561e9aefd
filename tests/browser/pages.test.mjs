// Every kind of page in both themes: silent, light, on its own host, readable on a narrow phone, zoomed in, without scripts, in forced colours.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXPECTED, kinds, open, sites } from './browser.mjs';
import { files, serve } from './publication.mjs';

const built = await sites();
const arabic = await sites({ language: 'ar' });

/** Runs `check` on each kind of page of each site, and fails with all that it found. */
async function everywhere(all, options, check) {
  const faults = [];
  for (const site of all) {
    const { tab, context, complaints } = await open(site.origin, options);
    for (const [kind, path] of kinds(site.folder)) {
      await tab.goto(site.origin + path);
      if (options.javaScriptEnabled !== false) await tab.evaluate(() => document.fonts.ready);
      const found = [...((await check(tab, { site, kind, path })) ?? []), ...complaints.splice(0)];
      faults.push(...found.map(fault => `${site.theme} ${kind} ${path}: ${fault}`));
    }
    await context.close();
  }
  assert.deepEqual(faults, []);
}

/** In the page: whatever is cut off or sticks out sideways. */
function cut() {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const found = wide > 0 ? [`scrolls sideways by ${wide} px`] : [];
  const unseen = e => e.closest('.for-ears, .skip, [hidden], .crumbs .here') || !e.checkVisibility();
  for (const e of document.body.querySelectorAll('*')) {
    if (unseen(e)) continue;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    // Captions and the like that only screen readers are to hear are one pixel wide.
    if (box.width <= 1 || box.height <= 1) continue;
    const name = `<${e.localName} class="${e.className}"> ${e.textContent.trim().slice(0, 40)}`;
    if (box.left < -0.5 || box.right > document.documentElement.clientWidth + 0.5) found.push(`${name} reaches from ${box.left} to ${box.right}`);
    const clips = ['hidden', 'clip'].includes(style.overflowX) && !['input', 'select', 'audio'].includes(e.localName);
    if (clips && style.textOverflow !== 'ellipsis' && e.scrollWidth > e.clientWidth + 1) found.push(`${name} is cut off`);
    if (clips && style.textOverflow === 'ellipsis' && e.scrollWidth > e.clientWidth + 1) found.push(`${name} ends in an ellipsis`);
  }
  return found;
}

test('every kind of page is there, in each theme and language', () => {
  for (const site of [...built, ...arabic]) assert.deepEqual(EXPECTED.filter(kind => !kinds(site.folder).has(kind)), [], site.theme);
});

test('nothing is said on the console and nothing is asked of another host', () => everywhere([...built, ...arabic], {}, async tab => {
  await tab.mouse.wheel(0, 5000);
  await tab.waitForLoadState('networkidle');
}));

test('a page weighs under 50 KB, home under 100 KB, and fonts under 60 KB', () => everywhere([...built, ...arabic], {}, async (tab, { kind, path, site }) => {
  // A page of its own, because the browser keeps what it has.
  const { tab: fresh, context } = await open(site.origin);
  const sizes = [];
  fresh.on('response', response => sizes.push(response.request().sizes().then(s => [response.request().resourceType(), s.responseBodySize])));
  await fresh.goto(site.origin + path, { waitUntil: 'networkidle' });
  await fresh.evaluate(() => document.fonts.ready);
  const all = await Promise.all(sizes);
  await context.close();
  const sum = (...types) => all.filter(([type]) => types.includes(type)).reduce((total, [, size]) => total + size, 0);
  const fonts = sum('font'), rest = all.reduce((total, [, size]) => total + size, 0) - fonts - sum('image');
  if (process.env.SHOW_WEIGHTS) console.log(`${site.theme} ${kind} ${path}: ${rest} bytes, fonts ${fonts}`);
  return [...(rest > (kind === 'home' ? 100_000 : 50_000) ? [`${rest} bytes`] : []), ...(fonts > 60_000 ? [`${fonts} bytes of fonts`] : [])];
}));

test('two requests are enough for the first paint', async () => {
  for (const { theme, folder } of built) {
    const held = [];
    // All after the second wait for ever. What is painted without them does not need them.
    const slow = await serve(folder, (path, n) => n > 2 && held.push(path));
    const { tab, context } = await open(slow.origin);
    await tab.goto(slow.origin, { waitUntil: 'commit' });
    const painted = await tab.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length, null, { timeout: 5000 }).then(() => true, () => false);
    assert.ok(painted, `${theme}: nothing is painted before ${held}`);
    await context.close();
    slow.close();
  }
});

for (const [name, options] of [
  ['320 pixels wide', { viewport: { width: 320, height: 640 } }],
  ['zoomed to 200%', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
  ['at a desk', { viewport: { width: 1280, height: 900 } }],
]) test(`nothing is cut off ${name}`, () => everywhere([...built, ...arabic], options, tab => tab.evaluate(cut)));

test('text twice as large is not cut off', () => everywhere(built, { viewport: { width: 1280, height: 900 } }, async tab => {
  await tab.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  return tab.evaluate(cut);
}));

test('without scripts every page reads the same, and its links lead somewhere', async () => {
  const read = tab => tab.evaluate(() => [...document.querySelectorAll('main h1, main h2, main p, main li, main blockquote, main td')].filter(e => !e.closest('.search, noscript, .filter, [hidden]') && !e.querySelector('[data-copy]') && e.checkVisibility()).map(e => e.textContent.trim().replace(/\s+/g, ' ')));
  const visited = new Set();
  await everywhere(built, { javaScriptEnabled: false }, async (tab, { site, path }) => {
    const { tab: scripted, context } = await open(site.origin);
    await scripted.goto(site.origin + path);
    const [plain, full] = [await read(tab), await read(scripted)];
    await context.close();
    const found = JSON.stringify(plain) === JSON.stringify(full) && plain.length ? [] : [`reads otherwise: ${plain.length} and ${full.length} passages`];
    const links = await tab.evaluate(() => [...document.querySelectorAll('a[href]')].filter(a => a.checkVisibility() && a.origin === location.origin).map(a => a.href));
    if (!links.length) found.push('has no links');
    for (const link of new Set(links)) {
      if (visited.has(link)) continue;
      visited.add(link);
      const status = (await tab.request.get(link)).status();
      if (status !== 200) found.push(`${link} answers ${status}`);
    }
    return found;
  });
});

test('without scripts a reader gets from home to an insight, and from the search page to topics', async () => {
  for (const { origin, theme } of built) {
    const { tab, context, complaints } = await open(origin, { javaScriptEnabled: false });
    await tab.goto(origin);
    const headline = await tab.locator('.issue h2 a').first().textContent();
    await tab.locator('.issue h2 a').first().click();
    assert.equal(await tab.locator('h1').textContent(), headline);
    assert.ok(await tab.locator('blockquote').isVisible(), theme);
    await tab.locator('nav a[href="/search/"]').first().click();
    assert.ok(!(await tab.locator('.search input').isVisible()), `${theme}: a field that does nothing`);
    assert.ok(await tab.locator('noscript p').isVisible(), theme);
    await tab.locator('main a[href="/topics/patience/"]').click();
    assert.equal(await tab.locator('h1').textContent(), 'patience');
    // Quotes open in place by the browser alone.
    await tab.goto(origin);
    await tab.locator('.issue summary').first().click();
    assert.ok(await tab.locator('.issue blockquote').first().isVisible(), theme);
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test('right to left, the page begins at the right', async () => {
  for (const { origin, theme } of arabic) for (const width of [390, 1280]) {
    const { tab, context } = await open(origin, { viewport: { width, height: 900 } });
    await tab.goto(origin);
    const seen = await tab.evaluate(() => {
      const box = selector => document.querySelector(selector).getBoundingClientRect();
      return { main: box('main'), dir: document.documentElement.dir, lang: document.documentElement.lang, title: box('.masthead .title a'), nav: box('.masthead nav li:last-child'), numeral: box('.issue .numeral'), headline: box('.issue h2 a') };
    });
    assert.equal(`${seen.dir} ${seen.lang}`, 'rtl ar');
    assert.ok(Math.abs(seen.title.right - seen.main.right) < 2 && seen.title.right > seen.nav.left, `${theme} ${width}: the title stands at ${seen.title.right}`);
    assert.ok(seen.numeral.right > seen.headline.right, `${theme} ${width}: the numeral stands left of the headline`);
    await context.close();
  }
});

test('nothing moves for those who asked for less motion', async () => {
  for (const { origin, theme } of built) for (const reducedMotion of ['reduce', 'no-preference']) {
    const { tab, context } = await open(origin, { reducedMotion });
    await tab.addInitScript(() => addEventListener('pagereveal', event => { globalThis.transition = Boolean(event.viewTransition); }));
    await tab.goto(origin);
    await tab.locator('.issue h2 a').first().click();
    await tab.waitForURL('**/insights/**');
    const seen = await tab.evaluate(() => ({ scroll: getComputedStyle(document.documentElement).scrollBehavior, transition: globalThis.transition, moving: document.getAnimations().length, slow: [...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length }));
    const still = seen.scroll === 'auto' && !seen.transition && !seen.moving && !seen.slow;
    assert.equal(still, reducedMotion === 'reduce', `${theme} ${reducedMotion}: ${JSON.stringify(seen)}`);
    await context.close();
  }
});

test('in forced colours all can be told from what lies behind', () => everywhere(built, { forcedColors: 'active' }, tab => tab.evaluate(() => {
  const found = [];
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
  for (const e of document.body.querySelectorAll('*')) {
    if (!e.checkVisibility() || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    if (getComputedStyle(e).color === behind(e)) found.push(`cannot be seen: ${e.textContent.trim().slice(0, 40)}`);
  }
  const canvas = behind(document.body);
  for (const e of document.querySelectorAll('.play')) if (getComputedStyle(e, '::before').backgroundColor === canvas) found.push('a play mark cannot be seen');
  for (const e of document.querySelectorAll('.art')) if (getComputedStyle(e).borderTopWidth === '0px') found.push('artwork has no edge');
  return found;
})));

test('the policy of each page is the one that its host is told, and holds no hole', () => {
  for (const { folder } of built) {
    const policy = /Content-Security-Policy: (.*)/.exec(readFileSync(join(folder, '_headers'), 'utf8'))[1];
    assert.doesNotMatch(policy, /unsafe-|\*|data:/);
    assert.match(policy, /default-src 'none'.*base-uri 'none'/);
    for (const file of files(folder).filter(name => name.endsWith('.html'))) assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /\son\w+=|\sstyle=/, file);
  }
});
