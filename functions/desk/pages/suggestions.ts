import { html } from 'hono/html';
import type { StoredPaper } from '../../domain/paper.ts';
import { addressOf, type Suggestion } from '../../domain/suggestion.ts';
import { button, type Markup, type Page } from '../../subscribe/pages/layout.ts';
import type { Words } from '../../subscribe/pages/words.ts';
import type { Session } from '../sessions.ts';
import { deskPage, saidBy } from './frame.ts';

const SAID: Record<string, string> = {
  accepted: 'Accepted: it is among the papers of the next edition in a moment, marked as a reader’s suggestion.',
  refused: 'Refused. The same paper cannot be suggested again for a month.',
};

/** A suggestion, and the paper as the store knows it. */
type Row = Suggestion & { known: StoredPaper | undefined };

/** What readers suggested, the oldest first. */
export const suggestionsPage = (session: Session, rows: readonly Row[], words: Words, said = ''): Page =>
  deskPage(session, '/desk/suggestions', {
    title: 'Suggested by readers',
    said: saidBy(SAID, said),
    body:
      rows.length > 0
        ? html`<ol class="lines" role="list">${rows.map((row) => suggestionRow(session, row, words))}</ol>`
        : html`<p>Nothing waits. Anybody can suggest a paper <a href="/suggest">here</a>.</p>`,
  });

function suggestionRow({ formToken }: Session, { paper, why, at, known }: Row, words: Words): Markup {
  const decide = (what: string, label: string) => button(`/desk/suggestions/${what}`, { form: formToken, paper }, label, true);
  return html`<li><a href="${addressOf(paper)}" rel="noreferrer"><bdi>${known?.title ?? paper}</bdi></a><br>
<span class="soft">${words.date(new Date(at), 'UTC')} · ${standing(known)}</span>
${why ? html`<br><bdi>${why}</bdi>` : ''}
<div class="buttons">${known && !known.newsAt ? decide('accept', 'Accept') : ''}${known?.newsAt ? decide('accept', 'Mark it as suggested') : ''}${decide('refuse', 'Refuse')}</div></li>`;
}

function standing(known: StoredPaper | undefined): Markup {
  if (!known) return html`not known yet: put its page in under <a href="/desk/papers">Papers</a> first`;
  return known.newsAt ? html`news since ${known.newsAt.slice(0, 10)}` : html`known, not news yet`;
}
