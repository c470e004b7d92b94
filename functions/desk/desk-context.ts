import type { Context } from 'hono';
import * as z from 'zod';
import { MOST_NOTE } from '../domain/editor.ts';
import { printable } from '../domain/text/characters.ts';
import type { Answers } from '../subscribe/answers.ts';
import type { Caps } from '../subscribe/caps.ts';
import { faultsOf } from '../subscribe/forms.ts';
import type { Words } from '../subscribe/pages/words.tsx';
import { type Refused, Unsaved } from './pages/frame.tsx';
import type { Session, Sessions } from './sessions.ts';

/** The session cookie, `__Host-desk`: for this host and https only, and out of reach for scripts. */
export const COOKIE = 'desk';

/** The cookie that marks a browser from which an editor has entered, for a year. It lets nobody in. */
export const BROWSER = { name: 'desk-browser', days: 365 };

/** The id of a paper or a receipt. 320 characters fit into the 1,024 bytes of a sort key. */
export const namedId = z.string().min(1).max(320);

/** A note that an editor typed, and (`wasText`) what the page showed when they began. */
export const noteText = z.string().transform(printable).pipe(z.string().max(MOST_NOTE));
export const wasText = z.string().default('').transform(printable);

/** A form for a note that its schema refused, to be shown again. */
export const refusedNote = ({ note = '', was = '' }: Record<string, string>, error: z.ZodError): Refused => ({
  note,
  was,
  faults: faultsOf(error),
});

/** Says that what a form is about was changed meanwhile. `is`: what it says now; `typed`: what this editor wanted; `page`: where. */
export const overtaken = (c: Context, answer: Answers, is: string, typed: string, page: string) =>
  answer.problem(c, 409, 'It was changed meanwhile', `Now it says: “${is}”. Yours was not saved.`, Unsaved({ typed, page }));

/** What a route gets with a request: the editor's session and, if it is a form with a good token, its fields. */
export type DeskEnv = { Variables: { session: Session; fields: unknown } };

/** What every group of routes gets besides its ports. */
export type DeskContext = { answer: Answers; caps: Caps; sessions: Sessions; words: Words };
