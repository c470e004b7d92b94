import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { handle } from 'hono/aws-lambda';
import { ringingAlarms } from '../adapters/alarms.ts';
import { capsStore } from '../adapters/caps.ts';
import { controlStore } from '../adapters/control.ts';
import { editorStore, editorsStore, suggestionsStore } from '../adapters/desk.ts';
import { editionFiles } from '../adapters/edition-files.ts';
import { editionsStore } from '../adapters/editions.ts';
import { objectStore } from '../adapters/files.ts';
import { largeFiles } from '../adapters/large-files.ts';
import { papersStore } from '../adapters/papers.ts';
import { queue } from '../adapters/queue.ts';
import { keyring } from '../adapters/secrets.ts';
import { mailer } from '../adapters/ses.ts';
import { sourcesStore } from '../adapters/sources.ts';
import { documentClient } from '../adapters/table.ts';
import { votesStore } from '../adapters/votes.ts';
import { deskEnv, logEnv, publicationOf, senderOf } from '../contract/env.ts';
import type { DeskLetterMessage } from '../contract/messages.ts';
import { FEED_PREFIXES, STORE_PREFIXES } from '../contract/tables.ts';
import { watched } from '../domain/source-state.ts';
import { readEnv } from '../runtime/env.ts';
import { logger } from '../runtime/log.ts';
import { type DeskPorts, desk } from './app.ts';

// Cold start
const env = readEnv(deskEnv);
const client = documentClient();
const now = () => new Date();
const keys = keyring(env.TOKEN_SECRET_ARN, now);
const letters = queue(env.LETTERS_QUEUE_URL);
const batches = queue(env.SEND_QUEUE_URL);
const papers = papersStore(client, env.PAPERS_TABLE);
const feeds = objectStore(env.FEEDS_BUCKET);
const store = objectStore(env.STORE_BUCKET);
const staged = (hash: string) => `${STORE_PREFIXES.staged}${hash}`;
const ses = mailer(senderOf(env), now);
const ports: DeskPorts = {
  editors: editorsStore(client, env.EDITIONS_TABLE),
  editions: editionsStore(client, env.EDITIONS_TABLE),
  files: editionFiles(env.STORE_BUCKET),
  votes: votesStore(client, env.SUBSCRIBERS_TABLE),
  editor: editorStore(client, env.EDITIONS_TABLE),
  closeTime: { zone: env.CLOSE_ZONE, hour: env.CLOSE_HOUR },
  suggestions: suggestionsStore(client, env.EDITIONS_TABLE),
  send: ses.send,
  control: controlStore(client, env.EDITIONS_TABLE),
  ringing: ringingAlarms(readEnv(logEnv).STACK),
  sources: { named: watched(env.SOURCES, env.EXPECT), states: sourcesStore(client, env.EDITIONS_TABLE).states },
  enqueue: batches.send,
  sleep: (ms) => sleep(ms),
  papers,
  getMany: papers.getMany,
  staged: {
    put: (hash, bytes) => store.put(staged(hash), bytes, 'application/octet-stream'),
    get: (hash) => store.find(staged(hash)),
  },
  large: largeFiles({ store: env.STORE_BUCKET, feeds: env.FEEDS_BUCKET }),
  prefixes: { ...FEED_PREFIXES, receipts: STORE_PREFIXES.receipts },
  putFeed: (key, bytes, listedOn) => feeds.put(key, bytes, 'application/octet-stream', listedOn ? { 'listed-on': listedOn } : {}),
  caps: capsStore(client, env.SUBSCRIBERS_TABLE),
  requestLetter: (message) => letters.send([message satisfies DeskLetterMessage]),
  addressKey: async () => (await keys()).address,
  tokenKeys: async () => (await keys()).tokens,
  randomId: () => randomBytes(16).toString('base64url'),
  now,
  acted: (editor, act) => logger.info('desk', { editor, act }),
  failed: (error) => logger.error('request failed', { error: error instanceof Error ? error : String(error) }),
};

// Called for every request of the HTTP API under /desk
export const handler = handle(
  desk(ports, {
    site: { ...publicationOf(env), publicUrl: env.PUBLIC_URL, domain: env.LIST_DOMAIN },
    editors: env.EDITORS,
    mailsPerHour: env.MAILS_PER_HOUR,
  }),
);
