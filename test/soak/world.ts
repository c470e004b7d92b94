import { KEPT_DAYS } from '../../functions/contract/retention.ts';
import { addressHash } from '../../functions/domain/address.ts';
import type { StoredPaper } from '../../functions/domain/paper.ts';
import { type Grant, type KeyRing, signToken } from '../../functions/domain/token.ts';
import { paperRef } from '../../functions/domain/vote.ts';
import { site } from '../../functions/subscribe/app.ts';
import { engine, memoryStores, type Step } from '../fakes/engine.ts';
import { memoryMailboxes } from '../fakes/memory-mailboxes.ts';
import { memoryVotes } from '../fakes/memory-votes.ts';
import { startTables } from '../fakes/tables.ts';
import { ingestCloud } from '../ingest/cloud.ts';

/** What a crash looks like: nothing between the ports and the trigger may take it for an answer. */
class Crash extends Error {}

/** How often things go wrong, of 1: a call during which the process dies, and one that is throttled. */
type Weather = { crash: number; throttle: number };

const RING: KeyRing = { newest: 'k1', keys: new Map([['k1', new Uint8Array(32).fill(7)]]) };
const ADDRESS_KEY = new Uint8Array(32).fill(9);
const URL_BASE = 'https://papers.example.org';

/**
 * All five stages as their handlers compose them, in one process and on one clock: the stores of readers, editions and ledger in
 * memory, by the contract that the tables keep; papers in a DynamoDB; SES a journal. Any awaited call of digest, send, feedback
 * and ingest may die or be throttled, as the weather says.
 */
export async function soakWorld(random: () => number) {
  const weather: Weather = { crash: 0, throttle: 0 };
  const seen = { crashes: 0, throttles: 0 };
  let dead = false;
  const die = () => {
    if (dead) throw new Crash();
    if (random() >= weather.crash) return;
    dead = true;
    seen.crashes++;
    throw new Crash();
  };
  const step: Step = async (_name, call) => {
    die();
    if (random() < weather.throttle) {
      seen.throttles++;
      throw new Crash('throttled');
    }
    const answer = await call();
    die();
    return answer;
  };
  /** Does something that may be cut off, and comes back from it. True when it was done to its end. */
  const survive = (work: () => Promise<unknown>): Promise<boolean> =>
    work()
      .then(
        () => true,
        (error: unknown) => {
          if (error instanceof Crash) return false;
          throw error;
        },
      )
      .finally(() => {
        dead = false;
      });

  const stores = memoryStores(() => e.world.now);
  const e = engine(stores, step);
  const tables = await startTables();
  const feeds = await ingestCloud(tables);
  const votes = memoryVotes();
  let ids = 0;
  const letters: { kind: string; readerId: string }[] = [];
  const app = site(
    {
      readers: stores.readers,
      editions: {
        get: stores.editions.get,
        printed: stores.editions.printed,
        newest: stores.editions.newest,
        dispatch: stores.editions.dispatch,
      },
      ledger: stores.ledger,
      papers: e.files.papers,
      outline: async () => ({ front: [], titles: [] }),
      votes,
      interests: { markForLearning: async () => {} },
      named: async () => [],
      known: async () => [],
      votesIn: async () => new Map(),
      requestLetter: async ({ kind, readerId }) => void letters.push({ kind, readerId }),
      noteDeparture: async () => {},
      caps: { count: async () => 0 },
      mailboxes: memoryMailboxes(async () => ADDRESS_KEY),
      addressKey: async () => ADDRESS_KEY,
      tokenKeys: async () => RING,
      randomId: () => `id${String(ids++).padStart(20, '0')}`,
      now: () => e.world.now,
      count: () => {},
      failed: (error) => {
        throw error;
      },
    },
    {
      site: {
        listName: 'Soak',
        publisher: 'Soak',
        postalAddress: 'Soak',
        publicUrl: URL_BASE,
        domain: 'soak.example',
        language: 'en-GB',
      },
      privacy: { contact: 'soak@example.org', region: 'eu-west-1', note: '', kept: KEPT_DAYS },
      closeZone: 'UTC',
      closeHour: 5,
      allowedSites: [],
      mailsPerHour: 1e9,
    },
  );
  const post = async (path: string, fields: Record<string, string>): Promise<void> => {
    const { status } = await app.request(path, { method: 'POST', body: new URLSearchParams(fields) });
    if (status >= 400) throw new Error(`${path} answered ${status}`);
  };
  const token = (purpose: Grant['purpose'], subject: string, generation: number) =>
    signToken(RING, { purpose, subject, generation, expiresAt: new Date(e.world.now.getTime() + 3_600_000) });
  const holds = (readerId: string, purpose: Grant['purpose']) =>
    token(purpose, readerId, stores.readers.all.get(readerId)?.generation ?? 0);

  return {
    e,
    stores,
    weather,
    seen,
    survive,
    /** Signs up and follows the link in the mail. Returns the reader's id. */
    async join(email: string, wishes: Record<string, string>): Promise<string> {
      await post('/subscribe', { email, ...wishes });
      const readerId = (await stores.readers.find(addressHash(ADDRESS_KEY, email))) ?? '';
      await post('/confirm', { token: holds(readerId, 'confirm') });
      return readerId;
    },
    prefer: (readerId: string, wishes: Record<string, string>) =>
      post('/preferences', { token: holds(readerId, 'preferences'), ...wishes }),
    /** Presses "worth reading" under a paper of a copy that came. */
    async vote(readerId: string, edition: string, paper: string): Promise<void> {
      await post('/vote', { token: holds(readerId, 'vote'), edition, paper: paperRef(paper), vote: 'yes' });
      e.world.votes = await votes.count(e.world.papers);
    },
    leave: (readerId: string) => post('/unsubscribe', { token: holds(readerId, 'unsubscribe') }),
    undo: (readerId: string) => post('/undo', { token: holds(readerId, 'undo') }),
    erase: (readerId: string) => post('/account/erase', { token: holds(readerId, 'account'), sure: 'yes' }),
    /** Uploads a feed; INGEST reads it, however often it dies on the way. */
    async upload(name: string, content: string | Buffer): Promise<string> {
      feeds.setClock(e.world.now);
      const upload = feeds.put(`feeds/${name}`, content);
      if (weather.crash > 0) feeds.crash(1 + Math.floor(random() * 40));
      await feeds.settle();
      feeds.crash(Number.POSITIVE_INFINITY);
      e.world.papers = (await feeds.papers()) as unknown as StoredPaper[];
      return (await feeds.receipt(upload))?.outcome ?? 'no receipt';
    },
    stop: tables.stop,
  };
}
