import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { INGEST_NODE_OPTIONS } from '../../functions/contract/env.ts';
import { decode } from '../../functions/ingest/decode.ts';
import { detect } from '../../functions/ingest/formats/detect.ts';
import { HEAD, MB } from '../../functions/ingest/formats/format.ts';
import { lines } from '../../functions/ingest/formats/lines.ts';
import { readFeed } from '../../functions/ingest/read-feed.ts';
import { PRICES } from '../../infra/prices.ts';
import { fullDay } from './edition.ts';
import { throughCloud } from './ingest-cloud.ts';
import type { Held } from './ingest-memory.ts';
import { costs, progress, type Report, short, sink } from './measure.ts';

/** Bytes as a stream from S3 or a disk brings them. */
const CHUNK = MB;
const FILE = 1024 * MB;
type Text = { title: string; abstract: string };

/**
 * How fast feeds are read, beside what reading their grammar alone takes, and how much memory a file of 1 GB takes.
 *
 * The limits are the least that any reader of the grammar must do with the same bytes in the same run. JSON Lines:
 * `JSON.parse` of lines that are there already. XML: saxes with handlers that put the text of each element together, because
 * without a text handler saxes does not even cut the text out. Text: the lines as strings, found by their newlines in the
 * bytes, because titles are told from abstracts by their words; finding the newlines alone is shown as well. Its goal is out of
 * reach: one pass of one regular expression over such a text takes as long as the goal allows for everything.
 */
export async function bench(): Promise<Report> {
  const { papers } = await fullDay();
  const texts = papers.map(({ original }) => original);
  const json = Buffer.from(repeated(texts, 2 * MB, snapshotLine));
  const jsonTexts = json.toString().split('\n').slice(0, -1);
  const xml = Buffer.from(`${ATOM}${repeated(texts, 2 * MB, atomEntry)}</feed>\n`);
  const page = Buffer.from(
    `Daily Papers\n\nMar 18\n\n${repeated(texts, MB, ({ title, abstract }, n) => `${title} (${n})\n\n${abstract}\n\n`)}`,
  );

  const cost = await costs(
    {
      jsonParse: () => {
        for (const line of jsonTexts) sink(JSON.parse(line));
      },
      jsonRead: async () => {
        for await (const batch of lines(chunks(json))) for (const { text } of batch) sink(JSON.parse(text!));
      },
      jsonRecords: () => entries(json),
      jsonPapers: () => papersOf(json),
      saxes: async () => {
        const parser = new SaxesParser();
        let content = '';
        parser.on('opentag', () => {
          content = '';
        });
        parser.on('text', (text) => {
          content += text;
        });
        parser.on('closetag', () => sink(content));
        for await (const text of decode(chunks(xml), 'utf-8')) parser.write(text);
        parser.close();
      },
      xmlRecords: () => entries(xml),
      xmlPapers: () => papersOf(xml),
      scan: () => {
        let count = 0;
        for (let at = page.indexOf(10); at !== -1; at = page.indexOf(10, at + 1)) count++;
        sink(count);
      },
      split: () => {
        let start = 0;
        for (let end = page.indexOf(10); end !== -1; end = page.indexOf(10, start)) {
          sink(page.toString('utf8', start, end));
          start = end + 1;
        }
      },
      pageRecords: () => entries(page),
      pagePapers: () => papersOf(page),
    },
    { rounds: 7, roundMs: 200 },
  );
  const memory = await held(json);
  const cloud = await throughCloud((from, many) =>
    Buffer.from(Array.from({ length: many }, (_, i) => snapshotLine(texts[i % texts.length]!, from + i)).join('')),
  );
  const row = (name: string, bytes: Buffer, time: number, limit: number) => [
    name,
    (bytes.length / time).toFixed(0),
    short(limit / time),
  ];
  const perPaper = cost.jsonPapers / jsonTexts.length / 1000;
  return {
    tables: [
      {
        head: ['JSON Lines, arXiv’s snapshot', 'MB/s', 'of the limit'],
        rows: [
          row('JSON.parse alone, lines at hand (the limit)', json, cost.jsonParse, cost.jsonParse),
          row('ours: bytes to lines, parsed', json, cost.jsonRead, cost.jsonParse),
          row('· and mapped to records', json, cost.jsonRecords, cost.jsonParse),
          row('· and cleaned, merged: papers', json, cost.jsonPapers, cost.jsonParse),
        ],
      },
      {
        head: ['XML, arXiv’s Atom', 'MB/s', 'of the limit'],
        rows: [
          row('saxes and the text of each element (the limit)', xml, cost.saxes, cost.saxes),
          row('ours: records', xml, cost.xmlRecords, cost.saxes),
          row('· and cleaned, merged: papers', xml, cost.xmlPapers, cost.saxes),
        ],
      },
      {
        head: ['Text of a papers page', 'MB/s', 'of the limit'],
        rows: [
          row('newlines found', page, cost.scan, cost.split),
          row('lines as strings (the limit)', page, cost.split, cost.split),
          row('ours: records', page, cost.pageRecords, cost.split),
          row('· and cleaned, merged: papers', page, cost.pagePapers, cost.split),
        ],
      },
      {
        head: ['A file of 1 GB', ''],
        rows: [
          ['papers', memory.papers.toLocaleString('en')],
          ['MB above idle, most', memory.above],
          ['MB above idle, median', memory.middle],
        ],
      },
      cloud.table,
    ],
    goals: [
      { what: 'JSON Lines read and parsed, of JSON.parse alone', ratio: cost.jsonParse / cost.jsonRead, atLeast: 0.8 },
      { what: 'XML to records, of saxes and the text of each element', ratio: cost.saxes / cost.xmlRecords, atLeast: 0.9 },
      { what: 'text to records, of its lines as strings', ratio: cost.split / cost.pageRecords, atLeast: 0.25 },
      { what: 'memory above idle for 1 GB, MB', ratio: memory.above, atMost: 150 },
    ],
    notes: [
      `A paper of the snapshot takes ${(1000 * perPaper).toFixed(0)} µs; a million new ones: ${usd(perPaper).toFixed(2)} USD for Lambda's time and ${cloud.usdPerMillion.toFixed(2)} USD for the table.`,
    ],
  };
}

