/** @jsxImportSource hono/jsx */
import type { Rendered } from '../../send/copies.ts';
import { Button, type Page } from '../../subscribe/pages/layout.tsx';
import type { Session } from '../sessions.ts';
import { deskPage, saidBy, tokenField } from './frame.tsx';

const SAID: Record<string, string> = {
  sent: 'A test is on its way to your own address.',
  unsent: 'SES did not take the test, so nothing was sent. Ask an operator whether any mail goes out.',
};

const KIB = 1024;
const sizeOf = (text: string) => `${(Buffer.byteLength(text) / KIB).toFixed(1)} KiB`;

/** The mail of the next edition: its subject, links to both parts with their sizes, and a button for a test. */
export const mailPage = (session: Session, mail: Rendered | undefined, said = ''): Page =>
  deskPage(session, '/desk', {
    title: 'The mail',
    said: saidBy(SAID, said),
    body: mail ? (
      <>
        <p class="lead">
          <bdi>{mail.subject}</bdi>
        </p>
        <p>
          <a href="/desk/mail/html">As mail programs show it</a>, {sizeOf(mail.html)} (90 at most) ·{' '}
          <a href="/desk/mail/text">as text</a>, {sizeOf(mail.text)}
        </p>
        <p>Here and in a test, the links to unsubscribe and to change preferences belong to no reader and do nothing.</p>
        <div class="buttons">
          <Button action="/desk/mail/test" fields={tokenField(session)}>
            Send me a test
          </Button>
        </div>
        <p>
          <a href="/desk">Back to the edition</a>
        </p>
      </>
    ) : (
      <p>No paper has come for the next edition yet.</p>
    ),
  });
