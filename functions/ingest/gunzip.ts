import { crc32, createInflateRaw } from 'node:zlib';
import { MB } from './formats/format.ts';
import type { UnpackLimits } from './unpack-limits.ts';

/** Called if data was not read to its end: with the reason, and with `refuse` if no paper of it may be taken. */
export type ReportProblem = (sentence: string, refuse: boolean) => void;

const DAMAGED =
  'The gzip data is damaged or ends too early: what could be unpacked was taken. Pack the file again and upload it for the rest.';
const TRAILING = 'After the gzip data come bytes that are not gzip; they were not read.';

/**
 * Unpacks all members of a gzip file. Node's own gunzip drops its last output if other bytes follow a member, and real files end in
 * such bytes. So this code finds the members, and zlib gets one at a time.
 */
export async function* gunzip(
  bytes: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
  report: ReportProblem,
): AsyncGenerator<Uint8Array> {
  const input = new Input(bytes, limits);
  for (let members = 0; ; members += 1) {
    const next = await readHeader(input);
    if (next === 'end') return;
    if (next !== 'member') {
      report(members > 0 && next === 'other' ? TRAILING : DAMAGED, false);
      return;
    }
    let sum = 0;
    for await (const chunk of inflateMember(input, limits, report)) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
    if (input.stopped) return;
    const trailer = await input.take(8);
    if (trailer?.readUInt32LE() !== sum) {
      report(DAMAGED, false);
      return;
    }
  }
}

/** Reads the header of the next member, if there is one. Zeros after the last member are padding. */
async function readHeader(input: Input): Promise<'member' | 'end' | 'cut' | 'other'> {
  const head = await input.take(10);
  if (!head) return input.left.every((byte) => byte === 0) ? 'end' : 'other';
  if (head.every((byte) => byte === 0)) return 'end';
  if (head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) return 'other';
  const flags = head[3] ?? 0;
  if (flags & 4) {
    const length = await input.take(2);
    if (!length || !(await input.take(length.readUInt16LE()))) return 'cut';
  }
  for (const text of [8, 16]) {
    if (!(flags & text)) continue;
    for (;;) {
      const byte = await input.take(1);
      if (!byte) return 'cut';
      if (byte[0] === 0) break;
    }
  }
  if (flags & 2 && !(await input.take(2))) return 'cut';
  return 'member';
}

async function* inflateMember(input: Input, limits: UnpackLimits, report: ReportProblem): AsyncGenerator<Uint8Array> {
  // With chunks of 1 MB zlib is five times as fast as with its default of 16 KB.
  const stream = createInflateRaw({ chunkSize: MB });
  const ready: Uint8Array[] = [];
  let ended = false;
  const stop = (sentence: string, refuse: boolean) => {
    if (!input.stopped) report(sentence, refuse);
    input.stopped = true;
    stream.destroy();
  };
  const settled = new Promise<void>((resolve) => {
    stream.on('end', () => {
      ended = true;
      resolve();
    });
    stream.on('close', resolve);
  });
  stream.on('error', () => stop(DAMAGED, false));
  stream.on('data', (chunk: Uint8Array) => {
    const excess = limits.countUnpacked(chunk.length);
    if (excess) stop(excess, true);
    else if (!input.stopped) ready.push(chunk);
  });
  for (let fed = 0; !ended && !input.stopped; ) {
    const slice = await input.slice();
    if (!slice) {
      stop(DAMAGED, false);
      break;
    }
    fed += slice.length;
    // If zlib leaves the rest of a slice, it ends and does not call back: `settled` resolves instead.
    await Promise.race([new Promise((done) => stream.write(slice, done)), settled]);
    yield* ready.splice(0);
    if (ended) input.unread(slice.subarray(slice.length - (fed - stream.bytesWritten)));
  }
  yield* ready;
  stream.destroy();
}

/** A stream of bytes that is read by count. */
class Input {
  /** True once reading must stop. */
  stopped = false;
  /** Read from the stream, not yet taken. */
  left: Uint8Array = new Uint8Array();
  readonly #bytes: AsyncIterator<Uint8Array>;
  readonly #limits: UnpackLimits;

  constructor(bytes: AsyncIterable<Uint8Array>, limits: UnpackLimits) {
    this.#bytes = bytes[Symbol.asyncIterator]();
    this.#limits = limits;
  }

  /** The next bytes, at most `SLICE` of them; undefined at the end. */
  async slice(): Promise<Uint8Array | undefined> {
    if (this.left.length === 0 && !(await this.#more())) return undefined;
    const slice = this.left.subarray(0, SLICE);
    this.#limits.countPacked(slice.length);
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
    this.left = this.left.length === 0 ? bytes : Buffer.concat([bytes, this.left]);
  }

  async #more(): Promise<boolean> {
    const next = await this.#bytes.next();
    if (next.done) return false;
    this.left = this.left.length === 0 ? next.value : Buffer.concat([this.left, next.value]);
    return true;
  }
}

/** Bytes that a decompressor gets at once. They bound its output before it can be stopped. */
export const SLICE = 16 * 1024;
