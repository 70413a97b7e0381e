// Makes elements. Words from outside only ever become text nodes; nothing here reads markup.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with its properties and children: `h('p.note', { title }, 'text')`. */
export function h(kind, props, ...children) {
  const [tag, ...classes] = kind.split('.');
  const element = document.createElement(tag || 'div');
  if (classes.length) element.className = classes.join(' ');
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'disabled' || name === 'hidden') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(2).filter((child) => child || child === 0));
  return element;
}

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h10',
  close: 'M6 6l12 12M18 6L6 18',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13z',
  seal: 'M12 3l7 3v5.5c0 4.3-2.9 7.6-7 9.5-4.1-1.9-7-5.2-7-9.5V6zM9 12l2.2 2.2L15.4 10',
  pen: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
};

/** A small line drawing; always beside words, so it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** Words by somebody outside: kept as typed, unable to turn the line about them. */
export function quoted(kind, text, props) {
  return h(kind, { dir: 'auto', ...props }, text);
}

/** Our own sentences: what stands between backticks is to be typed. */
export function prose(text) {
  return text.split(/`([^`\n]+)`/).map((part, index) => (index % 2 ? h('code', {}, part) : part));
}

/** Columns are set with spaces, so they need letters of one width. */
export const isTable = (text) => /\S {2,}\S/.test(text);

/** A word or two at the edge of the page that goes away by itself, or sooner. */
export function toast(text) {
  const shown = h('div.toast', {}, h('p', {}, prose(text)),
    h('button.icon-button', { type: 'button', 'aria-label': 'Close', onclick: () => shown.remove() }, icon('close')));
  const toasts = byId('toasts');
  while (toasts.children.length > 2) toasts.firstChild.remove();
  toasts.append(shown);
  setTimeout(() => shown.remove(), 9000);
}

/** One of several buttons is pressed. */
export function press(group, name, value) {
  for (const button of group.querySelectorAll(`[data-${name}]`)) {
    button.setAttribute('aria-pressed', String(button.dataset[name] === value));
  }
}
