import { createHash } from 'node:crypto';
import { capsStore } from '../../functions/adapters/caps.ts';
import { controlStore } from '../../functions/adapters/control.ts';
import { editorStore, editorsStore, suggestionsStore } from '../../functions/adapters/desk.ts';
import { editionsStore } from '../../functions/adapters/editions.ts';
import { lettersStore } from '../../functions/adapters/ledger.ts';
import { papersStore } from '../../functions/adapters/papers.ts';
import { votesStore } from '../../functions/adapters/votes.ts';
import { FEED_PREFIXES, STORE_PREFIXES } from '../../functions/contract/tables.ts';
import { desk } from '../../functions/desk/app.ts';
import type { Ringing } from '../../functions/domain/alarm.ts';
import { breaker } from '../../functions/domain/breaker.ts';
import { notDropped, type PrintedPaper } from '../../functions/domain/edition.ts';
import type { Mail, SendOutcome } from '../../functions/domain/mail.ts';
import type { KeyRing } from '../../functions/domain/token.ts';
import { once } from '../../functions/ingest/formats/format.ts';
import { ingestFeed } from '../../functions/ingest/ingest-feed.ts';
import type { IngestPorts } from '../../functions/ingest/ingest-ports.ts';
import { sendDeskLetter } from '../../functions/letters/send-desk-letter.ts';
import { mailboxes } from '../../functions/subscribe/mailboxes.ts';
import type { startTables } from '../fakes/tables.ts';

export const NOW = new Date('2026-03-18T12:00:00.000Z');
const SITE = 'https://papers.example.org';
const RING: KeyRing = { newest: 'k1', keys: new Map([['k1', new Uint8Array(32).fill(7)]]) };
const KEY = new Uint8Array(32).fill(9);
const publication = { listName: 'The Daily Paper', publisher: 'Example Lab', postalAddress: '1 Main St', language: 'en-GB' };

/** A form as a browser sends it from a page of the desk. */
export const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers: { origin: SITE, ...headers },
});

/** A feed file that the desk has put. */
type Feed = { key: string; text: string; listedOn: string | undefined };

/** A form with a file or a long text, as a browser sends it. */
export function multipart(fields: Record<string, string | File>): RequestInit {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return { method: 'POST', body, headers: { origin: SITE } };
}

