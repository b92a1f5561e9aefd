// Elements, times and counts. Nothing here makes HTML of words: the page's policy forbids it.

/** An element. `on…` are listeners, other names attributes; false, null and undefined leave one out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button of the desk. */
export const button = (words, onclick, attributes = {}) => h('button', { type: 'button', onclick, ...attributes }, words);

/** `1:14:15` for 4455.8 seconds. */
export function clock(seconds) {
  const all = Math.floor(seconds), two = n => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}

/** Words as `takefive check` counts them: without the addresses of links and without tags. */
export function words(markdown) {
  const plain = markdown.replace(/<!--[^]*?-->/g, '').replace(/\]\([^)]*\)/g, ']').replace(/<\/?[a-z][^>]*>/gi, '');
  return plain.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;
}

/** A message as nodes: what stands between backticks is code. */
export const prose = text => text.split('`').map((part, n) => n % 2 ? h('code', {}, part) : part).filter(Boolean);

export const count = (n, one, more) => `${n} ${n === 1 ? one : more}`;

/** `Friday, 20 November 2026` for `2026-11-20`. */
export const longDate = day => new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** Tells a screen reader. */
export function say(text) {
  const place = document.getElementById('said');
  // The same words twice are said twice.
  place.textContent = '';
  requestAnimationFrame(() => { place.textContent = text; });
}

let hiding;
/** A line at the foot of the window, with one thing to do about it if wanted. */
export function toast(text, action) {
  const place = document.getElementById('toast');
  clearTimeout(hiding);
  const hide = () => place.replaceChildren();
  place.replaceChildren(h('p', {}, h('span', {}, prose(text)), action && button(action.words, () => { hide(); action.run(); })));
  hiding = setTimeout(hide, 8000);
}

/** A notice under the bar that stays until what it says is over, or somebody closes it. One a name. */
export function notice(name, text) {
  const places = document.getElementById('notices');
  places.querySelector(`[data-name="${name}"]`)?.remove();
  if (!text) return;
  const close = button('Close', () => box.remove(), { class: 'close' });
  const box = h('div', { class: 'notice', 'data-name': name, role: 'alert' }, h('p', {}, prose(text)), close);
  places.append(box);
}

/** Copies, by whatever way the browser has; false if there is none. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h('textarea', { class: 'for-ears', 'aria-hidden': 'true' });
    area.value = text;
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
