const NEWLINES = /\r\n?/g;

/** Where a text declares its encoding: XML's first line, HTML's head, or a BibTeX editor's comment. */
const DECLARED =
  /^(?:\s|\ufeff)*<\?xml[^>]{0,100}\bencoding\s*=\s*["']([\w.:-]{1,40})["']|<meta[^>]{0,100}\bcharset\s*=\s*["']?([\w.:-]{1,40})|^\s*%[^\n]{0,100}\b(?:en)?coding\s*[:=]\s*([\w.:-]{1,40})/im;

/**
 * The encoding of a text. The first of these that applies decides: the byte order mark; the positions of zero bytes (UTF-16);
 * valid UTF-8; the declared encoding; and last the high bytes: pairs mean Chinese (GB 18030), single ones Western (Windows-1252).
 */
export function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 4096);
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 4 && even < odd / 8) return 'utf-16le';
  if (even > sample.length / 4 && odd < even / 8) return 'utf-16be';
  // The head may end inside a character. With `stream` the incomplete end does not count as a fault.
  const lenient = new TextDecoder('utf-8').decode(head, { stream: true });
  const faults = lenient.split('\ufffd').length - 1;
  const letters = lenient.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  if (letters > faults) return 'utf-8';
  const declared = declaredEncoding(head);
  if (declared) return declared;
  if (faults === 0) return 'utf-8';
  return isPaired(head) ? 'gb18030' : 'windows-1252';
}

function declaredEncoding(head: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(head.subarray(0, 2048));
  const label = DECLARED.exec(start)
    ?.slice(1)
    .find((name) => name !== undefined);
  // Real UTF-16 has zero bytes and was found above.
  if (label === undefined || /^(?:x-)?(?:utf|ucs|unicode)/i.test(label)) return undefined;
  try {
    return new TextDecoder(label).encoding;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** True if most high bytes come in pairs, as in Chinese. In Western text they are single. */
function isPaired(head: Uint8Array): boolean {
  let [run, paired, high] = [0, 0, 0];
  for (const byte of head) {
    if (byte > 0x7f) {
      run += 1;
      high += 1;
    } else {
      if (run % 2 === 0) paired += run;
      run = 0;
    }
  }
  return paired > 1 && paired >= high * 0.8;
}

/**
 * Decodes bytes in pieces. Drops the byte order mark and zero bytes, and writes line ends as `\n`. Faulty bytes become U+FFFD.
 */
export async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let held = '';
  const clean = (text: string) => {
    const plain = text.includes('\0') ? text.replaceAll('\0', '') : text;
    return plain.includes('\r') ? plain.replace(NEWLINES, '\n') : plain;
  };
  for await (const chunk of bytes) {
    const text = held + decoder.decode(chunk, { stream: true });
    // A CR at a chunk's end may be half of a CRLF.
    held = text.endsWith('\r') ? '\r' : '';
    yield clean(held ? text.slice(0, -1) : text);
  }
  yield clean(held + decoder.decode());
}
