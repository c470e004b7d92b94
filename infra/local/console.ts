import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { simpleParser } from 'mailparser';
import * as z from 'zod';
import { inboxPage, mailPage, type Sandbox } from './console-pages.ts';
import type { AcceptedMail } from './mailbox.ts';
import { type FaultMode, faultMode } from './ses.ts';

/** What the console needs of the cloud. */
type ConsoleCloud = {
  site: string;
  now(): Date;
  mails(): readonly AcceptedMail[];
  raw(id: string): Promise<Buffer | undefined>;
  fail(mode: FaultMode, count: number): void;
  sandbox(): Sandbox | undefined;
  status(): object;
  fetch(only: readonly string[] | undefined): Promise<unknown>;
  moveClock(at: Date): Promise<object>;
};

const clockRequest = z.object({ at: z.iso.datetime({ offset: true }) });
const fetchRequest = z.object({ only: z.array(z.string()).optional() });
const faultRequest = z.object({ mode: faultMode, count: z.int().min(0).max(100_000).default(1) });

/** The content of mails is not trusted: no scripts, no requests, no forms. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox";
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The inbox and the controls of the local cloud. */
export function consoleApp(cloud: ConsoleCloud) {
  const app = new Hono();

  app.use(async (c, next) => {
    c.header('content-security-policy', PAGE_POLICY);
    await next();
  });

  /** A mail by its id, or `latest`: the newest of all, or of those that match `q`. */
  const find = async (id: string, q = '') => {
    const mail = id === 'latest' ? matching(cloud.mails(), q).at(-1) : cloud.mails().find((candidate) => candidate.id === id);
    const raw = mail && (await cloud.raw(mail.id));
    if (!mail || !raw) throw new HTTPException(404, { message: 'No such mail.' });
    const { html, text = '' } = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true });
    return { ...mail, html: html || '', text, raw: raw.toString() };
  };

  app.get('/', (c) => {
    const q = c.req.query('q') ?? '';
    return c.html(inboxPage(matching(cloud.mails(), q).reverse(), q, cloud));
  });
  app.get('/mails/:id', async (c) =>
    c.html(mailPage(await find(c.req.param('id'), c.req.query('q')), c.req.query('view') ?? 'html')),
  );
  app.get('/mails/:id/html', async (c) => {
    const { html } = await find(c.req.param('id'));
    c.header('content-security-policy', MAIL_POLICY);
    // Links open in a new tab, not inside the frame.
    return c.html(html.replace(/<head[^>]*>/i, (head) => `${head}<base target="_blank">`));
  });

  app.get('/api/status', (c) => c.json(cloud.status()));
  app.get('/api/mails', (c) => c.json(cloud.mails()));
  app.get('/api/mails/:id', async (c) => c.json(await find(c.req.param('id'), c.req.query('q'))));
  app.post('/clock', async (c) => {
    const { at } = clockRequest.parse(await c.req.json());
    return c.json(await cloud.moveClock(new Date(at)));
  });
  app.post('/fetch', async (c) => {
    const { only } = fetchRequest.parse(await c.req.json());
    return c.json({ answer: await cloud.fetch(only) });
  });
  app.post('/faults', async (c) => {
    const { mode, count } = faultRequest.parse(await c.req.json());
    cloud.fail(mode, count);
    return c.json({ mode, count });
  });

  app.onError((error, c) => {
    const status = error instanceof HTTPException ? error.status : error instanceof RangeError ? 409 : 500;
    return c.json({ message: error.message }, status);
  });
  return app;
}

/** Mails whose recipient or subject holds all these words. */
function matching(mails: readonly AcceptedMail[], q: string): AcceptedMail[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return mails.filter(({ to, subject }) => words.every((word) => `${to} ${subject}`.toLowerCase().includes(word)));
}
