// What could come next in a line: verbs, cases, departments, people, tags. Pure: a line in, proposals out.

import { cardOf, numbers, store } from './store.js';

const roots = { case: '/case', desk: '/desk' };

/** The line with its root: inside a case `claim` is enough, and so is `claim 12` anywhere. */
export function whole(line) {
  const first = line.trimStart().split(/\s/, 1)[0].toLowerCase();
  const verb = store.house.grammar.find((one) => one.verb === first);
  if (verb) return `${roots[verb.root]} ${line.trim()}`;
  // A verb with a slip of the finger: the server knows the nearest one.
  const rooted = Object.entries(roots).flat().includes(first) || first.startsWith('/');
  return rooted ? line.trim() : `/case ${line.trim()}`;
}

/** Proposals for the word that is being typed: `{ word, about }`, and where that word begins. */
export function proposals(line) {
  const at = line.search(/\S*$/);
  const word = line.slice(at).toLowerCase();
  const before = line.slice(0, at).trim().split(/\s+/).filter(Boolean);
  const found = options(before).filter(({ word: option }) => option.toLowerCase().startsWith(word) && option !== line.slice(at));
  return { at, found: found.slice(0, 8) };
}

function options(before) {
  const [first = '', second] = before.map((word) => word.toLowerCase());
  const root = Object.keys(roots).find((name) => roots[name] === first || name === first);
  const grammar = store.house.grammar;
  if (!before.length) {
    return [{ word: '/case', about: 'acts on one case' }, { word: '/desk', about: 'all else' }, ...grammar.map(verb)];
  }
  if (root && !second) return grammar.filter((entry) => entry.root === root).map(verb);
  const entry = grammar.find((one) => one.verb === (root ? second : first) && (!root || one.root === root));
  return entry ? argument(entry, before.slice(root ? 2 : 1)) : [];
}

const verb = (entry) => ({ word: entry.verb, about: entry.about });

function argument(entry, given) {
  const expected = [...entry.arguments];
  // Inside a case its number may be left out.
  const left = expected[0]?.name === 'case' && store.open !== null && !/^#?\d+$/.test(given[0] ?? '');
  const next = expected[left ? given.length + 1 : given.length];
  const cases = left && given.length === 0 ? of({ kind: 'case' }) : [];
  return [...(next ? of(next) : []), ...cases];
}

function of({ kind, choices }) {
  if (choices?.length) return choices.map((word) => ({ word, about: '' }));
  switch (kind) {
    case 'case': return numbers().map((number) => ({ word: String(number), about: cardOf(number).text.slice(0, 60) }));
    case 'staff': return store.house.staff.map((person) => ({ word: person.name, about: person.title }));
    case 'department': return departments();
    case 'selection': return [...['mine', 'open', 'late', 'all'].map((word) => ({ word, about: '' })), ...departments()];
    case 'tags': return [...new Set(numbers().flatMap((number) => cardOf(number).tags))].map((word) => ({ word, about: 'tag' }));
    case 'author': return [...new Set(numbers().map((number) => cardOf(number).handle))].map((word) => ({ word, about: 'author' }));
    case 'verb': return store.house.grammar.map(verb);
    default: return [];
  }
}

const departments = () => store.house.channels.map((channel) => ({ word: channel.department, about: channel.title }));
