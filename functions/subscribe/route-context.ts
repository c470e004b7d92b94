import type { Answers } from './answers.ts';
import type { Caps } from './caps.ts';
import type { Links } from './links.ts';
import type { Words } from './pages/words.tsx';

/** What every group of routes is given besides its ports. `closeZone` dates editions, which close there at `closeHour`. */
export type RouteContext = { answer: Answers; links: Links; caps: Caps; closeZone: string; closeHour: number; words: Words };
