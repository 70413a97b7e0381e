// Buttons and forms. A form's fields are drawn from the grammar, so a verb needs nothing here to have one.

import { Refused, get, post } from './api.js';
import { byId, h, icon, prose, quoted, toast } from './dom.js';
import { cardOf, channelOf, numbers, store, tell } from './store.js';

const LABELS = {
  release: 'Give it back', assign: 'Assign…', note: 'Note…', tag: 'Tags…', priority: 'Change urgency…',
  transfer: 'Transfer…', dismiss: 'Dismiss…', merge: 'Merge…', reopen: 'Reopen…', retract: 'Take our reply down…',
  show: 'Show its history', reveal: 'Show the words, on record', escalate: 'Escalate', resolve: 'Resolve', claim: 'Claim', reply: 'Reply',
  suggest: 'Answers that fit', handoff: 'Invite to a call…',
  approve: 'Approve the draft', decline: 'Decline the draft…',
};
/** What goes at once: nothing else is to be known. */
const AT_ONCE = new Set(['claim', 'release', 'show', 'reveal']);
const PLACEHOLDERS = {
  escalate: 'What should they know? (may stay empty)', resolve: 'How was it settled? (may stay empty)',
  transfer: 'What should they know? (may stay empty)', dismiss: 'spam, not about us, …', tag: 'parking -billing',
};

const verbOf = (name) => store.house.grammar.find((verb) => verb.verb === name);
const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Sends a line as the person who sits here. The answer is shown to them alone; a refusal is thrown. */
export async function say(line, number, draft) {
  const answer = await post('/console/command', { as: store.you, line, case: number ?? null, draft: draft ?? null });
  tell('answer', { line, ...answer });
  return answer;
}

/** The same, with a refusal shown at the edge of the page. */
export async function run(line, number, draft) {
  try {
    return await say(line, number, draft);
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    toast(problem.message);
    return null;
  }
}

/** What a button of a card does. */
export function act(verb, number) {
  if (!cardOf(number)) return;
  if (verb === 'more') more(number);
  else if (verb === 'open') tell('open', { number });
  else if (verb === 'reply' || verb === 'note') tell('open', { number, mode: verb });
  else if (verb === 'suggest') tell('open', { number, mode: 'reply' });
  else if (AT_ONCE.has(verb)) run(`/case ${verb} ${number}`);
  else if (verb === 'approve' || verb === 'decline') withDraft(number, ({ draft, words }) => form(verb, number, { draft, shown: words }));
  else form(verb, number);
}

function sheet(title, ...children) {
  const dialog = byId('sheet');
  dialog.setAttribute('aria-label', title);
  dialog.replaceChildren(h('header.sheet-head', {}, h('h2', {}, title),
    h('button.icon-button', { type: 'button', 'aria-label': 'Close', onclick: () => dialog.close() }, icon('close'))), ...children);
  dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
  if (!dialog.open) dialog.showModal();
  return dialog;
}

function more(number) {
  const card = cardOf(number);
  const open = card.status === 'open' || card.status === 'held';
  const fits = (verb) => {
    if (['claim', 'reply', 'escalate', 'resolve'].includes(verb)) return false;
    if (verb === 'reopen') return !open;
    if (verb === 'release') return card.status === 'held';
    if (verb === 'suggest' || verb === 'handoff') return open && card.takes_replies && !card.deleted;
    if (['approve', 'decline'].includes(verb)) return Boolean(card.draft);
    if (verb === 'retract') return card.reply?.state === 'published';
    if (['assign', 'transfer', 'dismiss', 'merge'].includes(verb)) return open;
    return true;
  };
  const verbs = store.house.grammar.filter((verb) => verb.root === 'case' && fits(verb.verb));
  const choose = (verb) => {
    byId('sheet').close();
    act(verb, number);
  };
  sheet(`More for case #${number}`, h('ul.choices', {}, verbs.map((verb) => h('li', {},
    h('button.choice', { type: 'button', onclick: () => choose(verb.verb) },
      h('strong', {}, LABELS[verb.verb] ?? verb.verb), h('span', {}, sentence(verb.about)))))),
  card.link && h('p.sheet-foot', {}, h('a', { href: safe(card.link), target: '_blank', rel: 'noopener noreferrer' }, 'Open the post where it stands')))
    .querySelector('.choice')?.focus();
}

/** A link is only ever one to a page. */
export function safe(link) {
  try {
    const url = new URL(link, location.href);
    return ['http:', 'https:'].includes(url.protocol) ? url.href : null;
  } catch { return null; }
}

const openDraft = (number) => get(`/console/draft/${number}`);

