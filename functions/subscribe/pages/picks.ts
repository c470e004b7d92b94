import { html } from 'hono/html';
import { pageOf } from '../../domain/paper.ts';
import { type Cast, paperRef, type Vote } from '../../domain/vote.ts';
import { FORM_STYLE } from './form.ts';
import { hidden, type Page } from './layout.ts';
import type { Words } from './words.ts';

const STYLE = `${FORM_STYLE}
.picks li{display:grid;gap:.5rem 1.5rem;padding:1rem 0;border-top:1px solid var(--rule)}
.picks p,.picks form{margin:0}
@media(min-width:34rem){.picks li{grid-template-columns:minmax(0,1fr) auto}}
main h2{margin-top:2rem}
`.replaceAll('\n', '');

const HEADINGS: Record<Vote, string> = { good: 'Good picks', example: 'Papers I named', not: 'Not for me' };

/** What a reader voted for and named, each with a button that takes it back; the newest first. */
export function picksPage(token: string, votes: readonly Cast[], words: Words, taken?: Cast): Page {
  const rows = (kind: Vote) => votes.filter((one) => one.kind === kind);
  const kinds = (['good', 'example', 'not'] as const).filter((kind) => rows(kind).length > 0);
  return {
    title: 'My picks',
    style: STYLE,
    body: html`<h1>My picks</h1>
${taken ? html`<p role="status" dir="auto">Taken back: ${nameOf(taken)}</p>` : ''}
${kinds.length === 0 ? html`<p class="lead">None so far. Each card of a digest has a link to vote.</p>` : ''}
${kinds.map(
  (kind) => html`<section><h2>${HEADINGS[kind]}</h2>
<ul class="picks" role="list">${rows(kind).map((one) => {
    const ref = paperRef(one.paperId);
    const page = pageOf([one.paperId]);
    const title = html`<bdi id="p-${ref}">${nameOf(one)}</bdi>`;
    return html`<li><p>${page ? html`<a href="${page}" rel="noopener">${title}</a>` : title}<br><span class="soft">${words.day(one.at.slice(0, 10))}</span></p>
<form method="post" action="/picks">${hidden({ token, paper: ref })}<button class="plain" aria-describedby="p-${ref}">Take back</button></form></li>`;
  })}</ul></section>`,
)}
<p class="soft"><a href="/interests?token=${token}">What I follow</a> · <a href="/account?token=${token}">Your account</a></p>`,
  };
}

const nameOf = ({ title, paperId }: Cast) => title ?? paperId.replace(/^\w+:/, '');
