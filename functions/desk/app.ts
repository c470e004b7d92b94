import { type Context, Hono, type Next } from 'hono';
import { getCookie } from 'hono/cookie';
import { answers } from '../subscribe/answers.ts';
import { type CapPorts, caps } from '../subscribe/caps.ts';
import { readFields, textsOf } from '../subscribe/fields.ts';
import { guard } from '../subscribe/guard.ts';
import type { Site } from '../subscribe/pages/layout.tsx';
import { wordsIn } from '../subscribe/pages/words.tsx';
import { COOKIE, type DeskContext, type DeskEnv } from './desk-context.ts';
import { entryPage } from './pages/entry.tsx';
import { DESK } from './pages/frame.tsx';
import { type EditionPorts, editionRoutes } from './routes/edition.ts';
import { type EntryPorts, entryRoutes } from './routes/entry.ts';
import { MOST_BYTES, type PapersPorts, papersRoutes } from './routes/papers.ts';
import { type RunningPorts, runningRoutes } from './routes/running.ts';
import { type SuggestionPorts, suggestionRoutes } from './routes/suggestions.ts';
import { type SessionPorts, sessions } from './sessions.ts';

/** What the desk needs of the world. `failed` is told of every request that failed for a reason that is ours. */
export type DeskPorts = SessionPorts &
  EntryPorts &
  PapersPorts &
  EditionPorts &
  RunningPorts &
  SuggestionPorts &
  CapPorts & { failed(error: unknown): void };

/** `editors` are the addresses that may enter, `mailsPerHour` is what strangers can cause. */
export type DeskConfig = { site: Site; editors: readonly string[]; mailsPerHour: number };

/** Bytes of a form here, and of one that takes a file or a text and what goes with it. */
const FORM_LIMIT = 16 * 1024;
const PAPERS_LIMIT = MOST_BYTES + FORM_LIMIT;

/** What needs no session. */
const OPEN = ['/desk/link', '/desk/enter'];

/**
 * The desk: the pages of editors. Behind the door every request has a session, and every form besides carries a token of its editor: a
 * page elsewhere can make neither. GET changes nothing.
 */
export function desk(ports: DeskPorts, { site, editors, mailsPerHour }: DeskConfig): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  const answer = answers(site, DESK);
  const kit: DeskContext = {
    ...{ answer, caps: caps(ports, mailsPerHour), words: wordsIn(site.language) },
    sessions: sessions(ports, editors),
  };
  guard(app, answer, {
    origins: () => [site.publicUrl],
    limit: (path) => (path === '/desk/papers/look' ? PAPERS_LIMIT : FORM_LIMIT),
    failed: ports.failed,
  });

  /** The door. What a handler behind it does is told by the editor's place in the list. */
  async function door(c: Context<DeskEnv>, next: Next) {
    if (OPEN.includes(c.req.path)) return next();
    const session = await kit.sessions.of(getCookie(c, COOKIE, 'host') ?? '');
    const isForm = c.req.method === 'POST';
    if (!session && !isForm) return answer.show(c, entryPage(), 403);
    // What strangers send is not read.
    const fields = session && isForm ? await readFields(c.req.raw) : undefined;
    if (!session || (isForm && !(await kit.sessions.isFormOf(session, textsOf(fields).form ?? ''))))
      return answer.problem(
        c,
        403,
        'Nothing was done',
        'Your session has ended. Enter the desk in another tab, then reload this page: it sends again what you wrote.',
      );
    c.set('session', session);
    c.set('fields', fields);
    await next();
    if (isForm) ports.acted(session.editor.place, `${c.req.path.slice('/desk/'.length)} ${c.res.status}`);
  }
  app.use('/desk/*', door);

  app.route('/', entryRoutes(ports, kit));
  app.route('/', papersRoutes(ports, kit));
  app.route('/', editionRoutes(ports, kit, { publication: site, site: site.publicUrl }));
  app.route('/', suggestionRoutes(ports, kit));
  app.route('/', runningRoutes(ports, kit));
  return app;
}
