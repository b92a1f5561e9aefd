// Text that is edited where it stands. What was typed is kept in this tab until the file has it, or its editor gives it up.
import { h, prose } from './dom.js';

const PREFIX = 'takefive-desk-text:';
let counter = 0;

/** Texts of this day that were typed and not saved: `[{ name, base, text }]`. */
export function unsaved(day) {
  const found = [];
  for (let n = 0; n < sessionStorage.length; n++) {
    const key = sessionStorage.key(n);
    if (!key.startsWith(`${PREFIX}${day}:`)) continue;
    try { found.push({ name: key.slice(PREFIX.length + day.length + 1), ...JSON.parse(sessionStorage.getItem(key)) }); } catch { /* Not ours. */ }
  }
  return found;
}

export const forget = (day, name) => sessionStorage.removeItem(`${PREFIX}${day}:${name}`);

export class Field {
  /** `name` names it within the day, `save(text, base)` writes it and resolves to the text that the file has then, or to undefined if the
   *  file does not have it. `oneLine`: Enter saves. */
  constructor({ day, name, label, className, oneLine, save, changed }) {
    Object.assign(this, { day, name, oneLine, write: save, changed });
    const id = `field-${++counter}`;
    this.area = h('textarea', {
      class: className, 'aria-label': label, 'aria-describedby': `${id}-about ${id}-fault`, rows: 1, spellcheck: 'true', autocomplete: 'off',
      oninput: () => this.typed(), onkeydown: event => this.key(event), // What was refused is not asked again until somebody wants it or writes on.
      onblur: () => this.text === this.held || this.save(),
    });
    this.about = h('p', { class: 'about', id: `${id}-about`, hidden: true });
    this.fault = h('p', { class: 'fault', id: `${id}-fault`, role: 'alert', hidden: true });
    this.element = h('div', { class: 'field' }, this.area, this.about, this.fault);
    // The file's text as the page knows it, and the one that the editor began with.
    this.file = this.base = null;
  }

  get text() { return this.area.value; }
  get dirty() { return this.file !== null && this.text !== this.base; }

  label(words) { this.area.setAttribute('aria-label', words); }

  /** Shows what the file says; what is being typed stays. */
  update(file) {
    if (this.file === null) this.restore(file);
    else if (this.dirty) {
      // Somebody else may have written just the same.
      if (this.text === file) this.settle(file);
    } else this.settle(file);
    this.file = file;
    this.show();
  }

  restore(file) {
    const kept = unsaved(this.day).find(text => text.name === this.name);
    this.base = kept ? kept.base : file;
    this.area.value = kept ? kept.text : file;
    if (kept && kept.text === file) this.settle(file);
  }

  /** The file has this text. */
  settle(file) {
    this.file = this.base = file;
    if (this.area.value !== file) this.area.value = file;
    forget(this.day, this.name);
    this.complain('');
    this.show();
  }

  typed() {
    if (this.oneLine && /\n/.test(this.text)) this.area.value = this.text.replace(/\s*\n\s*/g, ' ');
    if (this.dirty) sessionStorage.setItem(`${PREFIX}${this.day}:${this.name}`, JSON.stringify({ base: this.base, text: this.text }));
    else forget(this.day, this.name);
    this.complain('');
    this.show();
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === 'Enter' && this.oneLine) {
      event.preventDefault();
      this.save();
    } else if (event.key === 'Escape' && this.dirty) {
      event.preventDefault();
      event.stopPropagation();
      const text = this.text;
      this.settle(this.file);
      this.gaveUp?.(() => { this.area.value = text; this.typed(); this.area.focus(); });
    }
  }

  /** Says below the text why the file does not have it. */
  complain(words) {
    this.held = words ? this.text : null;
    this.fault.replaceChildren(...prose(words));
    this.fault.hidden = !words;
    this.area.setAttribute('aria-invalid', String(Boolean(words)));
  }

  /** Saves what was typed; true if the file has it. */
  async save() {
    if (!this.dirty) return true;
    if (this.saving) {
      const { sent } = this;
      await this.saving;
      return this.dirty && this.text !== sent ? this.save() : !this.dirty;
    }
    const text = this.sent = this.text;
    this.saving = this.write(text, this.base, this);
    this.show();
    try {
      const file = await this.saving;
      if (file === undefined) return false;
      // What was typed meanwhile is still to be saved.
      const more = this.text !== text;
      this.file = this.base = file;
      if (more) this.typed(); else this.settle(file);
      return !more;
    } finally {
      this.saving = null;
      this.show();
    }
  }

  show() {
    const state = this.saving ? 'saving' : this.dirty ? 'unsaved' : 'saved';
    this.element.dataset.state = state;
    grow(this.area);
    this.measure?.(this.text);
    this.changed?.();
  }
}

/** As high as its text, also where the browser does not do that by itself. */
export function grow(area) {
  if (CSS.supports('field-sizing', 'content')) return;
  area.style.blockSize = 'auto';
  area.style.blockSize = `${area.scrollHeight}px`;
}
