/** @jsxImportSource hono/jsx */
import { MOST_NOTE } from '../../domain/editor.ts';
import type { Receipt } from '../../domain/receipt.ts';
import type { Faults } from '../../subscribe/forms.ts';
import { FaultSummary, LongField, Typed } from '../../subscribe/pages/form.tsx';
import { Button, type Frame, Hidden, type Markup, type Page } from '../../subscribe/pages/layout.tsx';
import type { Session } from '../sessions.ts';

/** The frame of all pages of the desk. */
export const DESK: Frame = {
  strap: (
    <>
      <span>The desk, for editors</span> <a href="/">What readers see</a>
    </>
  ),
  foot: 'One cookie keeps an editor signed in, for twelve hours at most. Another recognises this browser.',
  home: <a href="/desk">To the desk</a>,
};

/** The parts of the desk, by their path. */
const PARTS = {
  '/desk': 'Next edition',
  '/desk/papers': 'Papers',
  '/desk/suggestions': 'Suggestions',
  '/desk/running': 'Running',
} as const;
type Part = keyof typeof PARTS;

/** The sentence for the word `said` of an address, if there is one. */
export const saidBy = (all: Record<string, string>, word = ''): string | undefined =>
  Object.hasOwn(all, word) ? all[word] : undefined;

/** A page of the desk. `said` tells what the editor's last act did. */
export function deskPage(
  session: Session,
  part: Part,
  { title, body, said }: { title: string; body: Markup; said?: Markup },
): Page {
  const fields = tokenField(session);
  return {
    title,
    look: 'desk',
    body: (
      <>
        <nav class="rooms" aria-label="The desk">
          <ul role="list">
            {Object.entries(PARTS).map(([path, name]) => (
              <li>
                <a href={path} aria-current={path === part ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {said && (
          <p class="done" role="status">
            {said}
          </p>
        )}
        <h1>{title}</h1>
        {body}
        <section class="more">
          <h2>Sign out</h2>
          <div class="buttons">
            <Button action="/desk/sign-out" fields={fields} plain>
              Sign out here
            </Button>
            <Button action="/desk/sign-out-everywhere" fields={fields} plain>
              Sign out everywhere
            </Button>
          </div>
        </section>
      </>
    ),
  };
}

/** The field that every form of the desk has: its token. */
export const tokenField = ({ formToken }: Session) => ({ form: formToken });

/** What an editor typed and could not save, with the way back. */
export const Unsaved = ({ typed, page }: { typed: string; page: string }) => (
  <>
    <Typed typed={typed} />
    <p>
      <a href={page}>Back to the page as it is now</a>
    </p>
  </>
);

/** A form for a note that was refused: what it held, and what is wrong with it. */
export type Refused = { note: string; was: string; faults: Faults };

type NoteProps = {
  action: string;
  label: string;
  fields: Record<string, string>;
  note: string | undefined;
  refused: Refused | undefined;
};

/** The form for the note of an edition. */
export const NoteForm = ({ action, label, fields, note = '', refused = { note, was: note, faults: {} } }: NoteProps) => (
  <form method="post" action={action}>
    <FaultSummary faults={refused.faults} />
    <Hidden {...fields} was={refused.was} />
    <LongField name="note" label={label} value={refused.note} faults={refused.faults} rows={2} most={MOST_NOTE} />
    <button>Save the note</button>
  </form>
);

type PutProps = { action: string; fields: Record<string, string>; receipts: readonly Pick<Receipt, 'taken'>[] };

/** The buttons that put in what was looked at: as news, unless all of it is too long for that, or into the store. */
export const PutButtons = ({ action, fields, receipts }: PutProps) => (
  <div class="buttons">
    {receipts.some(({ taken }) => taken !== 'archive') && (
      <Button action={action} fields={{ ...fields, as: 'news' }}>
        Put into the next edition
      </Button>
    )}
    <Button action={action} fields={{ ...fields, as: 'archive' }} plain>
      Only into the store
    </Button>
  </div>
);
