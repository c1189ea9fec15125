// playwright-core <way>: a page that does not come. It listens to SIGINT, SIGTERM and SIGHUP itself, and closes the browser.
import { captureSignals } from 'capture-signals';
import { chromium } from 'playwright-core';
import { cleanup, slowServer, way } from './support.ts';

const quietly = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

await using server = await slowServer();
await using shutdown = captureSignals();
await using browser = await chromium.launch({ executablePath: '/usr/bin/chromium', ...(way === 'plain' ? {} : quietly) });
await using _ = cleanup();
const page = await browser.newPage();
const ways: Record<string, () => Promise<unknown>> = {
  'plain': () => page.goto(server.url),
  'handleSIGINT: false, race': () => shutdown.race(page.goto(server.url)),
};
await ways[way]!();
