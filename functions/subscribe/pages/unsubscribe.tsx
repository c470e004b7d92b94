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
      <p class="lead">We will send no more digests to the address that got this link.</p>
      <Button action="/unsubscribe" fields={{ token }}>
        Unsubscribe
      </Button>
      <p class="soft">Changed your mind? Leave this page, and nothing happens.</p>
    </>,
  );

/** After the button. For the next hour it can undo, or change to a weekly mail. */
export const unsubscribedPage = (undo: string | undefined, daily: boolean) =>
  notePage(
    'You are unsubscribed',
    <>
      <p class="lead">We will send no more digests to this address.</p>
      {undo && (
        <>
          <p>Too many mails, or pressed by mistake? For the next hour you can change it:</p>
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
export const undonePage = (reader: Reader, now: Date, words: Words) =>
  notePage(
    'Welcome back',
    <>
      <Subscription reader={reader} which="The next" now={now} words={words} />
      <p>
        <a href="/editions">Past editions</a>
      </p>
    </>,
  );

/** For a link from before the reader left and came back. It must not change the present subscription. */
export const olderLinkPage = () =>
  notePage(
    'This link is an older one',
    <p class="lead">
      It belongs to an earlier subscription, which has ended already. Use the link in a recent digest for the present one.
    </p>,
  );
