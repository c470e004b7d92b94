import { readdirSync, readFileSync } from 'node:fs';
import { broken, type Diary } from './promises.ts';
import { sequence, soakWorld } from './world.ts';

export type Soak = { readers: number; days: number; seed: number };

/** What a soak came to: what happened, what is left behind, day by day where it could grow, and each broken promise. */
export type SoakReport = { happened: Record<string, number>; left: Record<string, number>; days: Day[]; faults: string[] };
export type Day = { day: number; active: number; copies: number; slots: number; open: number; heapMb: number };

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 1);
const FIXTURES = new URL('../fixtures/', import.meta.url);
const FEEDS = new URL('../fixtures/feeds/', import.meta.url);

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

/**
 * Lives so many days: feeds of every format each day, readers who come, change, pause, leave, return and are forgotten, mailboxes
 * that bounce and people who complain, an SES that answers badly, is throttled, stopped or out of quota, an outage of a day and
 * a half, and processes that die at any awaited call. The same seed lives the same life.
 */
export async function soak({ readers, days, seed }: Soak, progress: (day: Day) => void = () => {}): Promise<SoakReport> {
  const random = sequence(seed);
  const world = await soakWorld(random);
  const { e, stores, weather, survive } = world;
  const diaries = new Map<string, Diary>();
  const zones: string[] = [];
  const happened: Record<string, number> = {};
  const lived: Day[] = [];
  const note = (what: string, n = 1) => {
    happened[what] = (happened[what] ?? 0) + n;
  };
  const any = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const wishes = () => ({
    frequency: random() < 0.85 ? 'daily' : 'weekly',
    weekday: String(1 + Math.floor(random() * 7)),
    hour: String(Math.floor(random() * 24)),
    zone: any(ZONES),
  });
  const active = () => [...stores.readers.all.values()].filter(({ status }) => status === 'active');
  const someone = () => any(active()).readerId;
  let people = 0;

  const deeds: Record<string, () => Promise<void>> = {
    'signed up': async () => {
      const readerId = await world.join(`reader-${people++}@example.org`, wishes());
      diaries.set(readerId, { steady: true, leftAfter: undefined });
    },
    'changed hour, zone or frequency': async () => world.prefer(someone(), wishes()),
    paused: async () => {
      const readerId = someone();
      diaries.set(readerId, { steady: false, leftAfter: undefined });
      const until = new Date(e.world.now.getTime() + (2 + random() * 5) * 1440 * MINUTE).toISOString().slice(0, 10);
      await world.prefer(readerId, { ...wishes(), pause: until });
    },
    left: async () => {
      const readerId = someone();
      await world.leave(readerId);
      diaries.set(readerId, { steady: false, leftAfter: e.world.journal.length });
    },
    'left and came back': async () => {
      const readerId = someone();
      await world.leave(readerId);
      await world.undo(readerId);
    },
    voted: async () => {
      const { tags } = any(e.world.journal) ?? {};
      if (!tags?.edition || stores.readers.all.get(tags.reader ?? '')?.status !== 'active') return;
      const { papersKey } = (await stores.editions.get(tags.edition)) ?? {};
      await world.vote(
        tags.reader ?? '',
        tags.edition,
        any(JSON.parse(e.world.files.get(papersKey ?? '') ?? '[]') as { id: string }[]).id,
      );
    },
    'was forgotten': async () => {
      const readerId = someone();
      await world.erase(readerId);
      diaries.set(readerId, { steady: false, leftAfter: e.world.journal.length });
    },
  };
  async function deed(): Promise<void> {
    const dice = random() * 1000;
    const [what = 'was forgotten'] = DEEDS.find(([, below]) => dice < below) ?? [];
    await deeds[what]?.();
    note(what);
  }

  e.world.answer = ({ tags }) => {
    const dice = random();
    const fate = () => {
      if (dice < 0.003) return { outcome: { kind: 'unknown' as const, code: 'Timeout' }, accepted: random() < 0.5 };
      if (dice < 0.008) return { outcome: { kind: 'busy' as const, code: 'TooManyRequestsException' } };
      if (dice < 0.009) return { outcome: { kind: 'rejected' as const, code: 'MessageRejected' } };
      return {};
    };
    const answer = fate();
    if (answer.outcome === undefined || ('accepted' in answer && answer.accepted))
      zones.push(stores.readers.all.get(tags.reader ?? '')?.preferences?.zone ?? 'UTC');
    if (answer.outcome) note(`SES answered: ${answer.outcome.kind}`);
    return answer;
  };

  /** Events of SES besides Send: some are lost, a few mailboxes are gone or full, somebody presses "spam". */
  function weatherOfEvents(): void {
    e.world.events = e.world.events.flatMap((event) => {
      const dice = random();
      const bounce = (bounceType: string, bounceSubType: string) => ({
        ...event,
        eventType: 'Bounce',
        bounce: { bounceType, bounceSubType },
      });
      if (dice < 0.002) return [event, bounce('Permanent', 'General')];
      if (dice < 0.004) return [event, bounce('Transient', 'MailboxFull')];
      if (dice < 0.0041) return [event, { ...event, eventType: 'Complaint', complaint: { complaintFeedbackType: 'abuse' } }];
      return dice < 0.05 ? [] : dice < 0.07 ? [event, event] : [event];
    });
  }

  async function quarter(at: number, mornings: number): Promise<void> {
    e.world.now = new Date(at);
    if (random() < mornings) await deed();
    // An outage of a day and a half, from the twelfth day on.
    if (at > START + 12 * 1440 * MINUTE && at < START + 13.5 * 1440 * MINUTE) return;
    e.world.now = new Date(at + 2 * MINUTE);
    // The schedule tries four times.
    for (let tries = 0; tries < 4 && !(await survive(e.tick)); tries++);
    for (let tries = 0; e.world.queue.length > 0; tries++) {
      if (await survive(e.drain)) break;
      // After five times a message goes to the DLQ; the next tick asks for its batch again.
      if (tries % 5 === 4) e.world.queue.shift();
      if (random() < 0.3) await deed();
    }
    weatherOfEvents();
    while (e.world.events.length > 0) if (!(await survive(e.learn))) note('events tried again');
    const paused = await stores.control.paused();
    if (paused && random() < 0.1) {
      await stores.control.resume('somebody looked', e.world.now);
      note('sending paused itself, and was resumed');
    }
  }

  const fixtures = readdirSync(FEEDS).sort();
  async function morning(day: number): Promise<void> {
    const name = fixtures[day % fixtures.length] ?? '';
    note(`feeds ${await world.upload(`${day}-${name}`, readFileSync(new URL(name, FEEDS)))}`);
    const titles = Array.from({ length: 6 }, (_, n) => `On the ${n + 1}th problem of day ${day} in the theory of soaking`);
    const page = titles.flatMap((title) => [
      title,
      `We study the problem and propose a method. ${title} is what we show to be hard. `.repeat(5),
    ]);
    note(`feeds ${await world.upload(`page-${day}.txt`, ['Daily Papers', '', 'Mar 1', ...page].join('\n\n'))}`);
    e.world.enabled = day !== 20;
    e.world.remaining = day === 10 ? 0 : 1e6;
  }

  e.world.now = new Date(START);
  while (people < readers * 0.8) await deeds['signed up']?.();
  Object.assign(weather, { crash: 0.001, throttle: 0.001 });
  await world.upload('seed.txt', readFileSync(new URL('000_52b6d6f3b97a3e4b.txt', FIXTURES)));
  const perQuarter = (readers * 0.05) / 96;
  for (let day = 0; day < days; day++) {
    e.world.now = new Date(START + day * 1440 * MINUTE);
    await morning(day);
    for (let n = 0; n < 96; n++) await quarter(START + (day * 96 + n) * 15 * MINUTE, perQuarter);
    const { length: slots } = await stores.readers.slots();
    const { length: open } = await stores.editions.open();
    globalThis.gc?.();
    const heapMb = Math.round(process.memoryUsage().heapUsed / 1e6);
    const today = { day: day + 1, active: active().length, copies: e.world.journal.length, slots, open, heapMb };
    lived.push(today);
    progress(today);
  }

  // Three calm days: what is open ends, and nothing new begins.
  Object.assign(weather, { crash: 0, throttle: 0 });
  const newsAt = e.world.papers.map(({ newsAt }) => newsAt ?? '');
  e.world.papers = [];
  for (let n = 0; n < 3 * 96; n++) await quarter(START + (days * 96 + n) * 15 * MINUTE, 0);
  const left = {
    'editions open': (await stores.editions.open()).length,
    'messages queued': e.world.queue.length,
    'events waiting': e.world.events.length,
    'slots in use': (await stores.readers.slots()).length,
    'active readers': active().length,
  };
  note('copies SES took', e.world.journal.length);
  note('crashes', world.seen.crashes);
  note('throttled calls', world.seen.throttles);
  const faults = await broken(world, diaries, zones, newsAt);
  if (left['editions open'] + left['messages queued'] + left['events waiting'] > 0)
    faults.push('something is left that nobody works on');
  await world.stop();
  return { happened, left, days: lived, faults };
}
