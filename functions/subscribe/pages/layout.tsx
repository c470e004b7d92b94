/** @jsxImportSource hono/jsx */
import { createHash } from 'node:crypto';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';
import { ACCENT, type Accent, DAY } from '../../contract/colours.ts';
import { CARD } from './card.ts';
import { type Look, sheet } from './style.ts';

/** Content of a page. Text in it is escaped. */
export type Markup = Child;

/** One element with all that is in it, or several side by side. */
export type Element = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every page says about the list and its publisher. */
export type Site = {
  listName: string;
  publisher: string;
  postalAddress: string;
  /** An English one (BCP 47). */
  language: string;
  /** An origin, without a slash at the end. */
  publicUrl: string;
  /** The domain that mails come from. It stays when the site moves. */
  domain: string;
  accent?: Accent;
};

/** A page before it is framed. */
export type Page = {
  title: string;
  /** Follows the title in the head, cut to fit. */
  lead?: string | undefined;
  look: Look;
  body: Markup;
  /** A constant of the code, never made of data. The page's policy admits it by its hash. */
  script?: string;
  /** An origin other than the site's own that a form of the page is sent to. */
  formsTo?: string;
  wide?: boolean;
  /** The one address under which search engines may keep the page. Without it they may not. */
  path?: string | undefined;
  /** The sentence that goes with a link to the page. */
  about?: string;
  /** Where the masthead's link to subscribe leads: to a box on the page, or to the sign-up page. Without it there is no link. */
  subscribe?: `#${typeof OFFER}` | '/';
};

/** The id of the box to subscribe on a page. */
export const OFFER = 'subscribe';

/** What a group of pages has below the name, at the foot, and as the link of a page that says what went wrong. */
export type Frame = { strap: Markup; foot: Markup; home: Markup };

/** The frame of the public pages. */
export const PUBLIC: Frame = {
  strap: (
    <>
      <span>Trending papers, by e-mail</span> <a href="/editions">Past editions</a>
    </>
  ),
  foot: (
    <>
      No cookies, no tracking.
      <br />
      <a href="/preferences">Your subscription</a> · <a href="/privacy">Privacy</a>
    </>
  ),
  home: <a href="/">To the sign-up page</a>,
};

/** The same, with a link to suggest a paper. */
export const WITH_SUGGESTIONS: Frame = {
  ...PUBLIC,
  foot: (
    <>
      {PUBLIC.foot} · <a href="/suggest">Suggest a paper</a>
    </>
  ),
};

/** A page in its frame: head, masthead, footer. */
export const layout = (site: Site, page: Page, frame = PUBLIC): string =>
  `<!doctype html>${(
    <html lang={site.language}>
      {printed(<Head site={site} page={page} />)}
      <body>
        <div class={page.wide ? 'page wide' : 'page'}>
          <a class="skip" href="#main">
            Skip to content
          </a>
          <header>
            <a class="name" href="/">
              {site.listName}
            </a>
            <p class="strap">
              {frame.strap}
              {page.subscribe && <a href={page.subscribe}>Subscribe</a>}
            </p>
          </header>
          <main id="main">{page.body}</main>
          <footer>
            Published by {site.publisher}, {site.postalAddress}. {frame.foot}
          </footer>
        </div>
        {page.script && <script>{raw(page.script)}</script>}
      </body>
    </html>
  )}`;

/** Prints an element at once. hono then neither walks through it again nor searches the page for its links. */
export const printed = (markup: Element) => raw(String(markup));

/** The addresses of the feeds. */
export const FEEDS = {
  daily: { atom: '/editions.atom', json: '/editions.json', name: '' },
  weekly: { atom: '/week.atom', json: undefined, name: ', weekly' },
} as const;

type HeadProps = { site: Site; page: Page };

const Head = ({ site, page }: HeadProps) => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width,initial-scale=1" />
    {page.path ? <PublicHead site={site} page={page} /> : <meta name="robots" content="noindex" />}
    <title>{titleOf(site, page)}</title>
    <link rel="icon" href={icon(site.accent ?? ACCENT)} />
    <style>{raw(sheet(page.look, site.accent))}</style>
  </head>
);

