import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { assemble } from '../../emails/assemble.ts';
import { cachedByKey } from '../../functions/adapters/cache.ts';
import { editionFiles } from '../../functions/adapters/edition-files.ts';
import { editionKeeper } from '../../functions/adapters/edition-keeper.ts';
import { shippedLexicon } from '../../functions/adapters/lexicon.ts';
import { type ClosePorts, closeDays, weekTo } from '../../functions/digest/close.ts';
import { makeDispatch } from '../../functions/digest/dispatch.ts';
import { batchesOf, type Dispatch, type Edition, isPrinted, type Printed } from '../../functions/domain/edition.ts';
import { NO_CHOICES } from '../../functions/domain/editor.ts';
import { finder } from '../../functions/domain/interests/features.ts';
import { NO_INTERESTS } from '../../functions/domain/interests/interests.ts';
import { OWED_DAYS } from '../../functions/domain/ledger.ts';
import type { StoredPaper } from '../../functions/domain/paper.ts';
import { addDays } from '../../functions/domain/schedule.ts';
import { copiesOf } from '../../functions/send/copies.ts';
import { allowJsx } from '../../infra/cli/lib/jsx.ts';
import type { Peak } from './memory.ts';

allowJsx();
const { render } = await import('./edition.ts');

const HOUSE = { zone: 'UTC', hour: 5 };
const FIRST = '2026-03-13';
const LARGEST = '2026-03-20';
const READERS = 100_000;
const PAPERS = (day: string) => (day === LARGEST ? 4_900 : 1_000);
/** What the store of papers keeps at most of one (`functions/ingest/to-paper.ts`). */
const largest = (day: string, n: number): StoredPaper => ({
  id: `arxiv:${day.replaceAll('-', '').slice(2)}.${n}`,
  ids: Array.from({ length: 8 }, (_, i) => `${i === 0 ? 'arxiv' : `doi${i}`}:${day.replaceAll('-', '').slice(2)}.${n}`),
  title: `${n} ${'A long title of a paper '.repeat(41)}`.slice(0, 1_000),
  abstract: `We show ${n} things. ${'A long sentence about what was found, with some figures. '.repeat(400)}`.slice(0, 20_000),
  authors: Array.from({ length: 2_000 }, (_, i) => `Author Number ${i} of ${n}`),
  url: `https://papers.example.org/${day}/${n}`,
  links: Array.from({ length: 12 }, (_, i) => ({
    kind: 'code' as const,
    url: `https://github.com/lab/${n}-${i}-${'x'.repeat(150)}`,
  })),
  keywords: Array.from({ length: 50 }, (_, i) => `${i} ${'k'.repeat(95)}`),
  position: n,
  source: 'arxiv',
  original: { title: '', abstract: '' },
  firstSeenAt: `${day}T01:00:00.000Z`,
  newsAt: `${day}T01:00:00.000Z`,
  rev: 1,
});

const peaks: Peak[] = [];
const note = (what: string) => peaks.push({ what, peak: mostUsed() / 1024 });

