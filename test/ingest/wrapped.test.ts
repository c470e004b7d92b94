import { describe, expect, it } from 'vitest';
import { parse } from './pages.ts';

const ABSTRACT = 'We show how long lists are read by small machines, and what that costs.';
const PAPERS = [
  { title: 'On Lists: A Reader’s "Guide"', authors: ['Ann Lee', 'Bo Xu'], abstract: ABSTRACT, arxiv_id: '2603.00001' },
  { title: "More on Lists, and on Lee's Law", authors: ['Cy Day'], abstract: ABSTRACT, arxiv_id: '2603.00002' },
];
const JSON_TEXT = JSON.stringify(PAPERS, null, 1);
const ATOM = `<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>${PAPERS.map(
  ({ title, authors, abstract, arxiv_id }) =>
    `<entry><id>http://arxiv.org/abs/${arxiv_id}v1</id><title>${title}</title><summary>${abstract}</summary>${authors.map((name) => `<author><name>${name}</name></author>`).join('')}</entry>`,
).join('\n')}</feed>`;
const python = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
const dict = ({ title, authors, abstract, arxiv_id }: (typeof PAPERS)[number]) =>
  `{'title': ${python(title)}, 'authors': [${authors.map(python).join(', ')}], 'abstract': ${python(abstract)}, 'arxiv_id': '${arxiv_id}', 'doi': None, 'new': True}`;

/** A table of a list in TOML. */
const toml = ({ title, authors, abstract, arxiv_id }: (typeof PAPERS)[number], n: number) =>
  `[[papers]] # one\ntitle = ${n === 0 ? JSON.stringify(title) : `"""${title}"""`}\nauthors = [\n  ${authors.map((name) => `"${name}",`).join('\n  ')}\n]\nabstract = '${abstract}'\narxiv_id = "${arxiv_id}" # its id\nadded = 2026-03-18\n`;

/** A record of Python's arXiv package. */
const object = ({ title, authors, abstract, arxiv_id }: (typeof PAPERS)[number]) =>
  `arxiv.Result(entry_id='http://arxiv.org/abs/${arxiv_id}v1', updated=datetime.datetime(2026, 3, 8, 18, 25, tzinfo=datetime.timezone.utc), title=${python(title)}, authors=[${authors.map((name) => `arxiv.Result.Author('${name}')`).join(', ')}], summary=${python(abstract)}, comment=None, links=[arxiv.Result.Link('https://arxiv.org/abs/${arxiv_id}v1', title=None, rel='alternate')])`;

const item = ({ title, authors, abstract, arxiv_id }: (typeof PAPERS)[number], n: number) =>
  n === 0
    ? `- title: '${title.replaceAll("'", "''")}'\n  authors: [${authors.join(', ')}]\n  abstract: >-\n    ${abstract.replace(', ', ',\n    ')}\n  arxiv_id: ${arxiv_id} # its id\n`
    : `- arxiv_id: "${arxiv_id}"\n  title: ${title}\n  authors:\n  - ${authors.join('\n  - ')}\n  abstract: ${abstract}\n`;

