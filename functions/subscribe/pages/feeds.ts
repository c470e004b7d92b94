import { html } from 'hono/html';
import type { Edition } from '../../domain/edition.ts';
import type { Site } from './layout.ts';

const addressOf = ({ publicUrl }: Site, { id }: Edition) => `${publicUrl}/editions/${id}`;

const summaryOf = ({ papers }: Edition) => (papers === 1 ? '1 paper' : `${papers} papers, best first`);

/** Markup as XML. Characters that XML cannot hold, escaped or not, are dropped (XML 1.0, 2.2). */
const xml = (markup: ReturnType<typeof html>) =>
  `<?xml version="1.0" encoding="utf-8"?>\n${markup}`.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');

/** The days' editions as Atom (RFC 4287). */
export const atomFeed = (site: Site, editions: readonly Edition[], now: Date): string =>
  xml(html`<feed xmlns="http://www.w3.org/2005/Atom">
<id>${site.publicUrl}/editions.atom</id>
<title>${site.listName}</title>
<updated>${editions[0]?.end ?? now.toISOString()}</updated>
<author><name>${site.publisher}</name></author>
<link rel="self" href="${site.publicUrl}/editions.atom"/>
<link rel="alternate" type="text/html" href="${site.publicUrl}/editions"/>
${editions.map(
  (
    edition,
  ) => html`<entry><id>${addressOf(site, edition)}</id><title>${edition.title}</title><updated>${edition.end}</updated><link rel="alternate" type="text/html" href="${addressOf(site, edition)}"/><summary>${summaryOf(edition)}</summary></entry>
`,
)}</feed>`);

/** The same as a JSON Feed (jsonfeed.org, version 1.1). */
export const jsonFeed = (site: Site, editions: readonly Edition[]): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: site.listName,
    home_page_url: `${site.publicUrl}/editions`,
    feed_url: `${site.publicUrl}/editions.json`,
    authors: [{ name: site.publisher }],
    items: editions.map((edition) => ({
      id: addressOf(site, edition),
      url: addressOf(site, edition),
      title: edition.title,
      content_text: summaryOf(edition),
      date_published: edition.end,
    })),
  });

/** Where search engines find what is public (sitemaps.org). */
export const sitemap = (site: Site, editions: readonly Edition[]): string =>
  xml(html`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${['/', '/editions'].map((path) => html`<url><loc>${site.publicUrl}${path}</loc></url>`)}
${editions.map((edition) => html`<url><loc>${addressOf(site, edition)}</loc><lastmod>${edition.end}</lastmod></url>`)}
</urlset>`);

/** Pages behind links of mails say `noindex` themselves: what is forbidden here could still be listed, unread. */
export const robots = (site: Site) => `User-agent: *\nAllow: /\n\nSitemap: ${site.publicUrl}/sitemap.xml\n`;
