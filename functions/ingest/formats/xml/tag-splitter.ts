/** The longest name of a tag with its prefix, in characters. */
const LONGEST_NAME = 100;

/**
 * Splits text before each tag with a name and any prefix. Each part begins with such a tag, except the first and the rest of a part
 * longer than `longest` characters. Two pieces are compared only at their seam: joining them would take most of the time.
 */
export class TagSplitter {
  readonly #name: RegExp;
  readonly #longest: number;
  /** The beginning of the tags in this text, once the first was found. */
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

  /** Returns the text after the last tag that was found. */
  rest(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  /** Splits before a tag that begins in the held text and ends in the piece. */
  *#seam(tag: string, piece: string): Generator<string> {
    const edge = this.#held.slice(-tag.length);
    const at = (edge + piece.slice(0, tag.length)).indexOf(tag);
    if (at < 0 || at >= edge.length) return;
    const cut = this.#held.length - edge.length + at;
    if (cut > 0) yield this.#held.slice(0, cut);
    this.#held = this.#held.slice(cut);
  }
}
