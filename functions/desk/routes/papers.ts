import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { isDay } from '../../domain/listing-day.ts';
import type { Receipt } from '../../domain/receipt.ts';
import type { IngestPorts } from '../../ingest/ingest-ports.ts';
import { lookAtFeed } from '../../ingest/look-at-feed.ts';
import { type WithdrawPorts, withdrawFeed } from '../../ingest/withdraw-feed.ts';
import { textsOf } from '../../subscribe/fields.ts';
import { type DeskContext, type DeskEnv, namedId } from '../desk-context.ts';
import { type Look, lookPage, papersPage, type Sent, withdrawPage } from '../pages/papers.tsx';

/** What putting papers in needs of the world. */
export type PapersPorts = Pick<IngestPorts, 'getMany'> &
  WithdrawPorts & {
    papers: { receipts(limit: number, prefix?: string): Promise<Receipt[]>; receipt(id: string): Promise<Receipt | undefined> };
    /** Copies of what editors look at, under the hash of their bytes, for a day. */
    staged: { put(hash: string, bytes: Uint8Array): Promise<void>; get(hash: string): Promise<Uint8Array | undefined> };
    /** What keys of feed files begin with. */
    prefixes: IngestPorts['prefixes'];
    putFeed(key: string, bytes: Uint8Array, listedOn: string | undefined): Promise<void>;
    now(): Date;
  };

/** Bytes of a file or a pasted text: what a function is handed of one, encoded, ends at 6 MB. */
export const MOST_BYTES = 4 * 1024 * 1024;

/** Receipts that are listed. */
const RECEIPTS = 20;

const sentForm = z.object({
  day: z.union([z.literal(''), z.iso.date().refine(isDay)]).default(''),
  name: z.string().default(''),
  text: z.string().default(''),
});
const putForm = z.object({
  copy: z.string().regex(/^[\da-f]{64}$/),
  name: z.string(),
  day: sentForm.shape.day,
  as: z.enum(['news', 'archive']),
});

/** A file's name as a key may end: letters, digits and `-_.`, and never empty. */
const keyName = (name: string) =>
  name
    .replace(/^.*[/\\]/, '')
    .replace(/[^\w.-]+/g, '-')
    .slice(-80) || 'pasted.txt';

/** Papers that an editor puts in: first a look, then the upload that any feed is; receipts, and taking one back. */
export function papersRoutes(ports: PapersPorts, { answer, words }: DeskContext): Hono<DeskEnv> {
  const { papers, staged, prefixes, now } = ports;
  const folderOf = (copy: string) => copy.slice(0, 16);
  const keyOf = (prefix: string, copy: string, name: string) => `${prefix}desk/${folderOf(copy)}/${keyName(name)}`;
  const receiptOf = async (id = '') => (namedId.safeParse(id).success ? await papers.receipt(id) : undefined);
  const none = (c: Context) => answer.problem(c, 404, 'No such receipt', 'The list of receipts has all that there are.');

  async function room(c: Context<DeskEnv>, { sent = {}, fault }: { sent?: Sent; fault?: string } = {}) {
    const receipts = await papers.receipts(RECEIPTS);
    const page = papersPage(c.var.session, { receipts, put: c.req.query('put'), sent, fault, words });
    return answer.show(c, page, fault ? 400 : 200);
  }

  return new Hono<DeskEnv>()
    .get('/desk/papers', (c) => room(c))
    .post('/desk/papers/look', async (c) => {
      const texts = textsOf(c.var.fields);
      const sent = sentForm.safeParse(texts);
      const fault = (says: string) => room(c, { sent: texts, fault: says });
      if (!sent.success) return fault('Write the listing day as 2026-03-18, or leave it out.');
      const file = await fileIn(c.var.fields);
      const { text, day } = sent.data;
      const bytes = file?.bytes ?? new TextEncoder().encode(text.replaceAll('\r\n', '\n'));
      if (bytes.length === 0) return fault('Paste a text, or choose a file.');
      if (bytes.length > MOST_BYTES) return fault('That is more than 4 MB. Larger files: npx broadsheet upload.');
      const copy = createHash('sha256').update(bytes).digest('hex');
      const name = keyName(file?.name ?? '');
      await staged.put(copy, bytes);
      const seen = await lookAtFeed({ ...ports, prefixes }, bytes, {
        key: keyOf(prefixes.news, copy, name),
        listedOn: day || undefined,
      });
      return answer.show(c, lookPage(c.var.session, { ...seen, copy, name, day } satisfies Look, words));
    })
    .post('/desk/papers/put', async (c) => {
      const sent = putForm.safeParse(textsOf(c.var.fields));
      const bytes = sent.success ? await staged.get(sent.data.copy) : undefined;
      if (!sent.success || !bytes) return room(c, { fault: 'That copy is gone: it is kept for a day. Put it in once more.' });
      const { copy, name, day, as } = sent.data;
      await ports.putFeed(keyOf(prefixes[as], copy, name), bytes, day || undefined);
      return c.redirect(`/desk/papers?put=${folderOf(copy)}`, 303);
    })
    .get('/desk/papers/receipt', async (c) => {
      const receipt = await receiptOf(c.req.query('id'));
      if (!receipt) return none(c);
      return answer.show(c, withdrawPage(c.var.session, receipt, words));
    })
    .post('/desk/papers/withdraw', async (c) => {
      const receipt = await receiptOf(textsOf(c.var.fields).id);
      if (!receipt) return none(c);
      const came = await withdrawFeed(ports, receipt.id, now());
      return answer.show(c, withdrawPage(c.var.session, receipt, words, came));
    });
}

/** The file of a form, if one was chosen. */
async function fileIn(fields: unknown): Promise<{ name: string; bytes: Uint8Array } | undefined> {
  const file = typeof fields === 'object' && fields !== null && 'file' in fields ? fields.file : undefined;
  if (!(file instanceof File) || file.size === 0) return undefined;
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}
