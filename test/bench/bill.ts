import { KEPT_DAYS } from '../../functions/contract/retention.ts';
import { PRICES } from '../../infra/prices.ts';
import type { Counts } from './counting.ts';

/**
 * What the template holds that costs by the month, and what is kept of an edition, bytes. `metrics` are those that a stack has without
 * writing them itself; `keyVersions` those of the customer key after a year.
 */
export type Fixed = {
  alarms: number;
  metrics: number;
  dashboards: number;
  queues: number;
  keyVersions: number;
  editionBytes: number;
};

/** Readers, all of them daily, and the papers of a day. */
export type Size = { readers: number; papers: number };

/** USD a month, and what makes them up. */
export type Line = { service: string; usd: number; what: string };

const MILLION = 1e6;
const GB = 1e9;
const DAYS = 30;
const TICKS = 96 * DAYS;

/** What cannot be counted on one machine. Each is on the dear side. */
export const ASSUMED = {
  /** Zones and hours make about this many different due instants a day; few readers make no more than they are. */
  dispatches: 126,
  /** Of the readers, those who are new in a month; and what one asks of the web in a month: pages, one click, feeds. */
  joining: 0.05,
  webRequests: 4,
  /** Of the readers, those before whom a program opens all links of a mail, and how many cards have one to vote. */
  scanned: 0.1,
  linksOpened: 15,
  /** Of the mails, those that are skipped, rejected or bounce: a metric each. And metrics of faults that come in one hour of a month. */
  oddMails: 0.02,
  rareMetrics: 20,
  /** Capacity that a sign-up with its letter takes, and a look at the web. */
  joinUnits: 10,
  webUnits: 2,
  /** Lambda keeps five long polls of 20 s open on a queue, day and night ("Using Lambda with Amazon SQS"). */
  polls: 5 * 3 * 60 * 24 * DAYS,
  /** Keys and secrets are kept for five minutes by who asks for them: the functions, SES and SNS. */
  askedAgain: 12 * 24 * DAYS,
  /** Bytes: what a run of a function and a request of the API leave in the logs, a ledger row, a reader's rows, a paper's rows. */
  logRun: 1_100,
  logRequest: 400,
  ledgerRow: 250,
  readerRows: 900,
  paperRows: 4_000,
  /** How long papers and editions have been kept, days. */
  kept: 365,
} as const;

/** SEND as deployed: memory in GB, its share of a core, mails in flight; and how long a mail waits for SES and the table, ms. */
const SEND = { gb: 1, core: 1024 / 1769, lanes: 8, waitMs: 150 };

/** Lambda as deployed: GB of a function, and the seconds one of its runs takes beside what is counted. */
const RUNS = {
  tick: { gb: 1.73, s: 0.3 },
  edition: { gb: 1.73, s: 3 },
  dispatch: { gb: 1.73, s: 0.3 },
  ingest: { gb: 1.73, s: 4 },
  batch: { gb: SEND.gb, s: 0.5 },
  events: { gb: 0.5, s: 0.1 },
  web: { gb: 1, s: 0.05 },
  letter: { gb: 1, s: 0.5 },
};

/** How long SEND takes for a mail, ms, by the CPU it uses: it waits, or it works. */
const mailMs = (cpuMs: number) => Math.max(SEND.waitMs / SEND.lanes, cpuMs / SEND.core);

