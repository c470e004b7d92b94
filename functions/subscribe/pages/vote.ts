import { html } from 'hono/html';
import type { PrintedPaper } from '../../domain/edition.ts';
import { titleOf } from './edition.ts';
import { button, notePage } from './layout.ts';

/** Behind the link in a card, and again after its button, which then does the opposite. */
export function votePage(
  ballot: { token: string; edition: string; paper: string },
  paper: PrintedPaper,
  voted: boolean,
  changed: boolean,
) {
  const heading = changed
    ? voted
      ? 'Your vote counts'
      : 'Your vote is withdrawn'
    : voted
      ? 'You voted for this'
      : 'A good pick?';
  return notePage(
    heading,
    html`<p class="lead">${titleOf(paper)}</p>
${voted ? button('/vote', { ...ballot, vote: 'no' }, 'Withdraw my vote', true) : button('/vote', { ...ballot, vote: 'yes' }, 'Good pick')}
<p class="soft">Readers’ votes move a paper up in later editions and in <a href="/editions/${ballot.edition}">this one on the web</a>. Only their number is shown. Yours can be changed here at any time.</p>`,
  );
}
