// An insight of the post: headline and claim to be edited, its quote, where it comes from, why it is here, and what can be done with it.
import { button, clock, count, h, prose, words } from './dom.js';
import { Field } from './field.js';
import { draggable } from './move.js';

const FEWEST = 35, MOST = 50, HEADLINE = 12;

export class InsightView {
  constructor(day, slug) {
    this.day = day;
    this.slug = slug;
    const field = (part, className, oneLine) => new Field({
      day: day.day, name: `${slug}:${part}`, className, oneLine, label: part, changed: () => day.showState(),
      save: (text, base, field) => day.saveText(field, { op: part, slug, base, text }),
    });
    this.headline = field('headline', 'headline', true);
    this.body = field('body', 'claim', false);
    for (const one of this.fields) one.gaveUp = back => day.gaveUp(back);
    this.headline.measure = text => tell(this.headline.about, words(text) > HEADLINE && `${words(text)} words; ${HEADLINE} at most read well`, true);
    this.body.measure = text => {
      const n = words(text);
      const off = n < FEWEST ? ` · ${FEWEST - n} more to go` : n > MOST ? ` · ${n - MOST} too many` : '';
      tell(this.body.about, count(n, 'word', 'words') + off, Boolean(off));
    };
    this.numeral = h('span', { class: 'numeral', 'aria-hidden': 'true' });
    this.title = h('h2', { class: 'for-ears' });
    this.grip = h('button', { type: 'button', class: 'grip' });
    this.up = button('↑', () => day.move(this, -1), { class: 'step' });
    this.down = button('↓', () => day.move(this, 1), { class: 'step' });
    this.mark = h('span', { class: 'mark', hidden: true }, 'edited');
    this.tools = h('div', { class: 'tools' }, this.grip, this.up, this.down, this.mark);
    this.faults = h('ul', { class: 'faults plain' });
    this.rest = h('div', { class: 'rest' });
    this.swapIn = button('Swap for…', () => day.chooseRunnerUp(this));
    this.back = button('Back to the desk', () => day.putBack(this));
    this.element = h('li', { class: 'item', tabindex: '-1', onkeydown: event => this.key(event) },
      h('div', { class: 'margin' }, this.numeral, this.tools),
      h('article', {}, this.title, this.headline.element, this.body.element, this.faults, this.rest));
    draggable(this.grip, { words: () => this.headline.text, lifted: this.element, ...day.dragInsight(this) });
    // The arrow keys on the grip itself move as well.
    this.grip.addEventListener('keydown', event => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step && !event.altKey) { event.preventDefault(); day.move(this, step); }
    });
  }

  get fields() { return [this.headline, this.body]; }

  key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.day.move(this, step);
  }

  update(data, n, total, faults, desk) {
    const place = `insight ${n + 1}`;
    this.n = n;
    this.numeral.textContent = n + 1;
    this.title.textContent = `Insight ${n + 1} of ${total}: ${data.headline}`;
    this.headline.label(`Headline of ${place}`);
    this.body.label(`Claim of ${place}, in Markdown`);
    this.headline.update(data.headline);
    this.body.update(data.body);
    for (const [control, words] of [[this.grip, `Drag ${place} to another place; or use the arrow keys`], [this.up, `Move ${place} up`], [this.down, `Move ${place} down`]]) {
      control.setAttribute('aria-label', words);
      control.title = words;
    }
    // Not `disabled`: the focus would be lost at the ends.
    this.up.setAttribute('aria-disabled', String(n === 0));
    this.down.setAttribute('aria-disabled', String(n + 1 === total));
    this.mark.hidden = !data.touched;
    this.swapIn.setAttribute('aria-label', `Swap for… a runner-up: ${place}`);
    this.back.setAttribute('aria-label', `Back to the desk: ${place}`);
    this.swapIn.hidden = this.back.hidden = !desk;
    const said = faults.filter(fault => !/^the (claim|headline) has \d+ words/.test(fault.message));
    this.faults.replaceChildren(...said.map(fault => h('li', { class: fault.error ? 'error' : '' }, prose(`Line ${fault.line}: ${fault.message}`))));
    const shown = JSON.stringify({ ...data, headline: '', body: '', touched: false });
    if (this.shown !== shown) {
      this.shown = shown;
      this.rest.replaceChildren(...evidence(data, [this.swapIn, this.back]));
    }
  }
}

