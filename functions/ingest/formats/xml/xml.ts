import { anywhere, CLAIMED, EMPTY, type Format, STREAMED } from '../format.ts';
import { XmlReading, type XmlSource } from './reading.ts';
import { rootOf } from './root.ts';

/** An answer that counts what it found. */
const COUNT = /<(?:[\w.-]{1,50}:)?(?:totalResults|hitCount)(?:\s[^<>]{0,300})?>\s*[1-9]/;

/** The grammar of XML for one source: no entity is expanded, and nothing outside the file is ever read. */
export const xml = (source: XmlSource): Format => ({
  name: source.name,
  maxBytes: STREAMED,
  markup: true,
  syndicated: source.syndicated,
  detects: (head) => source.root.test(rootOf(head) ?? '') && (source.has?.test(head) ?? true),
  async *parse(text) {
    const reading = new XmlReading(source);
    let head = '';
    for await (const piece of text) {
      if (head.length < 4_000) head = (head + piece).slice(0, 4_000);
      // `yield*` would wait three times for each entry.
      for (const entry of reading.write(piece)) yield entry;
      if (reading.stopped) return;
    }
    for (const entry of reading.end()) yield entry === EMPTY && COUNT.test(head) ? CLAIMED : entry;
  },
  search: anywhere,
});
