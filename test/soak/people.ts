import { startOf } from '../../functions/domain/calendar.ts';
import { isPrinted } from '../../functions/domain/edition.ts';
import type { Diary } from './promises.ts';
import type { Deed } from './words.ts';
import type { soakWorld } from './world.ts';

const DAY = 86_400_000;

/** How often each deed is done, of a thousand: below which number the dice must fall. What is left over is forgotten. */
const DEEDS: [string, number][] = [
  ['signed up', 150],
  ['changed hour, zone or frequency', 670],
  ['voted', 770],
  ['paused', 850],
  ['left', 920],
  ['left and came back', 980],
];

/** Forty zones all over the day, quarters and half hours and changing clocks among them. */
const ZONES = Intl.supportedValuesOf('timeZone')
  .filter((_, n, all) => n % Math.ceil(all.length / 36) === 0)
  .concat('Pacific/Auckland', 'Pacific/Honolulu', 'Asia/Kathmandu', 'America/St_Johns');

type World = Awaited<ReturnType<typeof soakWorld>>;

/** What people do with a list, by themselves and at random; `diaries` says what may then be asked of their mails. */
export function peopleOf(world: World, random: () => number) {
  const { e, stores } = world;
  const diaries = new Map<string, Diary>();
  let came = 0;
  const any = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const active = () => [...stores.readers.all.values()].filter(({ status }) => status === 'active');
  const someone = () => any(active()).readerId;
  /** Notes what somebody did, and what may be asked of their mails from now on. */
  const did = (readerId: string, what: Deed['what'], over: Partial<Diary> = {}, until?: number) => {
    const known = diaries.get(readerId) ?? { readerId, deeds: [], steady: true, leftAfter: undefined };
    const deed = { at: e.world.now.getTime(), what, ...(until !== undefined && { until }) };
    diaries.set(readerId, { ...known, ...over, deeds: [...known.deeds, deed] });
  };
  const gone = (readerId: string) => did(readerId, 'left', { steady: false, leftAfter: e.world.journal.length });
  const wishes = () => ({
    frequency: random() < 0.85 ? 'daily' : 'weekly',
    weekday: String(1 + Math.floor(random() * 7)),
    hour: String(Math.floor(random() * 24)),
    zone: any(ZONES),
  });

  /** A third wants to be told when there was nothing. */
  const told = (): Record<string, string> => (random() < 0.33 ? { nothing: 'yes' } : {});

  async function signUp(): Promise<void> {
    const readerId = await world.join(`reader-${came++}@example.org`, wishes());
    did(readerId, 'joined', { steady: true, leftAfter: undefined });
  }
  async function pause(): Promise<void> {
    const readerId = someone();
    const until = new Date(e.world.now.getTime() + (2 + random() * 5) * DAY).toISOString().slice(0, 10);
    const wanted = wishes();
    did(readerId, 'paused', { steady: false, leftAfter: undefined }, startOf(until, wanted.zone).getTime());
    await world.prefer(readerId, { ...wanted, ...told(), pause: until });
  }
  async function vote(): Promise<void> {
    const { tags } = any(e.world.journal) ?? {};
    if (!tags?.edition || stores.readers.all.get(tags.reader ?? '')?.status !== 'active') return;
    const edition = await stores.editions.get(tags.edition);
    if (isPrinted(edition)) await world.vote(tags.reader ?? '', tags.edition, any(await e.files.papers(edition)).id);
  }
  async function leave(by: (readerId: string) => Promise<void>): Promise<void> {
    const readerId = someone();
    await by(readerId);
    gone(readerId);
  }
  async function leaveAndComeBack(): Promise<void> {
    const readerId = someone();
    await world.leave(readerId);
    did(readerId, 'left');
    await world.undo(readerId);
    did(readerId, 'back');
  }
  const deeds: Record<string, () => Promise<void>> = {
    'signed up': signUp,
    'changed hour, zone or frequency': async () => {
      const readerId = someone();
      did(readerId, 'changed');
      await world.prefer(readerId, { ...wishes(), ...told() });
    },
    voted: vote,
    paused: pause,
    left: () => leave(world.leave),
    'left and came back': leaveAndComeBack,
    'was forgotten': () => leave(world.erase),
  };

  return {
    diaries,
    active: () => active().length,
    async come(many: number): Promise<void> {
      while (came < many) await signUp();
    },
    /** Somebody does something; what it was. */
    async deed(): Promise<string> {
      const dice = random() * 1000;
      const [what = 'was forgotten'] = DEEDS.find(([, below]) => dice < below) ?? [];
      await deeds[what]?.();
      return what;
    },
  };
}