/** The bill of a month, dearest service first: list prices, free tiers left out, after a year. */
export function bill(counts: Counts, fixed: Fixed, { readers, papers }: Size): Line[] {
  const mails = readers * DAYS;
  // A day's edition and, each day of the week, one of the week to it.
  const editions = 2 * DAYS;
  const dispatches = Math.min(readers, ASSUMED.dispatches) * DAYS;
  const batches = dispatches + mails / 100;
  const joins = readers * ASSUMED.joining;
  const scans = mails * ASSUMED.scanned * ASSUMED.linksOpened;
  const web = readers * ASSUMED.webRequests + scans;
  const runs = {
    tick: TICKS,
    edition: editions,
    dispatch: dispatches,
    ingest: DAYS,
    batch: batches,
    events: mails / 10,
    web,
    letter: joins,
  };
  const { edition: _, dispatch: __, ...invoked } = runs;
  const invocations = sum(Object.values(invoked));
  const gbSeconds =
    sum(Object.entries(RUNS).map(([run, { gb, s }]) => runs[run as keyof typeof runs] * gb * s)) +
    (mails * SEND.gb * mailMs(counts.mail.cpuMs)) / 1000;

  const writes =
    dispatches * counts.dispatch.writes +
    mails * (counts.mail.writes + counts.event.writes) +
    DAYS * papers * counts.newPaper.writes +
    joins * ASSUMED.joinUnits;
  const reads =
    TICKS * counts.tick.reads +
    dispatches * counts.dispatch.reads +
    editions * papers * counts.printedPaper.reads +
    mails * (counts.mail.reads + counts.event.reads) +
    DAYS * papers * counts.newPaper.reads +
    joins * ASSUMED.joinUnits +
    web * ASSUMED.webUnits;
  const stored =
    readers * (KEPT_DAYS.ledger * ASSUMED.ledgerRow + ASSUMED.readerRows) + ASSUMED.kept * papers * ASSUMED.paperRows;
  const objects = (editions / DAYS) * ASSUMED.kept * fixed.editionBytes;
  const logs = invocations * ASSUMED.logRun + web * ASSUMED.logRequest;
  const polls = fixed.queues * ASSUMED.polls;
  // A metric of one's own costs by the hour in which it comes: ticks in each, mails and events in those of dispatches, a page to
  // confirm and its button in that of a sign-up, a file and an edition once a day.
  const hours = 24 * DAYS;
  const rare = Math.min(hours, mails * ASSUMED.oddMails);
  const metricHours =
    hours + 2 * Math.min(hours, dispatches) + 2 * Math.min(hours, joins) + 3 * rare + 4 * DAYS + ASSUMED.rareMetrics;
  const metrics = fixed.metrics + metricHours / hours;
  /** Who asks for a key or a secret: no more often than a run begins, and none but every five minutes. */
  const asked = (...users: number[]) => sum(users.map((n) => Math.min(n, ASSUMED.askedAgain)));

  const millions = (n: number, price: number) => (n / MILLION) * price;
  const lines: Line[] = [
    { service: 'SES', usd: millions(mails + joins, PRICES.sesMail), what: `${short(mails + joins)} mails` },
    {
      service: 'DynamoDB',
      usd:
        millions(writes, PRICES.dynamoWrite) +
        millions(reads, PRICES.dynamoRead) +
        (stored / GB) * (PRICES.dynamoGb + PRICES.dynamoPitrGb),
      what: `${short(writes)} writes, ${short(reads)} reads, ${(stored / GB).toFixed(1)} GB with its backup`,
    },
    {
      service: 'Lambda',
      usd: millions(invocations, PRICES.lambdaRequest) + gbSeconds * PRICES.lambdaGbSecond,
      what: `${short(invocations)} runs, ${short(gbSeconds)} GB seconds`,
    },
    { service: 'SNS', usd: millions(mails, PRICES.snsPublish), what: `${short(mails)} events of SES` },
    {
      service: 'SQS',
      usd: millions(polls + 3 * batches + 1.2 * mails + 3 * joins, PRICES.sqsRequest),
      what: `${short(polls)} empty polls, ${short(3 * batches + 1.2 * mails + 3 * joins)} other requests`,
    },
    {
      service: 'CloudWatch',
      usd:
        fixed.alarms * PRICES.alarm + metrics * PRICES.metric + fixed.dashboards * PRICES.dashboard + (logs / GB) * PRICES.logGb,
      what: `${fixed.alarms} metrics under alarm, ${metrics.toFixed(1)} own metrics, ${fixed.dashboards} dashboards, ${(logs / GB).toFixed(1)} GB of logs`,
    },
    {
      service: 'S3',
      usd:
        millions(2 * editions + dispatches, PRICES.s3Put) +
        millions(3 * batches + web, PRICES.s3Get) +
        (objects / GB) * PRICES.s3Gb,
      what: `${short(2 * editions + dispatches)} files of editions and audiences, ${(objects / GB).toFixed(1)} GB`,
    },
    { service: 'API Gateway', usd: millions(web, PRICES.apiRequest), what: `${short(web)} requests` },
    {
      service: 'KMS',
      usd: fixed.keyVersions * PRICES.kmsKey + millions(asked(mails, mails, batches, web, joins), PRICES.kmsRequest),
      what: 'a key for the events of SES',
    },
    {
      service: 'Secrets Manager',
      usd: PRICES.secret + millions(asked(batches, web, joins), PRICES.secretRequest),
      what: 'the keys of links',
    },
    { service: 'Scheduler', usd: millions(TICKS, PRICES.schedule), what: `${short(TICKS)} ticks` },
  ];
  return lines.sort((a, b) => b.usd - a.usd);
}

/**
 * What FETCH takes a month, for `sources` of some 200 papers a day each: hourly runs, requests and objects as `test/fetch/weather.test.ts`
 * counts them for three sources (4.2 requests and 0.5 objects an hour), looks of INGEST at papers that it knows, an alarm, a metric that
 * is told each hour and one that is told with each object.
 */
export function fetchBill(sources: number): Line {
  const hours = 24 * DAYS;
  const requests = hours * 1.4 * sources;
  const objects = (hours / 6) * sources;
  // A request takes a second and, at arXiv, three of waiting.
  const gbSeconds = hours * 0.5 * 2 + requests * 4 * 0.5 + objects * 1.73 * 2;
  const looked = objects * 200;
  const usd =
    gbSeconds * PRICES.lambdaGbSecond +
    ((hours + objects) / MILLION) * (PRICES.lambdaRequest + PRICES.schedule) +
    (objects / MILLION) * (2 * PRICES.s3Put + PRICES.s3Get) +
    (looked / MILLION) * PRICES.dynamoRead +
    ((hours * (sources + 2)) / MILLION) * (PRICES.dynamoWrite + PRICES.dynamoRead) +
    PRICES.alarm +
    PRICES.metric * (1 + Math.min(1, objects / hours));
  return { service: 'FETCH', usd, what: `${short(requests)} requests, ${short(objects)} objects, an alarm` };
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
const short = (n: number) => Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(n);
