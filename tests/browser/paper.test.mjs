// Printed: no navigation, addresses that can be read, and no insight parted by the end of a page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kinds, open, sites } from './browser.mjs';

const built = await sites();
const dir = mkdtempSync(join(tmpdir(), 'takefive-paper-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

/** The words of each printed page, in one line. */
async function printed(tab, format) {
  const path = join(dir, 'page.pdf');
  await tab.pdf({ path, format, printBackground: false });
  return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).split('\f').map(page => page.replace(/[\u00ad\u200b]/g, '').replace(/\s+/g, ' ').trim()).filter(Boolean);
}

const plain = text => text.replace(/\s+/g, ' ').trim();
/** As a line of print may have it: parted at a hyphen, with other quotation marks. */
const bare = text => text.replace(/[^\p{L}\p{N}]/gu, '');

test('a printed page has no navigation, and says where it comes from', async () => {
  for (const { origin, theme, folder } of built) for (const colorScheme of ['light', 'dark']) for (const [kind, path] of kinds(folder)) {
    const { tab, context, complaints } = await open(origin, { colorScheme });
    await tab.goto(origin + path);
    const nav = await tab.evaluate(() => [...document.querySelectorAll('.masthead nav a, .skip, .foot-row a, .foot .row a, .switch button')].map(e => e.textContent.trim()));
    await tab.emulateMedia({ media: 'print', colorScheme });
    const left = await tab.evaluate(() => [...document.querySelectorAll('nav, .skip, .switch, button, audio, input, select, .turn')].filter(e => e.checkVisibility()).map(e => `<${e.localName} class="${e.className}">`));
    assert.deepEqual(left, [], `${theme} ${kind}`);
    assert.ok(nav.length > 8);
    // Black on white, whatever the screen shows.
    const dark = await tab.evaluate(() => [...document.body.querySelectorAll('p, h1, h2, a, li, time')].filter(e => e.checkVisibility() && !e.closest('.art')).filter(e => Math.max(...getComputedStyle(e).color.match(/[\d.]+/g).slice(0, 3).map(Number)) > 130).map(e => e.textContent.slice(0, 40)));
    assert.deepEqual(dark, [], `${theme} ${kind} ${colorScheme}: too pale for paper`);
    if (['home', 'day', 'insight'].includes(kind)) {
      const words = (await printed(tab, 'A4')).join(' ');
      assert.match(words, new RegExp(`https://five\\.example${path}`), `${theme} ${kind}: no address`);
      assert.doesNotMatch(words, /Skip to the text|Colours/, `${theme} ${kind}`);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test('a day is printed with its quotes, and no insight is parted by the end of a page', async () => {
  for (const { origin, theme, folder } of built) for (const format of ['A4', 'A5', 'Letter']) for (const javaScriptEnabled of [true, false]) {
    const { tab, context } = await open(origin, { javaScriptEnabled });
    await tab.goto(origin + kinds(folder).get('day'));
    const items = await tab.evaluate(() => [...document.querySelectorAll('.issue .item')].map(item => ({ headline: item.querySelector('h2').textContent, claim: item.querySelector('.claim').textContent, quote: item.querySelector('blockquote')?.textContent ?? '' })));
    assert.equal(items.length, 6);
    const pages = (await printed(tab, format)).map(bare);
    assert.ok(pages.length > 1, `${theme} ${format}: one page only, so nothing could be parted`);
    for (const item of items) {
      const begins = pages.findIndex(page => page.includes(bare(plain(item.headline))));
      assert.ok(begins >= 0, `${theme} ${format}: no headline ${item.headline}`);
      for (const words of [item.claim, item.quote]) assert.ok(pages[begins].includes(bare(plain(words)).slice(-60)), `${theme} ${format}: page ${begins + 1} has the headline, and not all of: ${item.headline} – ${words}`);
    }
    await context.close();
  }
});
