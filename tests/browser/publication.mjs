// A publication in a folder of its own, made by the program as its owners run it, and the podcast's recordings on loopback.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join, posix, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

export const REPOSITORY = resolve(import.meta.dirname, '../..');
export const THEMES = ['daily', 'index'];

let binary = process.env.TAKEFIVE;
/** The program: `TAKEFIVE` if that is set, else built here, in the profile of tests. */
export function takefive() {
  if (!binary) {
    execFileSync('cargo', ['build', '--locked', '--quiet'], { cwd: REPOSITORY, stdio: 'inherit' });
    binary = join(REPOSITORY, 'target/debug/takefive');
  }
  return resolve(binary);
}

const folders = [];
process.on('exit', () => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** A publication's folder. It goes when the tests end. */
export class Publication {
  constructor(site) {
    this.root = mkdtempSync(join(tmpdir(), 'takefive-browser-'));
    folders.push(this.root);
    // Themes and templates under work can be tried without a compiler: what lies in the publication wins over what the program holds.
    const source = process.env.TAKEFIVE_SOURCE;
    if (source) for (const part of ['themes', 'templates']) cpSync(join(source, part), join(this.root, part), { recursive: true });
    this.configure(site);
    this.write('content/feeds.yaml', '');
  }

  configure(site) { this.write('content/site.yaml', Object.entries(site).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('')); }

  write(name, text) {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  read(name) { return readFileSync(join(this.root, name), 'utf8'); }

  /** Runs the program here; `codes` are the ways in which it may end. The servers of this process go on meanwhile. */
  run(args, codes = [0]) {
    return new Promise((done, failed) => execFile(takefive(), args, { cwd: this.root, timeout: 120_000, maxBuffer: 1 << 26 }, (error, out, talk) => {
      const code = error ? error.code : 0;
      if (codes.includes(code)) done(out + talk); else failed(new Error(`takefive ${args.join(' ')} ended with ${code ?? error.signal}:\n${out}\n${talk}`));
    }));
  }

  /** Builds the site and returns its folder. */
  async build(out, ...args) {
    await this.run(['build', '--out', out, ...args]);
    return join(this.root, out);
  }
}

/** Every file below `folder`, as a path that begins with a slash. */
export function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => '/' + relative(folder, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
    .sort();
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.xml': 'application/xml', '.opml': 'text/x-opml', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json', '.wav': 'audio/wav' };

/** The headers that a site's `_headers` asks for at a path. */
function asked(rules, path) {
  const found = {};
  let applies = false;
  for (const line of rules.split('\n')) {
    if (!line.startsWith(' ')) { applies = line.endsWith('*') ? path.startsWith(line.slice(0, -1)) : line === path; continue; }
    const colon = line.indexOf(':');
    if (applies && colon > 0) found[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return found;
}

/** Serves a built site as the usual hosts do: index.html of folders, 404.html, gzip, and the headers of `_headers`. `held(path, n)` may
 *  keep the n-th request waiting for ever. */
export async function serve(folder, held = () => false) {
  const rules = readFileSync(join(folder, '_headers'), 'utf8');
  const have = new Set(files(folder));
  let count = 0;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://site').pathname);
    if (held(path, ++count)) return;
    const file = [path, posix.join(path, 'index.html')].find(name => have.has(name));
    let body = readFileSync(join(folder, file ?? '404.html'));
    const headers = { 'content-type': TYPES[extname(file ?? '.html')] ?? 'application/octet-stream', ...asked(rules, path) };
    if (/text|json|xml|script/.test(headers['content-type']) && /gzip/.test(request.headers['accept-encoding'] ?? '')) {
      body = gzipSync(body);
      headers['content-encoding'] = 'gzip';
    }
    response.writeHead(file ? 200 : 404, { ...headers, 'content-length': body.length }).end(body);
  });
  return listen(server);
}

/** A server for pages at these addresses: a string, bytes, or a function from the request and its body to one of them. */
export async function answer(pages) {
  const log = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk)).on('end', () => {
      const path = new URL(request.url, 'http://host').pathname;
      log.push(path);
      let page = pages[path];
      if (typeof page === 'function') page = page(request, Buffer.concat(chunks).toString());
      if (page === undefined) return response.writeHead(404).end();
      const body = Buffer.from(page);
      const headers = { 'content-type': TYPES[extname(path)] ?? 'application/json', 'accept-ranges': 'bytes' };
      const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
      if (!range) return response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
      const [from, to] = [Number(range[1]), Math.min(Number(range[2] || body.length - 1), body.length - 1)];
      response.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${to}/${body.length}`, 'content-length': to - from + 1 }).end(body.subarray(from, to + 1));
    });
  });
  return { ...(await listen(server)), log, pages };
}

async function listen(server) {
  await new Promise((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  server.unref();
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => { server.close(); server.closeAllConnections(); } };
}

/** A recording of so many seconds: a quiet tone in 8-bit mono, 8000 samples a second, as a WAV file. */
export function recording(seconds) {
  const samples = seconds * 8000, file = Buffer.alloc(44 + samples);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // one channel
  file.writeUInt32LE(8000, 24);
  file.writeUInt32LE(8000, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples, 40);
  for (let n = 0; n < samples; n++) file[44 + n] = 128 + 8 * Math.sin(n / 4);
  return file;
}
