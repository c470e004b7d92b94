import { type Receipt, sizeIn, uploadedAt } from '../domain/receipt.ts';
import { localDay } from '../domain/schedule.ts';
import { healthOf, type Rhythm, type SourceState, UPLOADS, withBatch } from '../domain/source-state.ts';

const DAY_MS = 86_400_000;
/** Days of receipts to read: the first time enough for a whole week, later enough for yesterday. */
const LOOK_BACK_DAYS = { first: 8, later: 2 };

/** `expected`: when the publisher's own uploads should come. Files in `fetched`, the folders of FETCH, do not count. */
export type UploadPorts = {
  papers: { receiptsBetween(start: Date, end: Date): Promise<Receipt[]> };
  sources: { states(): Promise<SourceState[]>; put(state: SourceState): Promise<void> };
  expected: { rhythm: Rhythm; fetched: readonly string[] } | undefined;
};

/**
 * Judges if uploads come as expected, and keeps the result beside the states of the sources. Undefined if none are expected.
 */
export async function judgeUploads({ papers, sources, expected }: UploadPorts, now: Date): Promise<SourceState | undefined> {
  if (!expected) return undefined;
  const { rhythm, fetched } = expected;
  const before = (await sources.states()).find(({ name }) => name === UPLOADS);
  const at = now.toISOString();
  const state: SourceState = before ?? { name: UPLOADS, since: at, checkedAt: at, pages: {}, asked: {}, batches: [] };
  const from = new Date(now.getTime() - (before ? LOOK_BACK_DAYS.later : LOOK_BACK_DAYS.first) * DAY_MS);
  const receipts = (await papers.receiptsBetween(from, now)).filter(
    ({ key }) => !fetched.some((folder) => key.includes(`/${folder}/`)),
  );
  const dayOf = ({ id }: Receipt) => localDay(new Date(uploadedAt(id)), rhythm.zone);
  const news = receipts.filter(({ taken, counts }) => taken === 'news' && counts.new > 0);
  const newest = (some: readonly Receipt[]) =>
    some
      .map(({ id }) => uploadedAt(id))
      .sort()
      .at(-1);
  const last = receipts.at(-1);
  state.checkedAt = at;
  state.newAt = newest(news) ?? state.newAt;
  state.emptyAt = newest(receipts.filter(({ outcome }) => outcome === 'empty')) ?? state.emptyAt;
  state.failure = last?.outcome === 'refused' ? `${last.key}: ${last.reason ?? 'refused'}` : undefined;
  // Only days that are over and whose receipts were all read: several files may come in a day.
  for (const day of new Set(news.map(dayOf))) {
    if (day >= localDay(now, rhythm.zone) || day <= localDay(from, rhythm.zone)) continue;
    state.batches = withBatch(state.batches, { of: day, ...sizeIn(news.filter((one) => dayOf(one) === day)) });
  }
  state.health = healthOf(state, rhythm, now);
  await sources.put(state);
  return state;
}
