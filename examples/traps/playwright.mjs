/**
 * Playwright listens for signals itself, and closes the browser: what the program is doing with the browser fails, as if the page were to blame.
 *
 *     npm install playwright-core
 *     node examples/traps/playwright.mjs wrong https://example.org
 *     node examples/traps/playwright.mjs right https://example.org
 */
import { captureSignals } from 'capture-signals';
import { chromium } from 'playwright-core';

const [way, url] = process.argv.slice(2);
const executablePath = '/usr/bin/chromium';

async function wrong(shutdown) {
  const browser = await chromium.launch({ executablePath });
  shutdown.defer(() => browser.close(), 'browser');
  const page = await browser.newPage();
  await page.goto(url);
}

async function right(shutdown) {
  const browser = await chromium.launch({ executablePath, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
  shutdown.defer(() => browser.close(), 'browser');
  const page = await shutdown.race(browser.newPage());
  await shutdown.race(page.goto(url));
}

await captureSignals(undefined, { graceMs: 10_000 }).run(async (shutdown) => {
  shutdown.defer(() => console.log('Cleaned up'));
  await (way === 'wrong' ? wrong(shutdown) : right(shutdown));
});
