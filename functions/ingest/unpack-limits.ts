import { MB } from './formats/format.ts';

/** Unpacked, a file may have this many bytes, and so many for each byte it came with, once it is no longer small. */
const LIMITS = { bytes: 500 * MB, ratio: 200, small: 16 * MB };

/** Counts what goes in and comes out; a sentence when it is too much. */
export class Meter {
  #in = 0;
  #out = 0;

  took(bytes: number): void {
    this.#in += bytes;
  }

  gave(bytes: number): string | undefined {
    this.#out += bytes;
    if (this.#out > LIMITS.bytes)
      return `Unpacked, this is larger than ${LIMITS.bytes / MB} MB. Split it, or upload JSON Lines that are not packed.`;
    if (this.#out > LIMITS.small && this.#out > this.#in * LIMITS.ratio)
      return `It unpacks to more than ${LIMITS.ratio} times its size, as only an attack does; it was not read further.`;
    return undefined;
  }
}
