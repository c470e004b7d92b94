import { randomBytes } from 'node:crypto';
import { handle } from 'hono/aws-lambda';
import { cachedByKey } from '../adapters/cache.ts';
import { capsStore } from '../adapters/caps.ts';
import { suggestionsStore } from '../adapters/desk.ts';
import { editionFiles } from '../adapters/edition-files.ts';
import { editionsStore } from '../adapters/editions.ts';
import { departures } from '../adapters/files.ts';
import { ledgerStore } from '../adapters/ledger.ts';
import { papersStore } from '../adapters/papers.ts';
import { queue } from '../adapters/queue.ts';
import { readersStore } from '../adapters/readers.ts';
import { keyring } from '../adapters/secrets.ts';
import { documentClient } from '../adapters/table.ts';
import { interestsStore, votesStore } from '../adapters/votes.ts';
import { publicationOf, subscribeEnv } from '../contract/env.ts';
import type { LetterMessage } from '../contract/messages.ts';
import { KEPT_DAYS } from '../contract/retention.ts';
import type { Printed } from '../domain/edition.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger, withMetrics } from '../runtime/log.ts';
import { type SiteConfig, type SitePorts, site } from './app.ts';
import { mailboxes } from './mailboxes.ts';
import { outlineOf } from './outline.ts';

// Cold start
const env = readEnv(subscribeEnv);
const client = documentClient();
const now = () => new Date();
const keys = keyring(env.TOKEN_SECRET_ARN, now);
const addressKey = async () => (await keys()).address;
const caps = capsStore(client, env.SUBSCRIBERS_TABLE);
const letters = queue(env.LETTERS_QUEUE_URL);
const votes = votesStore(client, env.SUBSCRIBERS_TABLE);
// Programs that check mail follow all links of an edition at once, so its papers are cached.
const files = editionFiles(env.STORE_BUCKET);
/** Another key once an editor has changed the edition. */
const asAmended = (edition: Printed) => ({ ...edition, id: `${edition.id} ${edition.amended ?? 0}` });
const papersByKey = cachedByKey(files.papers, { most: 8, forMs: 3_600_000, now });
const papers = (edition: Printed) => papersByKey(asAmended(edition));
// The sign-up page and the feeds show some editions, a search the titles of a month.
const outlined = async (edition: Printed) => outlineOf(edition, await files.papers(edition));
const outlineByKey = cachedByKey(outlined, { most: 100, forMs: 86_400_000, now });
const outline = (edition: Printed) => outlineByKey(asAmended(edition));
// Votes of the first 50 papers: later ones are no cards in mails, so hardly anybody votes for them. One id each: a vote is stored
// under the id that the edition has. Two hundred queries took most of a cold function's first request.
const votesIn = async (edition: Printed) =>
  votes.count((await papers(edition)).slice(0, 50).map(({ id }) => ({ id, ids: [id] })));
const ports: SitePorts = {
  readers: readersStore(client, env.SUBSCRIBERS_TABLE),
  // This function may not read dispatches: a reader sees `no-dispatch` where an operator sees `missed` or `other-wish`.
  editions: { ...editionsStore(client, env.EDITIONS_TABLE), dispatch: async () => undefined },
  ledger: ledgerStore(client, env.EDITIONS_TABLE),
  papers,
  outline,
  votes,
  ...(env.SUGGESTIONS === 'yes' && { suggestions: suggestionsStore(client, env.EDITIONS_TABLE) }),
  interests: interestsStore(client, env.SUBSCRIBERS_TABLE),
  known: papersStore(client, env.PAPERS_TABLE).getMany,
  // Loaded when needed: the formats of feeds are a third of this bundle, and few requests use them.
  async named(from) {
    const { namedInFile, namedInLines } = await import('../ingest/named-papers.ts');
    return typeof from === 'string' ? namedInLines(from) : namedInFile(from);
  },
  votesIn: cachedByKey(votesIn, { most: 50, forMs: 300_000, now }),
  caps,
  mailboxes: mailboxes({ caps, addressKey }),
  noteDeparture: departures(env.STORE_BUCKET).note,
  requestLetter: (message) => letters.send([message satisfies LetterMessage]),
  addressKey,
  tokenKeys: async () => (await keys()).tokens,
  count,
  randomId: () => randomBytes(16).toString('base64url'),
  now,
  failed: (error) => logger.error('request failed', { error: error instanceof Error ? error : String(error) }),
};
const config: SiteConfig = {
  site: { ...publicationOf(env), publicUrl: env.PUBLIC_URL, domain: env.LIST_DOMAIN },
  privacy: {
    contact: env.CONTACT,
    region: env.AWS_REGION,
    note: env.PRIVACY_NOTE,
    kept: { ...KEPT_DAYS, logs: env.LOG_DAYS, ledger: env.LEDGER_DAYS },
  },
  closeZone: env.CLOSE_ZONE,
  closeHour: env.CLOSE_HOUR,
  allowedSites: env.ALLOWED_SITES,
  mailsPerHour: env.MAILS_PER_HOUR,
};

const answer = handle(site(ports, config));

// Called for every request of the HTTP API
export const handler: typeof answer = (...request) => withMetrics(() => answer(...request));
