/** @jsxImportSource hono/jsx */
import { printable } from '../../domain/text/characters.ts';
import { Hidden, notePage, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import { deskPage, PutButtons, tokenField } from './frame.tsx';
import { CameBefore, FileLook, type FileSeen } from './look.tsx';

/** A link to the form for large files. */
export const tryAgain = (
  <p>
    <a href="/desk/papers/large">Send a file</a>
  </p>
);

/** A form that sends one file straight to S3. It carries no token of the editor, because it goes to another host. */
export const sendPage = (session: Session, { action, fields }: { action: string; fields: Record<string, string> }): Page => ({
  ...deskPage(session, '/desk/papers', {
    title: 'Send a larger file',
    body: (
      <>
        <p>
          One file, 500 MB at most. You then see what is made of it. Until you put it in, it is in no edition; after a day it is
          deleted.
        </p>
        <form method="post" action={action} enctype="multipart/form-data">
          <Hidden {...fields} />
          <div>
            <label for="file">The file</label>
            {/* S3 ignores what comes after the file. */}
            <input type="file" id="file" name="file" required />
          </div>
          <button>Send it</button>
        </form>
        <section class="more">
          <h2>If a page of code comes instead</h2>
          <p>That is the answer of the store, and nothing was kept. Look for one of these words.</p>
          <p>
            <b>EntityTooLarge</b>: the file has more than 500 MB. Split it; JSON Lines of any size can be uploaded by a command:{' '}
            <code>npx broadsheet upload FILE</code>
          </p>
          <p>
            <b>EntityTooSmall</b>: the file is empty.
          </p>
          <p>
            <b>AccessDenied</b> or <b>ExpiredToken</b>: this form works for an hour, which is over. Load this page again.
          </p>
          <p>
            <a href="/desk/papers">Back, to paste a text or choose small files</a>
          </p>
        </section>
      </>
    ),
  }),
  formsTo: new URL(action).origin,
});

/** Leads on to the look, from a page of the desk, so that the browser sends the session's cookie. */
export const arrivedPage = (path: string): Page =>
  notePage(
    'Your file has arrived',
    <p>
      <a href={path}>Look at it</a>
    </p>,
  );

/** What a look found in a large file. `read`: how many of its `size` bytes were read, if not all. */
type LargeLook = FileSeen & {
  file: string;
  eTag: string;
  day: string;
  size: number;
  read?: number;
};

/** What ingest would make of a large file, or of its beginning. */
export function largeLookPage(
  session: Session,
  { receipt, papers, before, file, eTag, day, size, read }: LargeLook,
  words: Words,
): Page {
  const isGood = receipt.outcome === 'accepted' && papers.length > 0;
  const isPart = read !== undefined;
  const fields = { ...tokenField(session), file, eTag, day };
  // What a receipt says of an accepted file is where it breaks off, and this one breaks off where the look ended.
  const shown = isPart && isGood ? { ...receipt, reason: undefined } : receipt;
  return deskPage(session, '/desk/papers', {
    title: isGood ? `${words.counted(papers.length, 'paper')} in ${isPart ? 'its beginning' : 'it'}` : 'No papers in it',
    body: (
      <>
        <p class="lead">
          <bdi>{printable(file.replace(/^[^/]*\//, ''))}</bdi>
        </p>
        <p>{isPart ? partInWords(read, size, words) : `${megabytes(size, words)}.`} Nothing is written yet.</p>
        <CameBefore before={before} words={words} />
        {isGood && <PutButtons action="/desk/papers/large/put" fields={fields} receipts={[receipt]} />}
        <p>
          <a href="/desk/papers">Back, to put in something else</a>
        </p>
        <details>
          <summary>Say the day they were listed</summary>
          <form method="get" action="/desk/papers/large/look">
            <Hidden file={file} />
            <div>
              <label for="day">The day, if the file does not say it</label>
              <input type="date" id="day" name="day" value={day} />
            </div>
            <button class="plain">Look again</button>
          </form>
        </details>
        <FileLook look={{ receipt: shown, papers, before }} words={words} />
      </>
    ),
  });
}

const megabytes = (bytes: number, words: Words) =>
  bytes < 2 ** 20 ? 'Less than 1 MB' : `${words.number(Math.round(bytes / 2 ** 20))} MB`;

const partInWords = (read: number, size: number, words: Words) =>
  `This look ended after the first ${megabytes(read, words)} of ${megabytes(size, words)}, perhaps in the middle of a record. Putting it in reads all of it.`;
