import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';
import { ENTRY, editorId } from '../../domain/editors.ts';
import { readFields, textsOf } from '../../subscribe/fields.ts';
import { email, faultsOf, shown } from '../../subscribe/forms.ts';
import { BROWSER, COOKIE, type DeskContext, type DeskEnv } from '../desk-context.ts';
import { enterPage, entryPage, linkAskedPage, signedOutPage } from '../pages/entry.tsx';

/** What entering and signing out need of the world. */
export type EntryPorts = {
  /** Asks LETTERS for a link, or to tell an editor that they entered from a new browser. */
  requestLetter(message: { kind: 'desk' | 'desk-entered'; editorId: string; letter: string }): Promise<void>;
  addressKey(): Promise<Uint8Array>;
  /** 128 random bits, base64url. */
  randomId(): string;
  /** Logs what the editor at this place in the list did. */
  acted(editor: number, act: string): void;
};

/** The desk's cookies are for this host and https only, out of reach for scripts, and not sent from pages of other sites. */
const COOKIE_ATTRIBUTES = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const;

const browserId = z.string().regex(/^[\w-]{22}$/);
const linkForm = z.strictObject({ email });

/** Routes to enter and to sign out. All but signing out are open to everybody. */
export function entryRoutes(ports: EntryPorts, { answer, caps, sessions }: DeskContext): Hono<DeskEnv> {
  const stale = (c: Context) =>
    answer.problem(
      c,
      400,
      'This link does not let you in',
      `It works once, for ${ENTRY.linkMinutes} minutes, and not after another was used. Ask for a new one at the desk.`,
    );

  return new Hono<DeskEnv>()
    .post('/desk/link', async (c) => {
      const fields = await readFields(c.req.raw);
      const sent = linkForm.safeParse(fields);
      if (!sent.success) {
        const faults = faultsOf(sent.error);
        return answer.faulty(c, faults, () => entryPage(shown.parse(fields).email, faults));
      }
      const seconds = await caps.mail(c, sent.data.email);
      if (seconds > 0) return answer.tooMany(c, seconds);
      // The same work for every address, so its time tells nothing. LETTERS checks whether it is an editor's.
      const id = editorId(await ports.addressKey(), sent.data.email);
      await ports.requestLetter({ kind: 'desk', editorId: id, letter: ports.randomId() });
      return answer.show(c, linkAskedPage(), 202);
    })
    .get('/desk/enter', async (c) => {
      const token = c.req.query('token') ?? '';
      return (await sessions.opens(token)) ? answer.show(c, enterPage(token)) : stale(c);
    })
    .post('/desk/enter', async (c) => {
      const entered = await sessions.enter(textsOf(await readFields(c.req.raw)).token ?? '');
      if (!entered) return stale(c);
      ports.acted(entered.editor.place, 'enter');
      setCookie(c, COOKIE, entered.cookie, { ...COOKIE_ATTRIBUTES, maxAge: ENTRY.sessionHours * 3600 });
      const known = browserId.safeParse(getCookie(c, BROWSER.name, 'host')).data;
      const browser = known ?? ports.randomId();
      setCookie(c, BROWSER.name, browser, { ...COOKIE_ATTRIBUTES, maxAge: BROWSER.days * 86_400 });
      if (await sessions.isNewBrowser(entered.editor, browser))
        await ports.requestLetter({ kind: 'desk-entered', editorId: entered.editor.id, letter: ports.randomId() });
      return c.redirect('/desk', 303);
    })
    .post('/desk/sign-out', (c) => {
      deleteCookie(c, COOKIE, { prefix: 'host', path: '/', secure: true });
      return answer.show(c, signedOutPage());
    })
    .post('/desk/sign-out-everywhere', async (c) => {
      await sessions.signOut(c.var.session.editor);
      deleteCookie(c, COOKIE, { prefix: 'host', path: '/', secure: true });
      return answer.show(c, signedOutPage());
    });
}
