/** Characters of a tag's name at most, prefix included. */
const LONGEST_NAME = 100;

/**
 * Cuts text before each tag of a name, whatever its prefix, so that what is yielded begins with such a tag, the first and
 * whatever is longer than `longest` characters excepted. Pieces are never joined, which would cost more than all the rest: only
 * what a piece and its predecessor share is.
 */
export class Cuts {
  readonly #name: RegExp;
  readonly #longest: number;
  /** How the tags of this text begin, once the first is seen. */
  #tag: string | undefined;
  #held = '';

  constructor(name: string, longest: number) {
    this.#name = new RegExp(String.raw`<(?:[\w.-]{1,50}:)?${name}(?=[\s/>])`);
    this.#longest = longest;
  }

  *of(piece: string): Generator<string> {
    this.#tag ??= this.#name.exec(this.#held.slice(-LONGEST_NAME) + piece)?.[0];
    let start = 0;
    if (this.#tag !== undefined) {
      yield* this.#seam(this.#tag, piece);
      for (let at = piece.indexOf(this.#tag); at !== -1; at = piece.indexOf(this.#tag, at + 1)) {
        yield this.#held + piece.slice(start, at);
        this.#held = '';
        start = at;
      }
    }
    this.#held += piece.slice(start);
    if (this.#held.length > this.#longest) yield this.rest();
  }

  /** What no tag has followed yet. */
  rest(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  /** Cuts before a tag that begins in what is held and ends in the piece. */
  *#seam(tag: string, piece: string): Generator<string> {
    const edge = this.#held.slice(-tag.length);
    const at = (edge + piece.slice(0, tag.length)).indexOf(tag);
    if (at < 0 || at >= edge.length) return;
    const cut = this.#held.length - edge.length + at;
    if (cut > 0) yield this.#held.slice(0, cut);
    this.#held = this.#held.slice(cut);
  }
}
