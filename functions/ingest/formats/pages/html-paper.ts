import { decodeHTML } from 'entities';
import { untagged } from '../../markup.ts';
import { recordReader } from '../fields.ts';
import type { Entry } from '../format.ts';
import { isOneName } from '../links/line-titles.ts';
import { pageAddress } from './html-text.ts';

/** Reads the metadata that publishers put into the head of a paper's page for indexes, and that of arXiv's HTML papers. */
const record = recordReader({
  title: 'citation_title dc_title',
  abstract: 'citation_abstract dcterms_abstract abstract',
  about: 'dc_description',
  authors: 'citation_author citation_authors dc_creator',
  arxiv: 'citation_arxiv_id canonical citation_doi watermark',
  doi: 'citation_doi dc_identifier prism_doi',
  url: 'canonical citation_public_url citation_abstract_html_url citation_fulltext_html_url',
  pdf: 'citation_pdf_url',
  venue: 'citation_journal_title citation_conference_title citation_inbook_title',
  published: 'citation_online_date citation_publication_date citation_date dc_date',
  tidy: (found) => ({ ...found, title: untagged(found.title), abstract: untagged(found.abstract) }),
});

const META = /<meta\b((?:\s+[\w:.-]+(?:=(?:"[^"]{0,50000}"|'[^']{0,50000}'|[^\s"'<>]{1,2000}))?){2,9})\s*\/?>/gi;
const PART = /([\w:.-]+)=(?:"([^"]*)"|'([^']*)'|(\S+))/g;
/** The title in pages made by LaTeXML: arXiv's HTML papers and ar5iv. */
const LATEXML = /<h1 class="ltx_title ltx_title_document"[^>]*>([\s\S]{1,4000}?)<\/h1>/;
const PERSON = /<span class="ltx_personname"[^>]*>([^<]{1,200})</g;
const BASE = /<base href=["'](\/html\/[^"'<>]{1,60})/i;
const WATERMARK = /arXiv:(?:\d{4}\.\d{4,5}|[a-z-]{2,9}\/\d{7})v\d+/;

/**
 * The paper of its own page: the head of the page describes it, or the page is the paper in HTML. Papers that such a page cites are
 * not read. Undefined for any other page. `text` is the page as Markdown.
 */
export function paperOfPage(html: string, text: string): Entry | undefined {
  const said: Record<string, string[]> = {};
  for (const [, attributes = ''] of html.slice(0, 300_000).matchAll(META)) {
    const parts = new Map(
      [...attributes.matchAll(PART)].map(([, name = '', ...values]) => [
        name.toLowerCase(),
        decodeHTML(values.find(Boolean) ?? ''),
      ]),
    );
    const name = (parts.get('name') ?? parts.get('property') ?? '').toLowerCase().replaceAll('.', '_');
    if (/^(?:citation_(?!reference)|dc|prism)/.test(name)) said[name] = [...(said[name] ?? []), parts.get('content') ?? ''];
  }
  const [, heading] = LATEXML.exec(html) ?? [];
  if (heading !== undefined) {
    said['citation_title'] ??= [untagged(heading)];
    said['citation_author'] ??= Array.from(html.matchAll(PERSON), ([, name = '']) => decodeHTML(name).trim()).filter(isOneName);
    said['watermark'] = [WATERMARK.exec(text)?.[0] ?? ''];
  }
  const [, base] = BASE.exec(html.slice(0, 300_000)) ?? [];
  const place = pageAddress(html) ?? (base && `https://arxiv.org${base}`);
  if (place !== undefined) said['canonical'] = [place.replace('/ar5iv.labs.arxiv.org/', '/arxiv.org/')];
  const [, abstract] = /^## \W*(?:Abstract|Summary)\W*\n([\s\S]{1,20000}?)(?=\n## |$(?![\s\S]))/im.exec(text) ?? [];
  if (abstract !== undefined) said['abstract'] = [abstract.trim().replace(/\s*\n\s*/g, ' ')];
  const found = record(said);
  // Any page may have such a title.
  if (!said['citation_title'] && !found?.doi) return undefined;
  return found && { at: 'page', record: { ...found, shown: 'citation_author' in said } };
}
