import { Hono } from 'hono';
import { dateOf, monthOf } from '../../domain/calendar.ts';
import { rank } from '../../domain/ranking.ts';
import { wordsOf } from '../answers.ts';
import type { Kit } from '../kit.ts';
import { editionPage } from '../pages/edition.ts';
import { editionsPage } from '../pages/editions.ts';
import { atomFeed, jsonFeed, robots, sitemap } from '../pages/feeds.ts';
import type { Site } from '../pages/layout.ts';
import type { EditionPorts } from './sign-up.ts';

/** Editions in a feed, and in the site map (the newest; the format allows 50,000). */
const IN_FEED = 30;
const IN_MAP = 3_000;

/** The web editions: public, the same for everybody, and frozen but for the order that readers' votes give. */
export function editionRoutes({ editions, papers, votesIn, now }: EditionPorts, { answer, houseZone }: Kit, site: Site): Hono {
  const cached = (type: string, seconds: number) => ({ 'Content-Type': type, 'Cache-Control': `public, max-age=${seconds}` });
  return new Hono()
    .get('/editions', async (c) => {
      const [newest] = await editions.house(1);
      const latest = newest ? new Date(newest.windowEnd) : now();
      const month = monthOf(c.req.query('month') ?? dateOf(latest, houseZone).slice(0, 7), houseZone);
      if (!month) return c.notFound();
      const [listed, [older]] = await Promise.all([
        editions.house(100, month.start, month.end),
        editions.house(1, undefined, month.start),
      ]);
      c.header('Cache-Control', 'public, max-age=300');
      const around = { before: older !== undefined, after: latest >= month.end };
      return answer.show(c, editionsPage({ month, listed, around, zone: houseZone, words: wordsOf(c) }));
    })
    .get('/editions.atom', async (c) =>
      c.body(atomFeed(site, await editions.house(IN_FEED), now()), 200, cached('application/atom+xml; charset=UTF-8', 300)),
    )
    .get('/editions.json', async (c) =>
      c.body(jsonFeed(site, await editions.house(IN_FEED)), 200, cached('application/feed+json; charset=UTF-8', 300)),
    )
    .get('/robots.txt', (c) => c.body(robots(site), 200, cached('text/plain; charset=UTF-8', 86_400)))
    .get('/sitemap.xml', async (c) =>
      c.body(sitemap(site, await editions.house(IN_MAP)), 200, cached('application/xml; charset=UTF-8', 3600)),
    )
    .get('/editions/:id{[a-zA-Z0-9-]{1,128}}', async (c) => {
      const edition = await editions.get(c.req.param('id'));
      if (!edition) return c.notFound();
      const [frozen, votes] = await Promise.all([papers(edition), votesIn(edition)]);
      const voted = frozen.map((paper) => ({ ...paper, readers: votes.get(paper.id) ?? paper.readers }));
      c.header('Cache-Control', 'public, max-age=300');
      return answer.show(c, editionPage(edition, rank(voted, new Date(edition.windowEnd)), houseZone, wordsOf(c)));
    });
}
