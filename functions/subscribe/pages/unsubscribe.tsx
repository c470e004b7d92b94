/** @jsxImportSource hono/jsx */
import type { Reader } from '../../domain/reader.ts';
import { Subscription } from './confirm.tsx';
import { Button, notePage } from './layout.tsx';
import type { Words } from './words.tsx';

/** Behind the link in a digest. */
export const unsubscribePage = (token: string) =>
  notePage(
    'Unsubscribe?',
    <>
      <p class="lead">No more digests will be sent to the address this link was mailed to.</p>
      <Button action="/unsubscribe" fields={{ token }}>
        Unsubscribe
      </Button>
      <p class="soft">Changed your mind? Leave this page: nothing happens.</p>
    </>,
  );

/** After the button; with a way back for the next hour, and a rarer mail for whoever had too many. */
export const unsubscribedPage = (undo: string | undefined, daily: boolean) =>
  notePage(
    'You are unsubscribed',
    <>
      <p class="lead">No more digests will be sent to this address.</p>
      {undo && (
        <>
          <p>Too often, or a slip of the finger? For the next hour:</p>
          <div class="buttons">
            {daily && (
              <Button action="/undo" fields={{ token: undo, weekly: 'yes' }} plain>
                Weekly instead
              </Button>
            )}
            <Button action="/undo" fields={{ token: undo }} plain>
              Undo
            </Button>
          </div>
        </>
      )}
      <p class="soft">
        It is easy to <a href="/">come back</a> later, too.
      </p>
    </>,
  );

/** After undoing it. */
export const backPage = (reader: Reader, now: Date, words: Words) =>
  notePage(
    'Welcome back',
    <>
      <Subscription reader={reader} which="The next" now={now} words={words} />
      <p>
        <a href="/editions">Past editions</a>
      </p>
    </>,
  );

/** For a link from before the reader left and came back: it ended that subscription, and must not touch this one. */
export const olderLinkPage = () =>
  notePage(
    'This link is an older one',
    <p class="lead">
      It belongs to an earlier subscription, which has ended already. Use the link in a recent digest for the present one.
    </p>,
  );
