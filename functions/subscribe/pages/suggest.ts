import { html, raw } from 'hono/html';
import { MOST_WHY } from '../../domain/suggestion.ts';
import type { Faults } from '../forms.ts';
import { alarm, FORM_STYLE, textField } from './form.ts';
import { notePage, type Page } from './layout.ts';

/** A form for one paper. */
export const suggestPage = ({ paper = '', why = '' }: Record<string, string>, faults: Faults): Page => ({
  title: 'Suggest a paper',
  style: FORM_STYLE,
  body: html`<h1>Suggest a paper</h1>
<p class="lead">The editors see it, and may put it into an edition. They don’t see who you are.</p>
${alarm(faults)}
<form method="post" action="/suggest">
${textField('paper', 'Its arXiv id, DOI or link', paper, faults, raw(' required maxlength="300"'))}
${textField('why', 'Why, in one line', why, faults, raw(` maxlength="${MOST_WHY}"`))}
<button>Suggest it</button>
</form>`,
});

/** The same whether or not somebody suggested it before. */
export const suggestedPage = (): Page =>
  notePage('Thank you', html`<p class="lead">The editors see your suggestion.</p><p><a href="/editions">Past editions</a></p>`);
