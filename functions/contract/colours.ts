/**
 * The colours of mails and pages in light and dark mode. Text on `paper` has a contrast of 4.5 : 1 or more in both (WCAG 2.2,
 * 1.4.3). `rule` separates parts, `line` underlines the titles of a mail, `edge` is around fields and buttons and has 3 : 1
 * (1.4.11).
 */
export const DAY = {
  ...{ paper: '#fdfcf9', field: '#fff', ink: '#1d1b18', soft: '#625c52' },
  ...{ rule: '#d9d3c6', line: '#c9c2b3', edge: '#8a8578', accent: '#8c2318' },
};
export const NIGHT = {
  ...{ paper: '#181715', field: '#211f1c', ink: '#ece7dc', soft: '#aea799' },
  ...{ rule: '#413d36', edge: '#7d786b', accent: '#f0a392' },
};

/** The colour of links, buttons and headings in light and dark mode. A publisher may choose another. */
export type Accent = { light: string; dark: string };
export const ACCENT: Accent = { light: DAY.accent, dark: NIGHT.accent };
export const PAPER: Accent = { light: DAY.paper, dark: NIGHT.paper };

/** Splits `#8c2318 #f0a392`, the form in the environment of functions and in outputs. */
export const accent = (both: string): Accent => ({ light: both.slice(0, 7), dark: both.slice(8) });
