import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type Edition, isPrinted, type PrintedPaper } from '../../domain/edition.ts';
import { isEditionId } from '../../domain/schedule.ts';
import { paperRef, type Vote } from '../../domain/vote.ts';
import { readFields } from '../fields.ts';
import { type LearningPorts, requestLearning } from '../learning.ts';
import { olderLinkPage } from '../pages/unsubscribe.tsx';
import { ballotPage, votePage } from '../pages/vote.tsx';
import type { RouteContext } from '../route-context.ts';
import type { ConsentPorts } from './confirm.ts';
import type { EditionPorts } from './sign-up.ts';

/** What voting needs of the world. */
export type VotePorts = Pick<ConsentPorts, 'readers' | 'now'> &
  LearningPorts &
  Pick<EditionPorts, 'papers'> & {
    editions: { get(id: string): Promise<Edition | undefined> };
    votes: {
      of(readerId: string, paper: PrintedPaper): Promise<Vote | undefined>;
      cast(readerId: string, paper: PrintedPaper, kind: 'good' | 'not', at: Date): Promise<void>;
      takeBack(readerId: string, paper: Pick<PrintedPaper, 'ids'>): Promise<void>;
    };
  };

/** The fields of the link in a card, and of the buttons behind it. */
const ballotForm = z
  .object({
    token: z.string(),
    edition: z.string().refine(isEditionId),
    /** One paper, or several with dots between. */
    paper: z.string().max(200),
    /** Of a button: the papers beside the one. */
    among: z.string().max(200).optional(),
    vote: z.enum(['good', 'not', 'none']).optional().catch(undefined),
  })
  .catch({ token: '', edition: '', paper: '', among: undefined, vote: undefined });

type Ballot = Omit<z.infer<typeof ballotForm>, 'vote'>;

/**
 * "Good pick" or "not for me", from the cards of a digest: one vote a reader and paper, for papers of the edition that the link
 * names.
 */
export function voteRoutes(ports: VotePorts, { answer, links }: RouteContext): Hono {
  const { readers, editions, votes, now } = ports;

  /** The reader and the papers of a link, or the response that refuses it. Looks nothing up for a forged link. */
  async function enter(c: Context, { token, edition: id, paper, among = paper }: Ballot) {
    const grant = await links.verify('vote', token);
    if (!grant.ok) return { refused: await answer.badLink(c) };
    const reader = await readers.get(grant.subject);
    if (reader?.status !== 'active')
      return { refused: await answer.gone(c, 'This subscription has ended', 'Votes are for readers. To begin again, sign up.') };
    if (grant.generation < reader.generation) return { refused: await answer.show(c, olderLinkPage()) };
    const edition = await editions.get(id);
    const all = isPrinted(edition) ? await ports.papers(edition) : [];
    const byRef = new Map(all.map((one) => [paperRef(one.id), one]));
    const refs = new Set(among.split('.'));
    const papers = [...refs].flatMap((ref) => byRef.get(ref) ?? []);
    if (papers.length === 0 && edition?.dropped?.some((id) => refs.has(paperRef(id))))
      return {
        refused: await answer.gone(c, 'This paper was taken back', 'An editor dropped it from the edition after your mail.'),
      };
    return papers.length > 0 ? { reader: reader.readerId, papers } : { refused: await answer.badLink(c) };
  }

  /** The page of one paper, or of all that a link names. */
  async function page(ballot: Ballot, reader: string, papers: readonly PrintedPaper[], changed: boolean) {
    const said = await Promise.all(papers.map(async (paper) => ({ paper, vote: await votes.of(reader, paper) })));
    const [only] = said;
    return only && said.length === 1 ? votePage(ballot, only.paper, only.vote, changed) : ballotPage(ballot, said);
  }

  return new Hono()
    .get('/vote', async (c) => {
      const { vote: _, ...ballot } = ballotForm.parse(c.req.query());
      const { refused, reader, papers } = await enter(c, ballot);
      return refused ?? answer.show(c, await page(ballot, reader, papers, false));
    })
    .post('/vote', async (c) => {
      const { vote, ...ballot } = ballotForm.parse(await readFields(c.req.raw));
      const { refused, reader, papers } = await enter(c, ballot);
      if (refused) return refused;
      const paper = papers.find(({ id }) => paperRef(id) === ballot.paper);
      if (!paper) return answer.badLink(c);
      if (vote === 'none') await votes.takeBack(reader, paper);
      else if (vote) await votes.cast(reader, paper, vote, now());
      if (vote) await requestLearning(ports, reader);
      return answer.show(c, await page(ballot, reader, papers, vote !== undefined));
    });
}