/** The head of a page that search engines may keep: its one address, Open Graph, and the feeds. */
function PublicHead({ site, page }: HeadProps) {
  const { listName, publicUrl } = site;
  const { path, about = 'Trending papers, by e-mail' } = page;
  const { daily, weekly } = FEEDS;
  const properties = {
    type: 'website',
    site_name: listName,
    title: titleOf(site, page),
    description: about,
    url: `${publicUrl}${path}`,
    image: `${publicUrl}${CARD.path}`,
    'image:type': CARD.type,
    'image:width': CARD.width,
    'image:height': CARD.height,
    'image:alt': CARD.alt,
  };
  return (
    <>
      <link rel="canonical" href={`${publicUrl}${path}`} />
      <link rel="alternate" type="application/atom+xml" title={listName} href={publicUrl + daily.atom} />
      <link rel="alternate" type="application/atom+xml" title={listName + weekly.name} href={publicUrl + weekly.atom} />
      <link rel="alternate" type="application/feed+json" title={listName} href={publicUrl + daily.json} />
      <meta name="description" content={about} />
      {Object.entries(properties).map(([name, content]) => (
        <meta property={`og:${name}`} content={String(content)} />
      ))}
      <meta name="twitter:card" content="summary_large_image" />
    </>
  );
}

/** `18 March 2026: EvoArena · Broadsheet`: as much of the lead as search engines and chats show. */
function titleOf({ listName }: Site, { title, lead }: Page): string {
  const room = MOST_TITLE - title.length - listName.length - ':  · '.length;
  return `${title}${lead && room >= LEAST_LEAD ? `: ${shortened(lead, room)}` : ''} · ${listName}`;
}
const [MOST_TITLE, LEAST_LEAD] = [70, 8];

/** Cuts a text that is too long, after a word if there is one. `most` is in characters. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .replace(/\s+\S*$/, '')}…`;
}

const icon = ({ light }: Accent) =>
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path fill='%23${DAY.paper.slice(1)}' d='M0 0h16v16H0z'/><path d='M2 2h12v3H2zm0 5h5v1H2zm0 3h5v1H2zm0 3h5v1H2zm7-6h5v7H9z' fill='%23${light.slice(1)}'/></svg>`;

/** A page that says one thing. */
export const notePage = (title: string, body: Markup): Page => ({
  title,
  look: 'note',
  body: (
    <>
      <h1>{title}</h1>
      {body}
    </>
  ),
});

/** What went wrong, what to do, and the way back. */
export const problemPage = (title: string, advice: string, more: Markup, home: Markup): Page =>
  notePage(
    title,
    <>
      <p class="lead">{advice}</p>
      {more}
      <p>{home}</p>
    </>,
  );

type ButtonProps = { action: string; fields: Record<string, string>; plain?: boolean; children: Markup };

/** A form that is one button. */
export const Button = ({ action, fields, plain, children }: ButtonProps) => (
  <form method="post" action={action}>
    <Hidden {...fields} />
    <button class={plain ? 'plain' : undefined}>{children}</button>
  </form>
);

/** Hidden fields of a form. */
export const Hidden = (fields: Record<string, string>) => (
  <>
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </>
);

/** Joins elements with a sign between them. */
export const joined = (each: readonly Markup[], sign: Markup = ', '): Markup =>
  each.flatMap((one, i) => (i > 0 ? [sign, one] : [one]));

/**
 * The Content-Security-Policy of a page. It allows its own style and script, forms to its own origin and the one it names, and
 * nothing else.
 */
export function policyOf({ accent }: Site, page: Page): string {
  const forms = ["form-action 'self'", ...(page.formsTo ? [page.formsTo] : [])].join(' ');
  const rules = ["default-src 'none'", `style-src ${hash(sheet(page.look, accent))}`, 'img-src data:', forms];
  if (page.script) rules.push(`script-src ${hash(page.script)}`);
  return [...rules, "base-uri 'none'", "frame-ancestors 'none'"].join('; ');
}

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
