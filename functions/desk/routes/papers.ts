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
import { type Look, lookPage } from '../pages/look.tsx';
import { type FormTexts, papersPage, receiptPage } from '../pages/papers.tsx';

/** What putting papers in needs of the world. */
export type PapersPorts = Pick<IngestPorts, 'getMany'> &
  WithdrawPorts & {
    papers: { receipts(limit: number, prefix?: string): Promise<Receipt[]>; receipt(id: string): Promise<Receipt | undefined> };
    /** What editors look at, under the hash of its bytes, for a day. */
    staged: { put(hash: string, bytes: Uint8Array): Promise<void>; get(hash: string): Promise<Uint8Array | undefined> };
    /** What keys of feed files begin with. */
    prefixes: IngestPorts['prefixes'];
    putFeed(key: string, bytes: Uint8Array, listedOn: string | undefined): Promise<void>;
    now(): Date;
  };

/** The most bytes of files or a text: Lambda takes 6 MB of a request, and the API encodes files as base64. */
export const MOST_BYTES = 4 * 1024 * 1024;

/** Receipts that are listed, and among which a look finds the same file. */
const RECEIPTS = 20;
export const SEARCHED = 200;
/** Files that are looked at together. */
const MOST_FILES = 10;

/** Several values in one field of a form: neither hashes nor names of keys have spaces. */
const listed = (text: string) => text.split(' ');

/** The field for the day on which papers were listed, which may be empty. */
export const listingDay = z.union([z.literal(''), z.iso.date().refine(isDay)]).default('');

const sentForm = z.object({
  day: listingDay,
  name: z.string().default(''),
  text: z.string().default(''),
});
/** What a look found worth putting in: a hash and a name for each file. */
const putForm = z.object({
  stagedHash: z
    .string()
    .transform(listed)
    .pipe(z.array(z.string().regex(/^[\da-f]{64}$/)).max(MOST_FILES)),
  name: z.string().transform(listed),
  day: listingDay,
  as: z.enum(['news', 'archive']),
});

/** Makes a file's name fit the end of a key: letters, digits and `-_.` only, and never empty. */
export const keyName = (name: string) =>
  name
    .replace(/^.*[/\\]/, '')
    .replace(/[^\w.-]+/g, '-')
    .slice(-80) || 'pasted.txt';

/** Routes to put in papers: a look, the upload, its receipt, and taking it back. */
export function papersRoutes(ports: PapersPorts, { answer, words }: DeskContext): Hono<DeskEnv> {
  const { papers, staged, prefixes, now } = ports;
  const folderOf = (stagedHash: string) => stagedHash.slice(0, 16);
  const keyOf = (prefix: string, stagedHash: string, name: string) => `${prefix}desk/${folderOf(stagedHash)}/${keyName(name)}`;
  const receiptOf = async (id = '') => (namedId.safeParse(id).success ? await papers.receipt(id) : undefined);
  const none = (c: Context) => answer.problem(c, 404, 'No such receipt', 'The list of receipts has all that there are.');

  async function showForm(c: Context<DeskEnv>, { texts = {}, fault }: { texts?: FormTexts; fault?: string } = {}) {
    const receipts = await papers.receipts(RECEIPTS);
    const page = papersPage(c.var.session, { receipts, put: c.req.query('put'), texts, fault, words });
    return answer.show(c, page, fault ? 400 : 200);
  }

  return new Hono<DeskEnv>()
    .get('/desk/papers', (c) => showForm(c))
    .post('/desk/papers/look', async (c) => {
      const texts = textsOf(c.var.fields);
      const sent = sentForm.safeParse(texts);
      const fault = (says: string) => showForm(c, { texts, fault: says });
      if (!sent.success) return fault('Write the listing day as 2026-03-18, or leave it out.');
      const { text, day } = sent.data;
      const chosen = await filesIn(c.var.fields);
      const files = chosen.length > 0 ? chosen : [{ name: '', bytes: new TextEncoder().encode(text.replaceAll('\r\n', '\n')) }];
      const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
      if (size === 0) return fault('Paste a text, or choose a file.');
      if (size > MOST_BYTES) return fault('That is more than 4 MB. Send a larger file by the link below the files.');
      if (files.length > MOST_FILES) return fault(`Choose ${MOST_FILES} files at most. More: npx broadsheet upload.`);
      const receipts = await papers.receipts(SEARCHED);
      const looks = new Map<string, Look>();
      for (const { name: named, bytes } of files) {
        const stagedHash = createHash('sha256').update(bytes).digest('hex');
        if (looks.has(stagedHash)) continue;
        const name = keyName(named);
        await staged.put(stagedHash, bytes);
        const key = keyOf(prefixes.news, stagedHash, name);
        const seen = await lookAtFeed({ ...ports, prefixes }, bytes, { key, listedOn: day || undefined });
        const eTag = createHash('md5').update(bytes).digest('hex');
        looks.set(stagedHash, { ...seen, before: ofFile(receipts, eTag), stagedHash, name });
      }
      return answer.show(c, lookPage(c.var.session, [...looks.values()], day, words));
    })
    .post('/desk/papers/put', async (c) => {
      const sent = putForm.safeParse(textsOf(c.var.fields));
      const found = sent.success ? await Promise.all(sent.data.stagedHash.map(staged.get)) : [];
      const files = found.flatMap((bytes) => bytes ?? []);
      if (!sent.success || files.length < found.length)
        return showForm(c, { fault: 'What you looked at is gone: it is kept for a day. Put it in once more.' });
      const { stagedHash, name, day, as } = sent.data;
      for (const [i, bytes] of files.entries())
        await ports.putFeed(keyOf(prefixes[as], stagedHash[i] ?? '', name[i] ?? ''), bytes, day || undefined);
      return c.redirect(`/desk/papers?put=${stagedHash.map(folderOf).join('.')}`, 303);
    })
    .get('/desk/papers/receipt', async (c) => {
      const receipt = await receiptOf(c.req.query('id'));
      if (!receipt) return none(c);
      return answer.show(c, receiptPage(c.var.session, receipt, words));
    })
    .post('/desk/papers/withdraw', async (c) => {
      const receipt = await receiptOf(textsOf(c.var.fields).id);
      if (!receipt) return none(c);
      const result = await withdrawFeed(ports, receipt.id, now());
      return answer.show(c, receiptPage(c.var.session, receipt, words, result));
    });
}

/** The newest receipt of a file with this eTag: S3's is the MD5 of what was put in one request. */
export const ofFile = (receipts: readonly Receipt[], eTag: string) => receipts.find((one) => one.eTag === eTag);

/** The files of a form that have something in them. */
async function filesIn(fields: unknown): Promise<{ name: string; bytes: Uint8Array }[]> {
  const sent: unknown = typeof fields === 'object' && fields !== null && 'file' in fields ? fields.file : undefined;
  const files = [sent].flat().flatMap((one) => (one instanceof File && one.size > 0 ? [one] : []));
  return Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
}
