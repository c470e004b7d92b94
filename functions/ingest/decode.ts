const NEWLINES = /\r\n?/g;

/** The encoding that bytes declare by a byte order mark, by where their zeros fall, or by being UTF-8 at all. */
export function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 4096);
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 4 && even < odd / 8) return 'utf-16le';
  if (even > sample.length / 4 && odd < even / 8) return 'utf-16be';
  // A sample may be cut in mid-character: streaming keeps the incomplete end from counting as a fault.
  const lenient = new TextDecoder('utf-8').decode(head, { stream: true });
  const faults = lenient.split('\ufffd').length - 1;
  const letters = lenient.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  return faults > letters ? 'windows-1252' : 'utf-8';
}

/** Decodes piece by piece, byte order mark and zero bytes dropped, line ends as `\n`. Faulty bytes become U+FFFD. */
export async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let held = '';
  const clean = (text: string) => text.replaceAll('\0', '').replace(NEWLINES, '\n');
  for await (const chunk of bytes) {
    const text = held + decoder.decode(chunk, { stream: true });
    // A CR at a chunk's end may be half of a CRLF.
    held = text.endsWith('\r') ? '\r' : '';
    yield clean(held ? text.slice(0, -1) : text);
  }
  yield clean(held + decoder.decode());
}

/** The first `size` bytes of a stream, and the stream as it was. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let length = 0;
  let done = false;
  while (length < size && !done) {
    const next = await iterator.next();
    if (next.done) done = true;
    else {
      read.push(next.value);
      length += next.value.length;
    }
  }
  async function* all() {
    yield* read;
    if (!done) for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head: Buffer.concat(read).subarray(0, size), all: all() };
}
