// A day: what the files say, what is being typed, and every change one after the other.
import { address, change, read, Refused } from './api.js';
import { button, copy, count, h, longDate, notice, prose, say, toast } from './dom.js';
import { choose, conflict, help } from './dialogs.js';
import { Field, forget, grow, unsaved } from './field.js';
import { InsightView } from './insight.js';
import { arrange } from './move.js';
import { RunnerUpView } from './runner_up.js';

export class DayView {
  constructor(day) {
    this.day = day;
    this.insights = new Map();
    this.runnersUp = new Map();
    this.queue = Promise.resolve();
    this.running = 0;
    // Counts the times that the page turned out to show something old.
    this.era = 0;
    const field = (op, label, oneLine) => {
      const made = new Field({ day, name: `:${op}`, label, className: op, oneLine, changed: () => this.showState(), save: (text, base, field) => this.saveText(field, { op, base, text }) });
      made.gaveUp = back => this.gaveUp(back);
      return made;
    };
    this.title = field('title', 'Title of the day', true);
    this.summary = field('summary', 'Summary of the day, one or two sentences', true);
    this.build();
  }

  get fields() { return [this.title, this.summary, ...[...this.insights.values()].flatMap(view => view.fields)]; }

  build() {
    this.state = h('p', { class: 'state', role: 'status' });
    this.status = h('span', { class: 'status' });
    this.publish = button('Publish', () => this.setStatus(), { class: 'primary' });
    this.preview = h('a', { target: '_blank', rel: 'noopener' }, 'Preview');
    const bar = h('header', { class: 'bar' },
      h('p', { class: 'where' }, h('a', { href: address() }, 'All days'), h('span', { class: 'date' }, h('time', { datetime: this.day }, longDate(this.day))), this.status),
      h('p', { class: 'do' }, this.state, button('Keys', help, { class: 'quiet' }), h('a', { href: '#runners-up', class: 'to-desk' }, 'Runners-up'), this.preview, this.publish));
    document.getElementById('bar').replaceChildren(bar);
    this.file = h('p', { class: 'file' });
    this.faults = h('div', { class: 'day-faults' });
    this.orphans = h('div', { class: 'orphans' });
    this.list = h('ol', { class: 'issue plain' });
    this.desk = h('ol', { class: 'plain' });
    this.deskNote = h('p', { class: 'note' });
    document.getElementById('main').replaceChildren(h('div', { class: 'desk' },
      h('section', { class: 'post', 'aria-label': 'The post' },
        h('header', { class: 'head' }, h('h1', { class: 'for-ears' }, longDate(this.day)), this.title.element, this.summary.element, this.file),
        this.faults, this.orphans, this.list),
      h('aside', { id: 'runners-up', 'aria-labelledby': 'runners-up-title', tabindex: '-1' }, h('h2', { id: 'runners-up-title' }, 'Runners-up'), this.deskNote, this.desk)));
  }