function tell(place, text, off) {
  place.textContent = text || '';
  place.hidden = !text;
  place.classList.toggle('off', off);
}

/** Quote, source line, player and reasons of an insight; the `deeds` stand beside the player's button. */
export function evidence(data, deeds = []) {
  const parts = [];
  if (data.quote) parts.push(h('blockquote', {}, h('p', {}, data.quote)));
  if (!data.podcast) parts.push(h('p', { class: 'line' }, 'Your own words, without a source.'));
  else {
    const episode = data.link ? h('a', { href: data.link, target: '_blank', rel: 'noopener noreferrer' }, data.episode) : data.episode;
    const by = [data.speaker, data.podcast, episode, data.license].filter(Boolean).flatMap((part, n) => n ? [h('span', { class: 'sep' }), part] : [part]);
    parts.push(h('p', { class: 'line' }, h('span', {}, by)));
  }
  const [play, ...recording] = data.audio ? player(data) : [];
  if (play || deeds.length) parts.push(h('p', { class: 'actions' }, play, ...deeds));
  parts.push(...recording);
  const reasons = why(data);
  if (reasons) parts.push(reasons);
  return parts;
}

/** The button, the recording below it, and a line for what is wrong with it. */
function player(data) {
  const start = data.start ?? 0;
  const where = clock(start);
  const said = h('p', { class: 'fault', role: 'alert', hidden: true });
  const range = data.start === null ? '' : `#t=${start}${data.end > start ? `,${data.end}` : ''}`;
  const audio = h('audio', { controls: true, preload: 'none', src: data.audio + range, 'aria-label': `Recording of “${data.headline}”`, hidden: true });
  const cannot = () => {
    said.replaceChildren('The recording cannot be reached. ', h('a', { href: data.audio + range, target: '_blank', rel: 'noopener noreferrer' }, 'Open its address'));
    said.hidden = false;
    audio.hidden = true;
    play.setAttribute('aria-pressed', 'false');
  };
  const play = button(`Play from ${where}`, async () => {
    if (!audio.paused) return audio.pause();
    said.hidden = true;
    audio.hidden = false;
    if (audio.error) audio.load();
    // At the moment again, unless somebody went elsewhere in the recording.
    if (audio.ended || data.end && audio.currentTime >= data.end) audio.currentTime = start;
    try { await audio.play(); } catch (error) { if (error.name !== 'AbortError') cannot(); }
  }, { class: 'play', 'aria-pressed': 'false' });
  audio.addEventListener('error', cannot);
  audio.addEventListener('play', () => { for (const other of document.querySelectorAll('audio')) if (other !== audio) other.pause(); });
  for (const event of ['play', 'pause']) audio.addEventListener(event, () => {
    play.setAttribute('aria-pressed', String(!audio.paused));
    play.textContent = audio.paused ? `Play from ${where}` : 'Pause';
  });
  return [play, audio, said];
}

/** Why an insight scored as it did; null if nothing is known. */
function why({ score, why: reasons, about, checks, by }) {
  if (score === null && !reasons.length && !about) return null;
  const most = Math.max(...reasons.map(reason => Math.abs(reason.share)), 0.01);
  const row = ({ name, share, meaning }) => {
    const bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.inlineSize = `${Math.round(Math.abs(share) / most * 100)}%`;
    if (share < 0) bar.classList.add('less');
    return h('li', {}, h('span', { class: 'name' }, name), h('span', { class: 'share' }, `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(2)}`), h('span', { class: 'track' }, bar), meaning && h('small', {}, meaning));
  };
  const told = [
    reasons.length ? h('ol', { class: 'reasons plain' }, reasons.map(row)) : h('p', {}, about ? `${about}.` : 'The day’s desk does not say what its score is made of.'),
    checks.length ? h('ul', { class: 'checks plain' }, checks.map(check => h('li', {}, prose(check)))) : null,
    by && by !== 'embedded' ? h('p', {}, `Written by ${by}.`) : null,
  ];
  return h('details', { class: 'why' }, h('summary', {}, 'Why here', score !== null && h('span', { class: 'score' }, score.toFixed(2))), ...told.filter(Boolean));
}
