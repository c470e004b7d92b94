import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { command, Failure } from '../../infra/cli/lib/command.ts';
import { cloudMails, runningCloud, STATE_DIR } from '../../infra/cli/lib/running-cloud.ts';
import { CHROMIUM, launch } from '../e2e/chromium.ts';

const HELP = `Takes the pictures of the README from the running demo, into docs/.

  npm run screenshots [-- --out DIR]

Needs a running cloud (npm start) and Chromium; CHROMIUM names its program if it is not /usr/bin/chromium.`;

await command(HELP, async () => {
  const { values } = parseArgs({ options: { out: { type: 'string' }, state: { type: 'string', default: STATE_DIR } } });
  const out = values.out ?? fileURLToPath(new URL('../../docs', import.meta.url));
  if (!existsSync(CHROMIUM)) throw new Failure(`There is no Chromium at ${CHROMIUM}. Set CHROMIUM to its program.`);
  const cloud = await runningCloud(values.state);
  const digest = (await cloudMails(cloud)).findLast(({ tags }) => tags.kind === 'digest');
  if (!digest) throw new Failure('There is no digest in the inbox yet. Move the clock: npx broadsheet tick --at +1d');
  mkdirSync(out, { recursive: true });
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 760, height: 1000 }, locale: 'en-GB' });
    const pictures = { digest: `${cloud.inbox}/mails/${digest.id}/html`, 'sign-up': `${cloud.site}/` };
    for (const [name, url] of Object.entries(pictures)) {
      await page.goto(url);
      await page.screenshot({ path: join(out, `${name}.png`) });
      console.log(join(out, `${name}.png`));
    }
  } finally {
    await browser.close();
  }
  return 0;
});
