const IMAGE = /!\[[^\]\n]{0,300}\]\([^()\s]{0,2000}(?: "[^"\n]{0,200}")?\)/g;
/** A link in Markdown. Its words may have brackets, and several lines if it is a block. */
const LINK = /\[((?:[^[\]]|\[[^[\]\n]{0,80}\]){0,500})\]\(<?[^\s()<>]{1,1500}>?(?: "[^"\n]{0,200}")?\)/g;

/** Markdown without links, images and escapes: the words that a browser shows. */
export const linksAsWords = (text: string): string =>
  text.includes('](')
    ? text
        .replace(/\\([[\]()<>*_#.+~-])/g, '$1')
        .replace(IMAGE, '')
        .replace(LINK, '$1')
        .replaceAll('**', '')
    : text;

/** Removes the numbers that a text browser puts before links: `[12]pdf`. */
export const withoutNumbers = (text: string): string => text.replace(/\[\d{1,4}\](?=[\p{L}\p{N}$"“·([])/gu, '');

/** The title that a reading tool puts above a page: in front matter, or after the words that begin all titles of the site. */
export const titleAbove = (text: string): string | undefined =>
  /^(?:title: ?["']?(?:\[[\w./-]{7,20}\] |Paper page - )?|(?:# )?(?:\[[\w./-]{7,20}\] |Paper page - ))(.{4,300}?)["']?$/im.exec(
    text,
  )?.[1];

/** Replaces the lines that a reading service puts above a page by empty lines. */
export const withoutToolHeader = (text: string): string =>
  text.replace(/^Title: [^\n]*\n+URL Source: [^\n]*\n+(?:Published Time: [^\n]*\n+)?(?:Markdown Content:)?/, (header) =>
    '\n'.repeat(header.split('\n').length - 1),
  );
