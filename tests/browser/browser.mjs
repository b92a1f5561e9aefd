// Chromium, and tabs that remember all that a reader should never meet: messages on the console, failed requests, requests to other hosts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { print } from './issue.mjs';
import { answer, files, Publication, recording, serve, THEMES } from './publication.mjs';

const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The one browser of this test file. */
export const chrome = await chromium.launch({ executablePath: PATHS.find(path => path && existsSync(path)), args: ['--no-sandbox', '--mute-audio'] });
after(() => chrome.close());

/** A tab in a context of its own, and `complaints`, which stays empty on a good page. `origin` is the only host that it may ask. */
export async function open(origin, options = {}) {
  const context = await chrome.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  const complaints = [];
  tab.on('console', message => complaints.push(`console ${message.type()}: ${message.text()}`));
  tab.on('pageerror', error => complaints.push(`script: ${error.message}`));
  tab.on('dialog', dialog => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  // The icon is fetched last, and given up when the tab goes on to another page.
  tab.on('requestfailed', request => request.failure()?.errorText === 'net::ERR_ABORTED' && request.url().endsWith('/favicon.svg') || complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  tab.on('request', request => { if (!request.url().startsWith(origin + '/') && !/^(data|blob):/.test(request.url())) complaints.push(`other host: ${request.url()}`); });
  return { tab, context, complaints };
}

/** Path of the heaviest page of each kind, and of a second part of a list, from the built files: new kinds are tested without being named. */
export function kinds(folder) {
  const found = new Map();
  for (const file of files(folder).filter(name => name.endsWith('.html'))) {
    const html = readFileSync(join(folder, file), 'utf8');
    const kind = /<body class="kind-(\w+)"/.exec(html)?.[1];
    if (!kind) throw new Error(`${file} does not say which kind of page it is`);
    const name = /\/\d+\/index\.html$/.test(file) && !['year', 'month', 'day'].includes(kind) ? `${kind}-part` : kind;
    if ((found.get(name)?.size ?? -1) < html.length) found.set(name, { path: file.replace(/index\.html$/, ''), size: html.length });
  }
  return new Map([...found].map(([name, { path }]) => [name, path]));
}

/** What every site must have. */
export const EXPECTED = ['archive', 'day', 'feeds', 'home', 'insight', 'missing', 'month', 'people', 'person', 'podcast', 'podcasts', 'search', 'text', 'topic', 'topics', 'topic-part', 'year'];

/** The podcasts' own host, with a recording of twenty minutes. */
export const podcasts = await answer({ '/tone.wav': recording(1200) });

/** The site in each theme: `{ theme, folder, origin }`. */
export async function sites(settings = {}) {
  return Promise.all(THEMES.map(async theme => {
    const publication = new Publication({ title: 'Five a Day', 'base-url': 'https://five.example/', description: 'The five best insights from new podcasts, every day.', theme, ...settings });
    print(publication, podcasts.origin);
    const folder = await publication.build('site');
    return { theme, folder, publication, ...(await serve(folder)) };
  }));
}
