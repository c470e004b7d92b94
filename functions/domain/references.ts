import type { PrintedPaper } from './edition.ts';
import { normaliseArxivId } from './paper.ts';
import { webLink } from './text/links.ts';

/** The formats in which an edition's papers can be downloaded: file ending, name, and a media type that is sent compressed. */
export const REFERENCES = {
  bibtex: { ending: 'bib', name: 'BibTeX', type: 'text/x-bibtex; charset=UTF-8' },
  ris: { ending: 'ris', name: 'RIS', type: 'text/x-research-info-systems; charset=UTF-8' },
  json: { ending: 'json', name: 'JSON', type: 'application/json; charset=UTF-8' },
  md: { ending: 'md', name: 'Markdown', type: 'text/markdown; charset=UTF-8' },
} as const;
export type ReferenceFormat = keyof typeof REFERENCES;

export const REFERENCE_FORMATS: readonly ReferenceFormat[] = ['bibtex', 'ris', 'json', 'md'];

/** A paper as reference managers have it. Every text is one line without control characters. */
type Reference = ReturnType<typeof referenceOf>;

function referenceOf(paper: PrintedPaper) {
  const named = (kind: string) => paper.ids.find((id) => id.startsWith(`${kind}:`))?.slice(kind.length + 1);
  return {
    id: paper.id,
    arxiv: named('arxiv'),
    doi: named('doi'),
    title: oneLine(paper.title),
    authors: paper.authors.map(oneLine).filter(Boolean),
    more: paper.moreAuthors > 0,
    abstract: oneLine(paper.abstract),
    said: oneLine(paper.tldr ?? ''),
    url: webLink(paper.url)?.url.replace(/[(){}\\]/g, encoded),
    venue: oneLine(paper.venue ?? ''),
    published: paper.publishedOn,
    keywords: (paper.keywords ?? []).map(oneLine).filter(Boolean),
    categories: (paper.categories ?? []).map(oneLine).filter(Boolean),
  };
}

/** Text as one line: line breaks and control characters become a space. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const encoded = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

/** Writes papers as references, in their order. No title can break the syntax, and INGEST reads the same papers from the file. */
export function writeReferences(format: ReferenceFormat, heading: string, papers: readonly PrintedPaper[]): string {
  const references = papers.map(referenceOf);
  return WRITERS[format](references, oneLine(heading));
}

const WRITERS: Record<ReferenceFormat, (references: readonly Reference[], heading: string) => string> = {
  bibtex: (references) => references.map(bibtex).join('\n'),
  ris: (references) => references.map(ris).join('\n'),
  json: (references) => `${JSON.stringify(references.map(json), undefined, 2)}\n`,
  md: (references, heading) => `# ${escapeMarkdown(heading)}\n\n${references.map(item).join('\n')}`,
};

function bibtex({ id, arxiv, doi, title, authors, more, abstract, url, venue, published, keywords, categories }: Reference) {
  const [year, month, day] = (published ?? '').split('-');
  const names = [
    ...authors.map((name) => (/,|\band\b/i.test(name) ? `{${escapeTex(name)}}` : escapeTex(name))),
    ...(more ? ['others'] : []),
  ];
  const fields = {
    title: `{${escapeTex(title)}}`,
    author: names.join(' and '),
    ...{ year, month: month && String(Number(month)), day: day && String(Number(day)) },
    ...{ journal: escapeTex(venue), doi: verbatim(doi), url: verbatim(url) },
    ...(arxiv && { eprint: verbatim(arxiv), archiveprefix: 'arXiv', primaryclass: escapeTex(categories[0] ?? '') }),
    ...{ keywords: escapeTex(keywords.join(', ')), abstract: escapeTex(abstract) },
  };
  const written = Object.entries(fields).flatMap(([name, value]) => (value ? [`  ${name} = {${value}},\n`] : []));
  return `@${venue ? 'article' : 'misc'}{${id.replace(/[^\w.:/-]/g, '_')},\n${written.join('')}}\n`;
}

/** BibTeX counts even escaped braces, so they are written by name. */
const TEX: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};
const escapeTex = (text: string) => text.replace(/[\\{}~^%&#$_]/g, (sign) => TEX[sign] ?? `\\${sign}`);

/** An address or an id, where TeX's signs need no escape; undefined if it holds one that would end the field. */
const verbatim = (text: string | undefined) => (text && !/[{}\\]/.test(text) ? text : undefined);

function ris({ arxiv, doi, title, authors, abstract, url, venue, published, keywords }: Reference) {
  const known = url !== undefined && normaliseArxivId(url) === arxiv;
  const tags: [string, string | undefined][] = [
    ['TY', venue ? 'JOUR' : 'GEN'],
    ['TI', title],
    ...authors.map((name): [string, string] => ['AU', name]),
    ['T2', venue],
    ['PY', published?.slice(0, 4)],
    ['DA', published?.replaceAll('-', '/')],
    ['DO', doi],
    ['UR', url],
    ['AN', arxiv && !known ? `arXiv:${arxiv}` : undefined],
    ...keywords.map((word): [string, string] => ['KW', word]),
    ['AB', abstract],
  ];
  return `${tags.flatMap(([tag, value]) => (value ? [`${tag}  - ${value}\n`] : [])).join('')}ER  - \n`;
}

const json = ({ arxiv, doi, title, authors, abstract, url, venue, published, keywords, categories }: Reference) => ({
  title,
  authors,
  ...{ arxiv_id: arxiv, doi, url, venue: venue || undefined, published },
  ...(keywords.length > 0 && { keywords }),
  ...(categories.length > 0 && { categories }),
  abstract,
});

function item({ title, authors, more, said, url, venue }: Reference) {
  const name = url ? `[${escapeMarkdown(title)}](${url})` : escapeMarkdown(title);
  const by = [...authors, ...(more ? ['others'] : [])].join(', ');
  const lines = [
    by && `  ${escapeMarkdown(by)}`,
    venue && `  ${escapeMarkdown(venue)}`,
    said && `  ${escapeMarkdown(said)}`,
  ].filter(Boolean);
  return `- ${[name, ...lines].join('  \n')}\n`;
}

/**
 * Escapes text for Markdown and HTML. What makes links and elements is written by number, since not all programs know
 * backslashes.
 */
const escapeMarkdown = (text: string) =>
  text
    .replace(/[\\`*_#~$|]/g, '\\$&')
    .replace(/[&<>[\]]|:(?=\/\/)/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/^\d{1,9}(?=[.)])/, '$&\\')
    .replace(/^[-+=]/, '\\$&');