/** The desk over stores, and LETTERS, which sends what was asked for at once. `world` may change between requests. */
export async function room(tables: Awaited<ReturnType<typeof startTables>>) {
  const { editions, subscribers, papers: papersTable } = await tables.fresh();
  const world = {
    now: NOW,
    editors: ['ak@lab.example', 'ada@lab.example'],
    ses: { kind: 'sent', messageId: 'm' } as SendOutcome,
    batches: [] as object[],
    mails: [] as Mail[],
    acts: [] as string[],
    feeds: [] as Feed[],
    staged: new Map<string, Uint8Array>(),
    /** What browsers have sent straight to S3, by its folder and name. */
    sent: new Map<string, { pieces: Uint8Array[]; eTag: string }>(),
    failures: [] as unknown[],
    /** How S3 hands over the pieces of a large file. */
    async *pieces(all: Uint8Array[]): AsyncGenerator<Uint8Array> {
      yield* all;
    },
    printed: [] as PrintedPaper[],
    calls: [] as string[],
    ringing: async (): Promise<Ringing[]> => [],
  };
  let ids = 0;
  const editors = editorsStore(tables.client, editions);
  const caps = capsStore(tables.client, subscribers);
  const addressKey = async () => KEY;
  const tokenKeys = async () => RING;
  const now = () => world.now;
  const letterPorts: Parameters<typeof sendDeskLetter>[0] = {
    ...{ editors, addressKey, tokenKeys, now },
    mailboxes: mailboxes({ caps, addressKey }),
    letters: lettersStore(tables.client, editions),
    render: async (props) => ({ subject: props.kind, html: '', text: 'url' in props ? props.url : '' }),
    pace: async () => {},
    send: async (mail) => {
      world.mails.push(mail);
      return { kind: 'sent', messageId: 'm' };
    },
    breaker: breaker(),
  };
  const papers = papersStore(tables.client, papersTable, { now, sleep: async () => {}, random: () => 0 });
  const prefixes = { ...FEED_PREFIXES, receipts: STORE_PREFIXES.receipts };
  /** What S3's event and INGEST make of an upload. */
  const ingested = (key: string, bytes: Uint8Array, listedOn: string | undefined) => {
    const metadata: Record<string, string> = listedOn ? { 'listed-on': listedOn } : {};
    const ingest: IngestPorts = {
      ...{ ...papers, bucket: 'feeds', prefixes, now, rangeBytes: Number.POSITIVE_INFINITY },
      open: async () => ({ bytes: once(bytes), metadata }),
      ...{ putObject: async () => {}, sendRanges: async () => {} },
    };
    const id = `${now().toISOString()}#${String(world.feeds.length).padStart(32, '0')}`;
    const eTag = createHash('md5').update(bytes).digest('hex');
    return ingestFeed(ingest, { id, bucket: 'feeds', key, eTag, size: bytes.length, uploadedAt: now() });
  };
  const suggestions = suggestionsStore(tables.client, editions);
  const store = editionsStore(tables.client, editions);
  const votes = votesStore(tables.client, subscribers);
  const ports: Parameters<typeof desk>[0] = {
    ...{ editors, addressKey, tokenKeys, now, papers, getMany: papers.getMany },
    editions: store,
    files: { papers: async (edition) => notDropped(edition, world.printed), allPapers: async () => world.printed },
    votes,
    editor: editorStore(tables.client, editions),
    closeTime: { zone: 'Europe/Berlin', hour: 5 },
    suggestions,
    control: controlStore(tables.client, editions),
    ringing: () => world.ringing(),
    sources: {
      named: [{ name: 'hf:daily', rhythm: { weekdays: [], zone: 'UTC', hour: 0, withinHours: 48 } }],
      states: async () => [],
    },
    enqueue: async (messages) => void world.batches.push(...messages),
    sleep: async () => {},
    async send(mail) {
      world.mails.push(mail);
      return world.ses;
    },
    staged: { put: async (hash, bytes) => void world.staged.set(hash, bytes), get: async (hash) => world.staged.get(hash) },
    large: {
      form: async (folder, most, next) => ({
        action: 'https://store.s3.eu-west-1.amazonaws.com/',
        fields: { key: `staged/${folder}/\${filename}`, success_action_redirect: next, policy: String(most) },
      }),
      async open(file) {
        const sent = world.sent.get(file);
        if (!sent) return undefined;
        return {
          bytes: world.pieces(sent.pieces),
          size: sent.pieces.reduce((sum, { length }) => sum + length, 0),
          eTag: sent.eTag,
        };
      },
      async copy(file, eTag, key, listedOn) {
        const sent = world.sent.get(file);
        if (sent?.eTag !== eTag) return false;
        const bytes = Buffer.concat(sent.pieces);
        world.feeds.push({ key, text: bytes.toString(), listedOn });
        await ingested(key, bytes, listedOn);
        return true;
      },
    },
    prefixes,
    async putFeed(key, bytes, listedOn) {
      world.feeds.push({ key, text: new TextDecoder().decode(bytes), listedOn });
      await ingested(key, bytes, listedOn);
    },
    caps: {
      count: (key, until) => {
        world.calls.push('count');
        return caps.count(key, until);
      },
    },
    async requestLetter(order) {
      world.calls.push('requestLetter');
      const config = { publicUrl: SITE, publication, editors: world.editors, closeZone: 'UTC' };
      await sendDeskLetter(letterPorts, config, order);
    },
    randomId: () => `letter${String(ids++).padStart(16, '0')}`,
    acted: (editor, act) => world.acts.push(`${editor} ${act}`),
    failed: (error) => world.failures.push(error),
  };
  const site = { ...publication, publicUrl: SITE, domain: 'lab.example' };
  /** Read at each request, as a deployment with another list would. */
  const app = () => desk(ports, { site, editors: world.editors, mailsPerHour: 100 });

  const ask = async (path: string, init: RequestInit = {}, cookie = '') => {
    const response = await app().request(path, { ...init, headers: { ...init.headers, ...(cookie && { cookie }) } });
    return { response, status: response.status, text: await response.text() };
  };
  /** The token of the link that was mailed last. */
  const lastLink = () =>
    new URL(world.mails.findLast(({ subject }) => subject === 'desk')?.text ?? SITE).searchParams.get('token') ?? '';
  const me = {
    world,
    ask,
    lastLink,
    papers,
    editor: ports.editor,
    suggestions,
    store,
    votes,
    /** A browser's cookie after the way in. */
    async enter(email = 'ak@lab.example') {
      await ask('/desk/link', form({ email }));
      const { response } = await ask('/desk/enter', form({ token: lastLink() }));
      return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    },
    /** The token that forms carry on the pages of this session. */
    async formToken(cookie: string) {
      return /name="form" value="([^"]+)"/.exec((await ask('/desk', {}, cookie)).text)?.[1] ?? '';
    },
    /** Sends a form of this session. */
    act: async (cookie: string, path: string, fields: Record<string, string> = {}) =>
      ask(path, form({ form: await me.formToken(cookie), ...fields }), cookie),
  };
  return me;
}
