import { type Format, joinText, MB, once } from '../format.ts';
import type { XmlFormat } from './record-reader.ts';
import { xml } from './xml.ts';

/** Zotero's RDF. Its papers are elements of many names, between notes, attachments and journals. */
const FORMAT: XmlFormat = {
  name: 'zotero-rdf',
  root: /^RDF$/,
  has: /zotero\.org\/namespaces/,
  list: /^RDF$/,
  item: 'item',
  table: {
    title: 'title',
    abstract: 'abstract',
    authors: 'authors.Seq.li.Person.givenName+surname|givenname+surname|surname',
    arxiv: 'identifier.URI.value @about isPartOf.Journal.identifier',
    doi: 'identifier isPartOf.Journal.identifier isPartOf.Book.identifier @about identifier.URI.value',
    url: 'identifier.URI.value @about',
    venue: 'isPartOf.Journal.title isPartOf.Book.title isPartOf.Series.title',
    type: 'itemType',
    published: 'date',
    keywords: 'subject subject.AutomaticTag.value',
  },
};
const reader = xml(FORMAT);

export const zoteroRdf: Format = {
  ...reader,
  maxBytes: 64 * MB,
  async *parse(text) {
    yield* reader.parse(once(asItems(await joinText(text))));
  },
};

const PAPER = /<(\/?)(?:bib:(?:Article|BookSection|Book|Thesis|Report|Document|Manuscript)|rdf:Description)(?=[\s>])/g;
const HOST = /<(bib:(?:Journal|Book)) rdf:about="([^"<>]{1,300})"[^<>]{0,300}>/g;
const PART = /<dcterms:isPartOf rdf:resource="([^"<>]{1,300})"\/>/g;

/**
 * Renames the papers to elements `item` and puts the journal that a paper refers to inside it. If several papers share a journal, its
 * ids are left out, because they belong to no single paper.
 */
function asItems(text: string): string {
  const hosts = new Map<string, string>();
  for (const { 0: tag, 1: name = '', 2: id = '', index } of text.matchAll(HOST)) {
    const end = text.indexOf(`</${name}>`, index);
    if (end < 0) break;
    if (end - index < 20_000) hosts.set(id, `<${name}>${text.slice(index + tag.length, end)}</${name}>`);
  }
  const used = new Map<string, number>();
  for (const [, id = ''] of text.matchAll(PART)) used.set(id, (used.get(id) ?? 0) + 1);
  return text
    .replace(PART, (part, id: string) => {
      const host = hosts.get(id);
      if (host === undefined) return part;
      const own = used.get(id) === 1 ? host : host.replace(/<dc:identifier>[^<]{0,500}<\/dc:identifier>/g, '');
      return `<dcterms:isPartOf>${own.replaceAll('bib:Book', 'z:Book')}</dcterms:isPartOf>`.replaceAll('\n', ' ');
    })
    .replace(PAPER, '<$1item');
}
