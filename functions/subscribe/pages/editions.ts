import { html } from 'hono/html';
import { longDate } from '../../domain/schedule.ts';
import type { Markup, Page } from './layout.ts';
import { counted } from './words.ts';

/** An edition in a list. */
export type Line = { id: string; title: string; papers: number; windowEnd: string; zone: string };

export const LINES_STYLE = `
.lines li{padding:.75rem 0;border-top:1px solid var(--rule)}
.lines a{display:block;font-weight:700;line-height:1.35;color:inherit;text-decoration-color:var(--edge)}
.lines a:hover{color:var(--link)}
`.replaceAll('\n', '');

/** The archive of house editions, newest first. */
export function editionsPage(lines: readonly Line[]): Page {
  return {
    title: 'Past editions',
    style: LINES_STYLE,
    listed: true,
    body: html`<h1>Past editions</h1>
${lines.length > 0 ? editionLines(lines) : html`<p>The first edition has not appeared yet.</p>`}`,
  };
}

/** A list of editions: the lead title, when, how many papers. */
export function editionLines(lines: readonly Line[]): Markup {
  return html`<ol class="lines" role="list">${lines.map(
    ({ id, title, papers, windowEnd, zone }) => html`<li><a href="/editions/${id}"><bdi>${title}</bdi></a>
<span class="soft">${longDate(new Date(windowEnd), zone)} · ${counted(papers, 'paper')}</span></li>`,
  )}</ol>`;
}
