import * as z from 'zod/mini';

/**
 * When something new is expected: on these weekdays (1 = Monday) in this zone, from this hour on, at the latest `withinHours`
 * later. A source without weekdays may have nothing new for `withinHours`.
 */
type Rhythm = { weekdays: readonly number[]; zone: string; hour: number; withinHours: number };

/** A source that the operator named, and how it is asked. */
export type Source = {
  /** As it was named: `arxiv:cs.CL+cs.LG`. */
  name: string;
  /** Its folder under `feeds/`: `arxiv-cs.CL-cs.LG`. */
  folder: string;
  ext: 'xml' | 'json';
  /** The only hosts that it is fetched from, redirects included. */
  hosts: readonly string[];
  /** The least time between two requests to all sources of its kind, ms. */
  paceMs: number;
  /** The address of its feed, which shows the latest batch; undefined for a source that is asked by days. */
  feed?: string;
  /** How long a batch stays in its feed at least, hours. After a longer time without a request a batch may be missed. */
  holdsHours?: number;
  /** The address of the papers of a day, without the first `done` items. Without it a missed day cannot be asked for. */
  day?: (day: string, done: number) => string;
  /** The fewest items of a full page: a page with as many may have a next one. */
  perPage?: number;
  /** How many days after its end a day still gets papers. */
  lateDays?: number;
  /** How many days before a gap the papers may have been submitted that were announced in it. */
  reachesBackDays?: number;
  rhythm: Rhythm;
};

/** A source without its name: what a kind makes of the text after the colon. */
type Kind = Omit<Source, 'name' | 'folder'>;

const encoded = encodeURIComponent;
const words = (argument: string) => argument.split('+');

/** bioRxiv and medRxiv have one API ("bioRxiv API", api.biorxiv.org). Its pages have 30 or 100 items, as the server decides. */
const rxiv = (server: string) => ({
  example: `${server}:neuroscience`,
  takes: /^[a-z]+([_ -][a-z]+)*$/,
  source: (category: string): Kind => ({
    ext: 'json',
    hosts: ['api.biorxiv.org', 'api.medrxiv.org'],
    paceMs: 1_000,
    day: (day, done) =>
      `https://api.biorxiv.org/details/${server}/${day}/${day}/${done}/json?category=${encoded(category.replace(/[- ]/g, '_'))}`,
    perPage: 30,
    lateDays: 2,
    rhythm: { weekdays: [1, 2, 3, 4, 5], zone: 'America/New_York', hour: 0, withinHours: 30 },
  }),
});

