import { EXPIRY_MS } from '../../functions/domain/edition.ts';
import type { HistoryEntry } from '../../functions/subscribe/history.ts';
import type { Diary } from './promises.ts';
import type { soakWorld } from './world.ts';

type World = Awaited<ReturnType<typeof soakWorld>>;

/** What a reader did, and when; a pause has its end. */
export type Deed = { at: number; what: 'joined' | 'changed' | 'paused' | 'left' | 'back'; until?: number };

/** Times between these deeds: a pause ends at its end, or by any later wish; an absence by coming back. */
function spans(deeds: readonly Deed[], kind: 'paused' | 'left'): [from: number, to: number][] {
  return deeds.flatMap(({ at, what, until = Number.POSITIVE_INFINITY }, n) => {
    if (what !== kind) return [];
    const ends = kind === 'paused' ? ['changed', 'paused'] : ['back', 'joined'];
    const end = deeds.slice(n + 1).find((later) => ends.includes(later.what));
    return [[at, Math.min(until, end?.at ?? Number.POSITIVE_INFINITY)] as [number, number]];
  });
}

/**
 * Why what a reader is told of an edition is not true, by what they did, by what SES took for them (`got`), and by the dispatches that were
 * made. Undefined where it is.
 */
export async function untrue(
  { e, stores }: World,
  entry: HistoryEntry,
  diary: Diary,
  got: ReadonlySet<string | undefined>,
): Promise<string | undefined> {
  const { edition, reason, state, due = '', at = due, whyEmpty } = entry;
  const [from, to] = [Date.parse(due), Math.max(Date.parse(due), Date.parse(at))];
  const during = (kind: 'paused' | 'left') => spans(diary.deeds, kind).some(([begin, end]) => begin <= to && from < end);
  const joined = diary.deeds.find(({ what }) => what === 'joined')?.at ?? 0;
  const dispatch = await stores.editions.dispatch({ edition, due });
  const is = (yes: boolean, why: string) => (yes ? undefined : `${reason}: ${why}`);
  if (whyEmpty !== undefined) {
    if ((await stores.editions.get(edition))?.state !== 'EMPTY') return `${reason}: there is an edition`;
    return is(got.has(edition) === (entry.at !== undefined), got.has(edition) ? 'a mail told so' : 'no mail told so');
  }
  if (state === 'UNKNOWN') return undefined;
  if ((state === 'SENT') !== got.has(edition)) return is(false, got.has(edition) ? 'SES took it' : 'SES took none');
  switch (reason) {
    case 'sent':
    case 'MessageRejected':
      return undefined;
    case 'with': {
      const carrier = /mail of (\S+?)(?::|$)/.exec(entry.says)?.[1] ?? '';
      const row = (await stores.ledger.history(diary.readerId, '')).find((one) => one.edition === carrier);
      return is(got.has(carrier) || row?.state !== 'SENT', `${carrier} was not taken`);
    }
    case 'later':
      return is(from > e.world.now.getTime(), 'it was due');
    case 'not-subscribed':
      return is(from <= joined, 'they were');
    case 'paused':
      return is(during('paused'), 'they were not');
    case 'away':
      return is(during('paused') || during('left') || from <= joined, 'they were not');
    case 'unsubscribed':
      return is(during('left'), 'they had not');
    case 'suppressed':
      return is((await stores.readers.get(diary.readerId))?.suppressed !== undefined, 'they are not');
    case 'missed': {
      const made = await stores.editions.get(edition);
      const tooLate = made && Date.parse(made.madeAt) >= from + EXPIRY_MS[made.frequency];
      return is(dispatch ? dispatch.state === 'MISSED' : tooLate === true, `the dispatch is ${dispatch?.state}`);
    }
    case 'no-dispatch':
      return is(dispatch === undefined, `the dispatch is ${dispatch?.state}`);
    case 'other-wish':
    case 'moved':
      // They had changed their wish, or had mail that day: a second copy on one day is looked for elsewhere.
      return is(diary.deeds.some(({ what }) => what !== 'joined') || got.size > 0, 'nothing was changed');
    case 'expired':
      return is(dispatch !== undefined && dispatch.state !== 'OPEN', 'its dispatch is open');
    default:
      return `${reason}: that cannot be at the end`;
  }
}
