import { replacements, subsuperscripts } from 'unicodeit/ts_dist/js/data.js';

/**
 * What TeX commands look like in Unicode. The tables are unicodeit's; its `replace` is not used, because it rewrites any
 * prefix it knows (`\log` becomes "łog", `file_name` "fileₙame") and is not linear. Keys hold the backslash.
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
  // Nearly every paper on numbers defines these by itself.
  ...{ R: 'ℝ', Q: 'ℚ', Z: 'ℤ', N: 'ℕ', C: 'ℂ' },
};

const SPACES = new Set(['quad', 'qquad', 'enspace', 'thinspace', 'space', 'hfill', 'newline']);
const SIZES = /^(?:left|right|middle|[bB]ig+[lrm]?|displaystyle|textstyle|limits|nolimits|xspace|noindent|protect)$/;
const OPERATORS =
  /^(?:log|ln|lg|exp|min|max|arg|argmin|argmax|sin|cos|tan|tanh|sinh|cosh|det|dim|ker|gcd|inf|sup|lim|liminf|limsup|deg|Pr|mod|bmod)$/;

/** What `\name` stands for, or undefined when it is not known. Sizes and alignments stand for nothing. */
export function command(name: string): string | undefined {
  if (SIZES.test(name)) return '';
  if (SPACES.has(name)) return ' ';
  if (OPERATORS.test(name)) return name;
  return ours[name] ?? symbols.get(`\\${name}`);
}

/** Whether `\name` is a function's name, which math sets apart from what stands before it. */
export const isOperator = (name: string): boolean => OPERATORS.test(name);

/** The blackboard-bold form of one letter, such as ℝ, or the letter itself. */
export const doubleStruck = (letter: string) => symbols.get(`\\mathbb{${letter}}`) ?? letter;

// Only characters whose raised form is a true superscript: unicodeit offers look-alikes such as Hangul for ^V.
const RAISABLE = /^[\^_][\dA-UW-Za-z+\-=()αβγδθικφχρ]$/u;
const scripts = new Map([
  ...subsuperscripts.flatMap(([tex, symbol]) => (tex && symbol && RAISABLE.test(tex) ? [[tex, symbol] as const] : [])),
  ['^∘', '°'] as const,
  ['^°', '°'] as const,
  ['^⊤', 'ᵀ'] as const,
  ...['′', '*', '⋆', '†', '‡'].map((mark) => [`^${mark}`, mark] as const),
]);

/** `content` raised (`^`) or lowered (`_`), or undefined when a character of it has no such form in Unicode. */
export function script(sign: '^' | '_', content: string): string | undefined {
  const shifted = Array.from(content.replaceAll(' ', ''), (char) => scripts.get(sign + char));
  return shifted.length > 0 && shifted.every((char) => char !== undefined) ? shifted.join('') : undefined;
}
