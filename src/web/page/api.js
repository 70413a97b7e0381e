// Speaks with the server: questions, commands, and the line on which it tells what happens.

/** Something that could not be, in the server's words. */
export class Refused extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Refused('liaison can’t be reached just now. Your words are kept here; try again in a moment.');
  }
  if (answer.status === 204) return null;
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.error ?? 'That did not work. Try again in a minute.', answer.status);
  return said;
}

export const get = (path) => ask('GET', path);
export const post = (path, body) => ask('POST', path, body);
export const patch = (path, body) => ask('PATCH', path, body);
export const remove = (path) => ask('DELETE', path);

/** How long without a word before the line counts as lost; the server says something every ten seconds. */
const SILENCE = 25_000;

/**
 * Listens to a live stream and comes back by itself. `address` is given the id of the last event that was heard, if
 * any, and gives the address to go on from; `on` has a function for each kind of event; `state` is told whether the line stands. A page that nobody looks at gives its line back after
 * a while: a browser has only six to one place.
 */
export function listen(address, on, state) {
  let source, watch, again, hide, last;
  const close = () => { source?.close(); source = null; clearTimeout(watch); clearTimeout(again); };
  const heard = () => { state(true); clearTimeout(watch); watch = setTimeout(lost, SILENCE); };
  const lost = () => { close(); state(false); again = setTimeout(open, 1500); };
  const open = () => {
    close();
    source = new EventSource(address(last));
    for (const [kind, then] of Object.entries({ ...on, beat: () => {} })) {
      source.addEventListener(kind, (event) => {
        heard();
        if (kind === 'beat') return;
        last = event.lastEventId || last;
        then(JSON.parse(event.data));
      });
    }
    source.onopen = heard;
    source.onerror = lost;
    watch = setTimeout(lost, SILENCE);
  };
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hide);
    if (document.hidden) hide = setTimeout(close, 60_000);
    else if (!source) open();
  });
  addEventListener('online', open);
  addEventListener('offline', lost);
  open();
}
