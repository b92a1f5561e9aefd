// Where the page begins: which day, and whether it may.
import { address, days, Refused, takeKey, today } from './api.js';
import { button, count, h, longDate, prose } from './dom.js';
import { DayView } from './day.js';

const main = document.getElementById('main');

/** Instead of the desk: what is the matter, and what to do. */
function stop(title, text, ...more) {
  document.getElementById('bar').replaceChildren();
  main.replaceChildren(h('div', { class: 'empty' }, h('h1', {}, title), h('p', {}, prose(text)), ...more));
}

/** The key can be pasted, with the address that holds it. */
function askForKey(text) {
  const input = h('input', { type: 'text', id: 'address', autocomplete: 'off', spellcheck: 'false', placeholder: 'http://127.0.0.1:5005/_takefive/edit/#key=…' });
  const go = event => {
    event.preventDefault();
    const key = /key=(\w+)/.exec(input.value)?.[1];
    if (!key) return input.focus();
    location.hash = `key=${key}`;
  };
  stop('The desk is locked', text, h('form', { onsubmit: go }, h('label', { for: 'address' }, 'The address, as it was printed'), input, h('button', { type: 'submit', class: 'primary' }, 'Open')));
}

function showList({ site, days, faults }) {
  document.title = `${site} – the desk`;
  const entry = ({ day, title, insights }) => h('li', { class: 'entry' },
    h('time', { datetime: day }, longDate(day)),
    h('h3', {}, h('a', { href: address(day) }, title)),
    h('p', { class: 'by' }, count(insights, 'insight', 'insights')));
  const part = (name, title, list) => list.length > 0 && h('section', { 'aria-labelledby': name }, h('h2', { id: name }, title), h('ol', { class: 'plain' }, list.map(entry)));
  const drafts = days.filter(day => day.status === 'draft'), published = days.filter(day => day.status !== 'draft');
  document.getElementById('bar').replaceChildren(h('header', { class: 'bar short' }, h('p', { class: 'where' }, h('b', {}, site), h('span', { class: 'date' }, 'The desk')), h('p', { class: 'do' }, h('a', { href: '/', target: '_blank', rel: 'noopener' }, 'The site'))));
  main.replaceChildren(h('div', { class: 'days' },
    h('h1', { class: 'for-ears' }, 'The desk'),
    faults.length > 0 && h('div', { class: 'day-faults' }, faults.map(fault => h('p', { class: 'error' }, prose(fault)))),
    drafts.length ? part('drafts', 'Drafts', drafts) : h('p', { class: 'note' }, prose('No draft waits. `takefive draft` makes today’s.')),
    part('published', 'Published', published)));
}

async function begin() {
  if (!takeKey()) return askForKey('Open the address that `takefive serve --edit` printed, or paste it here. It holds a key, so that no other page and nobody else on this machine can write your posts.');
  const day = today();
  try {
    if (day) await new DayView(day).open(); else showList(await days());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 401) return askForKey('The key is old: `takefive serve --edit` was started anew. Open the address that it printed, or paste it here. What you typed is kept in this tab.');
    const again = button('Try again', () => location.reload(), { class: 'primary' });
    stop(error.status === 404 ? 'No such day' : 'It cannot be shown', error.message, h('p', { class: 'actions' }, again, h('a', { href: address() }, 'All days')));
  }
}

// A new key in the address bar of an open page is a new beginning.
addEventListener('hashchange', () => { if (location.hash.startsWith('#key=')) { takeKey(); location.reload(); } });
await begin();
