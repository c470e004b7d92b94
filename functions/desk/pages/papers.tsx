/** @jsxImportSource hono/jsx */
import { type Receipt, remarksOf } from '../../domain/receipt.ts';
import type { Withdrawn } from '../../ingest/withdraw-feed.ts';
import { Button, Hidden, type Markup, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import { deskPage, tokenField } from './frame.tsx';

/** The texts of the form. They are shown again beside a fault. */
export type FormTexts = { text?: string; day?: string };

/** What became of a feed, in words. */
export const OUTCOME: Record<Receipt['outcome'], string> = {
  accepted: 'Read',
  empty: 'Read: no papers in it',
  refused: 'Refused',
  skipped: 'Not read',
  reading: 'Being read',
};

type PapersProps = {
  receipts: readonly Receipt[];
  put: string | undefined;
  texts: FormTexts;
  fault: string | undefined;
  words: Words;
};

/** A form for papers, and the receipts of what came before. `put` names the folders of what was just put in. */
export const papersPage = (session: Session, { receipts, put, texts, fault, words }: PapersProps): Page =>
  deskPage(session, '/desk/papers', {
    title: 'Put in papers',
    said: put && putInWords(put, receipts, words),
    body: (
      <>
        <p>Paste a page of papers, or links and ids, a line each; or choose files. You first see what is made of it.</p>
        {fault && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
        <form method="post" action="/desk/papers/look" enctype="multipart/form-data">
          <Hidden {...tokenField(session)} />
          <div>
            <label for="text">Text, links or ids</label>
            <textarea id="text" name="text" rows={10}>
              {texts.text}
            </textarea>
          </div>
          <div>
            <label for="file">Or files, 4 MB at most together</label>
            <input type="file" id="file" name="file" multiple />
            <p>
              <a href="/desk/papers/large">Send a larger file, up to 500 MB</a>
            </p>
          </div>
          <div>
            <label for="day">The day they were listed, if the text does not say it</label>
            <input type="date" id="day" name="day" value={texts.day ?? ''} />
          </div>
          <button>Look at it</button>
        </form>
        <section class="more">
          <h2>What came in</h2>
          {receipts.length > 0 ? (
            <ol class="rows" role="list">
              {receipts.map((receipt) => (
                <li>
                  <ReceiptLink receipt={receipt}>
                    <bdi>{nameOf(receipt)}</bdi>
                  </ReceiptLink>
                  <br />
                  <span class="soft">{aboutReceipt(receipt, words)}</span>
                </li>
              ))}
            </ol>
          ) : (
            <p>Nothing yet.</p>
          )}
        </section>
      </>
    ),
  });

/** What became of what was put in, once its receipts are there. */
function putInWords(put: string, receipts: readonly Receipt[], words: Words): Markup {
  if (!/^[\da-f]{16}(\.[\da-f]{16})*$/.test(put)) return undefined;
  const folders = put.split('.');
  const found = folders.flatMap((folder) => receipts.find(({ key }) => key.includes(`desk/${folder}/`)) ?? []);
  return found.length === folders.length ? (
    <>
      {found.map((receipt) => [found.length > 1 && [<bdi>{nameOf(receipt)}</bdi>, ': '], `${summaryOf(receipt, words)}. `])}
      <a href="/desk">See the next edition</a>
    </>
  ) : (
    <>
      It is being read. <a href={`/desk/papers?put=${put}`}>Look again</a> in a moment.
    </>
  );
}

/** A file's name, without the folders that the desk puts it in. */
const nameOf = ({ key }: Receipt) => key.replace(/^[^/]+\/(desk\/[^/]+\/)?/, '');

/** One receipt, with a button that takes its news back. `result`: what that did. */
export function receiptPage(session: Session, receipt: Receipt, words: Words, result?: Withdrawn): Page {
  const { key, id, rejected, taken, withdrawn, counts } = receipt;
  const undo = !result && taken === 'news' && !withdrawn && counts.new + counts.updated + counts.unchanged > 0;
  return deskPage(session, '/desk/papers', {
    title: 'A receipt',
    said: result && withdrawnInWords(result, words),
    body: (
      <>
        <p class="lead">
          <bdi>{key}</bdi>
        </p>
        <p>{aboutReceipt(receipt, words)}</p>
        <About receipt={receipt} />
        {undo && (
          <>
            <p>If you take it back, its papers are not news. Those in a closed edition stay.</p>
            <div class="buttons">
              <Button action="/desk/papers/withdraw" fields={{ ...tokenField(session), id }} plain>
                Take its news back
              </Button>
            </div>
          </>
        )}
        <Rejected rejected={rejected} />
        <p>
          <a href="/desk/papers">All receipts</a>
        </p>
      </>
    ),
  });
}

function withdrawnInWords({ withdrawn, kept, overtaken }: Withdrawn, words: Words): string {
  const stay = kept > 0 ? ` ${words.counted(kept, 'paper')} stay: the edition that holds them has closed.` : '';
  const late = overtaken ? ' An edition closed at the same moment and may hold some of them.' : '';
  return `Taken back: ${words.counted(withdrawn, 'paper')}.${stay}${late}`;
}

export const ReceiptLink = ({ receipt: { id }, children }: { receipt: Receipt; children: Markup }) => (
  <a href={`/desk/papers/receipt?id=${encodeURIComponent(id)}`}>{children}</a>
);

/** `2026-03-18 12:00 UTC · Read · 62 papers, 62 new`: when it was uploaded, by its id, and what became of it. */
export const aboutReceipt = (receipt: Receipt, words: Words): string =>
  `${receipt.id.slice(0, 16).replace('T', ' ')} UTC · ${summaryOf(receipt, words)}`;

function summaryOf({ outcome, taken, counts, withdrawn }: Receipt, words: Words): string {
  const papers = counts.new + counts.updated + counts.unchanged;
  const about = [
    OUTCOME[outcome],
    ...(papers > 0 ? [`${words.counted(papers, 'paper')}, ${counts.new} new`] : []),
    ...(counts.rejected > 0 ? [`${counts.rejected} set aside`] : []),
    ...(taken === 'archive' ? ['for the store alone'] : []),
    ...(withdrawn ? [`${withdrawn} taken back`] : []),
  ];
  return about.join(' · ');
}

/** What a receipt says of the file as a whole, and which papers lack something. */
export function About({ receipt: { reason, remarks, counts } }: { receipt: Receipt }) {
  const lacking = remarksOf(remarks, counts.new + counts.updated + counts.unchanged + counts.duplicates);
  return (
    <>
      {reason && (
        <p>
          <bdi>{reason}</bdi>
        </p>
      )}
      {lacking.length > 0 && <p>Remarks: {lacking.join('; ')}.</p>}
    </>
  );
}

/** The records that were set aside, each with its reason. `inFile`: below the heading of a file. */
export const Rejected = ({ rejected, inFile }: Pick<Receipt, 'rejected'> & { inFile?: boolean }) =>
  rejected.length > 0 ? (
    <section class="more">
      {inFile ? <h3>Set aside</h3> : <h2>Set aside</h2>}
      <ol class="rows" role="list">
        {rejected.map(({ at, reason }) => (
          <li>
            <b>
              <bdi>{at}</bdi>
            </b>
            <br />
            <span class="soft">
              <bdi>{reason}</bdi>
            </span>
          </li>
        ))}
      </ol>
    </section>
  ) : (
    ''
  );
