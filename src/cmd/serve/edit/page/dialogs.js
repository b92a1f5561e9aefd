// Questions to the editor.
import { button, copy, h } from './dom.js';

let counter = 0;

/** A dialog; resolves to the value of the button that closed it, or to undefined. */
function ask(title, className, build) {
  return new Promise(done => {
    const id = `dialog-${++counter}`;
    const before = document.activeElement;
    let answer;
    const close = value => { answer = value; dialog.close(); };
    const dialog = h('dialog', { class: className, 'aria-labelledby': id, onclose: () => { dialog.remove(); if (before?.isConnected) before.focus({ preventScroll: true }); done(answer); } });
    dialog.addEventListener('click', event => { if (event.target === dialog) close(); });
    dialog.append(h('h2', { id }, title), ...build(close));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** One of several insights: `[{ value, lead, words, small }]`. */
export const choose = (title, options) => ask(title, 'choose', close => [
  h('ol', { class: 'plain' }, options.map(({ value, lead, words, small }) => h('li', {}, h('button', { type: 'button', onclick: () => close(value) }, h('span', { class: 'numeral', 'aria-hidden': 'true' }, lead), h('span', {}, h('b', {}, words), small && h('small', {}, small)))))),
  h('p', { class: 'actions' }, button('Leave it as it is', () => close())),
]);

/** The editor's text and the file's, side by side: `take`, `copied`, `mine`, or undefined for later. */
export const conflict = (what, mine, file, gone) => ask(`${what} changed in the file meanwhile`, 'conflict', close => {
  const said = h('p', { class: 'fault', role: 'alert', hidden: true });
  const side = (title, text, className) => {
    const id = `side-${++counter}`;
    return h('section', { 'aria-labelledby': id, class: className }, h('h3', { id }, title), h('p', { class: 'words', tabindex: '0' }, text));
  };
  const keep = async () => {
    if (await copy(mine)) return close('copied');
    said.textContent = 'The browser does not let the page copy; mark your text above and copy it by hand.';
    said.hidden = false;
  };
  return [
    h('p', {}, gone ? 'Its insight is no longer in the post. Nothing was written.' : 'Somebody else, or another program, wrote it since you began. Nothing was written over; both are here.'),
    h('div', { class: 'sides' }, side('Yours', gone || !file ? mine : against(mine, file), 'yours'), side('The file’s', gone ? 'It is gone.' : file ? against(file, mine) : 'It is empty.', 'theirs')),
    said,
    h('p', { class: 'actions' },
      button('Keep mine: copy it and reload', keep, { class: 'primary' }),
      button('Take the file’s', () => close('take')),
      !gone && button('Put mine in its place', () => close('mine')),
      button('Decide later', () => close())),
  ];
});

/** A text as nodes, with a mark on the words that the other one lacks in this place; without marks where little is the same. */
function against(text, other) {
  const [mine, theirs] = [text, other].map(all => all.split(/(?<=\s)(?=\S)/));
  const same = (a, b) => mine[a].trim() === theirs[b].trim();
  // Words that both have in the same order, as many as can be; texts are a claim long, so a table does.
  const common = Array.from({ length: mine.length + 1 }, () => new Uint16Array(theirs.length + 1));
  for (let a = mine.length - 1; a >= 0; a--) for (let b = theirs.length - 1; b >= 0; b--) common[a][b] = same(a, b) ? common[a + 1][b + 1] + 1 : Math.max(common[a + 1][b], common[a][b + 1]);
  if (common[0][0] * 2 < Math.min(mine.length, theirs.length)) return [text];
  const nodes = [];
  let own = '';
  const flush = () => {
    if (own) nodes.push(h('mark', {}, own.trimEnd()), own.slice(own.trimEnd().length));
    own = '';
  };
  for (let a = 0, b = 0; a < mine.length;) {
    if (b < theirs.length && same(a, b)) { flush(); nodes.push(mine[a]); a++; b++; }
    else if (b < theirs.length && common[a][b + 1] >= common[a + 1][b]) b++;
    else own += mine[a++];
  }
  flush();
  return nodes;
}

/** What the keys do. */
export const help = () => ask('Keys', 'help', close => [
  h('dl', {}, [
    ['Alt ↑  Alt ↓', 'move the insight that you are in'],
    ['Ctrl S', 'save (⌘ S on a Mac); leaving a text saves as well'],
    ['Enter', 'save a headline or the title'],
    ['Esc', 'give up what you typed; one click brings it back'],
    ['Tab', 'on to the next thing; everything can be done without a mouse'],
  ].flatMap(([keys, does]) => [h('dt', {}, keys), h('dd', {}, does)])),
  h('p', { class: 'actions' }, button('Close', () => close())),
]);
