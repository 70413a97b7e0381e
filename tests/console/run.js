// The console in a real browser: node run.js BASE_URL [FOLDER_FOR_SCREENSHOTS]
//
// BASE_URL is a running `liaison demo`. CHROMIUM names the browser where it is not /usr/bin/chromium.
// Exit status: 0 all stories hold, 1 one does not, 2 called wrongly.

import { mkdirSync } from 'node:fs';
import { Browser } from './browser.js';
import { screenshots } from './screenshots.js';
import { stories } from './stories.js';

const [base, folder] = process.argv.slice(2);
if (!base) {
  console.error('Say where it runs: node run.js http://127.0.0.1:7777 [FOLDER_FOR_SCREENSHOTS]');
  process.exit(2);
}

const browser = await Browser.start(base);
let failed = 0;
for (const [name, story] of Object.entries(stories)) {
  try {
    await story(browser);
    browser.mustBeClean();
    console.log(`ok    ${name}`);
  } catch (problem) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${String(problem.message).replaceAll('\n', '\n      ')}`);
  } finally {
    await browser.closePages();
  }
}
if (folder) {
  mkdirSync(folder, { recursive: true });
  await screenshots(browser, folder);
  console.log(`screenshots are in ${folder}`);
}
await browser.stop();
console.log(failed ? `${failed} of ${Object.keys(stories).length} stories failed` : 'all stories hold');
process.exit(failed ? 1 : 0);
