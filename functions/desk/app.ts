import { type Context, Hono, type Next } from 'hono';
import { getCookie } from 'hono/cookie';
import type { AmendPorts } from '../digest/amend.ts';
import { answers } from '../subscribe/answers.ts';
import { type CapPorts, caps } from '../subscribe/caps.ts';
import { readFields, textsOf } from '../subscribe/fields.ts';
import { guard } from '../subscribe/guard.ts';
import { Typed } from '../subscribe/pages/form.tsx';
import type { Site } from '../subscribe/pages/layout.tsx';
import { wordsIn } from '../subscribe/pages/words.tsx';
import { COOKIE, type DeskContext, type DeskEnv } from './desk-context.ts';
import { entryPage } from './pages/entry.tsx';
import { DESK } from './pages/frame.tsx';
import { closedRoutes } from './routes/closed.ts';
import { type EditionPorts, editionRoutes } from './routes/edition.ts';
import { type EntryPorts, entryRoutes } from './routes/entry.ts';
import { ARRIVED, type LargePorts, largeRoutes } from './routes/large.ts';
import { MOST_BYTES, type PapersPorts, papersRoutes } from './routes/papers.ts';
import { type RunningPorts, runningRoutes } from './routes/running.ts';
import { type SuggestionPorts, suggestionRoutes } from './routes/suggestions.ts';
import { type SessionPorts, sessions } from './sessions.ts';

/** What the desk needs of the world. `failed` gets the error of every request that fails through our fault. */
export type DeskPorts = SessionPorts &
  EntryPorts &
  PapersPorts &
  LargePorts &
  EditionPorts &
  RunningPorts &
  AmendPorts &
  SuggestionPorts &
  CapPorts & { failed(error: unknown): void };

/** `editors` are the addresses that may enter. `mailsPerHour` limits the mails that strangers can cause. */
export type DeskConfig = { site: Site; editors: readonly string[]; mailsPerHour: number };

/** The most bytes of a form, and of the form that takes files or a text. */
const FORM_LIMIT = 16 * 1024;
const PAPERS_LIMIT = MOST_BYTES + FORM_LIMIT;

/** Paths that need no session. */
const OPEN = ['/desk/link', '/desk/enter', ARRIVED];

/** The fields in which editors write. */
const WRITTEN = ['note', 'sentence', 'text', 'reason'];

/**
 * The pages for editors. But for the paths of `OPEN`, every request needs a session and every form also its editor's token, so a
 * page of another site can send no form. GET changes nothing.
 */
export function desk(ports: DeskPorts, { site, editors, mailsPerHour }: DeskConfig): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  const answer = answers(site, DESK);
  const context: DeskContext = {
    ...{ answer, caps: caps(ports, mailsPerHour), words: wordsIn(site.language) },
    sessions: sessions(ports, editors),
  };
  guard(app, answer, {
    origins: () => [site.publicUrl],
    limit: (path) => (path === '/desk/papers/look' ? PAPERS_LIMIT : FORM_LIMIT),
    failed: ports.failed,
  });

  /** Lets only editors through. Logs what they do by their place in the list, for no log holds an address. */
  async function admit(c: Context<DeskEnv>, next: Next) {
    if (OPEN.includes(c.req.path)) return next();
    const session = await context.sessions.of(getCookie(c, COOKIE, 'host') ?? '');
    const isForm = c.req.method === 'POST';
    if (!session && !isForm) return answer.show(c, entryPage(), 403);
    // The form of a stranger is not read.
    if (!session)
      return answer.problem(
        c,
        403,
        'Nothing was done',
        'Your session has ended. Enter the desk in another tab, then reload this page to send again what you wrote.',
      );
    const fields = isForm ? await readFields(c.req.raw) : undefined;
    const texts = textsOf(fields);
    if (isForm && !(await context.sessions.isFormOf(session, texts.form ?? '')))
      return answer.problem(
        c,
        403,
        'Nothing was done',
        'This form is of another session: another editor opened it in this browser, or you have signed out everywhere since. Open its page again, and send it from there.',
        WRITTEN.flatMap((name) => (texts[name] ? Typed({ typed: texts[name] }) : [])),
      );
    c.set('session', session);
    c.set('fields', fields);
    await next();
    if (isForm) ports.acted(session.editor.place, `${c.req.path.slice('/desk/'.length)} ${c.res.status}`);
  }
  app.use('/desk/*', admit);

  app.route('/', entryRoutes(ports, context));
  app.route('/', papersRoutes(ports, context));
  app.route('/', largeRoutes(ports, context, site.publicUrl));
  app.route('/', editionRoutes(ports, context, { publication: site, site: site.publicUrl }));
  app.route('/', closedRoutes(ports, context));
  app.route('/', suggestionRoutes(ports, context));
  app.route('/', runningRoutes(ports, context));
  return app;
}
