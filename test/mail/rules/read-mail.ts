import { simpleParser } from 'mailparser';
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';

type Element = DefaultTreeAdapterTypes.Element;

/** A mail as it travelled and as a client reads it. `header` unfolds the raw values of a name; `types` are its leaves, in order. */
export type ReadMail = {
  lines: string[];
  headers: { name: string; value: string }[];
  header(name: string): string[];
  subject: string;
  types: string[];
  text: string;
  html: string;
  elements: Element[];
};

/** Reads a message by the parsers of others: mailparser for MIME, parse5 for HTML. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  const { headerLines, subject = '', text = '', html } = await simpleParser(raw, { skipTextToHtml: true });
  const headers = headerLines.map(({ line }) => {
    const [, name = '', value = ''] = /^([^:]*):([\s\S]*)$/.exec(line) ?? [];
    return { name: name.toLowerCase(), value: value.replace(/\r?\n(?=[ \t])/g, '').trim() };
  });
  const source = raw.toString('latin1');
  const header = (name: string) => headers.filter((one) => one.name === name.toLowerCase()).map(({ value }) => value);
  const [, boundary] = /boundary="?([^";]+)/i.exec(header('content-type')[0] ?? '') ?? [];
  return {
    lines: source.split('\n'),
    headers,
    header,
    subject,
    types: boundary ? source.split(`--${boundary}`).slice(1, -1).map(contentType) : [contentType(source)],
    text,
    html: html || '',
    elements: elements(html || ''),
  };
}

/** `text/html; charset=utf-8`, of a part or a whole message. */
const contentType = (part: string) => (/^content-type:\s*([^\r\n]*)/im.exec(part)?.[1] ?? 'text/plain').toLowerCase();

/** All elements of a page, in document order, as a mail client's parser sees them. */
export function elements(html: string): Element[] {
  const walk = (node: DefaultTreeAdapterTypes.Node): Element[] => [
    ...(defaultTreeAdapter.isElementNode(node) ? [node] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(walk) : []),
  ];
  return walk(parse(html));
}

export const attribute = (element: Element, name: string) => element.attrs.find((attr) => attr.name === name)?.value;

/** Where the links of a page lead, in order. */
export const hrefs = (page: readonly Element[]) => page.flatMap((element) => attribute(element, 'href') ?? []);

/** What a person can read of a node: its text without the style sheet. */
export function words(node: DefaultTreeAdapterTypes.Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  if (node.nodeName === 'style' || ('attrs' in node && attribute(node, 'aria-hidden') === 'true')) return '';
  return 'childNodes' in node ? node.childNodes.map(words).join('') : '';
}
