/**
 * Packs rising numbers, each with a weight of 1 to 255, in about two bytes: the step from the number before in groups of seven
 * bits, lowest first, then the weight.
 */
export function pack(numbers: ArrayLike<number>, weights: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let before = 0;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] ?? 0;
    let step = number - before;
    for (; step > 127; step >>>= 7) bytes.push(128 | (step & 127));
    bytes.push(step, weights[i] ?? 0);
    before = number;
  }
  return Uint8Array.from(bytes);
}

/** Numbers of terms and their weights. */
export type Weighted = { terms: Uint32Array; weights: Uint8Array };

/** Unpacks what `pack` made. If the bytes are cut off, an incomplete last entry is left out. */
export function unpack(bytes: Uint8Array): Weighted {
  const terms = new Uint32Array(bytes.length >>> 1);
  const weights = new Uint8Array(terms.length);
  let [found, term] = [0, 0];
  for (let i = 0; i < bytes.length; ) {
    let byte = bytes[i++] ?? 0;
    let step = byte & 127;
    for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
      byte = bytes[i++] ?? 0;
      step |= (byte & 127) << shift;
    }
    if (i >= bytes.length) break;
    term += step;
    terms[found] = term;
    weights[found++] = bytes[i++] ?? 0;
  }
  return { terms: terms.subarray(0, found), weights: weights.subarray(0, found) };
}
