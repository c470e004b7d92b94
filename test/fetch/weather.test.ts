import { expect, test } from 'vitest';
import { feedSummary } from '../../functions/fetch/feed-summary.ts';
import { type Answer, atom, daily, fetched, type Get, HOUR, rss, world } from './world.ts';

/**
 * 400 days of three sources, an hour at a time, in all weathers: what they announce is known, so is what they answer. Servers and
 * papers are made up, in the shapes of `world.ts`; those of arXiv and Hugging Face follow their documents and the samples in
 * test/fixtures, the others their documents alone.
 */
const DAYS = 400;
const BEGIN = Date.parse('2026-01-05T00:41:00Z');
const END = BEGIN + DAYS * 24 * HOUR;
const DAY = 24 * HOUR;

/** Numbers between 0 and 1 by one seed. */
function dice(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const KINDS = [
  '429',
  '503',
  'slow',
  'half',
  'html',
  'moved',
  'stuck',
  'replayed',
  'blank',
  'thin',
  'renamed',
  'charset',
] as const;
type Kind = (typeof KINDS)[number];
/** Bad weather at a host, or everywhere at once where we are away ourselves. */
type Spell = { host: string; kind: Kind | 'away'; from: number; to: number };

const RSS = 'rss.arxiv.org';
const API = 'export.arxiv.org';
const HF = 'huggingface.co';
const JOURNAL = 'journal.example';

/** Where a kind comes: anywhere, but for these. */
const PLACES: Partial<Record<string, readonly string[]>> = {
  stuck: [RSS],
  replayed: [RSS],
  blank: [RSS],
  thin: [RSS, HF],
  renamed: [RSS, HF],
  charset: [JOURNAL],
};

/** Spells that hide a whole batch from who asks hourly, each alone in its weeks. We come back from one while the API is blank. */
const HIDING: Spell[] = (
  [
    [RSS, 'replayed', '2026-04-14T12:00Z', '2026-04-16T12:00Z'],
    [RSS, 'blank', '2026-05-19T12:00Z', '2026-05-21T12:00Z'],
    [RSS, 'away', '2026-06-09T12:00Z', '2026-06-12T12:00Z'],
    [API, 'blank', '2026-06-12T12:00Z', '2026-06-12T13:00Z'],
  ] as const
).map(([host, kind, from, to]) => ({ host, kind, from: Date.parse(from), to: Date.parse(to) }));
const nearHiding = (at: number) => HIDING.some(({ from, to }) => at > from - 8 * DAY && at < to + 8 * DAY);

/** A spell every week or so, from an hour to three days long, of each kind at each host. */
function spells(): Spell[] {
  const roll = dice(20_261_129);
  const all = [...HIDING];
  for (let at = BEGIN + 10 * DAY; at < END - 10 * DAY; at += (5 + roll() * 4) * DAY) {
    const kind = KINDS[Math.floor(roll() * (KINDS.length + 1))] ?? 'away';
    const hosts = PLACES[kind] ?? [RSS, API, HF, JOURNAL];
    const host = hosts[Math.floor(roll() * hosts.length)] ?? RSS;
    const hours = [1, 5, 26, 50, 72][Math.floor(roll() * 5)] ?? 1;
    if (!nearHiding(at)) all.push({ host, kind, from: at, to: at + hours * HOUR });
  }
  return all;
}
const SPELLS = spells();
const weather = (host: string, at: number) =>
  SPELLS.find((spell) => spell.from <= at && at < spell.to && (spell.host === host || spell.kind === 'away'));

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
/** arXiv's midnight, winter time. */
const midnight = (at: number) => Math.floor((at - 5 * HOUR) / DAY) * DAY + 5 * HOUR;
/** Long weekends, and the days around the turn of the year. */
const isHoliday = (day: string) => /-(?:07-03|09-07|11-26|12-2[45]|12-31|01-01)$/.test(day);
const announces = (day: string) => ![0, 6].includes(new Date(day).getUTCDay()) && !isHoliday(day);

/** What is submitted to arXiv on a day is announced at the midnight after the next one on which anything is. */
const submitted = new Map<string, string[]>();
const announcedOn = new Map<string, string[]>();
const announcedAt = new Map<string, number>();
let waiting: string[] = [];
const journal: { id: string; at: number }[] = [];
{
  const roll = dice(7);
  for (let at = Date.parse('2025-12-20T00:00Z'); at < END; at += DAY) {
    const day = dayOf(at);
    if (announces(day)) {
      announcedOn.set(day, waiting);
      for (const id of waiting) announcedAt.set(id, at + 5 * HOUR);
      waiting = [];
    }
    const papers = Array.from({ length: 8 + Math.floor(roll() * 6) }, (_, n) => `arxiv-${day}-${n}`);
    submitted.set(day, papers);
    waiting.push(...papers);
    if (roll() < 0.6) journal.push({ id: `journal-${day}`, at: at + roll() * DAY });
  }
}
/** Hugging Face's day grows over its hours; on Saturdays and Sundays there is none. */
const hfOf = (day: string, at: number): string[] => {
  if ([0, 6].includes(new Date(day).getUTCDay())) return [];
  const hours = Math.min(24, (at - Date.parse(day)) / HOUR);
  return Array.from({ length: Math.max(0, Math.floor(hours / 2)) }, (_, n) => `hf-${day}-${n}`);
};

const papers = (ids: readonly string[], thin = false) => ids.map((id) => ({ id, text: !thin }));

/** The answer of a host in good weather; `thin`: without abstracts. */
function healthy(url: URL, at: number, asked: { etag?: string | undefined }, { thin = false, stuck = 0 } = {}): Answer {
  if (url.hostname === RSS) {
    const built = midnight(stuck || at);
    const etag = `"${built}${thin}"`;
    return asked.etag === etag
      ? { outcome: 'unchanged' }
      : fetched(rss(papers(announcedOn.get(dayOf(built)) ?? [], thin), new Date(built)), { etag });
  }
  if (url.hostname === API) {
    const [, date = ''] = /submittedDate:\[(\d{8})/.exec(url.searchParams.get('search_query') ?? '') ?? [];
    const all = submitted.get(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) ?? [];
    const found = all.filter((id) => (announcedAt.get(id) ?? Number.POSITIVE_INFINITY) <= at);
    return fetched(atom(papers(found), found.length));
  }
  if (url.hostname === HF)
    return fetched(daily(papers(hfOf(url.searchParams.get('date') ?? '', at), thin), Math.floor(at / DAY)));
  const shown = journal.filter((one) => one.at <= at).slice(-20);
  return fetched(rss(papers(shown.map(({ id }) => id).reverse()), new Date(at)));
}

const answer: Get = (url, asked, now) => {
  const at = now.getTime();
  const spell = weather(url.hostname, at);
  switch (spell?.kind) {
    case undefined:
      return healthy(url, at, asked);
    case '429':
      return { outcome: 'later', says: 'it answered 429', waitMs: 2 * HOUR };
    case '503':
      return { outcome: 'later', says: 'it answered 503' };
    case 'slow':
      return { outcome: 'later', says: 'no whole answer in 60 s' };
    case 'half': {
      const whole = healthy(url, at, {});
      return whole.outcome === 'fetched' ? { ...whole, bytes: whole.bytes.subarray(0, whole.bytes.length * 0.6) } : whole;
    }
    case 'html':
      return fetched('<!doctype html><html><body>We will be back soon.</body></html>');
    case 'moved':
      return { outcome: 'refused', says: 'it leads to other.example, which is none of its hosts' };
    case 'stuck':
      return healthy(url, at, {}, { stuck: spell.from });
    // The batch of the day before, as if it were made today: github.com/ZJU-REAL/Polaris/issues/414.
    case 'replayed': {
      const built = midnight(spell.from);
      return fetched(rss(papers(announcedOn.get(dayOf(built)) ?? []), new Date(midnight(at))));
    }
    // Nothing, as if there were nothing: github.com/lukasschwab/arxiv.py/issues/119.
    case 'blank':
      return fetched(url.hostname === RSS ? rss([], new Date(midnight(at))) : atom([], 0));
    case 'charset': {
      const whole = healthy(url, at, {});
      const latin = (bytes: Uint8Array) => Buffer.from(new TextDecoder().decode(bytes).replaceAll('About', 'Über'), 'latin1');
      return whole.outcome === 'fetched' ? { ...whole, bytes: latin(whole.bytes) } : whole;
    }
    case 'thin':
      return healthy(url, at, {}, { thin: true });
    case 'renamed': {
      const whole = healthy(url, at, {});
      if (whole.outcome !== 'fetched') return whole;
      const text = new TextDecoder()
        .decode(whole.bytes)
        .replaceAll('<item>', '<paper>')
        .replaceAll('</item>', '</paper>')
        .replace(/^\[/, '{"papers":[')
        .replace(/\]$/, ']}');
      return fetched(text);
    }
    default:
      throw new Error('nobody asks while we are away');
  }
};

test('[R121] 400 days of weather: no paper lost, nothing put twice, never too fast, every bad spell named within a day', async () => {
  const the = world(`arxiv:cs.CL hf:daily rss:https://${JOURNAL}/feed`, new Date(BEGIN).toISOString(), answer);
  const sourceAt: Record<string, string> = {
    [RSS]: 'arxiv:cs.CL',
    [API]: 'arxiv:cs.CL',
    [HF]: 'hf:daily',
    [JOURNAL]: `rss:https://${JOURNAL}/feed`,
  };
  const amiss = new Map<string, Set<number>>(Object.values(sourceAt).map((name) => [name, new Set()]));
  let hours = 0;
  for (let at = BEGIN; at < END; at += HOUR) {
    if (weather('', at)?.kind === 'away') continue;
    the.at(at);
    hours += 1;
    const { fetched: done, failed } = await the.run();
    expect(failed).toEqual([]);
    for (const { name, state } of done) if (state !== 'fresh' && state !== 'quiet') amiss.get(name)?.add(at);
  }

  // Lost: announced since the first look and some days before the last, and in no object.
  const text = the.puts.map((put) => put.text).join('\n');
  const seen = new Set(text.match(/(?:arxiv|hf|journal)-\d{4}-\d\d-\d\d(?:-\d+)?/g));
  const until = END - 8 * DAY;
  const due = [
    ...[...announcedAt].filter(([, at]) => at >= BEGIN + 5 * HOUR && at < until).map(([id]) => id),
    ...Array.from({ length: DAYS - 8 }, (_, n) => hfOf(dayOf(BEGIN + n * DAY), END)).flat(),
    ...journal.filter(({ at }) => at >= BEGIN && at < until).map(({ id }) => id),
  ];
  const lost = due.filter((id) => !seen.has(id));

  // Twice: an answer that names what the last one of its page named, and has the same bytes.
  const last = new Map<string, string>();
  const twice = the.puts.filter(({ key, text, listedOn }) => {
    const page = `${key.split('/')[1]} ${listedOn ?? ''}`;
    const items = text.slice(Math.max(0, text.indexOf('<item>')));
    const before = last.get(page);
    last.set(page, items);
    return before === items;
  });

  // Too fast: less than its pace after the answer before, of its kind.
  const PACE: Record<string, number> = { 'arxiv.org': 3_000, 'huggingface.co': 1_000, 'journal.example': 1_000 };
  const kindOf = ({ hostname }: URL) => hostname.split('.').slice(-2).join('.');
  const before = new Map<string, number>();
  const tooFast = the.requests.filter(({ url, at }) => {
    const kind = kindOf(url);
    const answered = before.get(kind) ?? Number.NEGATIVE_INFINITY;
    before.set(kind, at + 700);
    return at - answered < PACE[kind]!;
  });

  // Named: a spell that lasts more than a day, on a day on which there was something to miss.
  const named = SPELLS.filter(({ to, from, kind, host }) => kind !== 'away' && host !== API && to - from > DAY).map((spell) => {
    const { host, kind, from, to } = spell;
    const hit = [...(amiss.get(sourceAt[host]!) ?? [])].find((at) => at >= from && at < to + 2 * HOUR);
    const working = Array.from({ length: Math.ceil((to - from) / DAY) }, (_, n) => dayOf(from + n * DAY)).filter(announces);
    return {
      host,
      kind,
      from: new Date(from).toISOString(),
      hours: (to - from) / HOUR,
      working: working.length,
      after: hit === undefined ? undefined : (hit - from) / HOUR,
    };
  });
  // What fails must be named in hours; what only tells nothing new, where something was due.
  const silent = named.filter(({ kind, after, working, hours: long }) => {
    // What it lacks is asked of the API. Nobody can tell it from a holiday.
    if (kind === 'blank' || kind === 'charset') return false;
    if (kind === 'stuck' || kind === 'replayed') return working >= 2 && long >= 50 && after === undefined;
    if (kind === 'thin') return working >= 2 && after === undefined;
    return after === undefined || after > 24;
  });

  // False: amiss in good weather, a day and a half after the last bad.
  const calm = (name: string, at: number) =>
    SPELLS.every(({ host, kind, from, to }) => (kind !== 'away' && sourceAt[host] !== name) || at < from || at > to + 3 * DAY);
  const falseAlarms = [...amiss].flatMap(([name, hours]) =>
    [...hours].filter((at) => calm(name, at)).map((at) => `${name} ${new Date(at).toISOString()}`),
  );

  expect(the.requests.length / hours).toBeLessThan(5);
  expect([SPELLS.length > 40, due.length > 5_000, the.puts.length > 1_000]).toEqual([true, true, true]);
  expect({
    lost,
    twice: twice.map(({ key }) => key),
    tooFast: tooFast.length,
    silent,
    falseAlarms: falseAlarms.slice(0, 20),
  }).toEqual({
    lost: [],
    twice: [],
    tooFast: 0,
    silent: [],
    falseAlarms: [],
  });
  expect(Object.keys(Object.groupBy(SPELLS, ({ kind }) => kind)).length).toBe(KINDS.length + 1);
  for (const { text } of the.puts.slice(0, 50))
    expect(feedSummary(Buffer.from(text), text.startsWith('[') ? 'json' : 'xml')).toBeInstanceOf(Object);
}, 300_000);
