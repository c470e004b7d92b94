import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { localCloud } from '../e2e/local-cloud.ts';
import { dataOf, FIXTURE, type Release, rowsOf } from './release.ts';

/**
 * `node test/upgrade/record.ts`, on the commit of a release: plays the demo in the local cloud and writes what is in its
 * tables and its store in the middle of a dispatch to test/fixtures/upgrade/release.json, for the code that comes after it.
 * After the demo every kind of reader is there: active, moved, pending, unsubscribed, suppressed.
 */
const READERS = [
  'ada',
  'grace',
  'hopper',
  'lovelace',
  'noether',
  'curie',
  'meitner',
  'lamarr',
  'hamilton',
  'bartik',
  'holberton',
];
const MOVED = 'moved@example.org';
const GONE = 'gone@example.org';

// With a setting of its own, so that it makes its own template: the one that tests share is known to vitest alone.
const local = await localCloud({ language: 'en-GB' }, { clockOffset: Date.parse('2026-03-17T12:00:00Z') - Date.now() });
const { the, cloud } = local;

/** The paths of the links in a mail that bring something about, the one-click link of its header first. */
const linksIn = ({ headers, text }: { headers: Map<string, string>; text: string }) => {
  const urls = [headers.get('list-unsubscribe') ?? '', text].flatMap(
    (part) => part.match(/https?:[^\s<>]+[?]token=[^\s<>]+/g) ?? [],
  );
  return [...new Set(urls.map((url) => new URL(url)).map(({ pathname, search }) => pathname + search))];
};
/** From any mail to the address: its digest may be the one that is lost, but the welcome has these links too. */
const tokenOf = async (address: string, page: string) => {
  const link = (await the.mailsTo(address)).flatMap(linksIn).find((path) => path.startsWith(page));
  if (!link) throw new Error(`${address} got no mail with a link to ${page}`);
  return new URL(link, cloud.site).searchParams.get('token') ?? '';
};

try {
  await the.uploadPage('Mar 17', ['Attention with Fewer Heads', 'A Survey of Sparse Graphs', 'Learning to Rank with Few Labels']);
  for (const name of READERS) await the.join(`${name}@example.org`);
  for (const address of [MOVED, GONE, 'bounce@simulator.amazonses.com']) await the.join(address);
  await the.fail('lost');
  await the.morning();
  await the.moveClock(new Date((await the.now()).getTime() + 30 * 60_000));

  await the.signUp('pending@example.org');
  await the.form('/unsubscribe', { token: await tokenOf(GONE, '/unsubscribe') });
  const wish = { frequency: 'daily', weekday: '1', hour: '10', zone: 'Europe/Berlin' };
  await the.form('/preferences', { ...wish, token: await tokenOf(MOVED, '/preferences') });
  await the.uploadPage('Mar 18', ['Neural Fields for Weather', 'Causal Discovery from Text']);

  // One call of SES hangs; when some copies are out, another finds the quota used up, and the rest waits.
  await the.fail('lost');
  const morning = the.morning();
  const copies = async (state: string) =>
    (await rowsOf(cloud, 'EditionsTableName')).filter(
      (row) => String(row.pk).startsWith('LEDGER#') && row.sk === '2026-03-19' && row.state === state,
    ).length;
  while ((await copies('SENT')) < 2) await sleep(10);
  await the.fail('quota');
  while ((await copies('PENDING')) < 1 || (await copies('CLAIMED')) !== 1) await sleep(10);

  const open = (await the.dispatches()).find(({ state }) => state === 'OPEN');
  const addresses = [...new Set(cloud.mails().map(({ to }) => to))];
  const mails = (await Promise.all(addresses.map((address) => the.mailsTo(address)))).flat();
  const recorded: Release = {
    at: cloud.now().toISOString(),
    secrets: local.facts.secrets,
    ...(await dataOf(cloud)),
    mails: mails.map(({ to, edition, ...mail }) => ({ to, edition, links: linksIn(mail) })),
    message: { edition: open?.edition, due: open?.due, batch: 0 },
  };
  mkdirSync(new URL('.', FIXTURE), { recursive: true });
  writeFileSync(FIXTURE, `${JSON.stringify(recorded, undefined, 1)}\n`);
  console.log(`${fileURLToPath(FIXTURE)}: ${Math.ceil(JSON.stringify(recorded).length / 1024)} KB`);
  await morning;
} finally {
  await local.stop();
}
process.exit(0);
