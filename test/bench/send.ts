import type { Tally } from '../../functions/domain/edition.ts';
import { BATCH_SIZE } from '../../functions/domain/edition.ts';
import { pacedWorkers } from '../fakes/paced-workers.ts';
import { startTables } from '../fakes/tables.ts';
import { cpu, type Goal, median, progress, type Report, type Table } from './measure.ts';
import { sendWorld } from './world.ts';

/** Workers on the queue at once; each has eight mails in flight. */
const WORKERS = 4;
const SMALL = 1_000;
/** Hours of a morning in UTC: a wish, and when its readers are due. */
const HOURS = { warmUp: 4, before: 5, large: 6, after: 7 };
const wishAt = (hour: number) => ({ frequency: 'daily', weekday: 1, zone: 'UTC', hour }) as const;

type World = Awaited<ReturnType<typeof sendWorld>>;
type Run = { accounts: string; cpuMs: number; mailsPerSecond: number; rss: number };

/**
 * A whole edition for many readers, by the code that DIGEST and SEND run, with the accounts checked at the end; small ones of
 * 1,000 readers before and after it, to see whether a mail costs more where there are many.
 */
export async function bench({ readers }: { readers: number }): Promise<Report> {
  const world = await sendWorld({ counting: true });
  const pacing = await paces();
  await join(world, readers);
  await edition(world, HOURS.warmUp, SMALL, 'warming up');
  const before = await edition(world, HOURS.before, SMALL, 'a small edition');
  const usage = { ...world.usage };
  const large = await edition(world, HOURS.large, readers, 'the edition');
  const used = { read: world.usage.read - usage.read, write: world.usage.write - usage.write };
  const after = await edition(world, HOURS.after, SMALL, 'a small edition');
  const seen = await world.seen();
  world.stop();
  const small = median([before.cpuMs, after.cpuMs]);
  return {
    tables: [
      {
        head: ['DIGEST and SEND', 'readers', 'mails a second', 'CPU ms a mail', 'memory, MB'],
        rows: [
          ['a small edition', SMALL, before.mailsPerSecond, before.cpuMs.toFixed(2), before.rss],
          ['the edition', readers.toLocaleString('en'), large.mailsPerSecond, large.cpuMs.toFixed(2), large.rss],
          ['a small edition', SMALL, after.mailsPerSecond, after.cpuMs.toFixed(2), after.rss],
          ['· stand-ins for DynamoDB and SES', '', '', '', Math.round(seen.rss / 1e6)],
        ],
      },
      pacing.table,
    ],
    goals: [
      { what: `CPU of a mail, of ${readers.toLocaleString('en')} readers beside 1,000`, ratio: large.cpuMs / small, atMost: 1.1 },
      ...pacing.goals,
      { what: 'writes of DynamoDB a mail', ratio: used.write / readers, atMost: 2.5 },
      { what: 'reads of DynamoDB a mail', ratio: used.read / readers, atMost: 5 },
    ],
    notes: [
      `Accounts of the edition: ${large.accounts}; the states sum to the audience. SES took ${seen.mails.toLocaleString('en')} mails for ${seen.readers.toLocaleString('en')} readers in all.`,
      `${WORKERS} workers in one process; S3 and SQS in memory; \`npm run bench -- mail\` splits the CPU of a mail.`,
    ],
  };
}

/** Readers of the large wish and of three small ones, each with ids of their own. */
async function join(world: World, readers: number): Promise<void> {
  const step = 5_000;
  for (let n = 0; n < readers; n += step) {
    progress(`${n.toLocaleString('en')} of ${readers.toLocaleString('en')} readers signed up`);
    await world.join(wishAt(HOURS.large), n, Math.min(n + step, readers));
  }
  for (const hour of [HOURS.warmUp, HOURS.before, HOURS.after])
    await world.join(wishAt(hour), readers + hour * SMALL, readers + (hour + 1) * SMALL);
}

