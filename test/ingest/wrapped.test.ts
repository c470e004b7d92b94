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
});
