import { createHash } from 'node:crypto';
import { type Editor, type EditorCounts, ENTRY, editorOf } from '../domain/editors.ts';
import { type KeyRing, signToken, verifyToken } from '../domain/token.ts';

/** What sessions need of the world. */
export type SessionPorts = {
  editors: {
    counts(editorId: string): Promise<EditorCounts>;
    takeLink(editorId: string, number: number): Promise<boolean>;
    noteBrowser(editorId: string, browser: string): Promise<boolean>;
    signOut(editorId: string): Promise<void>;
  };
  addressKey(): Promise<Uint8Array>;
  tokenKeys(): Promise<KeyRing>;
  now(): Date;
};

/** An editor who has entered, and the token for their forms. */
export type Session = { editor: Editor; signOuts: number; formToken: string };

/** Lets in editors whose addresses are in the list now. An editor taken off it is out at the next request. */
export function sessions({ editors, addressKey, tokenKeys, now }: SessionPorts, list: readonly string[]) {
  const listed = async (id: string) => editorOf(await addressKey(), list, id);

  return {
    /** Whether a mailed link works. Asking does not use it up, since programs that check mail follow links. */
    async opens(link: string): Promise<boolean> {
      const grant = verifyToken(await tokenKeys(), 'desk', link, now());
      if (!grant.ok || !(await listed(grant.subject))) return false;
      return (await editors.counts(grant.subject)).links === grant.generation;
    },

    /** Uses a mailed link. Returns its editor and the cookie of a new session, or undefined if the link does not work. */
    async enter(link: string): Promise<{ editor: Editor; cookie: string } | undefined> {
      const ring = await tokenKeys();
      const grant = verifyToken(ring, 'desk', link, now());
      const editor = grant.ok ? await listed(grant.subject) : undefined;
      if (!grant.ok || !editor || !(await editors.takeLink(editor.id, grant.generation))) return undefined;
      const { signOuts } = await editors.counts(editor.id);
      const expiresAt = new Date(now().getTime() + ENTRY.sessionHours * 3_600_000);
      return {
        editor,
        cookie: signToken(ring, { purpose: 'desk-session', subject: editor.id, generation: signOuts, expiresAt }),
      };
    },

    /** The session of a cookie. Undefined once it has expired, or the editor has signed out everywhere or is no longer listed. */
    async of(cookie: string): Promise<Session | undefined> {
      const ring = await tokenKeys();
      const grant = verifyToken(ring, 'desk-session', cookie, now());
      const editor = grant.ok ? await listed(grant.subject) : undefined;
      if (!grant.ok || !editor || (await editors.counts(editor.id)).signOuts !== grant.generation) return undefined;
      const { subject, generation } = grant;
      return { editor, signOuts: generation, formToken: signToken(ring, { purpose: 'desk-form', subject, generation }) };
    },

    /** Whether a form comes from a page of this editor. A page of an expired session counts, so that what it holds is not lost. */
    async isFormOf({ editor, signOuts }: Session, token: string): Promise<boolean> {
      const grant = verifyToken(await tokenKeys(), 'desk-form', token, now());
      return grant.ok && grant.subject === editor.id && grant.generation === signOuts;
    },

    /** Notes that an editor entered from the browser with this cookie. True the first time. */
    isNewBrowser: ({ id }: Editor, browser: string) => editors.noteBrowser(id, hashOf(browser)),

    signOut: ({ id }: Editor) => editors.signOut(id),
  };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

export type Sessions = ReturnType<typeof sessions>;
