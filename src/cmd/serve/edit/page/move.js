// Dragging with mouse, pen or finger: an insight to another place, or a runner-up onto an insight.
import { h } from './dom.js';

const EDGE = 90;

/** Lets `grip` be dragged. `over(x, y)` says where a drop would go and shows it, `drop(target)` does it, `clear()` takes the marks away. */
export function draggable(grip, { words, over, drop, clear, lifted }) {
  grip.addEventListener('pointerdown', start => {
    if (start.button !== 0) return;
    start.preventDefault();
    grip.focus({ preventScroll: true });
    let ghost, target = null, scroll = 0, frame, last = start;
    const begin = () => {
      ghost = h('div', { class: 'ghost', 'aria-hidden': 'true' }, words());
      document.body.append(ghost);
      document.documentElement.classList.add('dragging');
      lifted?.classList.add('lifted');
      frame = requestAnimationFrame(tick);
    };
    const follow = () => {
      ghost.style.transform = `translate(${last.clientX + 14}px, ${last.clientY + 10}px)`;
      clear();
      target = over(last.clientX, last.clientY);
      const below = innerHeight - last.clientY;
      scroll = last.clientY < EDGE ? (last.clientY - EDGE) / 5 : below < EDGE ? (EDGE - below) / 5 : 0;
    };
    const tick = () => {
      if (scroll) { window.scrollBy(0, scroll); follow(); }
      frame = requestAnimationFrame(tick);
    };
    const move = event => {
      last = event;
      if (!ghost && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < 5) return;
      if (!ghost) begin();
      follow();
    };
    const end = dropped => {
      cancelAnimationFrame(frame);
      for (const [name, listener] of listeners) (name === 'keydown' ? window : grip).removeEventListener(name, listener, true);
      document.documentElement.classList.remove('dragging');
      lifted?.classList.remove('lifted');
      ghost?.remove();
      clear();
      if (dropped && ghost && target !== null) drop(target);
    };
    const listeners = [
      ['pointermove', move],
      ['pointerup', () => end(true)],
      ['pointercancel', () => end(false)],
      ['keydown', event => { if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); end(false); } }],
    ];
    grip.setPointerCapture(start.pointerId);
    for (const [name, listener] of listeners) (name === 'keydown' ? window : grip).addEventListener(name, listener, true);
  });
}

/** Moves elements to the order of `wanted` within `list`, lets them glide there, and leaves the focus where it was. */
export function arrange(list, wanted) {
  if (wanted.length === list.children.length && wanted.every((element, n) => list.children[n] === element)) return;
  const before = new Map([...list.children].map(element => [element, element.getBoundingClientRect().top]));
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  for (const element of [...list.children]) if (!wanted.includes(element)) element.remove();
  wanted.forEach((element, n) => { if (list.children[n] !== element) list.insertBefore(element, list.children[n] ?? null); });
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const element of wanted) {
    const from = before.get(element), to = element.getBoundingClientRect().top;
    if (from === undefined) element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 250, easing: 'ease-out' });
    else if (Math.abs(from - to) > 1) element.animate([{ transform: `translateY(${from - to}px)` }, { transform: 'none' }], { duration: 250, easing: 'cubic-bezier(.2, .7, .2, 1)' });
  }
}
