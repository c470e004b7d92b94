/** The commands of LaTeX around a list, and what they are in Markdown. */
const COMMANDS: readonly [RegExp, string][] = [
  [/(?<!\\)%.*$|^[ \t]*\\(?:documentclass|usepackage|begin|end|maketitle|title|author|date|label)\b.*$/gm, ''],
  [/^[ \t]*\\(?:sub)*section\*? ?\{([^{}]*)\}/gm, '## $1'],
  [/^[ \t]*\\item(?:\[[^\]]*\])? */gm, '- '],
  [/\\href ?\{(https?:[^\s{}]+)\} ?\{((?:[^{}]|\{[^{}]*\}){1,500})\}/g, '[$2]($1)'],
  [/\\url ?\{([^\s{}]+)\}/g, '$1'],
  [/\\textbf ?\{([^{}]*)\}/g, '**$1**'],
  [/\\(?:emph|textit) ?\{([^{}]*)\}/g, '*$1*'],
];

/** A list in LaTeX as Markdown. Lines keep their numbers. */
export const markdownOfLatex = (text: string): string =>
  COMMANDS.reduce((left, [command, markdown]) => left.replace(command, markdown), text);

/**
 * The references of a `.bbl` file: `\bibitem{key} authors \newblock title \newblock venue`, or `authors, \emph{title}, venue`. One
 * without a title stays as its text, so that the receipt names it.
 */
export function bibItems(text: string): unknown[] {
  const items =
    text
      .split(/\\end\{thebibliography\}/, 1)[0]
      ?.split(/\\bibitem\b/)
      .slice(1) ?? [];
  return items.map((item) => {
    const body = item.replace(/^\s*(?:\[(?:[^\]{}]|\{[^{}]*\})*\]\s*)?\{[^{}]*\}/, '').trim();
    const blocks = body.includes('\\newblock') ? body.split('\\newblock') : body.split(/\\emph\{([^{}]*)\},?/);
    const [authors, title, venue] = blocks.map((block) =>
      block
        .replace(/~/g, ' ')
        .replace(/\{([A-Z][\w-]*)\}/g, '$1')
        .replace(/[\s.,]+$/, '')
        .trim(),
    );
    const [link] = /https?:\/\/[^\s{}]+|\b10\.\d{4,9}\/[^\s{}]+|\barXiv:[\w./-]+/i.exec(body) ?? [];
    return title ? { title, authors, journal: venue?.replace(/^In /, ''), link: link?.replace(/[.,]$/, '') } : body;
  });
}
