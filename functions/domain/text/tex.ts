import { accents } from './tex-accents.ts';
import { command, doubleStruck, isOperator, script } from './tex-symbols.ts';

/** Commands that show their argument. Feeds often drop the backslash, but no English word is followed by `{`. */
const WRAPPERS =
  'textbf|textit|textrm|texttt|textsf|textsc|textsl|textnormal|emph|underline|text|mathcal|mathbb|mathbf|mathrm|mathit|mathsf|mathtt|mathfrak|mathscr|boldsymbol|bm|operatorname|mbox|ensuremath';
const SWITCHES = 'em|bf|it|rm|tt|sc|sf|sl|cal|tiny|scriptsize|footnotesize';
/** Citations, references, labels and footnotes. */
const ASIDE =
  /[~ ]?\\(?:[a-z]{0,12}cite[a-z]{0,12}|(?!href)[a-z]{0,8}ref|label|thanks|footnote(?:mark|text)?|inst|index|[vh]space)\*?(?:\[[^[\]{}]{0,100}\]){0,2}\{[^{}]{0,500}\}/gi;
/** Removes TeX that shows nothing in an abstract: citations, references, footnotes. */
export const withoutAsides = (text: string): string => text.replace(ASIDE, '');

/** Commands that are recognised in a group without their backslash: `{times}`. Such a group is no English. */
const BARE_COMMANDS =
  /^(?:times|approx|sim|pm|leq|geq|neq|cdot|infty|rightarrow|alpha|beta|gamma|delta|epsilon|lambda|sigma|theta)$/;

const TOKEN = new RegExp(
  [
    String.raw`\\?\b(${WRAPPERS}) ?\{`,
    String.raw`(\{\\?(?:${SWITCHES}) +)`,
    String.raw`\\?\b(sqrt(?:\[[234n]\])?|[dt]?frac)\{`,
    String.raw`\\text(super|sub)script ?\{`,
    String.raw`([\^_])\{`,
    '([{}])',
    String.raw`\\([A-Za-z]+)`,
    String.raw`\\([\\%&#_$ {},;:!/-])`,
    String.raw`(?<=[\p{L}\p{N})\]}])\^(-?\d+)`,
  ].join('|'),
  'gu',
);

/** An open group: its opening as written, its content so far, and what it becomes when closed. */
type Group = { source: string; content: string; close: (content: string) => string; numerator?: boolean };

/**
 * Makes TeX in titles and abstracts readable. What it does not understand stays as it is. One pass: linear, however deep groups
 * are nested.
 */
export function fromTex(text: string): string {
  if (!/[\\${}^]/.test(text)) return text;
  return scan(
    accents(withoutAsides(text)).replace(
      /(?<![\\$])(\${1,2})(?![\s$])([^$]{1,400})(?<![\s\\])\1(?:(?<=\\[A-Za-z]{1,12}\$)|(?![\d$]))/g,
      math,
    ),
    false,
  );
}

/** Replaces `$…$`. By pandoc's rule there is no space inside the dollars and no digit after the second, so "$5 and $10" stays. */
function math(whole: string, _dollars: string, inner: string): string {
  const readable = scan(inner.replace(/([\^_]) ?([^\s{\\}])/g, '$1{$2}'), true).replaceAll('~', ' ');
  return readable.includes('\\') ? whole : readable;
}

