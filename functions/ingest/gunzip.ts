import { crc32 } from 'node:zlib';
import { decompress, type PackedInput } from './decompress.ts';

const DAMAGED =
  'The gzip data is damaged or ends too early: what could be unpacked was taken. Pack the file again and upload it for the rest.';
const TRAILING = 'After the gzip data come bytes that are not gzip; they were not read.';

/**
 * Unpacks all members of a gzip file. Node's own gunzip drops its last output if other bytes follow a member, and real files end in
 * such bytes. So this code finds the members, and zlib gets one at a time.
 */
export async function* gunzip(input: PackedInput): AsyncGenerator<Uint8Array> {
  for (let members = 0; !input.stopped; members += 1) {
    const next = await readHeader(input);
    if (next === 'end') return;
    if (next !== 'member') return input.stop(members > 0 && next === 'other' ? TRAILING : DAMAGED);
    let sum = 0;
    for await (const chunk of decompress('deflate', input, DAMAGED)) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
    const trailer = await input.take(8);
    if (trailer?.readUInt32LE() !== sum) input.stop(DAMAGED);
  }
}

/** Reads the header of the next member, if there is one. Zeros after the last member are padding. */
async function readHeader(input: PackedInput): Promise<'member' | 'end' | 'cut' | 'other'> {
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
    let byte: Buffer | undefined;
    do {
      byte = await input.take(1);
      if (!byte) return 'cut';
    } while (byte[0] !== 0);
  }
  if (flags & 2 && !(await input.take(2))) return 'cut';
  return 'member';
}
