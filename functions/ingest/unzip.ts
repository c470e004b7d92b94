import { Unzip, UnzipInflate } from 'fflate';
import type { PackedInput } from './decompress.ts';

/** A file of an upload: the upload itself, or a file of a zip archive with its `name`. */
export type InnerFile = { name?: string; bytes: AsyncIterable<Uint8Array> };

/** Entries that are not feeds: folders, and files that operating systems add. */
const CLUTTER = /(?:^|\/)(?:__MACOSX\/|\.[^./]|Thumbs\.db$|desktop\.ini$)|\/$/i;
const MOST_FILES = 1_000;
const OFFICE = 'This is an Office document (Word, Excel or PowerPoint): save its list as CSV or as text, and upload that.';

/** A file of the archive. `chunks` are unpacked and not yet read. */
type ZipEntry = { name: string; chunks: Uint8Array[]; done: boolean };

const DAMAGED = 'The zip archive is damaged: what could be unpacked was taken.';

/**
 * Yields the files of a zip archive one after the other while it is read, so no file is held whole. Stops the input if the archive
 * cannot or must not be read to its end.
 */
export async function* unzip(input: PackedInput): AsyncGenerator<InnerFile> {
  const waiting: ZipEntry[] = [];
  let seen = 0;
  const archive = new Unzip((file) => {
    seen += 1;
    if (seen > MOST_FILES) return input.stop(`The archive holds more than ${MOST_FILES} files.`, true);
    if (file.name === '[Content_Types].xml') return input.stop(OFFICE, true);
    if (CLUTTER.test(file.name)) return undefined;
    const entry: ZipEntry = { name: file.name, chunks: [], done: false };
    waiting.push(entry);
    file.ondata = (error, chunk, final) => {
      if (error) input.stop(DAMAGED);
      else if (input.admits(chunk.length) && chunk.length > 0) entry.chunks.push(chunk);
      if (final) entry.done = true;
    };
    try {
      file.start();
    } catch {
      entry.done = true;
      input.stop(`The zip archive packs ${file.name.slice(0, 100)} in a way that is not read here (it may be encrypted).`);
    }
    return undefined;
  });
  archive.register(UnzipInflate);

  const pull = async (): Promise<void> => {
    const slice = await input.slice();
    if (!slice) {
      if (waiting.some(({ done }) => !done)) input.stop('The zip archive ends too early: what could be unpacked was taken.');
      else if (seen === 0) input.stop('The zip archive is damaged, or holds no files.', true);
      input.stopped = true;
      return;
    }
    try {
      archive.push(slice);
    } catch {
      input.stop(DAMAGED);
    }
  };
  async function* contents(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    for (;;) {
      yield* entry.chunks.splice(0);
      if (entry.done || input.stopped) return;
      await pull();
    }
  }
  for (;;) {
    const entry = waiting[0];
    if (entry) {
      const content = contents(entry);
      yield { name: entry.name, bytes: content };
      // A caller that stops early leaves the rest. Read and drop it, so that it does not fill the memory.
      for await (const _ of content);
      for (; !entry.done && !input.stopped; entry.chunks.length = 0) await pull();
      waiting.shift();
    } else if (input.stopped) return;
    else await pull();
  }
}
