/** The web of one test file: a Chromium, and a static site for it to visit. Both end with the file. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { DemoSite, SITE_ARGUMENTS } from './demo-site.ts';

export interface Web {
  readonly browser: Browser;
  readonly site: DemoSite;
}

export function useWeb(): () => Web {
  let web: Web | undefined;
  beforeAll(async () => {
    web = { browser: await launchChromium(SITE_ARGUMENTS), site: await DemoSite.start() };
  });
  afterAll(async () => {
    await web?.browser.close();
    await web?.site.close();
  });
  return () => {
    if (web === undefined) throw new Error('the browser is there from beforeAll on');
    return web;
  };
}