describe('a feed in another writing', () => {
  it.each([
    [
      'with the headers it was answered with',
      `HTTP/1.1 200 OK\r\nContent-Type: application/atom+xml\r\nServer: x\r\n\r\n${ATOM}`,
    ],
    [
      'behind an answer to a proxy',
      `HTTP/1.1 200 Connection established\n\nHTTP/2 200 \ncontent-type: text/json\n\n${JSON_TEXT}`,
    ],
    ['fenced in Markdown, with words around it', `Here are your papers:\n\n\`\`\`json\n${JSON_TEXT}\n\`\`\`\n\nAnything else?\n`],
    ['as a constant of JavaScript', `export const papers = ${JSON_TEXT};\n`],
    ['as a variable of Python', `papers = [${PAPERS.map(dict).join(',\n  ')}]\n`],
    ['as an answer for a script (JSONP)', `callback({"papers": ${JSON_TEXT}});`],
    ['as a text of JSON', JSON.stringify(JSON_TEXT)],
    ['as Python prints a list', `[${PAPERS.map(dict).join(', ')}]`],
    ['as Python prints one dictionary after the other', PAPERS.map(dict).join('\n')],
    ['as Python prints objects', `[${PAPERS.map(object).join(', ')}]`],
    ['as Python prints one object after the other', PAPERS.map(object).join('\n')],
    ['as a list in YAML', PAPERS.map(item).join('')],
    [
      'as YAML under several keys, with BibTeX in it',
      `lists:\n  display: Lists\n  papers:\n${PAPERS.map((paper, n) => item(paper, n).replace(/^/gm, '    ').trimEnd()).join(
        '\n      bibtex: |-\n        @misc{a,\n          title = {On Lists},\n        }\n',
      )}\n`,
    ],
    [
      'as YAML in brackets, behind other lists, with names in parts',
      `version: 0.1\nlevels:\n  - L1\n  - L2\npapers:\n  - {title: "${PAPERS[0]!.title.replaceAll('"', '\\"')}", authors: ['Ann Lee', 'Bo Xu'], abstract: "${ABSTRACT}", arxiv_id: "2603.00001"}\n  - title: ${PAPERS[1]!.title}\n    authors:\n    - - Cy\n      - Day\n    abstract: ${ABSTRACT}\n    arxiv_id: '2603.00002'\n`,
    ],
    ['as YAML under a key, with remarks', `# papers\nreferences:\n${PAPERS.map(item).join('\n')}\n`],
    ['as tables in TOML', `# papers\nname = "Lists"\n\n${PAPERS.map(toml).join('\n')}`],
    [
      'as JSON with remarks',
      `// papers of the week\n${JSON_TEXT.replace('{\n', '{ // the "first"\n /* of [two] */').replace(/\}\n\]/, '},\n]')}`,
    ],
    ['as JSON with a remark behind its first bracket', JSON_TEXT.replace('[', '[ /* first */')],
    [
      'in the page that a browser shows JSON in',
      `<html><head></head><body><pre>${JSON_TEXT.replaceAll('"', '&quot;')}</pre></body></html>`,
    ],
  ])('%s', async (_, text) => {
    const { outcome, papers, rejected } = await parse(text);
    expect({ outcome, rejected }).toEqual({ outcome: 'accepted', rejected: [] });
    expect(papers.map(({ title, authors, abstract, ids }) => ({ title, authors, abstract, arxiv_id: ids[0]?.slice(6) }))).toEqual(
      PAPERS,
    );
  });

  it('takes no example out of a document, and says of a file what it looks like as it is', async () => {
    const readme = `# A library\n\n${'It reads lists, and does so well. '.repeat(60)}\n\n\`\`\`json\n${JSON_TEXT}\n\`\`\`\n`;
    expect(await parse(readme)).toMatchObject({ outcome: 'refused', papers: [] });
    expect(await parse('export const port = {"title": "x"};\n')).toMatchObject({ outcome: 'refused', papers: [] });
    expect((await parse('HTTP/1.1 429 Too Many Requests\n\nRate exceeded.')).reason).toContain('text without titles');
  });

  it('reads the references that LaTeX made, and names the one without a title', async () => {
    const bbl = String.raw`\begin{thebibliography}{10}

\bibitem[Lee and Xu(2026)]{lee}
Ann~Lee, Bo Xu, and Cy~M{\"u}ller.
\newblock On {BERT} and long lists.
\newblock In {\em Proceedings of ICML}, 2026.
\newblock \href {https://doi.org/10.5555/x1} {\path{doi:10.5555/x1}}.

\bibitem{day}
C. Day, \emph{Kernels of crystals}, Ann. of Math. \textbf{12} (2026), 1--20.

\bibitem{none}
Something else entirely.

\end{thebibliography}`;
    const { papers, rejected } = await parse(bbl);
    expect(papers).toMatchObject([
      { id: 'doi:10.5555/x1', title: 'On BERT and long lists', authors: ['Ann Lee', 'Bo Xu', 'Cy Müller'] },
      { title: 'Kernels of crystals', authors: ['C. Day'], venue: expect.stringMatching(/^Ann. of Math/) },
    ]);
    expect(rejected).toMatchObject([{ at: 'item 3' }]);
    const source = `${String.raw`\documentclass{article}\begin{document}\section{Introduction}We read lists \cite{lee}.`}\n${bbl}`;
    expect(await parse(source)).toMatchObject({ outcome: 'refused', papers: [] });
  });

  it('reads a list in LaTeX', async () => {
    const { papers, rejected } = await parse(String.raw`% of this week
\documentclass{article}
\begin{document}
\section*{Papers}
\begin{itemize}
  \item \href{https://arxiv.org/abs/2603.00001}{On Long Lists and Their Readers}, Ann Lee, Bo Xu
  \item \textbf{Kernels of Molecular Crystals} \url{https://arxiv.org/abs/2603.00002} % new
\end{itemize}
\end{document}`);
    expect(papers.map(({ id, title }) => [id, title])).toEqual([
      ['arxiv:2603.00001', 'On Long Lists and Their Readers'],
      ['arxiv:2603.00002', 'Kernels of Molecular Crystals'],
    ]);
    expect(rejected).toEqual([]);
  });

  it('takes of a note about a paper what stands above it, and its abstract', async () => {
    const note = `---\ntitle: "On Lists"\nauthors: Ann Lee, Bo Xu\narxiv: 2603.00001\nstatus: unread\n---\n## Abstract\n${ABSTRACT}\n\n## My notes\n- weak, ask Bob\n`;
    const { papers } = await parse(note);
    expect(papers).toMatchObject([
      { id: 'arxiv:2603.00001', title: 'On Lists', authors: ['Ann Lee', 'Bo Xu'], abstract: ABSTRACT },
    ]);
    expect(JSON.stringify(papers)).not.toContain('Bob');
    expect(
      await parse('---\ntitle: My trip\nauthor: Ann Lee\n---\nWe read https://arxiv.org/abs/2603.00001 there.\n'),
    ).toMatchObject({
      papers: [],
    });
  });

  it('reads DBLP’s own XML', async () => {
    const record = (kind: string, n: number) =>
      `<${kind} key="x/${n}" mdate="2026-06-12"><author>Ann Lee</author><author>Bo Xu</author><title>On Lists ${n}.</title><ee>https://doi.org/10.5555/x${n}</ee></${kind}>\n`;
    const { papers } = await parse(
      `<?xml version="1.0"?>\n<dblp>\n${record('article', 1)}${record('inproceedings', 2)}<www key="homepages/x"><author>Ann Lee</author><title>Home Page</title></www></dblp>`,
    );
    expect(papers.map(({ id, title, authors }) => ({ id, title, authors }))).toEqual(
      [1, 2].map((n) => ({ id: `doi:10.5555/x${n}`, title: `On Lists ${n}`, authors: ['Ann Lee', 'Bo Xu'] })),
    );
  });
});