/** Every kind of source by the word before the colon, with an example of a name. To add a kind, add a row. */
const KINDS: Record<string, { example: string; takes: RegExp; source: (argument: string) => Kind }> = {
  // The feed is made anew each midnight, and is empty if nothing is announced ("RSS feed specifications", info.arxiv.org).
  arxiv: {
    example: 'arxiv:cs.CL+cs.LG',
    takes: /^[a-z]+(-[a-z]+)?(\.[A-Za-z-]{2,})?(\+[a-z]+(-[a-z]+)?(\.[A-Za-z-]{2,})?)*$/,
    source: (categories) => ({
      ext: 'xml',
      hosts: ['rss.arxiv.org', 'export.arxiv.org', 'arxiv.org'],
      // "no more than one request every three seconds ... a single connection at a time" (arXiv API, Terms of Use).
      paceMs: 3_000,
      feed: `https://rss.arxiv.org/rss/${categories}`,
      holdsHours: 20,
      day: (day, done) => {
        const category = words(categories)
          .map((one) => `cat:${one.includes('.') ? one : `${one}*`}`)
          .join(' OR ');
        const date = day.replaceAll('-', '');
        const query = encoded(`(${category}) AND submittedDate:[${date}0000 TO ${date}2359]`);
        return `https://export.arxiv.org/api/query?search_query=${query}&sortBy=submittedDate&sortOrder=ascending&start=${done}&max_results=1000`;
      },
      perPage: 1_000,
      // Over a long weekend a paper waits four days to be announced, and one more for a moderator.
      reachesBackDays: 5,
      rhythm: { weekdays: [1, 2, 3, 4, 5], zone: 'America/New_York', hour: 0, withinHours: 10 },
    }),
  },
  hf: {
    example: 'hf:daily',
    takes: /^daily$/,
    source: () => ({
      ext: 'json',
      hosts: ['huggingface.co'],
      paceMs: 1_000,
      day: (day, done) => `https://huggingface.co/api/daily_papers?date=${day}&limit=100&p=${Math.floor(done / 100)}`,
      perPage: 100,
      lateDays: 2,
      rhythm: { weekdays: [1, 2, 3, 4, 5], zone: 'UTC', hour: 0, withinHours: 24 },
    }),
  },
  biorxiv: rxiv('biorxiv'),
  medrxiv: rxiv('medrxiv'),
  openalex: {
    example: 'openalex:primary_topic.field.id:17',
    takes: /^[\w.]+:[^\s,]+(,[\w.]+:[^\s,]+)*$/,
    source: (filter) => ({
      ext: 'json',
      hosts: ['api.openalex.org'],
      paceMs: 1_000,
      day: (day, done) =>
        `https://api.openalex.org/works?filter=${encoded(`${filter},from_publication_date:${day},to_publication_date:${day}`)}&per-page=200&page=${Math.floor(done / 200) + 1}`,
      perPage: 200,
      lateDays: 7,
      rhythm: { weekdays: [1, 2, 3, 4, 5, 6, 7], zone: 'UTC', hour: 0, withinHours: 72 },
    }),
  },
  rss: {
    example: 'rss:https://journal.example/feed.xml',
    takes: /^https:\/\/[a-z\d-]+(\.[a-z\d-]+)*\.[a-z][a-z\d-]*(\/[\w\-./~%!$&'()*+,;=:@?]*)?$/i,
    source: (address) => {
      const { hostname, href } = new URL(address);
      const bare = hostname.replace(/^www\./, '');
      return {
        ext: 'xml',
        hosts: [bare, `www.${bare}`],
        paceMs: 1_000,
        feed: href,
        holdsHours: 72,
        rhythm: { weekdays: [], zone: 'UTC', hour: 0, withinHours: 14 * 24 },
      };
    },
  },
};

/** Parses one word of `--sources`. An error message if it names no source. */
function sourceOf(name: string): Source | string {
  const colon = name.indexOf(':');
  const word = name.slice(0, Math.max(0, colon));
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  if (!kind) {
    const kinds = Object.values(KINDS).map(({ example }) => example);
    return `${name} is no known kind of source: ${kinds.join(', ')}`;
  }
  const argument = name.slice(colon + 1);
  if (!kind.takes.test(argument)) {
    // An output of the stack keeps no other letters (cloudformation-coverage-roadmap#814).
    const ascii = URL.canParse(argument) ? new URL(argument).href : argument;
    if (/[^\0-\x7f]/.test(argument) && kind.takes.test(ascii)) return `${name} has letters beyond ASCII: write ${word}:${ascii}`;
    return `${name} is not written like ${kind.example}`;
  }
  const folder = name
    .replace(/^rss:https:/, 'rss')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  return { name, folder, ...kind.source(argument) };
}

/** Parses the sources that a text names, separated by spaces. */
export const sources = z.pipe(
  z.string(),
  z.transform((text, { issues }): Source[] => {
    const named = text.split(/\s+/).filter(Boolean).map(sourceOf);
    const known = named.filter((source) => typeof source !== 'string');
    const wrong = named.filter((source) => typeof source === 'string');
    const twice = known.find(({ folder }, i) => known.findIndex((other) => other.folder === folder) < i);
    if (twice) wrong.push(`${twice.name} is named twice`);
    if (named.length > 20) wrong.push('more than 20 sources are named');
    for (const message of wrong) issues.push({ code: 'custom', input: text, message });
    return known;
  }),
);
