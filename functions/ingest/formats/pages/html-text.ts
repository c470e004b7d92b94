import { decodeHTML } from 'entities';

/** A tag, or the start of a comment. A match has no other tag in it, so a page is scanned once. */
const TAG = /<(?:!--|(\/?)(!?[a-z][a-z0-9]*)\b([^<>]{0,20000})>)/gi;
/** Elements that no browser shows. */
const UNSEEN = /^(?:script|style|head|svg|template|noscript|select|button|video|audio|canvas|iframe|object|textarea)$/;
/** The start of an author on Hugging Face, whose name is a button if there is no account. */
const OF_AUTHOR = /<span class="author\b(?:(?!<\/span>).)*$/s;
const PARAGRAPH = /^(?:p|h[1-6]|table|ul|ol|dl|section|article|header|footer|nav|main|blockquote|hr|pre)$/;
const LINE = /^(?:div|br|li|tr|td|th|dt|dd|figure|figcaption|form|label|center|address|aside|option)$/;
const BOLD = /^(?:b|strong)$/;
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
/** Where a saved page names its own address. */
const BASES = [
  /<base\s[^<>]{0,200}?href=["'](https?:[^"'<>]{1,500})/i,
  /<link\s[^<>]{0,200}?rel=["']?canonical["']?[^<>]{0,200}?href=["']?(https?:[^"'<>\s]{1,500})/i,
  /<meta\s[^<>]{0,200}?property=["']og:url["'][^<>]{0,200}?content=["'](https?:[^"'<>]{1,500})/i,
  /<!-- saved from url=\(\d+\)(https?:\S{1,500})/i,
];

/** True if a text begins as a page of HTML, perhaps after comments such as where a browser saved it from. */
export const isHtml = (head: string): boolean =>
  /^\s*(?:(?:<\?xml[^<>]{0,200}|<!--(?:(?!-->)[\s\S]){0,2000}--)>\s*){0,9}<(?:!doctype ?(?:html|netscape-bookmark)|html|head|body|meta|title|div|table|script|p|h\d)\b/i.test(
    head,
  );

/** The address of a page, if it names it near its beginning. */
export function pageAddress(html: string): string | undefined {
  const top = html.slice(0, 300_000);
  return BASES.map((place) => place.exec(top)?.[1]).find((found) => found !== undefined);
}

/** Converts HTML to Markdown: its text, headings, lists, bold words and links. */
export function markdownOf(html: string): string {
  const base = pageAddress(html);
  let out = '';
  let link: { url: string; words: string } | undefined;
  let unseen: string | undefined;
  let from = 0;
  const text = (to: number) => {
    if (unseen !== undefined) return;
    const said = decodeHTML(html.slice(from, to).replace(/\s+/g, ' '));
    if (link) link.words += said;
    else out += said;
  };
  const closeLink = () => {
    const { url, words } = link ?? { url: '', words: '' };
    const plain = words.replace(/\s+/g, ' ').trim();
    link = undefined;
    out += plain === '' || url === '' ? plain : `[${plain}](${url})`;
  };
  for (const tag of html.matchAll(TAG)) {
    if (tag.index < from) continue;
    text(tag.index);
    from = tag.index + tag[0].length;
    const [, closing, named = '', attributes = ''] = tag;
    const name = named.toLowerCase();
    if (name === '') {
      const end = html.indexOf('-->', from);
      from = end < 0 ? html.length : end + 3;
    } else if (unseen !== undefined) {
      if (closing && name === unseen) unseen = undefined;
    } else if (UNSEEN.test(name) && !(name === 'button' && OF_AUTHOR.test(html.slice(Math.max(0, tag.index - 300), tag.index)))) {
      if (!closing && !attributes.endsWith('/')) unseen = name;
    } else if (name === 'a') {
      if (link) closeLink();
      if (!closing) link = { url: address(HREF.exec(attributes)?.slice(1).find(Boolean) ?? '', base), words: '' };
    } else if (link) link.words += PARAGRAPH.test(name) || LINE.test(name) ? ' ' : '';
    else if (PARAGRAPH.test(name)) out += !closing && /^h\d$/.test(name) ? '\n\n## ' : '\n\n';
    else if (LINE.test(name)) out += !closing && name === 'li' ? '\n- ' : '\n';
    else if (BOLD.test(name)) out += '**';
  }
  text(html.length);
  if (link) closeLink();
  return out
    .replace(/\*\*\s*\*\*/g, '')
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n');
}

/** The site of a path, for pages that do not name their own address. */
const SITES: readonly [RegExp, string][] = [
  [/^\/(?:papers\/\d{4}\.\d{4,5}|login\?next=)/, 'https://huggingface.co'],
  [/^\/(?:abs|pdf|html)\/(?:\d{4}\.\d{4,5}|[a-z-]{2,9}\/\d{7})/, 'https://arxiv.org'],
];

/** The address that a link leads to; empty if it leads nowhere. `at`: the address of its page. */
export function address(written: string, at: string | undefined): string {
  const plain = decodeHTML(written).trim();
  const base = at ?? SITES.find(([path]) => path.test(plain))?.[1];
  if (/^(?:$|#|javascript:|mailto:)/i.test(plain) || !URL.canParse(plain, base)) return '';
  // Spaces and brackets would end a Markdown link.
  return new URL(plain, base).href
    .replace(/[()\s]/g, encodeURIComponent)
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
}
