import { html } from 'hono/html';
import type { PrintedPaper } from '../../domain/edition.ts';
import type { Vote } from '../../domain/vote.ts';
import { titleOf } from './edition.ts';
import { button, notePage } from './layout.ts';

const HEADINGS: Record<Vote | 'none', [stands: string, changed: string]> = {
  good: ['You voted for this', 'Your vote counts'],
  not: ['Not for you', 'Noted: not for you'],
  example: ['You named this paper', 'You named this paper'],
  none: ['A good pick?', 'Your vote is withdrawn'],
};

/** Behind the link in a card, and again after one of its buttons: the ones that would change something. */
export function votePage(
  ballot: { token: string; edition: string; paper: string },
  paper: PrintedPaper,
  vote: Vote | undefined,
  changed: boolean,
) {
  const say = (said: 'good' | 'not' | 'none', label: string, plain = false) =>
    button('/vote', { ...ballot, vote: said }, label, plain);
  return notePage(
    HEADINGS[vote ?? 'none'][changed ? 1 : 0],
    html`<p class="lead">${titleOf(paper)}</p>
<div class="buttons">${vote === 'good' ? '' : say('good', 'Good pick')}${vote === 'not' ? '' : say('not', 'Not for me', true)}${vote === 'good' || vote === 'not' ? say('none', 'Withdraw my vote', true) : ''}</div>
${vote === 'example' ? html`<p>It is an example of what you work on. A vote takes its place.</p>` : ''}
<p class="soft">Good picks move a paper up in later editions and in <a href="/editions/${ballot.edition}">this one on the web</a>; only their number is shown. “Not for me” is counted nowhere. Your own mail learns from either only if you say so under “What I follow”. Yours can be changed here at any time.</p>`,
  );
}