  /** Reads the day for the first time. */
  async open() {
    this.apply(await read(this.day));
    addEventListener('keydown', event => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 's') { event.preventDefault(); this.saveAll(); }
    });
    addEventListener('beforeunload', event => { if (this.fields.some(field => field.dirty)) event.preventDefault(); });
    const growAll = () => this.fields.forEach(field => grow(field.area));
    addEventListener('resize', growAll);
    document.fonts.ready.then(growAll);
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') this.refresh(); });
    new EventSource('/_takefive/events').onmessage = () => this.refresh();
  }

  /** Looks whether the files changed; what is being typed stays. */
  async refresh() {
    await this.queue;
    try {
      const data = await read(this.day);
      notice('broken');
      if (data.version === this.data.version || this.running) return;
      this.apply(data);
      toast('The file changed on disk. This is how it stands now.');
    } catch (error) { this.explain(error); }
  }

  apply(data) {
    this.data = data;
    const { sections, runners_up: runnersUp } = data;
    document.title = `${data.title} – the desk`;
    const post = this.list.closest('.post');
    post.lang = data.language;
    post.dir = this.desk.dir = data.direction;
    this.desk.lang = data.language;
    const published = data.status === 'published';
    this.status.textContent = published ? 'Published' : 'Draft';
    this.status.classList.toggle('is-published', published);
    this.publish.textContent = published ? 'Back to draft' : 'Publish';
    this.publish.classList.toggle('primary', !published);
    this.preview.href = data.preview;
    this.file.replaceChildren(h('code', {}, data.file));
    this.title.update(data.title);
    this.summary.update(data.summary);
    const faultsOf = slug => data.faults.filter(fault => fault.slug === slug);
    this.show(this.list, this.insights, sections, InsightView, (view, section, n) => view.update(section, n, sections.length, faultsOf(section.slug), data.desk));
    this.show(this.desk, this.runnersUp, runnersUp, RunnerUpView, (view, section) => view.update(section));
    this.faults.replaceChildren(...faultsOf(null).map(fault => h('p', { class: fault.error ? 'error' : '' }, prose(`Line ${fault.line}: ${fault.message}`))));
    this.deskNote.textContent = runnersUp.length ? `${count(runnersUp.length, 'insight', 'insights')}, best first. Drag one onto an insight, or choose with the buttons.`
      : data.desk ? 'Nothing else was good enough to stand by.' : 'This day has no desk, so there is nothing to swap with.';
    this.showOrphans();
    this.showState();
  }

  /** One view a slug, in the order of the file. */
  show(list, views, sections, View, update) {
    const kept = new Map();
    sections.forEach((section, n) => {
      // Two sections with one slug are an error of the post's, and both are shown.
      const name = kept.has(section.slug) ? `${section.slug}#${n}` : section.slug;
      const view = views.get(name) ?? new View(this, section.slug);
      kept.set(name, view);
    });
    arrange(list, [...kept.values()].map(view => view.element));
    views.clear();
    [...kept].forEach(([name, view], n) => { views.set(name, view); update(view, sections[n], n); });
  }

  /** Words that were typed into an insight that is gone. */
  showOrphans() {
    const names = new Set(this.fields.map(field => field.name));
    const lost = unsaved(this.day).filter(text => !names.has(text.name));
    this.orphans.replaceChildren(...lost.map(({ name, text }) => h('section', { class: 'orphan' },
      h('p', {}, 'You typed this, and its insight is no longer in the post:'), h('p', { class: 'words', tabindex: '0' }, text),
      h('p', { class: 'actions' },
        button('Copy it', async () => toast(await copy(text) ? 'Copied.' : 'The browser does not let the page copy; mark the text and copy it by hand.')),
        button('Throw it away', () => { forget(this.day, name); this.showOrphans(); })))));
  }

  showState() {
    const unsaved = this.fields.filter(field => field.dirty).length;
    const text = this.running ? 'Saving…' : unsaved ? 'Not saved yet' : 'Saved';
    if (this.state.textContent !== text) this.state.textContent = text;
    this.state.classList.toggle('off', Boolean(unsaved) && !this.running);
  }

  /** Does one thing after the others. `make(data)` says what, as the day stands then; undefined if it is no longer wanted. */
  enqueue(make) {
    const era = this.era;
    this.running++;
    this.showState();
    const run = this.queue.then(async () => {
      const operation = make(this.data, era !== this.era);
      if (!operation) return false;
      const data = await change(this.day, { version: this.data.version, ...operation });
      notice('broken');
      notice('away');
      this.apply(data);
      return true;
    });
    this.queue = run.catch(() => {}).finally(() => { this.running--; this.showState(); });
    return run;
  }

  /** Where the section is by now. */
  find(slug) {
    const n = this.data.sections.findIndex(section => section.slug === slug);
    return n < 0 ? undefined : { n, slug };
  }

  /** Writes a text; resolves to what the file has, or to undefined. */
  async saveText(field, operation) {
    const { slug, op } = operation;
    try {
      const done = await this.enqueue(() => slug ? this.find(slug) && { ...operation, ...this.find(slug) } : operation);
      if (!done) { this.showOrphans(); return undefined; }
      const section = slug && this.data.sections.find(section => section.slug === slug);
      return slug ? section?.[op] : this.data[op];
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) {
        field.complain(error.status === 422 ? `${sentence(error.message)}` : '');
        if (error.status !== 422) this.explain(error);
        return undefined;
      }
      return this.settleConflict(field, operation, error);
    }
  }

  /** Shows both sides and does what the editor wants with them. */
  async settleConflict(field, operation, { answer, message }) {
    this.era++;
    if (answer.day) this.apply(answer.day); else notice('broken', sentence(message));
    const { slug, op } = operation;
    const what = slug ? `The ${op === 'body' ? 'claim' : op} of insight ${(this.find(slug)?.n ?? 0) + 1}` : `The ${op} of the day`;
    const gone = answer.file === null || answer.file === undefined;
    const mine = field.text;
    const choice = await conflict(what, mine, answer.file, gone);
    if (choice === 'mine') {
      field.base = answer.file;
      return this.saveText(field, { ...operation, base: answer.file, text: mine });
    }
    if (choice === 'copied') toast('Your text is in the clipboard; the page shows the file’s.');
    if (choice === 'copied' || choice === 'take') {
      if (gone) { forget(this.day, field.name); this.showOrphans(); }
      else field.settle(answer.file);
      return undefined;
    }
    field.complain('Not saved: the file has other words. Save again to see both.');
    return undefined;
  }

  /** A change without text. If the page showed something old, nothing is done and the page shows what is. */
  async operate(make, words) {
    try {
      const done = await this.enqueue((data, old) => old ? undefined : make(data));
      if (done) { say(words); return true; }
      toast('Nothing was done: the file had changed meanwhile.');
    } catch (error) {
      if (error instanceof Refused && error.status === 409) {
        this.era++;
        if (error.answer.day) this.apply(error.answer.day);
        notice('broken', error.answer.day ? 'The file was changed meanwhile, so nothing was done. The page shows it as it is now; do it again if you still want to.' : sentence(error.message));
      } else this.explain(error);
    }
    return false;
  }

  explain(error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 401) notice('away', 'The key is old: `takefive serve --edit` was started anew. Open the address that it printed, in this tab; what you typed is kept.');
    else if (error.status === 0) notice('away', `${sentence(error.message)} What you typed is kept in this tab.`);
    else notice('broken', sentence(error.message));
  }

  /** Saves all that was typed; true if the file has it all. */
  async saveAll() {
    const saved = await Promise.all(this.fields.map(field => field.save()));
    if (saved.every(Boolean)) say('Saved');
    return saved.every(Boolean);
  }

  gaveUp(back) { toast('Given up.', { words: 'Bring it back', run: back }); }

  async move(view, step) {
    const from = this.find(view.slug)?.n, to = from + step;
    if (from === undefined || to < 0 || to >= this.data.sections.length) return say(step < 0 ? 'It is the first already' : 'It is the last already');
    await this.shift(view, to);
    view.element.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  }

  /** Moves an insight; `undo` is false for the way back. */
  async shift({ slug }, to, undo = true) {
    const from = this.find(slug)?.n;
    const done = await this.operate(() => this.find(slug) && { op: 'shift', ...this.find(slug), to }, `Moved to place ${to + 1} of ${this.data.sections.length}`);
    if (done && undo && Math.abs(from - to) > 1) this.offer(`Moved from place ${from + 1} to ${to + 1}.`, () => this.shift({ slug }, from, false));
    return done;
  }

  async swap(slug, runnerUp, undo = true) {
    const place = this.find(slug);
    if (!(await this.operate(() => this.find(slug) && { op: 'swap', ...this.find(slug), with: runnerUp }, 'Swapped'))) return;
    this.land(place.n);
    if (undo) this.offer('Swapped.', () => this.swap(runnerUp, slug, false));
  }

  async take({ slug }, n = this.data.sections.length, undo = true) {
    if (!(await this.operate(() => ({ op: 'take', n, slug }), `Added as number ${n + 1}`))) return;
    this.land(n);
    if (undo) this.offer(`Added as number ${n + 1}.`, () => this.putBack({ slug }, false));
  }

  async putBack({ slug }, undo = true) {
    const place = this.find(slug);
    if (!(await this.operate(() => this.find(slug) && { op: 'put-back', ...this.find(slug) }, 'It is on the desk, as the first'))) return;
    this.land(Math.min(place.n, this.data.sections.length - 1));
    if (undo) this.offer('It is on the desk, as the first.', () => this.take({ slug }, place.n, false));
  }

  offer(text, run) { toast(text, { words: 'Undo', run }); }

  /** The focus goes to where something came or went. */
  land(n) {
    const element = this.list.children[n] ?? document.getElementById('main');
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'nearest' });
    element.classList.add('came');
    element.addEventListener('animationend', () => element.classList.remove('came'), { once: true });
  }

  async chooseInsight(runnerUp) {
    const options = this.data.sections.map((section, n) => ({ value: section.slug, lead: n + 1, words: section.headline, small: section.podcast ?? 'Your own words' }));
    const slug = await choose(`Swap in “${runnerUp.headline}” for…`, options);
    if (slug) await this.swap(slug, runnerUp.slug);
  }

  async chooseRunnerUp(view) {
    const options = this.data.runners_up.map(section => ({ value: section.slug, lead: section.score?.toFixed(2) ?? '', words: section.headline, small: [section.speaker, section.podcast].filter(Boolean).join(' · ') }));
    if (!options.length) return toast('There is no runner-up to swap with.');
    const slug = await choose(`Swap “${view.headline.text}” for…`, options);
    if (slug) await this.swap(view.slug, slug);
  }

  async setStatus() {
    if (!(await this.saveAll())) return notice('broken', 'Some of what you typed is not saved yet; see to that first.');
    const published = this.data.status === 'published';
    notice('broken');
    if (await this.operate(() => ({ op: published ? 'unpublish' : 'publish' }), published ? 'It is a draft again' : 'Published')) toast(published ? 'It is a draft again.' : 'Published. `takefive build` brings the site up to date.');
  }

  /** How an insight is dragged to another place. */
  dragInsight(view) {
    const items = () => [...this.list.children];
    return {
      clear: () => items().forEach(item => item.classList.remove('before', 'behind')),
      over: (x, y) => {
        const others = items().filter(item => item !== view.element);
        const to = others.filter(item => { const box = item.getBoundingClientRect(); return (box.top + box.bottom) / 2 < y; }).length;
        if (to === items().indexOf(view.element)) return null;
        if (to < others.length) others[to].classList.add('before'); else others.at(-1)?.classList.add('behind');
        return to;
      },
      drop: to => this.shift(view, to),
    };
  }

  /** How a runner-up is dragged onto an insight. */
  dragRunnerUp(view) {
    return {
      clear: () => [...this.list.children].forEach(item => item.classList.remove('onto')),
      over: (x, y) => {
        const found = [...this.insights.values()].find(({ element }) => { const box = element.getBoundingClientRect(); return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom; });
        found?.element.classList.add('onto');
        return found ? found.slug : null;
      },
      drop: slug => this.swap(slug, view.slug),
    };
  }
}

/** A message as a sentence. */
const sentence = text => `${text[0].toUpperCase()}${text.slice(1)}${/[.!?)]$/.test(text) ? '' : '.'}`;
