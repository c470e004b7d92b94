import { type Context, Hono } from 'hono';
import { monthOf } from '../../domain/calendar.ts';
import { type Edition, isPrinted, type Printed } from '../../domain/edition.ts';
import { rank } from '../../domain/ranking.ts';
import { REFERENCE_FORMATS, REFERENCES, writeReferences } from '../../domain/references.ts';
import { addDays, isEditionId, isListed, localDay } from '../../domain/schedule.ts';
import { findTitles } from '../find.ts';
import { CARD, cardBytes } from '../pages/card.ts';
import { bySubject, editionPage, isLong, noEditionPage, subjectPage } from '../pages/edition.tsx';
import { headingOf } from '../pages/edition-names.tsx';
import { editionsPage, foundPage } from '../pages/editions.tsx';
import { atomFeed, jsonFeed, robots, sitemap } from '../pages/feeds.ts';
import { FEEDS, type Site } from '../pages/layout.tsx';
import type { RouteContext } from '../route-context.ts';
import type { EditionPorts } from './sign-up.ts';

/** Most editions in a feed, and in the site map, whose format allows 50,000. */
const IN_FEED = 14;
const IN_MAP = 3_000;
/**
 * A larger file leaves out abstracts: Lambda lets 6 MB through, uncompressed for some clients. `edition export` has no such
 * limit.
 */
const FILE_BYTES = 5_000_000;
/** Days, of this month and the last, for which the page of past editions says why they have no edition. */
const EMPTY_DAYS_WITHIN = 62;

/**
 * Pages, feeds and files of editions: public and the same for everybody. Only the order of papers changes, with readers' votes.
 */
export function editionRoutes(
  { editions, papers, outline, votesIn, now }: EditionPorts,
  { answer, closeZone, words }: RouteContext,
  site: Site,
): Hono {
  const cached = (type: string, seconds: number) => ({ 'Content-Type': type, 'Cache-Control': `public, max-age=${seconds}` });
  const entries = async (frequency: Edition['frequency']) => {
    const newest = (await editions.printed(frequency, frequency === 'daily' ? IN_FEED : 7 * IN_FEED)).filter(isListed);
    return Promise.all(newest.slice(0, IN_FEED).map(async (edition) => ({ edition, front: (await outline(edition)).front })));
  };
  const atom = async (c: Context, frequency: Edition['frequency']) =>
    c.body(atomFeed(site, frequency, await entries(frequency), now()), 200, cached('application/atom+xml; charset=UTF-8', 300));
  const editionOf = async (id: string) => (isEditionId(id) ? editions.get(id) : undefined);
  const printedOf = async (id: string) => {
    const edition = await editionOf(id);
    return isPrinted(edition) ? edition : undefined;
  };
  /** Best first, with the votes of readers so far. */
  const rankedOf = async (edition: Printed) => {
    const [printed, votes] = await Promise.all([papers(edition), votesIn(edition)]);
    const voted = printed.map((paper) => ({ ...paper, readers: votes.get(paper.id) ?? paper.readers }));
    return rank(voted, new Date(edition.end), edition.frequency);
  };
  return new Hono()
    .get('/editions', async (c) => {
      const [newest] = await editions.printed('daily', 1);
      const latest = newest?.day ?? localDay(now(), closeZone);
      const month = monthOf(c.req.query('month') ?? latest.slice(0, 7));
      if (!month) return c.notFound();
      const typed = (c.req.query('q') ?? '').trim();
      if (typed) {
        const searched = await editions.printed('daily', 31, month.first, month.last);
        c.header('Cache-Control', 'public, max-age=300');
        return answer.show(c, foundPage(month, typed.slice(0, 100), await findTitles(typed, searched, outline), words));
      }
      const [listed, weeks, [older], days] = await Promise.all([
        editions.printed('daily', 31, month.first, month.last),
        editions.printed('weekly', 31, month.first, month.last),
        editions.printed('daily', 1, undefined, addDays(month.first, -1)),
        editions.newest('daily', EMPTY_DAYS_WITHIN, month.first),
      ]);
      c.header('Cache-Control', 'public, max-age=300');
      const around = { before: older !== undefined, after: latest > month.last };
      // The last month with editions also says why later days have none.
      const without = days.filter(({ day, state }) => state === 'EMPTY' && (day <= month.last || !around.after));
      return answer.show(c, editionsPage({ month, listed, weeks: weeks.filter(isListed), without, around, words }));
    })
    .get(FEEDS.daily.atom, (c) => atom(c, 'daily'))
    .get(FEEDS.weekly.atom, (c) => atom(c, 'weekly'))
    .get(FEEDS.daily.json, async (c) =>
      c.body(jsonFeed(site, await entries('daily')), 200, cached('application/feed+json; charset=UTF-8', 300)),
    )
    .get(CARD.path, (c) => c.body(cardBytes(), 200, cached(CARD.type, 604_800)))
    .get('/robots.txt', (c) => c.body(robots(site), 200, cached('text/plain; charset=UTF-8', 86_400)))
    .get('/sitemap.xml', async (c) =>
      c.body(
        sitemap(site, [
          ...(await editions.printed('daily', IN_MAP)),
          ...(await editions.printed('weekly', IN_MAP)).filter(isListed),
        ]),
        200,
        cached('application/xml; charset=UTF-8', 3600),
      ),
    )
    .get('/editions/:file{[0-9a-z-]{1,40}\\.(?:bib|ris|json|md)}', async (c) => {
      const [id = '', ending] = c.req.param('file').split('.');
      const format = REFERENCE_FORMATS.find((name) => REFERENCES[name].ending === ending);
      const edition = await printedOf(id);
      if (!format || !edition) return c.notFound();
      c.header('Content-Disposition', `attachment; filename="${edition.id}.${ending}"`);
      const heading = `${site.listName}, ${headingOf(edition, words)}`;
      const all = await papers(edition);
      const whole = writeReferences(format, heading, all);
      const light = () =>
        writeReferences(
          format,
          heading,
          all.map((paper) => ({ ...paper, abstract: '' })),
        );
      const file = Buffer.byteLength(whole) > FILE_BYTES ? light() : whole;
      return c.body(file, 200, cached(REFERENCES[format].type, 3600));
    })
    .get('/editions/:id{[0-9a-z-]{1,40}}', async (c) => {
      const edition = await editionOf(c.req.param('id'));
      if (!edition) return c.notFound();
      if (!isPrinted(edition)) return answer.show(c, noEditionPage(edition, words));
      const { frequency, day } = edition;
      const reach = frequency === 'weekly' ? 14 : 62;
      const [ranked, before, after] = await Promise.all([
        rankedOf(edition),
        editions.printed(frequency, reach, addDays(day, -reach), addDays(day, -1)),
        editions.printed(frequency, reach, addDays(day, 1), addDays(day, reach)),
      ]);
      const around = { before: before.find(isListed)?.id, after: after.findLast(isListed)?.id };
      c.header('Cache-Control', 'public, max-age=300');
      return answer.show(c, editionPage({ edition, papers: ranked, words, closeZone, around }));
    })
    .get('/editions/:id{[0-9a-z-]{1,40}}/:subject{[a-z]{1,20}}', async (c) => {
      const edition = await printedOf(c.req.param('id'));
      if (!edition || !isLong(edition)) return c.notFound();
      const subject = bySubject(await rankedOf(edition)).find(({ id }) => id === c.req.param('subject'));
      if (!subject) return c.notFound();
      c.header('Cache-Control', 'public, max-age=300');
      return answer.show(c, subjectPage({ edition, subject: subject.id, papers: subject.papers, words, closeZone }));
    });
}
