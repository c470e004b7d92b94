/** @jsxImportSource hono/jsx */
import type { Receipt } from '../../domain/receipt.ts';
import type { Seen } from '../../ingest/look-at-feed.ts';
import type { Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import { deskPage, PutButtons, tokenField } from './frame.tsx';
import { About, aboutReceipt, OUTCOME, ReceiptLink, Rejected } from './papers.tsx';

/** What ingest would make of a file. `before`: the receipt of the same file, if it was put in before. */
export type FileSeen = { receipt: Receipt; papers: readonly Seen[]; before: Receipt | undefined };

/** The same, with what the form sends to put it in. */
export type Look = FileSeen & { stagedHash: string; name: string };

/** The most papers listed of a file. */
const LISTED = 200;

const STATE: Record<Seen['state'], string> = {
  new: 'new',
  known: 'known, news for the first time',
  'was-news': 'was news before, so it is not shown again',
  'no-news': 'no news: a new version, or listed elsewhere too',
};

/** What ingest would make of these files. `day` is when they were listed, if the editor said so. */
export function lookPage(session: Session, looks: readonly Look[], day: string, words: Words): Page {
  const good = looks.filter(({ receipt, papers }) => receipt.outcome === 'accepted' && papers.length > 0);
  const papers = words.counted(
    good.reduce((sum, { papers }) => sum + papers.length, 0),
    'paper',
  );
  const isOne = looks.length === 1;
  const fields = {
    ...tokenField(session),
    stagedHash: good.map(({ stagedHash }) => stagedHash).join(' '),
    name: good.map(({ name }) => name).join(' '),
    day,
  };
  return deskPage(session, '/desk/papers', {
    title:
      good.length > 0
        ? `${papers} in ${isOne ? 'it' : words.counted(good.length, 'file')}`
        : `No papers in ${isOne ? 'it' : 'them'}`,
    body: (
      <>
        <p>Nothing is written yet.</p>
        {isOne && <CameBefore before={looks[0]?.before} words={words} />}
        {good.length > 0 && (
          <PutButtons action="/desk/papers/put" fields={fields} receipts={good.map(({ receipt }) => receipt)} />
        )}
        <p>
          <a href="/desk/papers">Back, to put in something else</a>
        </p>
        {looks.map((look) =>
          isOne ? (
            <FileLook look={look} words={words} />
          ) : (
            <section class="more">
              <h2>
                <bdi>{look.name}</bdi>
              </h2>
              <FileLook look={look} words={words} inFile />
            </section>
          ),
        )}
      </>
    ),
  });
}

/** Says if the same file came in before. */
export const CameBefore = ({ before, words }: Pick<FileSeen, 'before'> & { words: Words }) =>
  before ? (
    <p>
      <b>This very file came in before.</b> <ReceiptLink receipt={before}>Its receipt</ReceiptLink>: {aboutReceipt(before, words)}
      .
    </p>
  ) : (
    ''
  );

type FileLookProps = { look: FileSeen; words: Words; inFile?: boolean };

/** What ingest would make of one file. `inFile`: below the heading of the file. */
export function FileLook({ look: { receipt, papers, before }, words, inFile = false }: FileLookProps) {
  const { outcome, listedOn, rejected, taken } = receipt;
  const fresh = papers.filter(({ state }) => state === 'new' || state === 'known').length;
  return (
    <>
      {inFile && <CameBefore before={before} words={words} />}
      {outcome === 'accepted' ? listedOn && <p>They were listed on {words.day(listedOn)}.</p> : <p>{OUTCOME[outcome]}.</p>}
      <About receipt={receipt} />
      {papers.length > 0 && taken === 'news' && <p>New to readers: {words.number(fresh)} of them.</p>}
      <ol class="rows" role="list">
        {papers.slice(0, LISTED).map(({ title, state }) => (
          <li>
            <b>
              <bdi>{title}</bdi>
            </b>
            <br />
            <span class="soft">{STATE[state]}</span>
          </li>
        ))}
      </ol>
      {papers.length > LISTED && <p>And {words.counted(papers.length - LISTED, 'paper')} more.</p>}
      <Rejected rejected={rejected} inFile={inFile} />
    </>
  );
}
