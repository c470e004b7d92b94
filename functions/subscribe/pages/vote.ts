import { html } from 'hono/html';
import type { PrintedPaper } from '../../domain/edition.ts';
import { paperRef, type Vote } from '../../domain/vote.ts';
import { button, type Markup, NOTE_STYLE, notePage, type Page } from './layout.ts';
import { titleOf } from './paper.ts';

const HEADINGS: Record<Vote | 'none', [stands: string, changed: string]> = {
  good: ['You voted for this', 'Your vote counts'],
  not: ['Not for you', 'Noted: not for you'],
  example: ['You named this paper', 'You named this paper'],
  none: ['A good pick?', 'Your vote is withdrawn'],
};

type Ballot = { token: string; edition: string; paper: string; among?: string | undefined };

const STYLE = `.ballot li{padding:1rem 0;border-top:1px solid var(--rule)}.ballot p{margin:0 0 .5rem}.ballot .buttons{margin:0}`;

/** Behind the link in the text part of a mail, and again after each of its buttons: all papers that it names. */
export function ballotPage(
  { token, edition, paper: all, among = all }: Ballot,
  said: readonly { paper: PrintedPaper; vote: Vote | undefined }[],
): Page {
  return {
    title: 'Good picks?',
    style: NOTE_STYLE + STYLE,
    body: html`<h1>Good picks?</h1>
<ul class="ballot" role="list">${said.map(
      ({ paper, vote }) => html`<li><p dir="auto">${titleOf(paper)}</p>
${vote ? html`<p class="soft">${HEADINGS[vote][0]}</p>` : ''}${buttons({ token, edition, paper: paperRef(paper.id), among }, vote)}</li>`,
    )}</ul>
${what(edition)}`,
  };
}

/** Behind the link in a card, and again after one of its buttons: the ones that would change something. */
export function votePage({ token, edition, paper: ref }: Ballot, paper: PrintedPaper, vote: Vote | undefined, changed: boolean) {
  return notePage(
    HEADINGS[vote ?? 'none'][changed ? 1 : 0],
    html`<p class="lead" dir="auto">${titleOf(paper)}</p>
${buttons({ token, edition, paper: ref }, vote)}
${vote === 'example' ? html`<p>It is an example of what you work on. A vote takes its place.</p>` : ''}
${what(edition)}`,
  );
}

/** The ones that would change something. */
function buttons(ballot: Record<string, string>, vote: Vote | undefined): Markup {
  const say = (said: 'good' | 'not' | 'none', label: string, plain = false) =>
    button('/vote', { ...ballot, vote: said }, label, plain);
  return html`<div class="buttons">${vote === 'good' ? '' : say('good', 'Good pick')}${vote === 'not' ? '' : say('not', 'Not for me', true)}${vote === 'good' || vote === 'not' ? say('none', 'Withdraw my vote', true) : ''}</div>`;
}

const what = (edition: string) =>
  html`<p class="soft">Good picks move a paper up in later editions and in <a href="/editions/${edition}">this one on the web</a>; only their number is shown. “Not for me” is counted nowhere. Your own mail learns from either only if you say so under “What I follow”. Yours can be changed here at any time.</p>`;
