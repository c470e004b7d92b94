/** The one colour of mails and pages besides ink and paper, and what it stands on, by day and by night. */
export type Accent = { light: string; dark: string };
export const ACCENT: Accent = { light: '#8c2318', dark: '#f0a392' };
export const PAPER: Accent = { light: '#fdfcf9', dark: '#181715' };

/** The two of `#8c2318 #f0a392`, as functions and outputs have them. */
export const accent = (both: string): Accent => ({ light: both.slice(0, 7), dark: both.slice(8) });
