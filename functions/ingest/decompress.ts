import { createInflateRaw, createZstdDecompress } from 'node:zlib';
import { MB } from './formats/format.ts';

/** Unpacked bytes at most; and, above `small` bytes, unpacked bytes for each packed byte at most. */
const LIMITS = { bytes: 500 * MB, ratio: 200, small: 16 * MB };

/** Bytes that a decompressor gets at once. They bound its output before it can be stopped. */
const SLICE = 16 * 1024;

/** The packed bytes of a file, read by count, and the limits on what they may unpack to. */
export class PackedInput {
  /** True once reading must stop. */
  stopped = false;
  /** Read from the stream, not yet taken. */
  left: Uint8Array = new Uint8Array();
  #packed = 0;
  #unpacked = 0;
  readonly #bytes: AsyncIterator<Uint8Array>;
  readonly #report: (sentence: string, refuse: boolean) => void;

  constructor(bytes: AsyncIterable<Uint8Array>, report: (sentence: string, refuse: boolean) => void) {
    this.#bytes = bytes[Symbol.asyncIterator]();
    this.#report = report;
  }

  /** Stops, and reports why data was not read to its end. `refuse`: no paper of it may be taken. */
  stop(sentence: string, refuse = false): void {
    if (!this.stopped) this.#report(sentence, refuse);
    this.stopped = true;
  }

  /** Counts unpacked bytes. True if they may be taken; stops once they are too many. */
  admits(unpacked: number): boolean {
    this.#unpacked += unpacked;
    if (this.#unpacked > LIMITS.bytes)
      this.stop(
        `Unpacked, this is larger than ${LIMITS.bytes / MB} MB. Split it into several files, or upload it as JSON Lines without packing it.`,
        true,
      );
    else if (this.#unpacked > LIMITS.small && this.#unpacked > this.#packed * LIMITS.ratio)
      this.stop(
        `It unpacks to more than ${LIMITS.ratio} times its size, as only an attack does, so it was not read further. Upload it unpacked.`,
        true,
      );
    return !this.stopped;
  }

  /** True if there is another byte. */
  async goesOn(): Promise<boolean> {
    return !this.stopped && (this.left.length > 0 || (await this.#more()));
  }

  /** The next bytes, at most `SLICE` of them; undefined at the end. */
  async slice(): Promise<Uint8Array | undefined> {
    if (!(await this.goesOn())) return undefined;
    const slice = this.left.subarray(0, SLICE);
    this.#packed += slice.length;
    this.left = this.left.subarray(slice.length);
    return slice;
  }

  /** Exactly `count` bytes. If fewer are left, returns undefined and takes none. */
  async take(count: number): Promise<Buffer | undefined> {
    while (this.left.length < count) if (!(await this.#more())) return undefined;
    const taken = this.left.subarray(0, count);
    this.left = this.left.subarray(count);
    return Buffer.from(taken);
  }

  unread(bytes: Uint8Array): void {
    this.left = Buffer.concat([bytes, this.left]);
  }

  async #more(): Promise<boolean> {
    const next = await this.#bytes.next();
    if (!next.done) this.left = this.left.length === 0 ? next.value : Buffer.concat([this.left, next.value]);
    return !next.done;
  }
}

/**
 * Unpacks data of zlib until it ends; the bytes after it stay in the input. Stops the input with the sentence `damaged` at a fault,
 * and if the limits are passed. Yields what comes before.
 */
export async function* decompress(kind: 'deflate' | 'zstd', input: PackedInput, damaged: string): AsyncGenerator<Uint8Array> {
  // With chunks of 1 MB zlib is five times as fast as with its default of 16 KB.
  const stream = (kind === 'zstd' ? createZstdDecompress : createInflateRaw)({ chunkSize: MB });
  const ready: Uint8Array[] = [];
  let ended = false;
  const settled = new Promise<void>((resolve) => {
    stream.on('end', () => {
      ended = true;
      resolve();
    });
    stream.on('close', resolve);
  });
  stream.on('error', () => input.stop(damaged));
  stream.on('data', (chunk: Uint8Array) => {
    if (input.admits(chunk.length)) ready.push(chunk);
  });
  let fed = 0;
  while (!ended && !input.stopped) {
    const slice = await input.slice();
    if (slice) {
      fed += slice.length;
      // If zlib leaves the rest of a slice, it ends and does not call back: `settled` resolves instead.
      await Promise.race([new Promise((done) => stream.write(slice, done)), settled]);
    } else {
      stream.end();
      await settled;
    }
    yield* ready.splice(0);
    if (ended && slice) input.unread(slice.subarray(slice.length - (fed - stream.bytesWritten)));
  }
  stream.destroy();
}
