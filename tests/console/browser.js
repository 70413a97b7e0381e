// A headless Chromium, and pages that report whatever a page should never do.

import { chromium } from 'playwright-core';

const QUIET = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export const WIDE = { viewport: { width: 1440, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

export class Browser {
  #contexts = [];
  #complaints = [];

  static async start(base) {
    const browser = new Browser();
    browser.base = base.replace(/\/$/, '');
    browser.chromium = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });
    return browser;
  }

  /** Somebody else at a computer of their own. */
  async page(path = '/', options = WIDE) {
    const context = await this.chromium.newContext(options);
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const complain = (what) => this.#complaints.push(what);
    page.on('dialog', (dialog) => { complain(`a dialog opened: ${dialog.message()}`); dialog.dismiss(); });
    page.on('pageerror', (error) => complain(`a script broke: ${error.message}`));
    page.on('console', (message) => /content security policy|refused to/i.test(message.text()) && complain(message.text()));
    page.on('request', (request) => request.url().startsWith(this.base) || /^(data|blob):/.test(request.url()) ||
      complain(`something was asked for elsewhere: ${request.url()}`));
    await page.goto(this.base + path);
    return page;
  }

  /** The console as ana or ben, who may answer in every demonstration, or as cora, who may approve. */
  async console(who = 0, options = WIDE) {
    const page = await this.page('/', options);
    await page.locator('#cards article').first().waitFor();
    page.who = ['ana', 'ben', 'cora'][who];
    await page.locator('#you').selectOption(page.who, { force: true });
    await page.waitForFunction(() => document.getElementById('line').textContent === 'Live');
    return page;
  }

  mustBeClean() {
    const complaints = this.#complaints.splice(0);
    if (complaints.length) throw new Error(complaints.join('\n'));
  }

  async closePages() {
    this.#complaints = [];
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  stop() {
    return this.chromium.close();
  }
}

let count = 0;

/** Letters, since digits may be taken for somebody's number and masked. */
const mark = () => [...`${process.pid}${count += 1}`].map((digit) => 'bcdfghjkmn'[digit]).join('');

/** Words that nobody else writes. */
export const unlike = (words) => `${words} ${mark()}`;

/** A member of the public writes in the page's own form; gives the card it becomes. */
export async function complain(page, words, handle = `visitor${process.pid}${count += 1}`, known = words) {
  await page.locator('#post-handle').fill(handle);
  await page.locator('#post-text').fill(words);
  await page.locator('.post-form button[type=submit]').click();
  return card(page, known);
}

export async function card(page, words) {
  const found = page.locator('#cards article[data-number]', { hasText: words });
  await found.waitFor();
  return found;
}

/** What does not become true in time is wrong. */
export async function until(what, test, seconds = 10) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await test()) return;
    if (Date.now() > end) throw new Error(`not seen within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function equal(what, found, wanted) {
  if (found !== wanted) throw new Error(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}
