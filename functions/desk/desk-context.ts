import * as z from 'zod';
import type { Answers } from '../subscribe/answers.ts';
import type { Caps } from '../subscribe/caps.ts';
import type { Words } from '../subscribe/pages/words.tsx';
import type { Session, Sessions } from './sessions.ts';

/** The cookie that holds a session, as `__Host-desk`: of this host alone, by https alone, and no script reads it. */
export const COOKIE = 'desk';

/** The cookie by which a browser that has been here is known, for a year; it lets nobody in. */
export const BROWSER = { name: 'desk-browser', days: 365 };

/** A paper or a receipt that a form names: no more than the 1,024 bytes of a sort key. */
export const namedId = z.string().min(1).max(320);

/** What a request brings to the routes behind the door: the editor's session, and of a form its fields, whose token was good. */
export type DeskEnv = { Variables: { session: Session; fields: unknown } };

/** What every group of routes is given besides its ports. */
export type DeskContext = { answer: Answers; caps: Caps; sessions: Sessions; words: Words };