/** One dispatch from its audience to closed accounts. Throws unless every reader got exactly one copy. */
async function edition(world: World, hour: number, audience: number, what: string): Promise<Run> {
  const { queue } = world;
  const begun = { cpu: cpu(), at: performance.now(), mails: (await world.seen()).mails };
  world.setClock(`2026-03-19T0${hour}:02:00.000Z`);
  const [made] = (await world.tick()).dispatched;
  if (made?.audience !== audience) throw new Error(`the audience is ${made?.audience}, not ${audience}`);
  let done = 0;
  const batches = queue.length;
  const worker = async () => {
    for (let message = queue.shift(); message; message = queue.shift()) {
      await world.deliver(message, message.batch);
      progress(`${what}: ${bar(++done / batches)} ${(done * BATCH_SIZE).toLocaleString('en')} mails`);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  const [closed] = (await world.tick()).closed;
  const seconds = (performance.now() - begun.at) / 1000;
  const run = {
    accounts: accounts(closed),
    cpuMs: (cpu() - begun.cpu) / 1000 / audience,
    mailsPerSecond: Math.round(audience / seconds),
    rss: Math.round(process.memoryUsage.rss() / 1e6),
  };
  check(closed, audience, (await world.seen()).mails - begun.mails);
  progress();
  return run;
}

/** The states sum to the audience, and SES took every copy that is SENT, once, besides at most those of which nobody knows. */
function check(closed: Tally | undefined, audience: number, mails: number): void {
  const { SENT = 0, REJECTED = 0, SKIPPED = 0, UNKNOWN = 0 } = closed ?? {};
  if (SENT + REJECTED + SKIPPED + UNKNOWN !== audience || mails < SENT || mails > SENT + UNKNOWN)
    throw new Error(`the accounts of ${audience} readers are ${JSON.stringify(closed)}, and SES took ${mails} mails`);
}

const accounts = (closed: Tally | undefined) =>
  Object.entries(closed ?? {})
    .filter(([state, n]) => state === state.toUpperCase() && Number(n) > 0)
    .map(([state, n]) => `${state} ${n.toLocaleString('en')}`)
    .join(', ');

/** The shared rate in virtual time, with workers that have more than enough to do. */
async function paces(): Promise<{ table: Table; goals: Goal[] }> {
  const tables = await startTables();
  const rows: Table['rows'] = [];
  const shares: number[] = [];
  const peaks: number[] = [];
  for (const [rate, workers, mailMs] of [
    [14, 1, 150],
    [14, 2, 150],
    [14, 8, 150],
    [200, 1, 30],
    [200, 4, 100],
    [200, 8, 150],
    [UNLIMITED, 1, 150],
    [UNLIMITED, 8, 150],
  ] as const) {
    progress(`pacing: ${workers} workers at ${rate} a second`);
    const { editions } = await tables.fresh();
    const { most, perSecond } = await pacedWorkers(tables.client, editions, {
      rate,
      workers,
      mailMs,
      seconds: rate === 14 ? 60 : 10,
    });
    // Without a limit the workers' own speed is what they could do at most.
    const allowed = rate === UNLIMITED ? workers * 8 * (1000 / mailMs) : rate;
    rows.push([
      rate === UNLIMITED ? 'none' : rate,
      workers,
      mailMs,
      perSecond.toFixed(1),
      `${((100 * perSecond) / allowed).toFixed(1)} %`,
      most,
    ]);
    shares.push(perSecond / allowed);
    peaks.push(most / rate);
  }
  progress();
  await tables.stop();
  return {
    table: {
      head: ['Limit, mails a second', 'workers', 'ms a mail', 'mails a second', 'of what may be', 'most in any second'],
      rows,
    },
    goals: [
      { what: 'pacing, least share of what may be sent', ratio: Math.min(...shares), atLeast: 0.95 },
      { what: 'pacing, most mails in any second beside the limit', ratio: Math.max(...peaks), atMost: 1 },
    ],
  };
}
/** More than any worker can do. */
const UNLIMITED = 100_000;

const bar = (share: number) => `${'█'.repeat(Math.round(share * 30)).padEnd(30, '░')} ${Math.round(share * 100)} %`;
