import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simpleParser } from 'mailparser';
import { FEED_PREFIXES } from '../../../functions/contract/tables.ts';
import { addDays, closeOf, dueOf, lastClosed, type Preferences } from '../../../functions/domain/schedule.ts';
import type { Cloud } from '../../local/cloud.ts';
import { Failure } from './command.ts';
import { uploadFeed } from './feed-upload.ts';
import { fetchNow } from './source-states.ts';
import { localStack } from './stack.ts';
import { closeTimeOf, storesOf } from './stack-stores.ts';

/** A step of the demo. `run` resolves with its result in a few words. */
type Step = { title: string; run: () => Promise<string> };

const fixture = (name: string) => ({ name, path: fileURLToPath(new URL(`../../../test/fixtures/${name}`, import.meta.url)) });

/** The project's own sample: a papers page as somebody saved it. */
const SEED = fixture('000_52b6d6f3b97a3e4b.txt');

/** The feeds of the days before, one a day, so that the demo has past editions. */
const EARLIER = [fixture('feeds/arxiv-rss2-cs_ai-2026-04-27.xml'), fixture('feeds/s2-search-transformer.json')];

/** How long before the demo its past editions begin, ms. */
export const PAST_EDITIONS_MS = EARLIER.length * 86_400_000;

/** The reader of the demo. */
const ADA = 'ada@example.org';

const preferences = {
  frequency: 'daily',
  weekday: 1,
  hour: 8,
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
} as const satisfies Preferences;

/**
 * The steps of the demo: upload, sign up, confirm, wait, read. It uses only HTTP and S3, as a publisher and a reader do. With sources
 * it has no earlier days: FETCH would ask in them, and the papers would be in an edition before the reader comes.
 */
export function demo(cloud: Cloud, fetches = false): Step[] {
  const step = (title: string, run: Step['run']): Step => ({ title, run });
  /** Uploads a sample with today as its listing day. */
  const upload = async ({ name, path }: { name: string; path: string }) => {
    const day = cloud.now().toISOString().slice(0, 10);
    const feed = { file: path, key: `${FEED_PREFIXES.news}${day}-${basename(name)}`, day };
    const { outcome, reason, counts } = await uploadFeed(localStack(cloud), feed);
    if (outcome !== 'accepted') throw new Failure(`${name} was ${outcome}${reason ? `: ${reason}` : '.'}`);
    return counts;
  };
  const uploadSeed = async () => {
    const counts = await upload(SEED);
    return `${counts.new} new papers, ${counts.unchanged} unchanged, ${counts.rejected} rejected`;
  };
  const begin = [
    step('Make past editions', async () => {
      const closeTime = closeTimeOf(localStack(cloud));
      // An earlier start that was cut off may have uploaded some.
      const done = (await storesOf(localStack(cloud)).papers.receipts(EARLIER.length)).map(({ key }) => key);
      for (const sample of EARLIER) {
        if (done.some((key) => key.endsWith(basename(sample.name)))) continue;
        await upload(sample);
        const close = closeOf(addDays(lastClosed(cloud.now(), closeTime), 1), closeTime);
        await cloud.moveClock(close);
      }
      // After the hour at which these days are sent: a reader who signs up now gets only the next one.
      const due = dueOf(lastClosed(cloud.now(), closeTime), preferences, closeTime);
      await cloud.moveClock(new Date(Math.max(Date.now(), due.getTime(), cloud.now().getTime())));
      return `${EARLIER.length} days before today`;
    }),
    step('Upload the seed feed', uploadSeed),
  ];
  const ask = step('Ask the sources', async () => {
    const done = await fetchNow(() => cloud.fetch());
    const kept = done.reduce((sum, { objects }) => sum + objects.length, 0);
    const said = done.map(({ name, failure, says }) => `${name}: ${failure ?? says}`).join('; ');
    return kept > 0 ? said : `${said}. So the seed feed is uploaded: ${await uploadSeed()}`;
  });
  return [
    ...(fetches ? [ask] : begin),
    step('Sign up a reader', async () => {
      if (confirmation(cloud)) return `${ADA}, who signed up at an earlier start`;
      await post(`${cloud.site}/subscribe`, { ...preferences, email: ADA });
      return `${ADA}, daily at 8:00 in ${preferences.zone}`;
    }),
    step('Confirm', async () => {
      await cloud.quiet();
      const mail = arrived(confirmation(cloud), 'confirmation mail');
      const { text = '' } = await simpleParser((await cloud.raw(mail.id)) ?? '');
      const [link] = /https?:\/\/\S+\/confirm\?token=[\w.~%-]+/.exec(text) ?? [];
      if (!link) throw new Failure('The confirmation mail has no link.');
      const page = await (await fetch(link)).text();
      const [, token] = /name="token"[^>]*value="([^"]+)"/.exec(page) ?? [];
      if (!token) throw new Failure('The page behind the link of the confirmation mail has no button.');
      await post(`${cloud.site}/confirm`, { token });
      return 'the mail arrived, its link was opened and the button pressed';
    }),
    step('Wait for the morning', async () => {
      // The papers just uploaded are in the next edition that closes.
      const closeTime = closeTimeOf(localStack(cloud));
      const day = addDays(lastClosed(cloud.now(), closeTime), 1);
      for (const at of [closeOf(day, closeTime), dueOf(day, preferences, closeTime)])
        if (at > cloud.now()) await cloud.moveClock(at);
      return `the clock stands at ${cloud.now().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    }),
    step('Read the digest', async () => arrived(digest(cloud), 'digest').subject),
  ];
}

/** The demo's digest, if it has arrived. */
export const digest = (cloud: Cloud) => cloud.mails().find(({ to, tags }) => to === ADA && tags.edition !== undefined);

const confirmation = (cloud: Cloud) => cloud.mails().find(({ to, tags }) => to === ADA && tags.edition === undefined);

/** What must have arrived once the cloud is quiet. */
function arrived<T>(found: T | undefined, what: string): T {
  if (!found) throw new Failure(`The ${what} did not arrive. Look at the logs in .broadsheet/logs.`);
  return found;
}

async function post(url: string, fields: Record<string, string | number>): Promise<void> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) body.set(name, String(value));
  const response = await fetch(url, { method: 'POST', body });
  if (!response.ok)
    throw new Failure(`${new URL(url).pathname} answered ${response.status}. Look at the logs in .broadsheet/logs.`);
}
