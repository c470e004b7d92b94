import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { demo } from '../../infra/cli/lib/demo.ts';
import { localStack } from '../../infra/cli/lib/stack.ts';
import { storesOf } from '../../infra/cli/lib/stack-stores.ts';
import { listening } from '../fakes/listening.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const SOURCES = 'arxiv:cs.AI hf:daily rss:https://journal.example/feed.xml';

/** What the sources of a mirror answer: real samples for arXiv and Hugging Face, a journal that has moved to another host. */
const asked: IncomingMessage[] = [];
const mirror = createServer((request, response) => {
  asked.push(request);
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://mirror');
  if (pathname === '/rss.arxiv.org/rss/cs.AI') {
    if (request.headers['if-none-match'] === '"27"') return response.writeHead(304).end();
    return response.writeHead(200, { etag: '"27"' }).end(fixture('feeds/arxiv-rss2-cs_ai-2026-04-27.xml'));
  }
  if (pathname === '/huggingface.co/api/daily_papers')
    return response.end(searchParams.get('date')?.endsWith('24') ? fixture('hf-daily-api-2026-06-12.json') : '[]');
  if (pathname === '/journal.example/feed.xml')
    return response.writeHead(301, { location: 'https://169.254.169.254/latest/meta-data/' }).end();
  return response.writeHead(404).end();
});

let outside: { mirror: string };
let local: LocalCloud;
let the: LocalCloud['the'];
beforeAll(async () => {
  outside = { mirror: `http://${await listening(mirror)}` };
  const clockOffset = Date.parse('2026-11-24T08:00:00Z') - Date.now();
  local = await localCloud({ sources: SOURCES }, { clockOffset }, { outside });
  ({ the } = local);
}, 120_000);
afterAll(async () => {
  await local?.stop();
  mirror.close();
});

const receipts = () => storesOf(localStack(local.cloud)).papers.receipts(50);

test('the sources are named, and were not asked yet', async () => {
  const { code, said } = await local.type('sources');
  expect(code).toBe(0);
  expect(said.match(/\bnew\b/g)).toHaveLength(3);
});

test('[R115] asked once, the sources’ papers come in as by an upload, with receipts', async () => {
  await the.join('ada@example.org');
  const { code, said } = await local.type('sources', 'fetch', '--json');
  const told = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(told).toMatchObject([
    { name: 'arxiv:cs.AI', state: 'fresh', asked: '1 object' },
    { name: 'hf:daily', state: 'fresh', asked: '1 object' },
    { name: 'rss:https://journal.example/feed.xml', failure: '169.254.169.254 is an IP address, not a host name' },
  ]);
  expect(code).toBe(0);
  expect(
    (await receipts()).map(({ key, outcome, taken, listedOn }) => [key.replace(/T\d{4}/, 'T'), outcome, taken, listedOn]),
  ).toEqual(
    expect.arrayContaining([
      ['feeds/hf-daily/2026-11-24T.json', 'accepted', 'news', expect.anything()],
      ['feeds/arxiv-cs.AI/2026-11-24T.xml', 'accepted', 'news', expect.anything()],
    ]),
  );
});

test('[R115] every hour they are asked again, and nothing comes twice', async () => {
  const before = asked.length;
  await the.moveClock(new Date('2026-11-24T09:41:00Z'));
  expect(asked.length).toBeGreaterThan(before);
  expect(asked.filter(({ headers }) => headers['if-none-match'] === '"27"')).toHaveLength(1);
  expect(new Set(asked.map(({ headers }) => headers['user-agent']))).toEqual(
    new Set(['Broadsheet (paper digest; digest@example.org)']),
  );
  expect(await receipts()).toHaveLength(2);
});

test('check reads each source once from this machine, says what ingest would make of it, and writes nothing', async () => {
  const outsideOf = new URL('../../infra/local/outside.ts', import.meta.url).href;
  const lines = [
    `import { syncBuiltinESMExports } from 'node:module'`,
    `import { redirectHttps } from '${outsideOf}'`,
    `redirectHttps(${JSON.stringify(outside.mirror)})`,
    'syncBuiltinESMExports()',
  ];
  vi.stubEnv('NODE_OPTIONS', `--import "data:text/javascript,${encodeURIComponent(lines.join(';'))}"`);
  const before = asked.length;
  const { code, said } = await local.type('sources', 'check', 'arxiv:cs.AI', 'rss:https://journal.example/feed.xml');
  vi.unstubAllEnvs();
  expect(said).toMatch(/^arxiv:cs\.AI {2}accepted\n.*\n {2}arxiv-rss 3 papers, 0 rejected\n/);
  expect(said).toMatch(/feed\.xml {2}failing\n.*\n {2}169\.254\.169\.254 is an IP address/);
  expect([code, asked.length - before, (await receipts()).length]).toEqual([1, 2, 2]);
});

test('the next morning’s digest is made of them', async () => {
  await the.morning();
  const [digest] = await the.digestsTo('ada@example.org');
  const web = await (await the.page(`/editions/${digest?.edition}`)).text();
  expect(web).toContain('On the Limits of LLM Adaptability');
  expect(web).toContain('Math Takes Two');
  expect(local.cloud.refused()).toEqual([]);
});

test('[R122] a source that gives no answer for hours is named, and the command fails', async () => {
  await the.moveClock(new Date('2026-11-25T13:41:00Z'));
  const { code, said } = await local.type('sources');
  expect(code).toBe(1);
  expect(said).toMatch(/rss:https:\/\/journal\.example\/feed\.xml\s+failing/);
});

test('[R115] the demo of npm start, with sources: its digest is made of what they answered, all of it', async () => {
  const clockOffset = Date.parse('2026-11-24T03:00:00Z') - Date.now();
  const started = await localCloud({ sources: 'arxiv:cs.AI hf:daily' }, { clockOffset }, { outside });
  for (const { run } of demo(started.cloud, true)) await run();
  const [digest] = await started.the.digestsTo('ada@example.org');
  const web = await (await started.the.page(`/editions/${digest?.edition}`)).text();
  expect(web).toContain('On the Limits of LLM Adaptability');
  expect(web).toContain('Math Takes Two');
  await started.stop();
});

test('a cloud that was not let out reaches nothing', async () => {
  const closed = await localCloud({ sources: 'hf:daily' });
  await closed.the.moveClock(new Date(Date.now() + 3_600_000));
  const { said } = await closed.type('sources', '--json');
  expect(JSON.parse(said)).toMatchObject({ state: 'quiet', failure: 'it cannot be reached (ENETUNREACH)' });
  await closed.stop();
});
