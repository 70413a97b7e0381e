// Drafts that wait for a second person: the post, the words, what the guard found, and the buttons that decide. Each
// button names the draft it stands under, so that it can't decide about another.

import { h, icon, quoted } from './dom.js';
import { act, change, decide, run } from './forms.js';
import { cardOf } from './store.js';
import { clock } from './time.js';

const WHY = {
  rule: 'every answer is looked at by two', guard: 'the guard found something', urgency: 'the case is critical',
  topic: 'the topic is a sensitive one', patient: 'the post tells something about a patient', tier: 'the case has moved up',
  changed: 'somebody else than the holder changed it',
};
const WITHDRAWN = {
  author: 'its author took it back', released: 'the case was given back', moved: 'somebody else has the case now',
  closed: 'the case was closed', post_gone: 'the author deleted the post',
};

export const isOpen = ({ state }) => state.state === 'waiting' || state.state === 'blocked';

function standing({ state, author_went_on: wentOn }) {
  const names = (state.by ?? []) instanceof Array ? (state.by ?? []).map(({ by }) => by).join(' and ') : state.by;
  const since = wentOn ? '; the author has written since' : '';
  return {
    waiting: `Waits for approval${since}`,
    blocked: `Blocked by the guard; ${state.first ? `1 of 2 said yes (${state.first.by})` : 'two may override it'}${since}`,
    approved: `Approved by ${names}`,
    declined: `Declined by ${names}`,
    expired: 'Expired; it was never sent',
    withdrawn: `Withdrawn: ${WITHDRAWN[state.why] ?? state.why}`,
    replaced: 'Replaced by other words',
  }[state.state] ?? state.state;
}

/** The words a finding points at; places are counted in code points. */
const span = (words, { start, end }) => [...words].slice(start, end).join('');

function findings({ words, findings: found }) {
  if (!found.length) return h('p.guard-fine', {}, 'The guard found nothing.');
  return h('ul.guard-found', {}, found.map((one) => h(`li.is-${one.verdict}`, {},
    h('strong', {}, one.kind.replaceAll('_', ' ')),
    one.end > one.start && quoted('q', span(words, one)),
    h('span', {}, one.why),
    one.wording && h('span.safer', {}, 'Safer: ', quoted('q', one.wording)))));
}

/** Why somebody said yes or no. */
function said({ state }) {
  const reasons = state.state === 'declined' ? [[state.by, state.why]]
    : state.state === 'blocked' && state.first ? [[state.first.by, state.first.why]]
    : state.state === 'approved' ? state.by.map(({ by, why }) => [by, why]) : [];
  return reasons.filter(([, why]) => why).map(([by, why]) => h('p.said-why', {}, h('strong', {}, `${by}: `), quoted('span', why)));
}

function decisions(request) {
  if (!isOpen(request)) return '';
  const number = request.card.number;
  const button = (kind, label, act, onclick) => h(`button.${kind}`, { type: 'button', 'data-act': act, onclick }, label);
  const form = (verb) => () => decide(verb, number, { draft: request.draft });
  const yes = request.state.state === 'blocked'
    ? button('danger', 'Override…', 'approve', form('approve'))
    : button('primary', 'Approve', 'approve', () => run(`/case approve ${number}`, null, request.draft));
  return h('div.acts', { role: 'group', 'aria-label': `Draft for case ${number}` }, yes,
    button('quiet', 'Change…', 'change', () => change(number, request.draft)),
    button('danger', 'Decline…', 'decline', form('decline')),
    button('text', 'Open the case', 'open', () => (cardOf(number) ? act('open', number) : run(`/case show ${number}`))));
}

/** All that a person needs to decide. */
export function draw(request) {
  const { card } = request;
  return [
    h('header.card-head', {}, h('span.head-start', {}, icon('seal'),
      h('span.number', {}, `Draft for case #${card.number}`), h('span.soft', {}, `by ${request.author}`)),
    h('time.age', { 'data-since': request.asked_at, datetime: request.asked_at, title: clock(request.asked_at) })),
    h('p.standing', {}, h(`span.state.is-${request.state.state}`, {}, standing(request)),
      isOpen(request) && h('span.soft', {}, `expires ${clock(request.expires_at)}`),
      isOpen(request) && request.asked.length > 0 && h('span.soft', {}, `on duty: ${request.asked.join(', ')}`)),
    h('p.part', {}, 'The post'), quoted('blockquote.quote', card.text || '(no words)'),
    h('p.part', {}, 'The draft'), quoted('p.draft-words', request.words || '(words kept out)'),
    h('p.public-place', {}, icon('globe'), h('span', {}, h('strong', {}, 'Public:'), ` everyone on ${card.network} will read this, under `,
      h('bdi', {}, `@${card.handle}`), '’s post.')),
    findings(request),
    h('p.why', {}, h('span.why-label', {}, 'Why two look: '), request.worries.map((worry) => WHY[worry] ?? worry).join('; ')),
    ...said(request),
    decisions(request),
  ];
}
