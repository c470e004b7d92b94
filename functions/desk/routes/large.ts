import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { IngestPorts } from '../../ingest/ingest-ports.ts';
import { lookAtFeed } from '../../ingest/look-at-feed.ts';
import { textsOf } from '../../subscribe/fields.ts';
import type { DeskContext, DeskEnv } from '../desk-context.ts';
import { arrivedPage, largeLookPage, sendPage, tryAgain } from '../pages/large.tsx';
import { keyName, listingDay, ofFile, type PapersPorts, SEARCHED } from './papers.ts';

/** What large files need of the world. */
export type LargePorts = Pick<IngestPorts, 'getMany' | 'prefixes' | 'now'> & {
  papers: Pick<PapersPorts['papers'], 'receipts'>;
  /** Files that browsers send straight to S3, each by its folder and name. */
  large: {
    form(folder: string, most: number, next: string): Promise<{ action: string; fields: Record<string, string> }>;
    open(file: string): Promise<{ bytes: AsyncIterable<Uint8Array>; size: number; eTag: string } | undefined>;
    copy(file: string, eTag: string, key: string, listedOn: string | undefined): Promise<boolean>;
  };
  /** 128 random bits, base64url. */
  randomId(): string;
};

/** The most bytes of a large file: what ingest reads of most formats. */
const MOST_BYTES = 500 * 1024 * 1024;

/** How long a look reads, ms. The API answers within 30 s, and papers are looked up afterwards. */
const READING_MS = 10_000;

/** Where S3 leads a browser that has sent a file. It needs no session, because browsers may leave out the cookie on that way. */
export const ARRIVED = '/desk/papers/arrived';

/** The folder and the name of a file. */
const sentFile = z.string().regex(/^[\w-]{22}\/(?!\.{1,2}$)[^/]{1,255}$/);
const putForm = z.object({ file: sentFile, eTag: z.string().min(1), day: listingDay, as: z.enum(['news', 'archive']) });

/** A large file. `read`: how many bytes were read, if not all. */
type Part = { bytes: AsyncIterable<Uint8Array>; size: number; read?: number };

/** Routes for a file that is too large to go through a function: send it to S3, look at it there, and copy it to the feeds. */
export function largeRoutes({ large, ...ports }: LargePorts, { answer, words }: DeskContext, site: string): Hono<DeskEnv> {
  const gone = (c: Context) =>
    answer.problem(c, 404, 'This file is not there', 'It is kept for a day, and until another is sent in its place.', tryAgain);

  return new Hono<DeskEnv>()
    .get('/desk/papers/large', async (c) =>
      answer.show(c, sendPage(c.var.session, await large.form(ports.randomId(), MOST_BYTES, `${site}${ARRIVED}`))),
    )
    .get(ARRIVED, (c) => {
      const file = sentFile.safeParse(c.req.query('key')?.split('/').slice(-2).join('/')).data;
      if (file === undefined) return gone(c);
      const path = `/desk/papers/large/look?file=${encodeURIComponent(file)}`;
      c.header('Refresh', `0; url=${path}`);
      return answer.show(c, arrivedPage(path));
    })
    .get('/desk/papers/large/look', async (c) => {
      const file = sentFile.safeParse(c.req.query('file')).data;
      const day = listingDay.safeParse(c.req.query('day')).data;
      if (day === undefined) return answer.problem(c, 400, 'No such day', 'Go back and write it as 2026-03-18, or leave it out.');
      const opened = file && (await large.open(file));
      if (!opened) return gone(c);
      const part: Part = { ...opened };
      const deadline = ports.now().getTime() + READING_MS;
      const key = `${ports.prefixes.news}${keyName(file)}`;
      const seen = await lookAtFeed(
        ports,
        beginning(part, () => ports.now().getTime() >= deadline),
        { key, listedOn: day || undefined },
      );
      const { eTag } = opened;
      const before = ofFile(await ports.papers.receipts(SEARCHED), eTag.replaceAll('"', ''));
      return answer.show(c, largeLookPage(c.var.session, { ...seen, before, ...part, file, eTag, day }, words));
    })
    .post('/desk/papers/large/put', async (c) => {
      const sent = putForm.safeParse(textsOf(c.var.fields)).data;
      if (!sent) return gone(c);
      const { file, eTag, day, as } = sent;
      const folder = createHash('sha256').update(file).digest('hex').slice(0, 16);
      const key = `${ports.prefixes[as]}desk/${folder}/${keyName(file)}`;
      if (!(await large.copy(file, eTag, key, day || undefined))) return gone(c);
      return c.redirect(`/desk/papers?put=${folder}`, 303);
    });
}

/** The pieces of a file, until it is late: then `read` is set. */
async function* beginning(part: Part, isLate: () => boolean) {
  let read = 0;
  for await (const piece of part.bytes) {
    yield piece;
    read += piece.length;
    if (read === part.size || !isLate()) continue;
    part.read = read;
    return;
  }
}
