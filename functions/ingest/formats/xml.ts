import { anywhere, type Format, STREAMED } from './format.ts';
import { XmlReading, type XmlSource } from './xml-reading.ts';
import { rootOf } from './xml-root.ts';

/** The grammar of XML for one source: no entity is expanded, and nothing outside the file is ever read. */
export const xml = (source: XmlSource): Format => ({
  name: source.name,
  maxBytes: STREAMED,
  markup: true,
  syndicated: source.syndicated,
  detects: (head) => source.root.test(rootOf(head) ?? '') && (source.has?.test(head) ?? true),
  async *parse(text) {
    const reading = new XmlReading(source);
    for await (const piece of text) {
      // `yield*` would wait three times for each entry.
      for (const entry of reading.write(piece)) yield entry;
      if (reading.stopped) return;
    }
    for (const entry of reading.end()) yield entry;
  },
  search: anywhere,
});