/** Goes on with the draft of a case as it stands now. */
async function withDraft(number, then) {
  try {
    const draft = await openDraft(number);
    if (draft) then(draft);
    else toast(`No draft waits for approval in case #${number}.`);
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    toast(problem.message);
  }
}

/** Other words in the place of a draft: the form holds it without what is put under every reply. */
export function change(number, draft) {
  withDraft(number, (open) => {
    if (open.draft === draft) form('reply', number, { draft, words: open.unsigned });
    else toast(`The draft of case #${number} was changed since you saw it. Read the new one first.`);
  });
}

/** What somebody has read once their words were answered: a reply that was kept is a draft of their own by then. */
export async function readBy(number, seen) {
  const open = await openDraft(number).catch(() => null);
  return open?.author === store.you ? open.draft : seen;
}

/** A form about a draft that waits. It means that one: if it was changed meanwhile nothing is done. */
export function decide(verb, number, about) {
  form(verb, number, about);
}

function form(verb, number, about = {}) {
  const entry = verbOf(verb);
  if (!entry) return run(`/case ${verb} ${number}`);
  const fields = entry.arguments.filter((argument) => argument.name !== 'case').map((argument) => field(argument, verb, number));
  const problem = h('p.form-problem', { role: 'alert' });
  let seen = about.draft;
  const send = async (event) => {
    event.preventDefault();
    const words = fields.map(({ read }) => read()).filter(Boolean);
    try {
      await say(`/case ${verb} ${number} ${words.join(' ')}`.trimEnd(), null, seen);
      byId('sheet').close();
    } catch (refused) {
      problem.replaceChildren(...prose(refused.message));
      if (verb === 'reply') seen = await readBy(number, seen);
    }
  };
  const title = `${(LABELS[verb] ?? verb).replace('…', '')}: case #${number}`;
  const dialog = sheet(title, h('p.sheet-about', {}, sentence(entry.about)),
    ...(about.shown ? [h('p.part', {}, 'The draft'), quoted('p.draft-words', about.shown)] : []),
    h('form.sheet-form', { onsubmit: send, onkeydown: (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
    } }, fields.map(({ element }) => element), problem,
    h('div.sheet-acts', {}, h('button.quiet', { type: 'button', onclick: () => byId('sheet').close() }, 'Not now'),
      h('button.primary', { type: 'submit' }, (LABELS[verb] ?? verb).replace('…', '')))));
  const first = dialog.querySelector('select, textarea, input');
  if (about.words && first) first.value = about.words;
  first?.focus();
}

function field(argument, verb, number) {
  const id = `field-${argument.name}`;
  const label = (control, read) => ({
    element: h('div.field', {}, h('label', { for: id }, sentence(argument.about)), control), read,
  });
  const value = () => byId(id).value.trim();
  const options = choices(argument, number);
  if (options) {
    const select = h('select', { id, required: argument.required },
      h('option', { value: '' }, argument.required ? 'Choose…' : '—'), options.map(([word, title]) => h('option', { value: word }, title)));
    return label(select, value);
  }
  if (argument.kind === 'text') {
    return label(h('textarea', { id, rows: 3, required: argument.required, dir: 'auto', placeholder: PLACEHOLDERS[verb] ?? '' }), value);
  }
  return label(h('input', { id, type: 'text', required: argument.required, placeholder: PLACEHOLDERS[verb] ?? '' }), value);
}

function choices(argument, number) {
  const card = cardOf(number);
  if (argument.kind === 'staff') {
    return store.house.staff.filter((person) => person.rights.includes('respond'))
      .map((person) => [person.name, `${person.name}, ${person.title}`]);
  }
  if (argument.kind === 'department') {
    return store.house.channels.filter((channel) => channel !== channelOf(card))
      .map((channel) => [channel.department, channel.title]);
  }
  if (argument.kind === 'case') {
    const same = numbers().filter((other) => other !== number && cardOf(other).handle === card.handle);
    return same.length ? same.map((other) => [other, `#${other}: ${cardOf(other).text.slice(0, 60)}`]) : null;
  }
  if (argument.choices.length) return argument.choices.map((word) => [word, word]);
  return null;
}

/** What the keys do. */
export function help(keys, enabled, enable) {
  const box = h('input', { type: 'checkbox', id: 'keys-on', onchange: (event) => enable(event.target.checked) });
  box.checked = enabled;
  sheet('With the keyboard alone', h('dl.keys', {}, keys.map(([key, what]) => [
    h('dt', {}, key.split(' ').map((one) => h('kbd', {}, one))), h('dd', {}, what)])),
  h('p.sheet-foot', {}, box, h('label', { for: 'keys-on' }, ' Single keys do something')));
}
