import { deepStrictEqual as same } from 'node:assert';
import { render, toPlainText } from 'react-email';
import { assemble, type OwnLinks, type Rendered } from '../../emails/assemble.ts';
import { type Card, renderParts } from '../../emails/index.tsx';
import { renderWhole, type Whole, wholePage } from '../emails/whole.tsx';
import { realPapers } from './edition.ts';
import { costs, type Report, short, sink } from './measure.ts';

const SITE = 'https://papers.example.org';
const FOR_YOU = 5;
const FRONT = 5;
const LISTED = 9;

/** What everybody gets, and copies of readers who follow something, each beside rendering it whole. */
export async function bench(): Promise<Report> {
  const papers = await cards();
  const edition = {
    publication: {
      ...{ listName: 'Broadsheet', publisher: 'Example Lab', language: 'en-GB' },
      postalAddress: '1 Example Street, 10115 Berlin, Germany',
    },
    frequency: 'daily' as const,
    webUrl: `${SITE}/editions/2026-03-18`,
    privacyUrl: `${SITE}/privacy`,
    voteUrl: `${SITE}/vote?edition=2026-03-18&paper=`,
  };
  const rendered = renderParts({ ...edition, papers });
  const said = {
    ...{ date: 'Wednesday 18 March', total: papers.length, withCode: 30, source: 'Hugging Face', next: [], rising: [] },
    subjects: [
      { id: 'agents', name: 'Agents', papers: 40 },
      { id: 'vision', name: 'Vision and images', papers: 22 },
    ],
    pages: [{ id: '2026-03-18', day: 'Wednesday 18 March' }],
  };
  let turn = 0;
  const readers = Array.from({ length: 1000 }, (_, n) => ownOf(n));
  const reader = () => readers[++turn % readers.length]!;

  const whole = papers.map((paper) => ({ ...paper, voteUrl: edition.voteUrl }));
  const shownOf = <Paper>(of: readonly Paper[], front: number[], listed: number[]) => {
    const at = (some: number[]) => some.map((i) => of[i]!);
    return {
      front: at(front),
      lists: [
        { name: 'Agents', papers: at(listed.slice(0, 4)) },
        { name: 'Vision and images', papers: at(listed.slice(4)) },
      ],
    };
  };
  const places = [...papers.keys()];
  const common = [places.slice(0, FRONT), places.slice(FRONT, FRONT + LISTED)] as const;
  const mailTo = assemble(rendered.frame, { ...said, ...shownOf(rendered.papers, ...common) });
  const wholeOf = (own: OwnLinks, personal?: Whole['personal']): Whole => ({
    ...edition,
    ...said,
    ...own,
    ...shownOf(whole, ...common),
    personal,
  });
  // Each reader's papers and reasons, then a front page and lists without them.
  const choices = Array.from({ length: 100 }, (_, n) => {
    const some = (from: number, count: number) => Array.from({ length: count }, (_, i) => (n + (from + i) * 7) % papers.length);
    const mineOf = <Paper>(of: readonly Paper[]) => ({
      forYou: some(0, FOR_YOU).map((i) => ({ paper: of[i]!, reason: `Like “${papers[(n + i) % papers.length]!.title}”` })),
      ...{ ...shownOf(of, some(FOR_YOU, FRONT), some(FOR_YOU + FRONT, LISTED)), next: [], rising: [], only: false },
    });
    return { ours: mineOf(rendered.papers), whole: mineOf(whole) };
  });
  const choice = () => choices[++turn % choices.length]!;

  const peer = async (props: Whole) => {
    const html = await render(wholePage(props));
    return { html, text: toPlainText(html) };
  };

  // Strings put together from strings are only so when they are read.
  const memory = Buffer.alloc(1024 * 1024);
  const read = ({ html, text }: Pick<Rendered, 'html' | 'text'>) =>
    sink([memory.write(html, 'latin1'), memory.write(text, 'utf16le')]);

  // The limit: nothing but joining strings that were cut at the links before.
  const { html, text } = mailTo(readers[0]!);
  const cuts = [html, text].map((part) => part.split(/(?<=token=)[^&"\n]*/));
  const limit = () => {
    const { voteToken } = reader();
    const [inHtml, inText] = cuts.map(([first, ...rest]) => {
      let whole = first!;
      for (const piece of rest) whole += voteToken + piece;
      return whole;
    });
    return { html: inHtml!, text: inText! };
  };
  turn = -1;
  same(limit(), { html, text });
  same(mailTo(readers[0]!), renderWhole(wholeOf(readers[0]!)));
  for (const [i, personal] of choices.entries())
    same(mailTo(readers[i]!, personal.ours), renderWhole(wholeOf(readers[i]!, personal.whole)));

  const cost = await costs({
    peer: async () => read(await peer(wholeOf(reader()))),
    ours: () => read(mailTo(reader())),
    limit: () => read(limit()),
    peerChosen: async () => read(await peer(wholeOf(reader(), choice().whole))),
    oursChosen: () => read(mailTo(reader(), choice().ours)),
  });
  const row = (name: string, micros: number, of: number) => [name, micros.toFixed(1), `${short(of / micros)} ×`];
  return {
    tables: [
      {
        head: ['The same selection for all', 'HTML and text, µs CPU', 'faster'],
        rows: [
          row('react-email for each reader', cost.peer, cost.peer),
          row('strings joined at the links: the limit', cost.limit, cost.peer),
          row('ours: assembled once, links filled in for each reader', cost.ours, cost.peer),
        ],
      },
      {
        head: ['A copy of one’s own', 'HTML and text, µs CPU', 'faster'],
        rows: [
          row('react-email for each reader', cost.peerChosen, cost.peerChosen),
          row('ours: assembled for each reader', cost.oursChosen, cost.peerChosen),
        ],
      },
    ],
    goals: [
      { what: 'the same selection: faster than react-email', ratio: cost.peer / cost.ours, atLeast: 200 },
      { what: 'the same selection: time of the limit', ratio: cost.ours / cost.limit, atMost: 3 },
      { what: 'copies that differ: faster than react-email', ratio: cost.peerChosen / cost.oursChosen, atLeast: 40 },
    ],
    notes: [
      'Checked first: ours are, byte for byte, the same digests rendered whole. The text part of react-email is its toPlainText.',
      'Strings are written into memory used again and again, so that no case pays for collecting garbage.',
    ],
  };
}

/** The papers of a real day as a mail shows them. */
async function cards(): Promise<Card[]> {
  return (await realPapers()).map((paper, i) => {
    const { title, url, authors, abstract, links, upvotes, pdf, discussion, organisation, stars } = paper;
    const [tldr = '', found = ''] = abstract.split(/(?<=\.) /);
    return {
      ...{
        vote: `paper${String(i).padStart(7, '0')}`,
        title,
        url,
        authors,
        upvotes,
        tldr,
        found,
        pdf,
        discussion,
        organisation,
        stars,
      },
      code: links.find(({ kind }) => kind === 'code')?.url,
    };
  });
}

/** As long as real ones. */
function ownOf(n: number): OwnLinks {
  const voteToken = `k1.${'m'.repeat(43)}.reader${String(n).padStart(16, '0')}.1`;
  const link = (path: string) => `${SITE}/${path}?token=${voteToken}`;
  return { voteToken, unsubscribeUrl: link('unsubscribe'), preferencesUrl: link('preferences') };
}
