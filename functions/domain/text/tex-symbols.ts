import { replacements, subsuperscripts } from 'unicodeit/ts_dist/js/data.js';

/**
 * TeX commands, with their backslash, and their Unicode symbols. The tables are unicodeit's. Its `replace` is not used, because
 * it rewrites any prefix it knows (`\log` becomes "łog", `file_name` "fileₙame") and is not linear.
 */
const symbols = new Map(replacements.flatMap(([tex, symbol]) => (tex && symbol ? [[tex, symbol] as const] : [])));

const ours: Record<string, string> = {
  i: 'ı',
  j: 'ȷ',
  dots: '…',
  star: '⋆',
  langle: '⟨',
  rangle: '⟩',
  textendash: '–',
  textemdash: '—',
  textregistered: '®',
  textasciitilde: '~',
  textunderscore: '_',
  textbackslash: '∖',
  textquoteleft: '‘',
  textquoteright: '’',
  textquotedblleft: '“',
  textquotedblright: '”',
  textquotedbl: '"',
  textquotesingle: "'",
  guillemotleft: '«',
  guillemotright: '»',
  textbar: '|',
  textless: '<',
  textgreater: '>',
  textellipsis: '…',
  textbullet: '•',
  slash: '/',
  relax: '',
  TeX: 'TeX',
  LaTeX: 'LaTeX',
  LaTeXe: 'LaTeX2e',
  BibTeX: 'BibTeX',
  degree: '°',
  dh: 'ð',
  DH: 'Ð',
  dj: 'đ',
  DJ: 'Đ',
  th: 'þ',
  TH: 'Þ',
  ng: 'ŋ',
  colon: ':',
  // Papers often define these commands themselves.
  ...{ R: 'ℝ', Q: 'ℚ', Z: 'ℤ', N: 'ℕ', C: 'ℂ' },
};

const SPACES = new Set(['quad', 'qquad', 'enspace', 'thinspace', 'space', 'hfill', 'newline']);
const SIZES = /^(?:left|right|middle|[bB]ig+[lrm]?|displaystyle|textstyle|limits|nolimits|xspace|noindent|protect)$/;
const OPERATORS =
  /^(?:log|ln|lg|exp|min|max|arg|argmin|argmax|sin|cos|tan|tanh|sinh|cosh|det|dim|ker|gcd|inf|sup|lim|liminf|limsup|deg|Pr|mod|bmod)$/;

/** The text of `\name`; undefined if it is not known. Sizes and alignments are empty. */
export function command(name: string): string | undefined {
  if (SIZES.test(name)) return '';
  if (SPACES.has(name)) return ' ';
  if (OPERATORS.test(name)) return name;
  return ours[name] ?? symbols.get(`\\${name}`);
}

/** True if `\name` is a function's name, which math separates from the text before it. */
export const isOperator = (name: string): boolean => OPERATORS.test(name);

/** The blackboard-bold form of one letter, such as ℝ, or the letter itself. */
export const doubleStruck = (letter: string) => symbols.get(`\\mathbb{${letter}}`) ?? letter;

// Only characters that have a true superscript: unicodeit has look-alikes, such as Hangul for ^V.
const RAISABLE = /^[\^_][\dA-UW-Za-z+\-=()αβγδθικφχρ]$/u;
const scripts = new Map([
  ...subsuperscripts.flatMap(([tex, symbol]) => (tex && symbol && RAISABLE.test(tex) ? [[tex, symbol] as const] : [])),
  ['^∘', '°'] as const,
  ['^°', '°'] as const,
  ['^⊤', 'ᵀ'] as const,
  ...['′', '*', '⋆', '†', '‡'].map((mark) => [`^${mark}`, mark] as const),
]);

/** `content` raised (`^`) or lowered (`_`); undefined if one of its characters has no such form in Unicode. */
export function script(sign: '^' | '_', content: string): string | undefined {
  const shifted = Array.from(content.replaceAll(' ', ''), (char) => scripts.get(sign + char));
  return shifted.length > 0 && shifted.every((char) => char !== undefined) ? shifted.join('') : undefined;
}
