/** @jsxImportSource hono/jsx */
import { type Receipt, remarksOf } from '../../domain/receipt.ts';
import type { Seen } from '../../ingest/look-at-feed.ts';
import type { Withdrawn } from '../../ingest/withdraw-feed.ts';
import { Button, Hidden, type Markup, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import { carried, deskPage } from './frame.tsx';

/** What a form held, to be shown again. */
export type Sent = { text?: string; day?: string };

/** What ingest would make of a copy, and what puts it in. */
export type Look = { receipt: Receipt; papers: readonly Seen[]; copy: string; name: string; day: string };

/** Papers that a look lists. */
const LISTED = 200;

const OUTCOME: Record<Receipt['outcome'], string> = {
  accepted: 'Read',
  empty: 'Read: a good list without papers',
  refused: 'Refused',
  skipped: 'Not read',
  reading: 'Being read',
};

const STANDING: Record<Seen['standing'], string> = {
  new: 'new',
  known: 'known, news for the first time',
  'was-news': 'news already, and stands in one edition only',
  'no-news': 'no news: a new version, or listed elsewhere too',
};

type PapersProps = { receipts: readonly Receipt[]; put: string | undefined; sent: Sent; fault: string | undefined; words: Words };

/** A form for papers, and the receipts of what came before. `put` is the folder of what was just put in. */
export const papersPage = (session: Session, { receipts, put, sent, fault, words }: PapersProps): Page =>
  deskPage(session, '/desk/papers', {
    title: 'Put in papers',
    said: put && putInWords(put, receipts, words),
    body: (
      <>
        <p>Paste a page of papers, or links and ids, a line each; or choose a file. You first see what is made of it.</p>
        {fault && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
        <form method="post" action="/desk/papers/look" enctype="multipart/form-data">
          <Hidden {...carried(session)} />
          <div>
            <label for="text">Text, links or ids</label>
            <textarea id="text" name="text" rows={10}>
              {sent.text}
            </textarea>
          </div>
          <div>
            <label for="file">Or a file, 4 MB at most</label>
            <input type="file" id="file" name="file" />
          </div>
          <div>
            <label for="day">The day they were listed, if the text does not say it</label>
            <input type="date" id="day" name="day" value={sent.day ?? ''} />
          </div>
          <button>Look at it</button>
        </form>
        <section class="more">
          <h2>What came in</h2>
          {receipts.length > 0 ? (
            <ol class="rows" role="list">
              {receipts.map((receipt) => (
                <li>
                  <a href={`/desk/papers/receipt?id=${encodeURIComponent(receipt.id)}`}>
                    <bdi>{nameOf(receipt)}</bdi>
                  </a>
                  <br />
                  <span class="soft">
                    {whenOf(receipt)} · {cameTo(receipt, words)}
                  </span>
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

/** What became of what was put in, once its receipt is there. */
function putInWords(folder: string, receipts: readonly Receipt[], words: Words): Markup {
  if (!/^[\da-f]{16}$/.test(folder)) return undefined;
  const receipt = receipts.find(({ key }) => key.includes(`desk/${folder}/`));
  return receipt ? (
    <>
      {cameTo(receipt, words)}. <a href="/desk">See the next edition</a>
    </>
  ) : (
    <>
      It is being read. <a href={`/desk/papers?put=${folder}`}>Look again</a> in a moment.
    </>
  );
}

/** A file's name, without the folders that every file of its kind is in. */
const nameOf = ({ key }: Receipt) => key.replace(/^[^/]+\/(desk\/[^/]+\/)?/, '');

/** What would come of it; nothing has been written but a copy. */
export function lookPage(session: Session, { receipt, papers, copy, name, day }: Look, words: Words): Page {
  const { outcome, listedOn, rejected, taken } = receipt;
  const puts = outcome === 'accepted' && papers.length > 0;
  const fresh = papers.filter(({ standing }) => standing === 'new' || standing === 'known').length;
  const fields = { ...carried(session), copy, name, day };
  return deskPage(session, '/desk/papers', {
    title: puts ? `${words.counted(papers.length, 'paper')} in it` : 'No papers in it',
    body: (
      <>
        <p>
          {OUTCOME[outcome]}
          {listedOn && [', listed on ', words.day(listedOn)]}. Nothing is written yet.
        </p>
        <About receipt={receipt} />
        {puts && taken === 'news' && <p>New to readers: {words.number(fresh)} of them.</p>}
        {taken === 'archive' && <p>It is so long that it is taken for the store alone.</p>}
        {puts && (
          <div class="buttons">
            <Button action="/desk/papers/put" fields={{ ...fields, as: 'news' }}>
              Put into the next edition
            </Button>
            <Button action="/desk/papers/put" fields={{ ...fields, as: 'archive' }} plain>
              Only into the store
            </Button>
          </div>
        )}
        <p>
          <a href="/desk/papers">Back, to put in something else</a>
        </p>
        <ol class="rows" role="list">
          {papers.slice(0, LISTED).map(({ title, standing }) => (
            <li>
              <b>
                <bdi>{title}</bdi>
              </b>
              <br />
              <span class="soft">{STANDING[standing]}</span>
            </li>
          ))}
        </ol>
        {papers.length > LISTED && <p>And {words.counted(papers.length - LISTED, 'paper')} more.</p>}
        <Rejected rejected={rejected} />
      </>
    ),
  });
}

/** One receipt, with a button that takes its news back, or what came of that. */
export function withdrawPage(session: Session, receipt: Receipt, words: Words, came?: Withdrawn): Page {
  const { key, id, rejected, taken, withdrawn, counts } = receipt;
  const undo = !came && taken === 'news' && !withdrawn && counts.new + counts.updated + counts.unchanged > 0;
  return deskPage(session, '/desk/papers', {
    title: 'A receipt',
    said: came && withdrawnInWords(came, words),
    body: (
      <>
        <p class="lead">
          <bdi>{key}</bdi>
        </p>
        <p>
          {whenOf(receipt)} · {cameTo(receipt, words)}
        </p>
        <About receipt={receipt} />
        {undo && (
          <>
            <p>Taking it back: none of its papers is news any more, but those that a closed edition holds.</p>
            <div class="buttons">
              <Button action="/desk/papers/withdraw" fields={{ ...carried(session), id }} plain>
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
  const late = overtaken ? ' An edition closed at this very moment and may hold them.' : '';
  return `Taken back: ${words.counted(withdrawn, 'paper')}.${stay}${late}`;
}

/** `2026-03-18 12:00 UTC`: when it was uploaded, by its id. */
const whenOf = ({ id }: Receipt) => `${id.slice(0, 16).replace('T', ' ')} UTC`;

function cameTo({ outcome, taken, counts, withdrawn }: Receipt, words: Words): string {
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

/** What it says of the file as a whole, and of what its papers are without. */
function About({ receipt: { reason, remarks, counts } }: { receipt: Receipt }) {
  const records = counts.new + counts.updated + counts.unchanged + counts.duplicates;
  return (
    <>
      {[reason, ...remarksOf(remarks, records)].filter(Boolean).map((line) => (
        <p>
          <bdi>{line}</bdi>
        </p>
      ))}
    </>
  );
}

const Rejected = ({ rejected }: Pick<Receipt, 'rejected'>) =>
  rejected.length > 0 ? (
    <section class="more">
      <h2>Set aside</h2>
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
