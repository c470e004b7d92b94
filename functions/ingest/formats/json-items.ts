import { LONGEST } from './lines.ts';

/** One item of a JSON text: its text, its index, and where it begins, in characters. */
export type Item = { index: number; offset: number; json: string; complete: boolean };

/** Keys are looked at down to here. */
const DEEPEST = 16;

/**
 * Cuts the items out of a JSON text without parsing them, so that one broken item costs only itself and only one is held
 * at a time. They are the elements of each array at one of `paths`, or an object that stands there; the path of a
 * document itself is empty, and `*` as its last key is any. A text cut short yields its last item with `complete: false`,
 * empty when the cut fell between two. Arrays that are all empty yield one empty item that is complete.
 */
export async function* items(text: AsyncIterable<string>, paths: readonly string[]): AsyncGenerator<Item> {
  const cutter = new Cutter(paths);
  for await (const piece of text) yield* cutter.write(piece);
  yield* cutter.end();
}

class Cutter {
  readonly #paths: ReadonlySet<string>;
  /** The paths that end in `*`, without it, and how many keys they have. */
  readonly #anyKey: readonly { above: string; levels: number }[];
  #cutShort = false;
  /** Whether such an array began. */
  #entered = false;
  /** What is held: from the item's start, or from the last thing that may be a key. */
  #held = '';
  /** Where `#held` begins in the whole text, and how far it has been looked at. */
  #base = 0;
  #at = 0;
  /** Outside items: the keys that lead here, one a level; an array adds a level without a key. */
  #keys: string[] = [];
  #levels = 0;
  /** Inside a string: whether its next character is escaped. */
  #string: { escaped: boolean; start: number } | undefined;
  #lastString = '';
  /** Inside the items: where the current one begins, and its depth. */
  #item: { start: number; depth: number; single: boolean } | undefined;
  #index = 0;

  constructor(paths: readonly string[]) {
    this.#paths = new Set(paths);
    this.#anyKey = paths
      .filter((path) => /(?:^|\.)\*$/.test(path))
      .map((path) => ({ above: path.slice(0, -2), levels: path.split('.').length }));
  }

  *write(piece: string): Generator<Item> {
    this.#held += piece;
    const mark = /["[\]{},:]/g;
    while (this.#at < this.#held.length) {
      if (this.#string) {
        this.#inString();
        continue;
      }
      mark.lastIndex = this.#at;
      const found = mark.exec(this.#held);
      if (!found) {
        this.#at = this.#held.length;
        break;
      }
      this.#at = found.index + 1;
      if (found[0] === '"') this.#string = { escaped: false, start: found.index };
      else if (this.#item) yield* this.#inItems(found[0], found.index);
      else this.#outside(found[0], found.index);
    }
    if (this.#item && this.#at - this.#item.start > LONGEST) yield* this.#cut(this.#at, false);
    this.#forget();
  }

  *end(): Generator<Item> {
    if (this.#item) yield* this.#cut(this.#held.length, false);
    if (this.#levels > 0 && !this.#cutShort) yield { index: this.#index, offset: this.#base, json: '', complete: false };
    else if (this.#index === 0 && this.#entered) yield { index: 0, offset: this.#base, json: '', complete: true };
  }

  /** Goes to the end of a string, or of what there is of it. */
  #inString(): void {
    const string = this.#string;
    if (!string) return;
    if (string.escaped) {
      this.#at += 1;
      string.escaped = false;
    }
    const special = /["\\]/g;
    for (;;) {
      special.lastIndex = this.#at;
      const found = special.exec(this.#held);
      if (!found) {
        this.#at = this.#held.length;
        return;
      }
      this.#at = found.index + 1;
      if (found[0] === '"') break;
      if (this.#at === this.#held.length) {
        string.escaped = true;
        return;
      }
      this.#at += 1;
    }
    if (!this.#item) this.#lastString = this.#at - string.start < 200 ? this.#held.slice(string.start + 1, this.#at - 1) : '';
    this.#string = undefined;
  }

  #outside(mark: string, index: number): void {
    if (mark === ':') this.#keys[this.#levels - 1] = this.#lastString;
    else if (mark === '{' || mark === '[') {
      if (this.#leadsHere()) this.#item = { start: mark === '[' ? index + 1 : index, depth: 0, single: mark === '{' };
      if (this.#item?.single) this.#item.depth = 1;
      else if (this.#item) this.#entered = true;
      if (mark === '[' || !this.#item) {
        this.#levels += 1;
        if (this.#levels <= DEEPEST) this.#keys[this.#levels - 1] = '';
      }
    } else if (mark !== ',') this.#up();
  }

  #up(): void {
    this.#levels = Math.max(0, this.#levels - 1);
    this.#keys.length = Math.min(this.#levels, DEEPEST);
  }

  #leadsHere(): boolean {
    if (this.#levels > DEEPEST) return false;
    if (this.#paths.has(this.#keys.slice(0, this.#levels).join('.'))) return true;
    return this.#anyKey.some(
      ({ above, levels }) => levels === this.#levels && this.#keys.slice(0, levels - 1).join('.') === above,
    );
  }

  *#inItems(mark: string, index: number): Generator<Item> {
    const item = this.#item;
    if (!item) return;
    if (mark === '{' || mark === '[') item.depth += 1;
    else if (mark === '}' || mark === ']') {
      // A brace too many in an array makes one item faulty; it does not end the array.
      const ends = item.single ? item.depth <= 1 : item.depth === 0 && mark === ']';
      item.depth = Math.max(0, item.depth - 1);
      if (ends) {
        const array = !item.single;
        yield* this.#cut(item.single ? index + 1 : index, true);
        this.#item = undefined;
        if (array) this.#up();
      }
    } else if (mark === ',' && item.depth === 0) {
      yield* this.#cut(index, true);
      item.start = index + 1;
    }
  }

  *#cut(end: number, complete: boolean): Generator<Item> {
    const start = this.#item?.start ?? end;
    const json = this.#held.slice(start, end).trim();
    if (json !== '') yield { index: this.#index++, offset: this.#base + start, json, complete };
    if (complete) return;
    this.#item = undefined;
    this.#cutShort ||= json !== '';
  }

  /** Drops what no item and no key needs. */
  #forget(): void {
    const keep = this.#item?.start ?? (this.#string && this.#at - this.#string.start < 200 ? this.#string.start : this.#at);
    this.#held = this.#held.slice(keep);
    this.#base += keep;
    this.#at -= keep;
    if (this.#item) this.#item.start = 0;
    if (this.#string) this.#string.start -= keep;
  }
}
