import { readdirSync, readFileSync } from 'node:fs';
import { sequence } from '../fakes/sequence.ts';
import { peopleOf } from './people.ts';
import { broken } from './promises.ts';
import { badAnswers, eventsArrive } from './weather.ts';
import { soakWorld } from './world.ts';

export type Soak = { readers: number; days: number; seed: number };

/** What a soak came to: what happened, what is left behind, and each broken promise. */
export type SoakReport = { happened: Record<string, number>; left: Record<string, number>; faults: string[] };

/** What could grow without bound, at the end of a day. */
export type Day = { day: number; active: number; copies: number; wishes: number; open: number; heapMb: number };

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const START = Date.UTC(2026, 2, 1);
const FIXTURES = new URL('../fixtures/', import.meta.url);
const FEEDS = new URL('../fixtures/feeds/', import.meta.url);

/** Days, from 0, on which SES's quota is used up, and on which it is stopped; when an outage of a day and a half begins and ends. */
const NO_QUOTA = 10;
const STOPPED = 20;
const OUTAGE = [START + 12 * DAY, START + 13.5 * DAY] as const;

/**
 * Lives so many days: feeds of every format each day, readers who come, change, vote, pause, leave, return and are forgotten,
 * mailboxes that bounce and people who complain, an SES that answers badly, is throttled, stopped or out of quota, an outage, and
 * processes that die at any awaited call. The same seed lives the same life.
 */
export async function soak({ readers, days, seed }: Soak, progress: (day: Day) => void = () => {}): Promise<SoakReport> {
  const random = sequence(seed);
  const world = await soakWorld(random);
  const { e, stores, weather, survive } = world;
  const happened: Record<string, number> = {};
  const note = (what: string, n = 1) => {
    happened[what] = (happened[what] ?? 0) + n;
  };
  const people = peopleOf(world, random);
  const zones = badAnswers(world, random, note);
  const deed = async () => note(await people.deed());

  async function quarter(at: number, deeds: number): Promise<void> {
    e.world.now = new Date(at);
    if (random() < deeds) await deed();
    if (at > OUTAGE[0] && at < OUTAGE[1]) return;
    e.world.now = new Date(at + 2 * MINUTE);
    // The schedule tries four times.
    for (let tries = 0; tries < 4 && !(await survive(e.tick)); tries++);
    for (let tries = 0; e.world.queue.length > 0; tries++) {
      if (await survive(e.drain)) break;
      // After five times a message goes to the DLQ; the next tick asks for its batch again.
      if (tries % 5 === 4) e.world.queue.shift();
      if (random() < 0.3) await deed();
    }
    eventsArrive(world, random);
    while (e.world.events.length > 0) if (!(await survive(e.learn))) note('events tried again');
    if ((await stores.control.paused()) && random() < 0.1) {
      await stores.control.resume('somebody looked', e.world.now);
      note('sending paused itself, and was resumed');
    }
  }

  async function live(day: number): Promise<void> {
    e.world.now = new Date(START + day * DAY);
    for (const [name, content] of feedsOf(day)) note(`feeds ${await world.upload(name, content)}`);
    e.world.enabled = day !== STOPPED;
    e.world.remaining = day === NO_QUOTA ? 0 : 1e6;
    const deeds = (readers * 0.05) / 96;
    for (let n = 0; n < 96; n++) await quarter(START + day * DAY + n * 15 * MINUTE, deeds);
    const { length: wishes } = await stores.readers.wishes();
    const { length: open } = await stores.editions.open();
    const heapMb = Math.round(process.memoryUsage().heapUsed / 1e6);
    progress({ day: day + 1, active: people.active(), copies: e.world.journal.length, wishes, open, heapMb });
  }

  e.world.now = new Date(START);
  await people.come(readers * 0.8);
  Object.assign(weather, { crash: 0.001, throttle: 0.001 });
  for (let day = 0; day < days; day++) await live(day);

  // Three calm days: what is open ends, and nothing new begins.
  Object.assign(weather, { crash: 0, throttle: 0 });
  e.world.papers = [];
  for (let n = 0; n < 3 * 96; n++) await quarter(START + days * DAY + n * 15 * MINUTE, 0);
  note('copies SES took', e.world.journal.length);
  note('crashes', world.seen.crashes);
  note('throttled calls', world.seen.throttles);
  const left = {
    'dispatches open': (await stores.editions.open()).length,
    'messages queued': e.world.queue.length,
    'events waiting': e.world.events.length,
    'wishes in use': (await stores.readers.wishes()).length,
    'active readers': people.active(),
  };
  const { faults, told } = await broken(world, people.diaries, zones);
  for (const [reason, n] of Object.entries(told)) note(`days told as: ${reason}`, n);
  if (left['dispatches open'] + left['messages queued'] + left['events waiting'] > 0)
    faults.push('something is left that nobody works on');
  await world.stop();
  return { happened, left, faults };
}

/** The feeds of a day: one of each format in turn, and a papers page of its own. */
function feedsOf(day: number): [name: string, content: string | Buffer][] {
  const formats = readdirSync(FEEDS).sort();
  const name = formats[day % formats.length] ?? '';
  const titles = Array.from({ length: 6 }, (_, n) => `On the ${n + 1}th problem of day ${day} in the theory of soaking`);
  const cards = titles.flatMap((title) => [
    title,
    `We study the problem and propose a method. ${title} is what we show to be hard. `.repeat(5),
  ]);
  return [
    ...(day === 0 ? [['seed.txt', readFileSync(new URL('000_52b6d6f3b97a3e4b.txt', FIXTURES))] as [string, Buffer]] : []),
    [`${day}-${name}`, readFileSync(new URL(name, FEEDS))],
    [`page-${day}.txt`, ['Daily Papers', '', 'Mar 1', ...cards].join('\n\n')],
  ];
}
