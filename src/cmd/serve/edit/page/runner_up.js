// A runner-up: what it says, its score, why it is not in the post, and the ways into it.
import { button, h } from './dom.js';
import { evidence } from './insight.js';
import { draggable } from './move.js';

export class RunnerUpView {
  constructor(day, slug) {
    this.day = day;
    this.slug = slug;
    this.score = h('span', { class: 'score' });
    this.title = h('h3', {});
    this.by = h('p', { class: 'by' });
    this.lost = h('p', { class: 'lost' });
    this.inside = h('div', {});
    this.grip = h('button', { type: 'button', class: 'grip' });
    this.swap = button('Swap in for…', () => day.chooseInsight(this));
    this.add = button('Add', () => day.take(this));
    this.element = h('li', { class: 'runner-up', tabindex: '-1' },
      h('div', { class: 'margin' }, this.score, this.grip),
      h('article', {}, this.title, this.by, this.lost,
        h('details', {}, h('summary', {}, 'Read it'), this.inside),
        h('p', { class: 'actions' }, this.swap, this.add)));
    draggable(this.grip, { words: () => this.headline, lifted: this.element, ...day.dragRunnerUp(this) });
    // Without a mouse the grip is the button beside it.
    this.grip.addEventListener('keydown', event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); day.chooseInsight(this); } });
  }

  update(data) {
    const shown = JSON.stringify(data);
    if (shown === this.shown) return;
    this.shown = shown;
    this.headline = data.headline;
    this.score.textContent = data.score === null ? '' : data.score.toFixed(2);
    this.score.setAttribute('aria-label', data.score === null ? 'no score' : `score ${data.score.toFixed(2)}`);
    this.title.textContent = data.headline;
    this.by.replaceChildren(...[data.speaker, data.podcast].filter(Boolean).flatMap((part, n) => n ? [h('span', { class: 'sep' }), part] : [part]));
    this.lost.hidden = !data.lost;
    this.lost.textContent = data.lost ? `Not in the post: ${data.lost}.` : '';
    this.inside.replaceChildren(h('p', { class: 'claim' }, data.body), ...evidence(data));
    const words = `Drag “${data.headline}” onto an insight to swap them`;
    this.grip.setAttribute('aria-label', words);
    this.grip.title = words;
    this.swap.setAttribute('aria-label', `Swap in for… an insight: “${data.headline}”`);
    this.add.setAttribute('aria-label', `Add to the post: “${data.headline}”`);
  }
}
