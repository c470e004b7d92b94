import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { StoredPaper } from '../../domain/paper.ts';
import { addressOf, type Suggestion } from '../../domain/suggestion.ts';
import { textsOf } from '../../subscribe/fields.ts';
import { type DeskContext, type DeskEnv, namedId } from '../desk-context.ts';
import { suggestionsPage } from '../pages/suggestions.tsx';

/** What deciding on suggestions needs of the world. */
export type SuggestionPorts = {
  suggestions: { open(): Promise<Suggestion[]>; decide(paper: string, state: 'accepted' | 'refused'): Promise<boolean> };
  editor: { markSuggested(paper: string, at: Date): Promise<void> };
  getMany(ids: readonly string[]): Promise<StoredPaper[]>;
  prefixes: { news: string };
  putFeed(key: string, bytes: Uint8Array, listedOn: string | undefined): Promise<void>;
  now(): Date;
};

/** The most suggestions on a page. */
const SHOWN = 100;

/** Routes for what readers suggest. Only a paper that the store has can be accepted, since DESK fetches nothing. */
export function suggestionRoutes(ports: SuggestionPorts, { answer, words }: DeskContext): Hono<DeskEnv> {
  const { suggestions, editor, getMany, prefixes, putFeed, now } = ports;
  const named = (c: Context<DeskEnv>) => namedId.safeParse(textsOf(c.var.fields).paper).data;
  return new Hono<DeskEnv>()
    .get('/desk/suggestions', async (c) => {
      const open = (await suggestions.open()).slice(0, SHOWN);
      const known = await getMany(open.map(({ paper }) => paper));
      const rows = open.map((one) => ({ ...one, known: known.find(({ ids }) => ids.includes(one.paper)) }));
      return answer.show(c, suggestionsPage(c.var.session, rows, words, c.req.query('said')));
    })
    .post('/desk/suggestions/accept', async (c) => {
      const paper = named(c);
      const [known] = paper ? await getMany([paper]) : [];
      if (!paper || !known)
        return answer.problem(
          c,
          409,
          'This paper is not known yet',
          'Put its page or its listing in under Papers, then accept it.',
        );
      if (await suggestions.decide(paper, 'accepted')) {
        await editor.markSuggested(known.id, now());
        // A feed of one link. INGEST looks its paper up in the store.
        const name = createHash('sha256').update(paper).digest('hex').slice(0, 16);
        const bytes = new TextEncoder().encode(`${addressOf(paper)}\n`);
        if (!known.newsAt) await putFeed(`${prefixes.news}desk/suggested/${name}.txt`, bytes, undefined);
      }
      return c.redirect('/desk/suggestions?said=accepted', 303);
    })
    .post('/desk/suggestions/refuse', async (c) => {
      const paper = named(c);
      if (paper) await suggestions.decide(paper, 'refused');
      return c.redirect('/desk/suggestions?said=refused', 303);
    });
}
