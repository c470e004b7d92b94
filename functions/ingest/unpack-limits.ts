import { MB } from './formats/format.ts';

/** Unpacked bytes at most; and, above `small` bytes, unpacked bytes for each packed byte at most. */
const LIMITS = { bytes: 500 * MB, ratio: 200, small: 16 * MB };

/** Counts packed and unpacked bytes. `countUnpacked` returns the reason to refuse the file once it is too large. */
export class UnpackLimits {
  #in = 0;
  #out = 0;

  countPacked(bytes: number): void {
    this.#in += bytes;
  }

  countUnpacked(bytes: number): string | undefined {
    this.#out += bytes;
    if (this.#out > LIMITS.bytes)
      return `Unpacked, this is larger than ${LIMITS.bytes / MB} MB. Split it into several files, or upload it as JSON Lines without packing it.`;
    if (this.#out > LIMITS.small && this.#out > this.#in * LIMITS.ratio)
      return `It unpacks to more than ${LIMITS.ratio} times its size, as only an attack does, so it was not read further. Upload it unpacked.`;
    return undefined;
  }
}
