import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Edition, Printed, PrintedPaper } from '../../domain/edition.ts';
import { MOST_WISHES, wordsNamed } from '../../domain/interests/interests.ts';
import { addDays } from '../../domain/schedule.ts';
import { speaksJson } from '../answers.ts';
import { readFields } from '../fields.ts';
import { faultsOf, shown, signUpForm, signUpSchema } from '../forms.ts';
import type { Kit } from '../kit.ts';
import { type Preview, type SignUpProps, sentPage, signUpPage } from '../pages/sign-up.ts';
import { type SignUpPorts, signUp } from '../sign-up.ts';

/**
 * Editions. `printed` answers the newest that have papers and whose days lie in a span, newest first; `votesIn` the votes of readers so
 * far, for the papers of an edition that have some.
 */
export type EditionPorts = {
  editions: {
    get(id: string): Promise<Edition | undefined>;
    printed(frequency: Edition['frequency'], limit: number, from?: string, to?: string): Promise<Printed[]>;
    newest(frequency: Edition['frequency'], limit: number, from: string): Promise<Edition[]>;
  };
  papers(edition: Printed): Promise<PrintedPaper[]>;
  votesIn(edition: Printed): Promise<ReadonlyMap<string, number>>;
  now(): Date;
};

/** Titles shown beside the form, the lead's included. */
const SHOWN = 5;

/** The front page with its form, and where the form goes: also from the pages of other sites, if they are named. */
export function signUpRoutes(
  ports: SignUpPorts & EditionPorts,
  { answer, caps, houseZone, words }: Kit,
  allowedSites: readonly string[],
): Hono {
  const preview = previews(ports);
  const front = async (form: Pick<SignUpProps, 'values' | 'faults'>) =>
    signUpPage({ ...form, houseZone, preview: await preview(), words });

  return new Hono()
    .use('/subscribe', cors({ origin: [...allowedSites], allowMethods: ['POST'], allowHeaders: ['Content-Type'], maxAge: 3600 }))
    .on('GET', ['/', '/subscribe'], async (c) => {
      c.header('Cache-Control', 'public, max-age=300');
      return answer.show(c, await front({ values: { follow: wished(c.req.queries('follow')) }, faults: {} }));
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
        return answer.faulty(c, faults, () => front({ values: shown.parse(fields), faults }));
      }
      const seconds = await caps.mail(c, form.data.email);
      if (seconds > 0) return answer.tooMany(c, seconds);
      await signUp(ports, form.data);
      return speaksJson(c) ? c.json({ status: 'accepted' }, 202) : answer.show(c, sentPage(form.data.email), 202);
    });
}

/** Wishes of a link, as a field of the form carries them. What could not be kept is left out: who comes by the link did not type it. */
const wished = (texts: readonly string[] = []) =>
  texts
    .slice(0, MOST_WISHES)
    .flatMap((text) => wordsNamed(text) || [])
    .join('\n');

/** The latest edition, as the front page shows it. Editions do not change, so the titles of the last one asked for are kept. */
function previews({ editions, papers }: EditionPorts): () => Promise<Preview | undefined> {
  let kept: { id: string; titles: string[] } | undefined;
  return async () => {
    const days = await editions.printed('daily', 7);
    const [latest] = days;
    if (!latest) return undefined;
    if (kept?.id !== latest.id)
      kept = { id: latest.id, titles: (await papers(latest)).slice(1, SHOWN).map(({ title }) => title) };
    const week = days.filter(({ day }) => day > addDays(latest.day, -7));
    return { latest, titles: kept.titles, week: week.reduce((sum, edition) => sum + edition.papers, 0) };
  };
}