/** A function of one core for so long. */
const usd = (msPerPaper: number) => 1e6 * (msPerPaper / 1000) * (1769 / 1024) * PRICES.lambdaGbSecond;

function repeated(texts: readonly Text[], size: number, print: (text: Text, n: number) => string): string {
  let all = '';
  for (let n = 0; all.length < size; n++) all += print(texts[n % texts.length]!, n);
  return all;
}

const arxivId = (n: number) => `20${String(1 + (n % 12)).padStart(2, '0')}.${10_000 + Math.floor(n / 12)}`;

function snapshotLine({ title, abstract }: Text, n: number): string {
  return `${JSON.stringify({
    id: arxivId(n),
    submitter: 'Ada Lovelace',
    authors: 'Ada Lovelace, Charles Babbage and Luigi Menabrea',
    title: `${title} ${n}`,
    comments: '37 pages, 15 figures; published version',
    'journal-ref': 'Phys.Rev.D76:013009,2007',
    doi: null,
    'report-no': null,
    categories: 'cs.LG cs.CL',
    license: null,
    abstract: `  ${abstract}\n`,
    versions: [{ version: 'v1', created: 'Mon, 2 Apr 2007 19:18:42 GMT' }],
    update_date: '2008-11-26',
    authors_parsed: [
      ['Lovelace', 'Ada', ''],
      ['Babbage', 'Charles', ''],
      ['Menabrea', 'Luigi', ''],
    ],
  })}\n`;
}

const ATOM = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">ArXiv Query: search_query=cat:cs.LG</title><id>http://arxiv.org/api/x</id>
`;
const escaped = (text: string) => text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
const atomEntry = ({ title, abstract }: Text, n: number) => `  <entry>
    <id>http://arxiv.org/abs/${arxivId(n)}v1</id>
    <updated>2026-03-16T17:59:37Z</updated>
    <published>2026-03-16T17:59:37Z</published>
    <title>${escaped(title)} ${n}</title>
    <summary>  ${escaped(abstract)}
</summary>
    <author><name>Ada Lovelace</name></author>
    <author><name>Charles Babbage</name></author>
    <link href="http://arxiv.org/abs/${arxivId(n)}v1" rel="alternate" type="text/html"/>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
  </entry>
`;

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

/** All that the file's grammar yields. Throws when it is not the one that these files are made to be. */
async function entries(bytes: Buffer): Promise<void> {
  const format = detect(bytes.toString('utf8', 0, HEAD));
  if (!format) throw new Error('no format knows this file');
  const found = 'parse' in format ? format.parse(decode(chunks(bytes), 'utf-8')) : format.parseBytes(chunks(bytes));
  let records = 0;
  for await (const entry of found) if ('record' in entry) records++;
  if (records < 500) throw new Error(`${format.name} found only ${records} records`);
}

const FEED = { name: 'feeds/bench', uploadedAt: new Date('2026-03-18T12:00:00Z') };

async function papersOf(bytes: Buffer): Promise<void> {
  for await (const { papers } of readFeed(chunks(bytes), FEED)) sink(papers);
}

/** The memory of reading a file of 1 GB from the disk, in a process that has loaded the code and does nothing else. */
async function held(part: Buffer): Promise<Held> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'));
  const path = join(folder, 'snapshot.jsonl');
  try {
    const file = await open(path, 'w');
    for (let size = 0; size < FILE; size += part.length) await file.write(part);
    await file.close();
    return await readInChild(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readInChild(path: string): Promise<Held> {
  const child = fork(new URL('./ingest-memory.ts', import.meta.url), {
    execArgv: ['--expose-gc', ...INGEST_NODE_OPTIONS.split(' ')],
  });
  return new Promise<Held>((resolve, reject) => {
    child.on('message', (said: number | Held) => {
      if (typeof said === 'number') progress(`1 GB: ${said.toLocaleString('en')} papers`);
      else resolve(said);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the process that reads 1 GB ended with ${code}`)));
    child.send(path);
  }).finally(() => progress());
}
