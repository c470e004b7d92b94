import { EMPTY_BUT_COUNTED, EMPTY_FEED, type Entry, type Format, STREAMED_BYTES } from '../format.ts';
import { local } from './node.ts';
import { type XmlFormat, XmlRecordReader } from './record-reader.ts';
import { rootOf } from './root.ts';

/** An answer that counts its results. */
const COUNT = /<(?:[\w.-]{1,50}:)?(?:totalResults|hitCount)(?:\s[^<>]{0,300})?>\s*[1-9]/;

/** An XML format as we read it. It expands no entities of the file's own and reads nothing outside the file. */
export const xml = (format: XmlFormat) =>
  ({
    name: format.name,
    maxBytes: STREAMED_BYTES,
    markup: true,
    syndicated: format.syndicated,
    detects: (head: string) => format.root.test(local(rootOf(head) ?? '')) && (format.has?.test(head) ?? true),
    async *parse(text: AsyncIterable<string>): AsyncGenerator<Entry> {
      const reading = new XmlRecordReader(format);
      let head = '';
      for await (const piece of text) {
        if (head.length < 4_000) head = (head + piece).slice(0, 4_000);
        // `yield*` would wait three times for each entry.
        for (const entry of reading.write(piece)) yield entry;
        if (reading.stopped) return;
      }
      for (const entry of reading.end()) yield entry === EMPTY_FEED && COUNT.test(head) ? EMPTY_BUT_COUNTED : entry;
    },
  }) satisfies Format;
