import type { Answers } from './answers.ts';
import type { Caps } from './caps.ts';
import type { Links } from './links.ts';
import type { Words } from './pages/words.tsx';

/** What every group of routes is given besides its ports. `houseZone` dates editions, which close there at `houseHour`. */
export type Kit = { answer: Answers; links: Links; caps: Caps; houseZone: string; houseHour: number; words: Words };
