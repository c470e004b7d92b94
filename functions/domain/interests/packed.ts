/**
 * Rising numbers and a weight for each, 1 to 255, in about two bytes: the step from the number before in groups of seven bits, the lowest
 * first, then the weight.
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

/** Tells each number and its weight. Bytes that are cut off tell what is whole. */
export function eachPacked(bytes: Uint8Array, tell: (number: number, weight: number) => void): void {
  let number = 0;
  for (let i = 0; i < bytes.length; ) {
    let step = 0;
    let byte = 128;
    for (let shift = 0; byte > 127 && shift < 28; shift += 7) {
      byte = bytes[i++] ?? 0;
      step |= (byte & 127) << shift;
    }
    if (i >= bytes.length) return;
    number += step;
    tell(number, bytes[i++] ?? 0);
  }
}
