import { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Edition, PrintedPaper } from '../domain/edition.ts';
import type { Answers } from './answers.ts';
import { editionPage } from './pages/edition.ts';
import { editionsPage } from './pages/editions.ts';

type HouseEdition = { id: string; title: string; papers: number; windowEnd: string };

/** What the web editions need of the world. */
export type EditionPorts = {
  editions: { get(id: string): Promise<Edition | undefined>; house(limit: number): Promise<HouseEdition[]> };
  papers(edition: Edition): Promise<PrintedPaper[]>;
};

/** A year of daily editions: 60 KB. */
const LISTED = 366;

/** The web editions: public, the same for everybody, frozen. An hour of caching lets the look of old ones still change. */
export function editionRoutes({ editions, papers }: EditionPorts, { show }: Answers, houseZone: string): Hono {
  // Long pages without a secret in them. A page with a token is never compressed beside what a stranger wrote (BREACH).
  return new Hono()
    .use('/editions/*', compress())
    .get('/editions', async (c) => {
      c.header('Cache-Control', 'public, max-age=300');
      const lines = (await editions.house(LISTED)).map((edition) => ({ ...edition, zone: houseZone }));
      return show(c, editionsPage(lines));
    })
    .get('/editions/:id{[a-zA-Z0-9-]{1,128}}', async (c) => {
      const edition = await editions.get(c.req.param('id'));
      if (!edition) return c.notFound();
      c.header('Cache-Control', 'public, max-age=3600');
      return show(c, editionPage(edition, await papers(edition), houseZone));
    });
}
