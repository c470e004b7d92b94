import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { STYLE } from './style.ts';

/** Markup in which every value has been escaped. */
export type Markup = ReturnType<typeof html>;

/** Who publishes: named on every page. */
export type Publication = { listName: string; publisher: string; postalAddress: string };

/**
 * A page before it is framed. `style` and `script` are constants of the code, never made of data: the page's policy admits
 * them by their hash and nothing else. `listed` pages may be kept by search engines.
 */
export type Page = { title: string; body: Markup; style?: string; script?: string; wide?: boolean; listed?: boolean };

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#fdfcf9" d="M0 0h16v16H0z"/><path d="M2 2h12v3H2zm0 5h5v1H2zm0 3h5v1H2zm0 3h5v1H2zm7-6h5v7H9z" fill="#8c2318"/></svg>',
)}`;

/** Frames a page: head, masthead, footer. */
export function layout({ listName, publisher, postalAddress }: Publication, page: Page): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
${page.listed ? '' : raw('<meta name="robots" content="noindex">')}
<title>${page.title} · ${listName}</title>
<link rel="icon" href="${ICON}">
<style>${raw(styleOf(page))}</style>
</head>
<body>
<div class="page${page.wide ? ' wide' : ''}">
<a class="skip" href="#main">Skip to content</a>
<header>
<a class="name" href="/">${listName}</a>
<p class="strap"><span>Trending papers, by e-mail</span> <a href="/editions">Past editions</a></p>
</header>
<main id="main">
${page.body}
</main>
<footer><p>Published by ${publisher}, ${postalAddress}. No cookies, no tracking.</p></footer>
</div>
${page.script ? html`<script>${raw(page.script)}</script>` : ''}
</body>
</html>`;
}

/** The Content-Security-Policy of a page: its own style and script, forms to its own origin, and nothing else. */
export function policyOf(page: Page): string {
  const rules = ["default-src 'none'", `style-src ${hash(styleOf(page))}`, 'img-src data:', "form-action 'self'"];
  if (page.script) rules.push(`script-src ${hash(page.script)}`);
  return [...rules, "base-uri 'none'", "frame-ancestors 'none'"].join('; ');
}

const styleOf = (page: Page) => STYLE + (page.style ?? '');

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
