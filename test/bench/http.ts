import { gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import autocannon from 'autocannon';
import { Hono } from 'hono';
import { close } from '../../infra/local/listen.ts';
import { localCloud } from '../e2e/local-cloud.ts';
import { median, progress, type Report, short } from './measure.ts';

const ROUNDS = 3;
const SECONDS = 5;
/** Callers at once: what one machine's browsers and mail programs may be. */
const CONNECTIONS = 8;
const KB = 1024;

/**
 * Requests a second and the 99th percentile of sign-up and of a web edition through the local cloud (its gateway, the real
 * bundle in a process of its own, the tables), beside a Hono handler that answers the same bytes and does nothing else.
 */
export async function bench(): Promise<Report> {
  // The caps on mails would answer most of the sign-ups: this is about the work of one that is taken.
  const { cloud, the, stop } = await localCloud({ mailsPerHour: 1e8 });
  try {
    progress('an edition to read');
    await the.join('ada@example.org');
    await the.upload('000_52b6d6f3b97a3e4b.txt');
    await the.morning();
    const [digest] = await the.digestsTo('ada@example.org');
    const edition = `/editions/${digest?.edition}`;
    const pages = await Promise.all(
      ['/', edition, '/editions', '/preferences', '/account'].map((path) => weigh(cloud.site, path)),
    );
    const bare = await bareSite(await (await fetch(new URL(edition, cloud.site))).text());
    let n = 0;
    const signUp = () =>
      new URLSearchParams({ email: `reader-${++n}@example.org`, frequency: 'daily', hour: '8', zone: 'UTC' }).toString();
    const cases = {
      'bare GET': { url: `${bare.url}/edition` },
      'web edition': { url: new URL(edition, cloud.site).href },
      'bare POST': { url: `${bare.url}/subscribe`, form: signUp },
      'POST /subscribe': { url: new URL('/subscribe', cloud.site).href, form: signUp },
    };
    const found = new Map<string, Run[]>();
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [name, target] of Object.entries(cases)) {
        progress(`${name}, round ${round + 1} of ${ROUNDS}`);
        found.set(name, [...(found.get(name) ?? []), await shoot(target)]);
        await cloud.quiet();
      }
    progress();
    bare.stop();
    const of = (name: string, what: keyof Run) => median((found.get(name) ?? []).map((run) => run[what]));
    // An edition weighs what its papers weigh: 62 abstracts in full here.
    const largest = Math.max(...pages.filter(({ path }) => path !== edition).map(({ sent }) => sent));
    return {
      tables: [
        {
          head: ['', 'requests/s', 'p99 ms', 'failed'],
          rows: Object.keys(cases).map((name) => [
            name,
            short(of(name, 'perSecond')),
            short(of(name, 'p99')),
            (found.get(name) ?? []).reduce((sum, { failed }) => sum + failed, 0),
          ]),
        },
        {
          head: ['page', 'KB', 'KB sent', 'other requests'],
          rows: pages.map(({ path, raw, sent, others }) => [path, short(raw / KB), short(sent / KB), others]),
        },
      ],
      goals: [
        { what: 'the heaviest page but an edition, as sent, beside 15 KB', ratio: largest / (15 * KB), atMost: 1 },
        {
          what: 'requests that a page makes beyond itself',
          ratio: pages.reduce((sum, { others }) => sum + others, 0),
          atMost: 0,
        },
        {
          what: 'requests that failed',
          ratio: [...found.values()].flat().reduce((sum, { failed }) => sum + failed, 0),
          atMost: 0,
        },
      ],
      notes: [
        `Through the cloud ${short(of('bare GET', 'perSecond') / of('web edition', 'perSecond'))} × slower than bare for an edition, ${short(of('bare POST', 'perSecond') / of('POST /subscribe', 'perSecond'))} × for a sign-up (two writes, one message).`,
      ],
    };
  } finally {
    await stop();
  }
}

type Run = { perSecond: number; p99: number; failed: number };

async function shoot({ url, form }: { url: string; form?: () => string }): Promise<Run> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
    ...(form
      ? {
          requests: [
            {
              method: 'POST' as const,
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
              setupRequest: (request: autocannon.Request) => ({ ...request, body: form() }),
            },
          ],
        }
      : {}),
  });
  return { perSecond: result.requests.average, p99: result.latency.p99, failed: result.non2xx + result.errors };
}

async function bareSite(page: string) {
  const app = new Hono();
  app.get('/edition', (c) => c.html(page));
  app.post('/subscribe', async (c) => c.html((await c.req.parseBody()) ? 'Look at your mailbox.' : '', 202));
  return await new Promise<{ url: string; stop: () => void }>((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}`, stop: () => void close(server) }),
    );
  });
}

/** A page's weight, and what a browser would fetch besides it: scripts, style sheets, pictures, fonts. */
async function weigh(site: string, path: string) {
  const response = await fetch(new URL(path, site), { headers: { 'accept-encoding': 'identity' } });
  const body = Buffer.from(await response.arrayBuffer());
  const zipped = await fetch(new URL(path, site), { headers: { 'accept-encoding': 'gzip' } });
  const packed = zipped.headers.get('content-encoding') === 'gzip';
  const others = body.toString().match(/<(?:script|img|iframe|link rel="stylesheet")[^>]*\b(?:src|href)=|url\(|@import/g);
  return { path, raw: body.length, sent: packed ? gzipSync(body).length : body.length, others: others?.length ?? 0 };
}
