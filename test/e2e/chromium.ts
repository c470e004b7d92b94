import { chromium } from 'playwright-core';

/** The browser's program. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Without these, Chromium calls home at every start. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
];

export const launch = (...more: string[]) => chromium.launch({ executablePath: CHROMIUM, args: [...QUIET, ...more] });
