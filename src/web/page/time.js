// Ages and time left, kept current where they stand.

const UNITS = [[86400, 'd'], [3600, 'h'], [60, 'min']];

function span(seconds, whole = Math.floor) {
  for (const [size, unit] of UNITS) {
    if (seconds >= size) return `${whole(seconds / size)} ${unit}`;
  }
  return `${Math.max(0, whole(seconds))} s`;
}

export const age = (since) => span((Date.now() - Date.parse(since)) / 1000);

function words(element) {
  const { since, until, before = '' } = element.dataset;
  if (since) {
    const seconds = (Date.now() - Date.parse(since)) / 1000;
    return seconds < 10 ? 'just now' : `${span(seconds)} ago`;
  }
  const left = (Date.parse(until) - Date.now()) / 1000;
  element.classList.toggle('is-late', left < 0);
  element.classList.toggle('is-near', left >= 0 && left < 300);
  return left < 0 ? `${span(-left)} late` : `${before} ${span(left, Math.round)}`;
}

export function tick(root = document) {
  for (const element of root.querySelectorAll('time[data-since], time[data-until]')) {
    const now = words(element);
    if (element.textContent !== now) element.textContent = now;
  }
}

/** `12:04` of today, with the day when it is another one. */
export function clock(at) {
  const then = new Date(at);
  const today = then.toDateString() === new Date().toDateString();
  const time = { hour: '2-digit', minute: '2-digit' };
  return then.toLocaleString([], today ? time : { ...time, day: 'numeric', month: 'short' });
}

setInterval(() => document.hidden || tick(), 1000);
