const MARK: Record<string, string> = {
  '"': '\u0308',
  "'": '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '~': '\u0303',
  '=': '\u0304',
  '.': '\u0307',
  c: '\u0327',
  v: '\u030c',
  H: '\u030b',
  u: '\u0306',
  k: '\u0328',
  r: '\u030a',
  d: '\u0323',
  b: '\u0331',
  hat: '\u0302',
  bar: '\u0304',
  dot: '\u0307',
  ddot: '\u0308',
  check: '\u030c',
  tilde: '\u0303',
  widetilde: '\u0303',
  widehat: '\u0302',
};

const LETTER = String.raw`(?:\{\\?([ij])\}|\{([A-Za-z])\}|\\([ij])(?![A-Za-z])|([A-Za-z]))`;
const BRACED = String.raw`(?:\{\\?([ij])\}|\{([A-Za-z])\})`;
const BY_SIGN = new RegExp(String.raw`\\(["'\`^~=.]) ?${LETTER}`, 'g');
const BY_NAME = new RegExp(String.raw`\\(c|v|H|u|k|r|d|b|hat|bar|d?dot|check|tilde|widetilde|widehat)${BRACED}`, 'g');
/** An accent with a space before its letter: `\c c`, `{\H o}`. */
const BY_SPACE = /\\([cvHukrdb])[ \t]+(?:\\([ij])(?![A-Za-z])|([A-Za-z])(?![A-Za-z]*\{))/g;
/** A second accent on an accented letter: `{\~{\^e}}`. */
const SECOND = /\\(["'`^~=.cvHukrdb]) ?\{([\u00c0-\u024f\u1e00-\u1eff])\}/g;
/** A group that held only an accented letter: `{\"u}`. */
const LONE_LETTER = /\{([\u00c0-\u024f\u1e00-\u1eff])\}/g;

const compose = (whole: string, mark: string, ...letters: (string | undefined)[]) => {
  const letter = letters.slice(0, 4).find((l) => typeof l === 'string' && /^[A-Za-z\u00c0-\u024f\u1e00-\u1eff]$/.test(l));
  const composed = `${letter}${MARK[mark]}`.normalize('NFC');
  // Math puts an accent on any letter; a language's accent needs a letter that exists.
  return composed.length === 1 || mark.length > 1 ? composed : whole;
};

/** Replaces TeX's accents by letters: `na\"{\i}ve`, `Aky\"urek`, `{\'e}`, `\c{c}`. Escaped quotes become plain quotes. */
export function accents(text: string): string {
  if (!text.includes('\\')) return text;
  return unescapeQuotes(text)
    .replace(BY_SIGN, compose)
    .replace(BY_NAME, (whole, mark, i, letter) => compose(whole, mark, i, letter))
    .replace(BY_SPACE, compose)
    .replace(SECOND, compose)
    .replace(LONE_LETTER, '$1');
}

/** Unescapes an apostrophe, `model\'s`, and all quotes of a text that has `\"` at the end of a word: `\"soft\"`. */
function unescapeQuotes(text: string): string {
  const apostrophes = text.replace(/(?<=[A-Za-z])\\'(?=(?:s|t|re|ve|ll|d|m)\b)/g, "'");
  if (!/\\"(?![A-Za-z{\\])/.test(apostrophes)) return apostrophes;
  return apostrophes.replace(/(^|[\s([])\\"/g, '$1"').replace(/\\"(?![A-Za-z{\\])/g, '"');
}
