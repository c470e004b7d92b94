import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { CARD } from './card.ts';
import { type Accent, HOUSE, look } from './style.ts';

/** Markup in which every value has been escaped. */
export type Markup = ReturnType<typeof html>;

/**
 * Who publishes, named on every page, in which language and colour, where the site is (an origin without a slash at the end), and the
 * domain that mails come from, which stays when the site moves.
 */
export type Site = {
  listName: string;
  publisher: string;
  postalAddress: string;
  language: string;
  publicUrl: string;
  domain: string;
  accent?: Accent;
};

/**
 * A page before it is framed. `style` and `script` are constants of the code, never made of data: the page's policy admits
 * them by their hash and nothing else. `path` is the one address under which search engines may keep the page; without it
 * they may not. `about` is the sentence that goes with a link to it.
 */
export type Page = {
  title: string;
  body: Markup;
  style?: string;
  script?: string;
  wide?: boolean;
  path?: string | undefined;
  about?: string;
};

/** What stands around the content of a group of pages: under the name, at the foot, and the way back from a page that says what went wrong. */
export type Frame = { strap: Markup; foot: Markup; home: Markup };

/** Around the pages that readers see. */
export const PUBLIC: Frame = {
  strap: html`<span>Trending papers, by e-mail</span> <a href="/editions">Past editions</a>`,
  foot: html`No cookies, no tracking.<br><a href="/preferences">Your subscription</a> · <a href="/privacy">Privacy</a>`,
  home: html`<a href="/">To the front page</a>`,
};

/** The same where papers can be suggested. */
export const WITH_SUGGESTIONS: Frame = { ...PUBLIC, foot: html`${PUBLIC.foot} · <a href="/suggest">Suggest a paper</a>` };

const icon = ({ light }: Accent) =>
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path fill='%23fdfcf9' d='M0 0h16v16H0z'/><path d='M2 2h12v3H2zm0 5h5v1H2zm0 3h5v1H2zm0 3h5v1H2zm7-6h5v7H9z' fill='%23${light.slice(1)}'/></svg>`;

/** Frames a page: head, masthead, footer. */
export function layout(site: Site, page: Page, frame = PUBLIC): Markup {
  const { listName, publisher, postalAddress, language, accent = HOUSE } = site;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
${page.path ? publicHead(site, page, `${site.publicUrl}${page.path}`) : raw('<meta name="robots" content="noindex">')}
<title>${page.title} · ${listName}</title>
<link rel="icon" href="${raw(icon(accent))}">
<style>${raw(styleOf(page, accent))}</style>
</head>
<body>
<div class="page${page.wide ? ' wide' : ''}">
<a class="skip" href="#main">Skip to content</a>
<header>
<a class="name" href="/">${listName}</a>
<p class="strap">${frame.strap}</p>
</header>
<main id="main">
${page.body}
</main>
<footer>Published by ${publisher}, ${postalAddress}. ${frame.foot}</footer>
</div>
${page.script ? html`<script>${raw(page.script)}</script>` : ''}
</body>
</html>`;
}

/** The feeds there are, each by its address. */
export const FEEDS = {
  daily: { atom: '/editions.atom', json: '/editions.json', name: '' },
  weekly: { atom: '/week.atom', json: undefined, name: ', weekly' },
} as const;

/** What a page that may be passed on says of itself: its one address, Open Graph, and the feeds. */
function publicHead({ listName, publicUrl }: Site, { title, about = 'Trending papers, by e-mail' }: Page, url: string): Markup {
  return html`<link rel="canonical" href="${url}">
<link rel="alternate" type="application/atom+xml" title="${listName}" href="${publicUrl}${FEEDS.daily.atom}">
<link rel="alternate" type="application/atom+xml" title="${listName}${FEEDS.weekly.name}" href="${publicUrl}${FEEDS.weekly.atom}">
<link rel="alternate" type="application/feed+json" title="${listName}" href="${publicUrl}${FEEDS.daily.json}">
<meta name="description" content="${about}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="${listName}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${about}">
<meta property="og:url" content="${url}">
<meta property="og:image" content="${publicUrl}${CARD.path}">
<meta property="og:image:type" content="${CARD.type}">
<meta property="og:image:width" content="${CARD.width}">
<meta property="og:image:height" content="${CARD.height}">
<meta property="og:image:alt" content="${CARD.alt}">
<meta name="twitter:card" content="summary_large_image">`;
}

export const NOTE_STYLE = `
main{text-align:center;max-width:34rem;margin:0 auto;padding-top:3.5rem}
form{margin:1.75rem 0}
.buttons{display:flex;flex-wrap:wrap;gap:1rem;justify-content:center;margin:1.25rem 0 1.75rem}
.buttons form{margin:0}
`.replaceAll('\n', '');

/** A page that says one thing. */
export function notePage(title: string, body: Markup): Page {
  return { title, style: NOTE_STYLE, body: html`<h1>${title}</h1>${body}` };
}

/** A form that is one button. */
export const button = (action: string, fields: Record<string, string>, label: string, plain = false): Markup =>
  html`<form method="post" action="${action}">${hidden(fields)}<button${plain ? raw(' class="plain"') : ''}>${label}</button></form>`;

/** A list in a sentence. */
export const commas = (each: readonly Markup[]): Markup => html`${each.map((one, i) => html`${i > 0 ? ', ' : ''}${one}`)}`;

/** Fields that a form carries along. */
export const hidden = (fields: Record<string, string>): Markup =>
  html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;

/** The Content-Security-Policy of a page: its own style and script, forms to its own origin, and nothing else. */
export function policyOf({ accent }: Site, page: Page): string {
  const rules = ["default-src 'none'", `style-src ${hash(styleOf(page, accent))}`, 'img-src data:', "form-action 'self'"];
  if (page.script) rules.push(`script-src ${hash(page.script)}`);
  return [...rules, "base-uri 'none'", "frame-ancestors 'none'"].join('; ');
}

const styleOf = (page: Page, accent: Accent = HOUSE) => look(accent) + (page.style ?? '');

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
