import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { CHANGES_PER_DAY } from '../domain/caps.ts';
import { isJson } from './fields.ts';
import type { Faults } from './forms.ts';
import { NO_DIGEST_YET } from './pages/advice.tsx';
import { type Frame, layout, type Markup, type Page, policyOf, problemPage, type Site } from './pages/layout.tsx';

type Status = 200 | 202 | 400 | 403 | 404 | 405 | 409 | 410 | 413 | 429 | 503;

export type Answers = ReturnType<typeof answers>;

/** How the site answers: pages in this frame for people, JSON for programs that send or ask for it. */
export function answers(site: Site, frame: Frame) {
  /** Sends a page with a policy that allows only its own style and script. */
  function show(c: Context, page: Page, status: Status = 200) {
    c.header('Content-Security-Policy', policyOf(site, page));
    c.header('Vary', 'Accept', { append: true });
    if (!page.path) c.header('X-Robots-Tag', 'noindex');
    return c.html(layout(site, page, frame), status);
  }

  /** An error for a program. */
  function tell(c: Context, body: object, status: Status) {
    c.header('Vary', 'Accept', { append: true });
    return c.json(body, status);
  }

  /** Says what went wrong and what to do. Programs do not get `more`. */
  function problem(c: Context, status: Status, title: string, advice: string, more: Markup = '') {
    if (speaksJson(c)) return tell(c, { error: title, advice }, status);
    return show(c, problemPage(title, advice, more, frame.home), status);
  }

  return {
    show,
    problem,

    /** Answers a form with faults: programs get the faults by field, people get the form again. */
    faulty: async (c: Context, faults: Faults, page: () => Page | Promise<Page>) =>
      speaksJson(c) ? tell(c, { error: 'The form has faults', faults }, 400) : show(c, await page(), 400),

    /** The same answer for every link that we did not sign or that was used, so that a forger learns nothing. */
    badLink: (c: Context) =>
      problem(
        c,
        400,
        'This link does not work',
        'It may have been cut off by a mail program, or used before. Copy the whole link from the newest mail: every recent digest has working links.',
        NO_DIGEST_YET,
      ),

    /** For one of our links that has expired, or whose subscription has ended. `advice` says what to do. */
    gone: (c: Context, title: string, advice: string, more?: Markup) => problem(c, 410, title, advice, more),

    /** A cap is reached: of this network, of this domain, or of all requests. It does not matter whether an address is known. */
    tooMany(c: Context, seconds: number) {
      c.header('Retry-After', String(seconds));
      return problem(c, 429, 'Too many requests', `Please come back in ${span(seconds)}.`);
    },

    /**
     * A reader has changed preferences or interests too often today. The page says that unsubscribing still works. `form` shows a
     * form again, so that nothing typed is lost.
     */
    async tooManyChanges(c: Context, seconds: number, form?: (says: string) => Promise<Page>) {
      c.header('Retry-After', String(seconds));
      const limit = `Nothing was saved: you have made ${CHANGES_PER_DAY} changes today, which is the most in one day.`;
      const advice = `${limit} Please try again in ${span(seconds)}. You can unsubscribe at any time.`;
      return form && !speaksJson(c) ? show(c, await form(advice), 429) : problem(c, 429, 'Too many changes today', advice);
    },
  };
}

/** `12 minutes`, `5 hours`, `20 days`: rounded up. */
function span(seconds: number): string {
  const [unit, size] =
    seconds > 2 * 86_400 ? (['day', 86_400] as const) : seconds > 7200 ? (['hour', 3600] as const) : (['minute', 60] as const);
  const n = Math.ceil(seconds / size);
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}

/** True if the request is JSON, or prefers JSON to HTML. */
export function speaksJson(c: Context): boolean {
  const wanted = accepts(c, { header: 'Accept', supports: ['text/html', 'application/json'], default: 'text/html' });
  return isJson(c.req.raw) || wanted === 'application/json';
}
