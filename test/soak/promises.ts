import { dateOf } from '../../functions/domain/calendar.ts';
import { batchesOf, type Edition } from '../../functions/domain/edition.ts';
import type { soakWorld } from './world.ts';

/** What a reader did, for what may then be asked of their mails. */
export type Diary = {
  /** Neither left nor paused: no paper may fall between two editions. */
  steady: boolean;
  /** Mails that SES had taken when a withdrawal was acknowledged. */
  leftAfter: number | undefined;
};

type World = Awaited<ReturnType<typeof soakWorld>>;
type Sent = { edition: Edition; zone: string; copy: number };

/** One sentence for each promise that was broken, with the reader and the edition. */
export async function broken(
  { e, stores }: World,
  diaries: ReadonlyMap<string, Diary>,
  zones: readonly string[],
  newsAt: readonly string[],
): Promise<string[]> {
  const faults: string[] = [];
  const editions = new Map<string, Edition>();
  const papers = new Map<string, string[]>();
  const offered = new Map<string, Edition[]>();
  for (const id of new Set([...e.world.files.keys()].map((key) => key.split('/')[1] ?? ''))) {
    const edition = await stores.editions.get(id);
    if (!edition) continue;
    editions.set(id, edition);
    const { SENT, REJECTED, SKIPPED, UNKNOWN, audience, state } = await e.accounts(id);
    if (SENT + REJECTED + SKIPPED + UNKNOWN !== audience || state !== 'CLOSED')
      faults.push(`[3] ${id} is ${state}: ${SENT} + ${REJECTED} + ${SKIPPED} + ${UNKNOWN} of ${audience}`);
    papers.set(
      id,
      JSON.parse(e.world.files.get(edition.papersKey) ?? '[]').map(({ id }: { id: string }) => id),
    );
    for (let batch = 0; batch < batchesOf(edition.audience); batch++) {
      for (const [readerId, row] of await stores.ledger.rows(id, batch)) {
        // Who moved before the copy was made has its papers from the new slot's first window.
        const left = row.state === 'SKIPPED' && row.detail === 'moved';
        if (!left) offered.set(readerId, [...(offered.get(readerId) ?? []), edition]);
      }
    }
  }

  const sent = new Map<string, Sent[]>();
  for (const [copy, { tags }] of e.world.journal.entries()) {
    const edition = editions.get(tags.edition ?? '');
    if (edition)
      sent.set(tags.reader ?? '', [...(sent.get(tags.reader ?? '') ?? []), { edition, zone: zones[copy] ?? 'UTC', copy }]);
  }
  for (const [reader, copies] of sent) {
    const ids = copies.map(({ edition }) => edition.id);
    if (new Set(ids).size < ids.length) faults.push(`[2] ${reader} got an edition twice`);
    const listed = ids.flatMap((id) => papers.get(id) ?? []);
    if (new Set(listed).size < listed.length) faults.push(`[8] ${reader} got a paper twice`);
    for (const [n, { edition, zone }] of copies.entries()) {
      const before = copies[n - 1]?.edition;
      if (before && dateOf(new Date(edition.windowEnd), zone) <= dateOf(new Date(before.windowEnd), zone))
        faults.push(`[8] ${reader} got two editions on one day: ${before.id}, ${edition.id}`);
    }
    const { leftAfter } = diaries.get(reader) ?? {};
    const late = copies.find(({ copy }) => leftAfter !== undefined && copy >= leftAfter);
    if (late) faults.push(`[4] ${reader} got ${late.edition.id} after leaving`);
  }
  for (const [reader, { steady }] of diaries) {
    if (!steady) continue;
    const theirs = (offered.get(reader) ?? []).sort((a, b) => (a.windowEnd < b.windowEnd ? -1 : 1));
    for (const [n, { id, windowStart }] of theirs.entries()) {
      const end = theirs[n - 1]?.windowEnd ?? windowStart;
      // Where nothing is news, there is no edition.
      if (end > windowStart || newsAt.some((at) => at >= end && at < windowStart))
        faults.push(`[8] ${reader} misses or repeats what is between ${theirs[n - 1]?.id} and ${id}`);
    }
  }
  return faults;
}
