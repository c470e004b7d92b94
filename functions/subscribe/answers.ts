import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { html } from 'hono/html';
import { isJson } from './fields.ts';
import { layout, type Page, type Publication, policyOf } from './pages/layout.ts';
import { notePage } from './pages/links.ts';

type Status = 200 | 202 | 400 | 404 | 405 | 413 | 503;

export type Answers = ReturnType<typeof answers>;

/** How the site answers: pages for people, JSON for whoever speaks or asks for it. */
export function answers(publication: Publication) {
  /** Sends a page with the policy that admits exactly what is in it. */
  function show(c: Context, page: Page, status: Status = 200) {
    c.header('Content-Security-Policy', policyOf(page));
    if (!page.listed) c.header('X-Robots-Tag', 'noindex');
    return c.html(layout(publication, page), status);
  }

  return {
    show,
    /** Says what went wrong and what to do, never more. */
    problem(c: Context, status: Status, title: string, advice: string) {
      if (speaksJson(c)) return c.json({ error: title, advice }, status);
      return show(c, notePage(title, html`<p class="lead">${advice}</p><p><a href="/">To the front page</a></p>`), status);
    },
  };
}

/** Whether the answer should be JSON: the request is, or it asks for JSON before HTML. */
export function speaksJson(c: Context): boolean {
  const wanted = accepts(c, { header: 'Accept', supports: ['text/html', 'application/json'], default: 'text/html' });
  return isJson(c.req.raw) || wanted === 'application/json';
}
