import { MOST_LINES, TOO_MANY_LINES } from '../lines.ts';
import { withoutToolHeader } from '../pages/copied.ts';
import { withReferences } from '../pages/markdown.ts';

/** Tags that Markdown may hold. Their words stay, and links and bold words become Markdown. */
const TAG = String.raw`<\/?(?:details|summary|div|p|center|span|font|table|thead|tbody|tr|t[dh]|br|hr|img|ul|ol|li|su[bp]|i|em|u|small|code|kbd|picture|source|h[1-6])\b[^<>]{0,1000}>`;
const TAGS_FIRST = new RegExp(String.raw`^(?:[ \t]*${TAG})+`, 'gim');
const TAGS = new RegExp(TAG, 'gi');
const ANCHOR = /<a\s[^<>]{0,500}?href=["']?(https?:[^"'<>\s()]{1,1000})["']?[^<>]{0,500}>([^<>[\]]{1,500})<\/a>/gi;
/** A link in the format of Emacs' Org mode. */
const ORG_LINK = /\[\[(https?:[^\][\s]{1,2000})\]\[([^\][\n]{1,500})\]\]/g;

/** A link as wikis write it: `[https://arxiv.org/abs/2603.00001 On Lists]`. */
const WIKI_LINK = /\[(https?:[^\][\s]{1,2000}) ([^\][\n]{1,500})\]/g;
/** The state of a heading of Org mode: `* TODO A title`. */
const ORG_STATE = /^(\*+) (?:TODO|DONE|NEXT|WAITING) /gm;

/** When and by whom a message of a chat was written. */
const CHAT = /^\[\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?\] [^:\n]{1,40}: /gm;

/** The lines of a text as Markdown: without tags, with links in place. Throws a `RangeError` if it has too many lines. */
export function markdownLines(text: string): string[] {
  const lines = withReferences(
    withoutTags(withoutToolHeader(text))
      .replace(/\\([[\]_])/g, '$1')
      .replace(ORG_LINK, '[$2]($1)')
      .replace(WIKI_LINK, '[$2]($1)')
      .replace(CHAT, '- ')
      .replace(ORG_STATE, '$1 ')
      .replace(/[\u00a0\u202f]/g, ' '),
  ).split('\n', MOST_LINES + 1);
  if (lines.length > MOST_LINES) throw new RangeError(TOO_MANY_LINES);
  return lines;
}

const withoutTags = (text: string) =>
  /<\w/.test(text)
    ? text
        .replace(ANCHOR, '[$2]($1)')
        .replace(/<\/?(?:b|strong)>/gi, '**')
        .replace(TAGS_FIRST, '')
        .replace(TAGS, ' ')
    : text;
