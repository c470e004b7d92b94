import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Edition, HouseEdition, PrintedPaper } from '../../domain/edition.ts';
import { speaksJson, wordsOf } from '../answers.ts';
import { readFields } from '../fields.ts';
import { faultsOf, shown, signUpForm, signUpSchema } from '../forms.ts';
import type { Kit } from '../kit.ts';
import { type Preview, type SignUpProps, sentPage, signUpPage } from '../pages/sign-up.ts';
import { type SignUpPorts, signUp } from '../sign-up.ts';

/**
 * Frozen editions. `house` answers the newest house editions that end in a span of time, newest first; `votesIn` the votes of
 * readers so far, for the papers of an edition that have some.
 */
export type EditionPorts = {
  editions: {
    get(id: string): Promise<Edition | undefined>;
    house(limit: number, from?: Date, to?: Date): Promise<HouseEdition[]>;
  };
  papers(edition: Edition): Promise<PrintedPaper[]>;
  votesIn(edition: Edition): Promise<ReadonlyMap<string, number>>;
  now(): Date;
};

/** Titles shown beside the form, the lead's included. */
const SHOWN = 5;

const WEEK_MS = 7 * 86_400_000;

/** The front page with its form, and where the form goes: also from the pages of other sites, if they are named. */
export function signUpRoutes(
  ports: SignUpPorts & EditionPorts,
  { answer, caps, houseZone }: Kit,
  allowedSites: readonly string[],
): Hono {
  const preview = previews(ports);
  const front = async (c: Context, form: Pick<SignUpProps, 'values' | 'faults'>) =>
    signUpPage({ ...form, houseZone, preview: await preview(), words: wordsOf(c) });

  return new Hono()
    .use('/subscribe', cors({ origin: [...allowedSites], allowMethods: ['POST'], allowHeaders: ['Content-Type'], maxAge: 3600 }))
    .get('/', async (c) => {
      c.header('Cache-Control', 'public, max-age=300');
      return answer.show(c, await front(c, { values: {}, faults: {} }));
    })
    .get('/subscribe.schema.json', (c) => {
      c.header('Cache-Control', 'public, max-age=3600');
      return c.json(signUpSchema());
    })
    .post('/subscribe', async (c) => {
      const fields = await readFields(c.req.raw);
      const form = signUpForm.safeParse(fields);
      if (!form.success) {
        const faults = faultsOf(form.error);
        return answer.faulty(c, faults, () => front(c, { values: shown.parse(fields), faults }));
      }
      const seconds = await caps.mail(c, form.data.email);
      if (seconds > 0) return answer.tooMany(c, seconds);
      await signUp(ports, form.data);
      return speaksJson(c) ? c.json({ status: 'accepted' }, 202) : answer.show(c, sentPage(), 202);
    });
}

/** The latest house edition, as the front page shows it. Editions are frozen, so the titles of the last one asked for are kept. */
function previews({ editions, papers, now }: EditionPorts): () => Promise<Preview | undefined> {
  let kept: { id: string; titles: string[] } | undefined;
  return async () => {
    const [[latest], week] = await Promise.all([editions.house(1), editions.house(10, new Date(now().getTime() - WEEK_MS))]);
    if (!latest) return undefined;
    if (kept?.id !== latest.id) {
      const edition = await editions.get(latest.id);
      const titles = edition ? (await papers(edition)).slice(1, SHOWN).map(({ title }) => title) : [];
      kept = { id: latest.id, titles };
    }
    return { latest, titles: kept.titles, week: week.reduce((sum, edition) => sum + edition.papers, 0) };
  };
}
