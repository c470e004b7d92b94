import { Unzip, UnzipInflate } from 'fflate';
import { type ReportProblem, SLICE } from './gunzip.ts';
import type { UnpackLimits } from './unpack-limits.ts';

/** A file of an upload: the upload itself, or a file of a zip archive with its `name`. */
export type InnerFile = { name?: string; bytes: AsyncIterable<Uint8Array> };

/** Entries that are not feeds: folders, and files that operating systems add. */
const CLUTTER = /(?:^|\/)(?:__MACOSX\/|\.[^./]|Thumbs\.db$|desktop\.ini$)|\/$/i;
const MOST_FILES = 1_000;
const OFFICE = 'This is an Office document (Word, Excel or PowerPoint): save its list as CSV or as text, and upload that.';

/** A file of the archive. `chunks` are unpacked and not yet read. */
type ZipEntry = { name: string; chunks: Uint8Array[]; done: boolean };

/**
 * Yields the files of a zip archive one after the other while it is read, so no file is held whole. Calls `report` if the archive
 * cannot or must not be read to its end.
 */
export async function* unzip(
  bytes: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
  report: ReportProblem,
): AsyncGenerator<InnerFile> {
  const input = bytes[Symbol.asyncIterator]();
  const waiting: ZipEntry[] = [];
  let ended = false;
  let seen = 0;
  const stop = (sentence: string, refuse: boolean) => {
    if (!ended) report(sentence, refuse);
    ended = true;
  };
  const archive = new Unzip((file) => {
    seen += 1;
    if (seen > MOST_FILES) return stop(`The archive holds more than ${MOST_FILES} files.`, true);
    if (file.name === '[Content_Types].xml') return stop(OFFICE, true);
    if (CLUTTER.test(file.name)) return undefined;
    const entry: ZipEntry = { name: file.name, chunks: [], done: false };
    waiting.push(entry);
    file.ondata = (error, chunk, final) => {
      const excess = chunk && limits.countUnpacked(chunk.length);
      if (error) stop('The zip archive is damaged: what could be unpacked was taken.', false);
      else if (excess) stop(excess, true);
      else if (chunk.length > 0) entry.chunks.push(chunk);
      if (final) entry.done = true;
    };
    try {
      file.start();
    } catch {
      entry.done = true;
      stop(`The zip archive packs ${file.name.slice(0, 100)} in a way that is not read here (it may be encrypted).`, false);
    }
    return undefined;
  });
  archive.register(UnzipInflate);

  let held: Uint8Array = new Uint8Array();
  const pull = async (): Promise<void> => {
    if (held.length === 0) {
      const next = await input.next();
      held = next.done ? new Uint8Array() : next.value;
      if (next.done) {
        if (waiting.some(({ done }) => !done)) stop('The zip archive ends too early: what could be unpacked was taken.', false);
        else if (seen === 0) stop('The zip archive is damaged, or holds no files.', true);
        ended = true;
        return;
      }
    }
    const slice = held.subarray(0, SLICE);
    held = held.subarray(SLICE);
    limits.countPacked(slice.length);
    try {
      archive.push(slice);
    } catch {
      stop('The zip archive is damaged: what could be unpacked was taken.', false);
    }
  };
  async function* contents(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    for (;;) {
      yield* entry.chunks.splice(0);
      if (entry.done || ended) return;
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
      for (; !entry.done && !ended; entry.chunks.length = 0) await pull();
      waiting.shift();
    } else if (ended) return;
    else await pull();
  }
}