/** The most memory this process ever had, KiB. Where Linux does not say, also what the process that began it had. */
function mostUsed(): number {
  try {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

const tell = { digest, send, subscribe };
const [{ made = [] }] = (await once(process, 'message')) as [{ made?: Printed[] }];
const [name = ''] = process.argv.slice(2);
/** A reader who follows something of each kind, so that all by which papers are found is made. */
const INTERESTS = {
  ...NO_INTERESTS,
  follow: { words: ['model'], authors: ['Ada Lovelace'], subjects: ['vision' as const], categories: ['cs.CV'] },
};
note('nothing yet');
const editions = new Map<string, Edition>(made.map((edition) => [edition.id, edition]));
const store = {
  get: async (id: string) => editions.get(id),
  printed: async (frequency: Edition['frequency'], limit: number, from = '', to = '~') =>
    [...editions.values()]
      .filter(isPrinted)
      .filter((one) => one.frequency === frequency && one.day >= from && one.day <= to)
      .sort((a, b) => (a.day < b.day ? 1 : -1))
      .slice(0, limit),
};
await tell[name as keyof typeof tell]();
process.send?.({ peaks, made: [...editions.values()] });
process.disconnect();

async function digest(): Promise<void> {
  const ports: ClosePorts = {
    papers: {
      newsBetween: async (_, end) =>
        Array.from({ length: PAPERS(end.toISOString().slice(0, 10)) }, (_, n) => `${end.toISOString().slice(0, 10)} ${n}`),
      receiptsBetween: async () => [],
      getMany: async (ids) => ids.map((id) => largest(id.slice(0, 10), Number(id.slice(11)))),
    },
    editions: {
      ...store,
      make: async (candidate) => {
        editions.set(candidate.id, candidate);
        return candidate;
      },
      lastDay: async () =>
        [...editions.values()].filter((one) => one.frequency === 'daily').sort((a, b) => (a.day < b.day ? 1 : -1))[0],
    },
    votes: { count: async () => new Map() },
    summarise: async () => new Map(),
    sources: { states: async () => [] },
    editor: { choices: async () => NO_CHOICES },
    lexicon: { read: shippedLexicon },
    files: { ...editionFiles('store'), ...editionKeeper('store') },
    render,
    closeTime: HOUSE,
  };
  for (let day = FIRST; day <= LARGEST; day = addDays(day, 1)) {
    const now = new Date(`${day}T05:02:00.000Z`);
    await closeDays(ports, now);
    if (day === addDays(LARGEST, -1)) {
      note('seven days of 1,000 largest papers');
      await weekTo(ports, day, now);
      note('the week of them');
    }
  }
  note('a day of 4,900 largest papers');
  const dispatches: Dispatch[] = [];
  const due = { edition: LARGEST, day: LARGEST, due: `${LARGEST}T06:00:00.000Z`, frequency: 'daily' as const };
  await makeDispatch(
    {
      ...ports,
      editions: {
        ...ports.editions,
        dispatches: async () => dispatches,
        addDispatch: async (dispatch: Dispatch) => {
          dispatches.push(dispatch);
          return dispatch;
        },
      },
      readers: {
        wishes: async () => [],
        retireWish: async () => {},
        async *withWish() {
          for (let n = 0; n < READERS; n++)
            yield { readerId: `reader${String(n).padStart(16, '0')}`, since: '2026-01-01T00:00:00.000Z' };
        },
      },
    } as never,
    { ...due, wishes: [{ wish: 'daily#UTC#06', usedAt: due.due }] },
    new Date(due.due),
  );
  const [dispatch] = dispatches;
  if (dispatch?.audience !== READERS) throw new Error(`${dispatch?.audience} readers are in the audience`);
  const batches = Array.from({ length: batchesOf(READERS) }, (_, n) => n);
  const of = await editionFiles('store').batches(dispatch, batches);
  if (batches.reduce((sum, n) => sum + of(n).length, 0) !== READERS) throw new Error('not all readers are in a batch');
  note('100,000 readers due at one instant');
}

async function send(): Promise<void> {
  const files = editionFiles('store');
  const now = () => new Date(`${LARGEST}T06:00:00.000Z`);
  const parts = cachedByKey(files.parts, { most: OWED_DAYS + 1, forMs: Number.POSITIVE_INFINITY, now });
  const found = async (edition: Printed) => {
    const features = await files.features(edition);
    return features && finder(features);
  };
  const finders = cachedByKey(found, { most: OWED_DAYS + 1, forMs: Number.POSITIVE_INFINITY, now });
  const own = { unsubscribeUrl: 'https://papers.example.org/u', preferencesUrl: 'https://papers.example.org/p', voteToken: 't' };
  for (const id of [`${addDays(LARGEST, -1)}-week`, LARGEST]) {
    const edition = editions.get(id);
    if (!isPrinted(edition)) throw new Error(`${id} was not made`);
    const copies = copiesOf({ editions: store, parts, finder: finders, assemble, language: 'en-GB' }, edition);
    const days = edition.recent.map(({ day }) => day);
    for (const owed of [days.slice(0, 1), days])
      for (const personal of [false, true]) (await copies.assemble(owed, personal)).personal(own, { interests: INTERESTS });
    note(`copies of ${id}, for ${days.length} days too`);
  }
}

async function subscribe(): Promise<void> {
  const { testSite } = await import('../subscribe/site.ts');
  const files = editionFiles('store');
  for (const id of [`${addDays(LARGEST, -1)}-week`, LARGEST]) {
    const edition = editions.get(id);
    if (!isPrinted(edition)) throw new Error(`${id} was not made`);
    const { app } = testSite({ editions: [edition], papers: await files.papers(edition) });
    const answers = [1, 2].map(() => app.request(`/editions/${id}`, { headers: { 'accept-encoding': 'gzip' } }));
    for (const answer of await Promise.all(answers)) {
      if (answer.status !== 200) throw new Error(`${id} answered ${answer.status}`);
      await answer.arrayBuffer();
    }
    note(`the page of ${id}`);
  }
}
