import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type Edition, isPrinted, type Printed, type PrintedPaper } from '../../domain/edition.ts';
import { cleanWords, MOST_TEXTS } from '../../domain/interests/interests.ts';
import { localDay } from '../../domain/schedule.ts';
import { speaksJson } from '../answers.ts';
import { readFields } from '../fields.ts';
import { faultsOf, prefilled, shown, signUpForm, signUpSchema } from '../forms.ts';
import type { Outline } from '../outline.ts';
import { type Preview, type SignUpProps, sentPage, signUpPage } from '../pages/sign-up.tsx';
import type { RouteContext } from '../route-context.ts';
import { type SignUpPorts, signUp } from '../sign-up.ts';

/** What pages of editions need of the world. */
export type EditionPorts = {
  editions: {
    get(id: string): Promise<Edition | undefined>;
    /** The newest editions with papers whose days are in a span, newest first. */
    printed(frequency: Edition['frequency'], limit: number, from?: string, to?: string): Promise<Printed[]>;
    newest(frequency: Edition['frequency'], limit: number, from: string): Promise<Edition[]>;
  };
  papers(edition: Printed): Promise<PrintedPaper[]>;
  /** Cached, so that a page can ask for many. */
  outline(edition: Printed): Promise<Outline>;
  /** The number of readers' votes so far, by the id of the paper. */
  votesIn(edition: Printed): Promise<ReadonlyMap<string, number>>;
  now(): Date;
};

/** The sign-up page and its form. Pages of allowed sites may send the form, too. */
export function signUpRoutes(
  ports: SignUpPorts & EditionPorts,
  { answer, caps, closeZone, words }: RouteContext,
  allowedSites: readonly string[],
): Hono {
  const preview = previews(ports, closeZone);
  const front = async (form: Pick<SignUpProps, 'values' | 'faults'>) =>
    signUpPage({ ...form, closeZone, preview: await preview(), words });

  return new Hono()
    .use('/subscribe', cors({ origin: [...allowedSites], allowMethods: ['POST'], allowHeaders: ['Content-Type'], maxAge: 3600 }))
    .on('GET', ['/', '/subscribe'], async (c) => {
      c.header('Cache-Control', 'public, max-age=300');
      const values = { ...prefilled.parse(c.req.query()), follow: followedIn(c.req.queries('follow')) };
      return answer.show(c, await front({ values, faults: {} }));
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

/** The interests in a link, as a form field carries them. Invalid ones are left out, because the reader did not type them. */
const followedIn = (texts: readonly string[] = []) =>
  texts
    .slice(0, MOST_TEXTS)
    .flatMap((text) => cleanWords(text) || [])
    .join('\n');

/** The latest edition with its front page, and the day after it that closed without one. */
function previews({ editions, outline, now }: EditionPorts, closeZone: string): () => Promise<Preview | undefined> {
  return async () => {
    const [[last], [latest]] = await Promise.all([editions.newest('daily', 1, ''), editions.printed('daily', 1)]);
    if (!latest) return undefined;
    const { front } = await outline(latest);
    const isToday = isPrinted(last) && latest.day === localDay(now(), closeZone);
    return { latest, front, isToday, empty: isPrinted(last) ? undefined : last };
  };
}