function scan(text: string, inMath: boolean): string {
  const groups: Group[] = [];
  let out = '';
  let done = 0;
  const emit = (piece: string) => {
    const group = groups.at(-1);
    if (group) group.content += piece;
    else out += piece;
  };
  const source = text.replace(/([\^_])(\\[A-Za-z]+)(?![A-Za-z{])/g, '$1{$2}');
  const open = (source: string, close: Group['close'], numerator = false) =>
    groups.push({ source, content: '', close, numerator });
  for (const token of source.matchAll(TOKEN)) {
    if (token.index < done) continue;
    emit(source.slice(done, token.index));
    const [whole, wrapper, switched, operator, position, sign, brace, name, escaped, power] = token;
    done = token.index + whole.length;
    if (brace === '}') {
      const group = groups.pop();
      emit(group ? group.close(group.content) : whole);
      if (group?.numerator && source[done] === '{') {
        open('{', (content) => `/${operand(content)}`);
        done += 1;
      }
    } else if (brace) open(whole, groupOf(source, done, inMath));
    else if (wrapper || switched) open(whole, wrapper === 'mathbb' ? doubleStruck : shown);
    else if (operator?.startsWith('sqrt')) open(whole, ROOTS[operator.charAt(5)] ?? root('√'));
    else if (operator) open(whole, operand, true);
    else if (sign || position) open(whole, sign === '^' || position === 'super' ? raised : lowered);
    else if (name) {
      const symbol = command(name);
      if (inMath && isOperator(name) && /[\p{L}\p{N})]$/u.test(groups.at(-1)?.content ?? out)) emit(' ');
      emit(symbol !== undefined && inMath && BINARY.test(symbol) ? ` ${symbol} ` : (symbol ?? whole));
      if (symbol !== undefined && source.startsWith('{}', done)) done += 2;
      // TeX removes the space after a command. That matters for letters: `\L ukasz`.
      else if (symbol !== undefined && JOINS_NEXT.test(symbol) && /^ [\p{L}\p{N}]/u.test(source.slice(done, done + 3))) done += 1;
    } else if (escaped === '\\') emit(/^(?: |$)/.test(source.slice(done, done + 1)) ? ' ' : whole);
    else if (escaped) emit(/[,;: ]/.test(escaped) ? ' ' : /[!/-]/.test(escaped) ? '' : escaped);
    else if (power) emit(script('^', power) ?? whole);
  }
  emit(source.slice(done));
  return out + groups.map((group) => group.source + group.content).join('');
}

/** Letters and signs without a space before what follows: `\L ukasz`, `\slash B`, `\textasciitilde 3`. */
const JOINS_NEXT = /^[ıȷłŁøØßæÆœŒåÅðÐđĐþÞ/~]?$/;
const shown = (content: string) => content;
const operand = (content: string) => (content.length < 40 && /^[\p{L}\p{N}.]+$/u.test(content) ? content : `(${content})`);
const root = (symbol: string) => (content: string) => symbol + operand(content);
const ROOTS: Record<string, Group['close']> = { 3: root('∛'), 4: root('∜') };
/** Signs between two terms, around which TeX sets a space. */
const BINARY = /^[×≤≥≪≫≠≈∈∉⊂⊆∪∩→←↦⊗⊕∝≡]$/;

/** Raises or lowers `content`. A long one stays TeX: a sentence in superscript is not readable. */
function shifted(sign: '^' | '_', content: string): string {
  if (content.length > 24) return `${sign}{${content}}`;
  return script(sign, content) ?? (/^(?:[\p{L}\p{N}]+|.)$/u.test(content) ? sign + content : `${sign}(${content.trim()})`);
}
const raised = (content: string) => shifted('^', content);
const lowered = (content: string) => shifted('_', content);

/** A plain group keeps its braces, unless it is a command without its backslash. */
const bareGroup = (content: string) =>
  content.length < 12 && BARE_COMMANDS.test(content) ? (command(content) ?? content) : `{${content}}`;
/** A group in math, or around a command that became one symbol, loses its braces if it is short. */
const texGroup = (content: string) => (content.length < 3 ? content : bareGroup(content));

/** How the group that begins at `at` closes. */
const groupOf = (source: string, at: number, inMath: boolean) => {
  if (source[at] !== '\\') return inMath ? texGroup : bareGroup;
  return isCommand(source, at) ? shown : texGroup;
};

/** True if a group holds only one known command: `{\textless}`. */
function isCommand(source: string, at: number): boolean {
  const [, name] = /^\\([A-Za-z]{2,20}) ?\}/.exec(source.slice(at, at + 25)) ?? [];
  return name !== undefined && command(name) !== undefined;
}
