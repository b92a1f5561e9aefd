// The way to the server. The key comes with the address, behind the `#`; it stays in this tab.

const PLACE = '/_takefive/edit/';
const KEPT = 'takefive-desk-key';

/** Why the server did not do it: its status, its sentence, and all else that it answered. Status 0: it cannot be reached. */
export class Refused extends Error {
  constructor(status, answer) {
    super(answer.error ?? `the server answered ${status}`);
    this.status = status;
    this.answer = answer;
  }
}

/** Takes the key out of the address bar, where it would be seen and saved. */
export function takeKey() {
  const key = /^#key=(\w+)$/.exec(location.hash)?.[1];
  if (key) {
    sessionStorage.setItem(KEPT, key);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(KEPT);
}

/** Address of the list of days, or of a day. It brings the key along, so that it opens in a new tab as well. */
export const address = (day = '') => `${PLACE}${day}#key=${sessionStorage.getItem(KEPT) ?? ''}`;

/** The day that this page is about; empty on the list. */
export const today = () => location.pathname.slice(PLACE.length);

export const days = () => ask('days');
export const read = day => ask(`days/${day}`);
export const change = (day, operation) => ask(`days/${day}`, { method: 'POST', body: JSON.stringify(operation) });

async function ask(path, options = {}) {
  const headers = { 'takefive-key': sessionStorage.getItem(KEPT) ?? '' };
  if (options.body) headers['content-type'] = 'application/json';
  let response, answer;
  try {
    response = await fetch(`${PLACE}api/${path}`, { ...options, headers, cache: 'no-store' });
    answer = await response.json().catch(() => ({}));
  } catch {
    throw new Refused(0, { error: 'takefive cannot be reached: is `takefive serve --edit` still running?' });
  }
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}
