/** @jsxImportSource hono/jsx */
import { MOST_WHY } from '../../domain/suggestion.ts';
import type { Faults } from '../forms.ts';
import { FaultSummary, TextField } from './form.tsx';
import { notePage, type Page } from './layout.tsx';

/** A form for one paper. */
export const suggestPage = ({ paper = '', why = '' }: Record<string, string>, faults: Faults): Page => ({
  title: 'Suggest a paper',
  look: 'form',
  body: (
    <>
      <h1>Suggest a paper</h1>
      <p class="lead">The editors see it, and may put it into an edition. They don’t see who you are.</p>
      <FaultSummary faults={faults} />
      <form method="post" action="/suggest">
        <TextField name="paper" label="Its arXiv id, DOI or link" value={paper} faults={faults} most={300} required />
        <TextField name="why" label="Why, in one line" value={why} faults={faults} most={MOST_WHY} />
        <button>Suggest it</button>
      </form>
    </>
  ),
});

/** Says the same whether or not somebody suggested the paper before. */
export const suggestedPage = (): Page =>
  notePage(
    'Thank you',
    <>
      <p class="lead">The editors see your suggestion.</p>
      <p>
        <a href="/editions">Past editions</a>
      </p>
    </>,
  );
