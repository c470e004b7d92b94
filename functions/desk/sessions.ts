import { createHash } from 'node:crypto';
import { type Editor, type EditorCounts, ENTRY, editorOf } from '../domain/editors.ts';
import { type KeyRing, signToken, verifyToken } from '../domain/token.ts';

/** What letting editors in needs of the world. */
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

/** An editor who is in, and the token that each of their forms carries. */
export type Session = { editor: Editor; signOuts: number; formToken: string };

/** Who may enter: those whose address stands in the list, at this very moment. */
export function sessions({ editors, addressKey, tokenKeys, now }: SessionPorts, list: readonly string[]) {
  const listed = async (id: string) => editorOf(await addressKey(), list, id);

  return {
    /** Whether a mailed link would let somebody in. Asking uses nothing up: programs that check mail follow links. */
    async opens(link: string): Promise<boolean> {
      const grant = verifyToken(await tokenKeys(), 'desk', link, now());
      if (!grant.ok || !(await listed(grant.subject))) return false;
      return (await editors.counts(grant.subject)).links === grant.generation;
    },

    /** Uses a mailed link: the editor it was for, and the cookie of a new session. */
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

    /** The session of a cookie, unless it has ended: by its time, by signing out everywhere, or because the editor is none any more. */
    async of(cookie: string): Promise<Session | undefined> {
      const ring = await tokenKeys();
      const grant = verifyToken(ring, 'desk-session', cookie, now());
      const editor = grant.ok ? await listed(grant.subject) : undefined;
      if (!grant.ok || !editor || (await editors.counts(editor.id)).signOuts !== grant.generation) return undefined;
      const { subject, generation } = grant;
      return { editor, signOuts: generation, formToken: signToken(ring, { purpose: 'desk-form', subject, generation }) };
    },

    /** Whether a form comes from a page of this editor's: also of an earlier session, so that what they wrote is not lost with it. */
    async isFormOf({ editor, signOuts }: Session, token: string): Promise<boolean> {
      const grant = verifyToken(await tokenKeys(), 'desk-form', token, now());
      return grant.ok && grant.subject === editor.id && grant.generation === signOuts;
    },

    /** Whether an editor comes from a browser with this cookie for the first time. */
    isNewBrowser: ({ id }: Editor, browser: string) => editors.noteBrowser(id, hashOf(browser)),

    signOut: ({ id }: Editor) => editors.signOut(id),
  };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

export type Sessions = ReturnType<typeof sessions>;
