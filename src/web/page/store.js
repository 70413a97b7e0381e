// What the page knows, and who is told when it changes.

const CHOSEN = 'liaison.you';

export const store = {
  /** What the server said at the start: organisation, staff, channels, grammar. */
  house: null,
  /** Who acts. */
  you: '',
  /** The channel that is looked at; `*` is all of them. */
  channel: '*',
  /** Which cases: open, mine, all. */
  which: 'open',
  /** The number of the case whose thread is open. */
  open: null,
  entries: new Map(),
  counts: new Map(),
  unread: new Set(),
};

const listeners = new Map();
export const on = (what, then) => listeners.set(what, [...(listeners.get(what) ?? []), then]);
export const tell = (what, detail) => listeners.get(what)?.forEach((then) => then(detail));

const byNumber = new Map();
const threads = new Map();

/** Takes in a message; false when a newer one of it is known already. */
export function keep(entry) {
  const known = store.entries.get(entry.id);
  if (known && known.seq >= entry.seq) return false;
  store.entries.set(entry.id, entry);
  if (entry.thread) {
    if (!threads.has(entry.thread)) threads.set(entry.thread, new Set());
    threads.get(entry.thread).add(entry.id);
  } else if (entry.body.kind === 'card') {
    const number = entry.body.body.number;
    const shown = byNumber.get(number);
    // A transferred case has a card in each channel it was in; the newest drawing of the latest card counts.
    if (!shown || shown.id === entry.id || entry.channel === channelOf(entry.body.body)?.id) byNumber.set(number, entry);
  }
  return true;
}

export const cardOf = (number) => byNumber.get(number)?.body.body;
export const entryOf = (number) => byNumber.get(number);
export const numbers = () => [...byNumber.keys()].sort((a, b) => b - a);

/** The lines under a card, oldest first. */
export function thread(id) {
  const lines = [...(threads.get(id) ?? [])].map((line) => store.entries.get(line));
  return lines.sort((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq);
}

const isOpen = (card) => card.status === 'open' || card.status === 'held';

function wanted(entry) {
  if (entry.thread) return false;
  if (store.channel !== '*' && entry.channel !== store.channel) return false;
  if (entry.body.kind === 'request') {
    const { state, author } = entry.body.body;
    const waits = state.state === 'waiting' || state.state === 'blocked';
    return store.which === 'all' || (waits && (store.which === 'open' || author === store.you));
  }
  if (entry.body.kind !== 'card') return store.which === 'all' || store.channel !== '*';
  const card = entry.body.body;
  if (store.channel === '*' && byNumber.get(card.number)?.id !== entry.id) return false;
  if (store.which === 'mine') return card.holder === store.you && isOpen(card);
  return store.which === 'all' || isOpen(card);
}

/** When it came: cards of one moment are drawn in any order, so a card's case says when. */
const came = ({ at, body }) => (body.kind === 'card' ? body.body.opened_at : at);
const number = ({ body }) => (body.kind === 'card' ? body.body.number : 0);

/** The messages to be shown, newest first. */
export function shown() {
  const entries = [...store.entries.values()].filter(wanted);
  return entries.sort((a, b) => came(b).localeCompare(came(a)) || number(b) - number(a) || b.seq - a.seq);
}

export function become(name) {
  store.you = name;
  sessionStorage.setItem(CHOSEN, name);
  tell('you');
}

export function whoWasIt(house) {
  const before = sessionStorage.getItem(CHOSEN);
  return house.staff.some((person) => person.name === before) ? before : house.you;
}

export const channelTitle = (id) =>
  id === '*' ? 'All departments' : store.house.channels.find((channel) => channel.id === id)?.title ?? id;

/** The channel of the department that has the case now, by its name or its title. */
export const channelOf = (card) =>
  store.house.channels.find(({ department, title }) => department === card.department || title === card.department);
