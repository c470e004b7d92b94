import { html } from 'hono/html';
import type { Edition, PrintedPaper } from '../../domain/edition.ts';
import { webLink } from '../../domain/text/links.ts';
import { FEEDS, type Markup, type Site } from './layout.tsx';

/** An edition in a feed, with its front page as it closed, so that entries never change. */
export type FeedEntry = { edition: Edition; front: readonly PrintedPaper[] };

const addressOf = ({ publicUrl }: Site, { id }: Edition) => `${publicUrl}/editions/${id}`;

/**
 * Tag URIs (RFC 4151) of the domain that mails come from and the edition's day. They stay the same when the site moves, because a
 * deployment keeps its mail domain.
 */
const idOf = ({ domain }: Site, { day, frequency }: Edition) => `tag:${domain},${day}:${frequency}`;
const feedIdOf = ({ domain }: Site, frequency: Edition['frequency']) => `tag:${domain},2026:${frequency}`;

const summaryOf = ({ papers }: Edition) => (papers === 1 ? '1 paper' : `${papers} papers, best first`);

/** Markup as XML. Characters that XML cannot hold, escaped or not, are dropped (XML 1.0, 2.2). */
const xml = (markup: Markup) =>
  `<?xml version="1.0" encoding="utf-8"?>\n${markup}`.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');

/** An edition's front page as a feed reader shows it: text and links, nothing else. */
function content(site: Site, { edition, front }: FeedEntry): string {
  const more = edition.papers - front.length;
  const address = addressOf(site, edition);
  return `${html`${edition.note ? html`<p><b>From the editor:</b> ${edition.note}</p>` : ''}${front.map(
    ({ title, url, tldr, found, abstract }) => html`<h3>${linked(title, url)}</h3>
<p>${tldr ?? opening(abstract)}</p>
${found ? html`<p><b>Found:</b> ${found}</p>` : ''}`,
  )}<p><a href="${address}">${more > 0 ? `${more} more ${more === 1 ? 'paper' : 'papers'}, by subject` : 'This edition on the web'}</a></p>`}`;
}

function linked(title: string, url: string): Markup {
  const link = webLink(url);
  return link ? html`<a href="${link.url}">${title}</a>` : html`${title}`;
}

/** The first words of an abstract, for a paper without a sentence. */
const opening = (abstract: string) => (abstract.length > 300 ? `${abstract.slice(0, 300).replace(/\s+\S*$/, '')}…` : abstract);

/** The editions of days, or of weeks, as Atom (RFC 4287). */
export function atomFeed(site: Site, frequency: Edition['frequency'], entries: readonly FeedEntry[], now: Date): string {
  const { atom, name } = FEEDS[frequency];
  return xml(html`<feed xmlns="http://www.w3.org/2005/Atom">
<id>${feedIdOf(site, frequency)}</id>
<title>${site.listName}${name}</title>
<updated>${entries[0]?.edition.end ?? now.toISOString()}</updated>
<author><name>${site.publisher}</name></author>
<link rel="self" href="${site.publicUrl}${atom}"/>
<link rel="alternate" type="text/html" href="${site.publicUrl}/editions"/>
${entries.map(
  (
    entry,
  ) => html`<entry><id>${idOf(site, entry.edition)}</id><title>${entry.edition.title}</title><updated>${entry.edition.end}</updated><published>${entry.edition.end}</published><link rel="alternate" type="text/html" href="${addressOf(site, entry.edition)}"/><summary>${summaryOf(entry.edition)}</summary><content type="html">${content(site, entry)}</content></entry>
`,
)}</feed>`);
}

/** The days' editions as a JSON Feed (jsonfeed.org, version 1.1). */
export const jsonFeed = (site: Site, entries: readonly FeedEntry[]): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: site.listName,
    home_page_url: `${site.publicUrl}/editions`,
    feed_url: `${site.publicUrl}${FEEDS.daily.json}`,
    authors: [{ name: site.publisher }],
    items: entries.map((entry) => ({
      id: idOf(site, entry.edition),
      url: addressOf(site, entry.edition),
      title: entry.edition.title,
      summary: summaryOf(entry.edition),
      content_html: content(site, entry),
      date_published: entry.edition.end,
    })),
  });

/** Lists the public pages for search engines (sitemaps.org). */
export const sitemap = (site: Site, editions: readonly Edition[]): string =>
  xml(html`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${['/', '/editions'].map((path) => html`<url><loc>${site.publicUrl}${path}</loc></url>`)}
${editions.map((edition) => html`<url><loc>${addressOf(site, edition)}</loc><lastmod>${edition.end}</lastmod></url>`)}
</urlset>`);

/**
 * Allows everything. Pages behind mailed links say `noindex` themselves: search engines can list a page that they may not read.
 */
export const robots = (site: Site) => `User-agent: *\nAllow: /\n\nSitemap: ${site.publicUrl}/sitemap.xml\n`;
