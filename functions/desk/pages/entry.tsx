/** @jsxImportSource hono/jsx */
import { ENTRY } from '../../domain/editors.ts';
import type { Faults } from '../../subscribe/forms.ts';
import { EmailField, FaultSummary } from '../../subscribe/pages/form.tsx';
import { Button, notePage, type Page } from '../../subscribe/pages/layout.tsx';

/** Asks for the address that the link is mailed to. */
export const entryPage = (email = '', faults: Faults = {}): Page => ({
  title: 'Enter the desk',
  look: 'form',
  body: (
    <>
      <h1>Enter the desk</h1>
      <p class="lead">Here the editors make the next edition. There is no password: a link is mailed to you.</p>
      <FaultSummary faults={faults} />
      <form method="post" action="/desk/link">
        <EmailField label="Your address" values={{ email }} faults={faults} />
        <button>Mail me a link</button>
      </form>
    </>
  ),
});

/** Confirms the request for a link. It is the same for every address. */
export const linkAskedPage = (): Page =>
  notePage(
    'Check your inbox',
    <>
      <p class="lead">
        If this is the address of an editor, a link is on its way to it. It works once, within {ENTRY.linkMinutes} minutes.
      </p>
      <p class="soft">Nothing there after some minutes? Look into the spam folder. Only a few such mails are sent an hour.</p>
    </>,
  );

/** Where a mailed link leads. Programs that check mail come here too, so only the button uses the link. */
export const enterPage = (token: string): Page =>
  notePage(
    'Enter the desk?',
    <>
      <p class="lead">This browser stays signed in for {ENTRY.sessionHours} hours.</p>
      <Button action="/desk/enter" fields={{ token }}>
        Enter
      </Button>
      <p class="soft">If you did not ask to enter, leave this page: nothing happens.</p>
    </>,
  );

export const signedOutPage = (): Page =>
  notePage(
    'Signed out',
    <p class="lead">
      To come back, <a href="/desk">have a link mailed</a>.
    </p>,
  );
