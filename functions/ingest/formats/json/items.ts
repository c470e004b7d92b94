import { LONGEST } from '../lines.ts';
import { parseLenient } from './lenient.ts';

/**
 * One item of a JSON text. `offset` and `length` are in characters; `value` is undefined if the item is not JSON. `complete` is
 * false if the text ended in the middle of it. `key` is that of an object which is no element of an array.
 */
export type Item = { index: number; offset: number; length: number; value: unknown; complete: boolean; key?: string };

/** The deepest level at which keys are compared with paths. */
const DEEPEST = 16;
/** A record after a broken one must end within this many characters. */
const FAR = 1024 * 1024;

/**
 * Yields the items of a JSON text and holds only one at a time. Items are the elements of each array at one of `paths`, or the
 * object there. The empty path is the document itself; `*` matches any key. A broken item is lost alone: reading
 * goes on at the next object that resembles the others. If the text is cut short, the last item has `complete: false`, and length 0
 * if the cut is between two items. If all arrays are empty, one complete item of length 0 is yielded.
 */
export async function* items(text: AsyncIterable<string>, paths: readonly string[]): AsyncGenerator<Item> {
  const cutter = new Cutter(paths);
  for await (const piece of text) yield* cutter.write(piece);
  yield* cutter.end();
}

/** A broken item whose end is searched: its first character, its index, and whether the text goes on after it. */
type Lost = { from: number; index: number; single: boolean; complete: boolean };

class Cutter {
  readonly #paths: readonly (readonly string[])[];
  #cutShort = false;
  /** True once an array at one of the paths began. */
  #entered = false;
  /** The text held: from the start of the item, or from the last string that may be a key. */
  #held = '';
  /** The offset of `#held` in the whole text, and the position in `#held` up to which it was read. */
  #base = 0;
  #at = 0;
  /** Outside items: the key of each level. The level of an array has an empty key. */
  #keys: string[] = [];
  #levels = 0;
  /** Inside a string: its start, and whether its next character is escaped. */
  #string: { escaped: boolean; start: number } | undefined;
  #lastString = '';
  /** Inside an item: its start, its depth, and whether it is an object at a path and not the element of an array. */
  #item: { start: number; depth: number; single: boolean } | undefined;
  #index = 0;
  #lost: Lost | undefined;
  /** The keys of the first item and of the last. */
  #shapes: string[][] = [];
  #first: string | undefined;
  /** The length of the longest item; and the length from which, after a broken item, an item is searched for others inside it. */
  #longest = 0;
  #patience = LONGEST;
  /** Characters that were read again. They are limited to a share of the text, so time stays linear. */
  #spent = 0;

  constructor(paths: readonly string[]) {
    this.#paths = paths.map((path) => (path === '' ? [] : path.split('.')));
  }

  *write(piece: string): Generator<Item> {
    this.#held += piece;
    yield* this.#run(false);
    this.#forget();
  }

  *end(): Generator<Item> {
    yield* this.#run(true);
    if (this.#lost) {
      const { from, index, complete } = this.#lost;
      yield { index, offset: from, length: this.#base + this.#held.length - from, value: undefined, complete };
      if (!complete) return;
    } else if (this.#levels > 0 && !this.#cutShort)
      yield { index: this.#index, offset: this.#base, length: 0, value: undefined, complete: false };
    else if (this.#index === 0 && this.#entered)
      yield { index: 0, offset: this.#base, length: 0, value: undefined, complete: true };
  }

  *#run(final: boolean): Generator<Item> {
    for (;;) {
      if (this.#lost) yield* this.#search(this.#lost, final);
      if (this.#lost) return;
      yield* this.#tokens();
      if (this.#lost) continue;
      if (final && this.#item) yield* this.#cut(this.#held.length, false);
      if (!this.#lost) return;
    }
  }

  *#tokens(): Generator<Item> {
    const mark = /["[\]{},:]/g;
    while (this.#at < this.#held.length && !this.#lost) {
      if (this.#string) this.#inString();
      else {
        mark.lastIndex = this.#at;
        const found = mark.exec(this.#held);
        this.#at = found ? found.index + 1 : this.#held.length;
        if (found?.[0] === '"') this.#string = { escaped: false, start: found.index };
        else if (found && this.#item) {
          if (found.index - this.#item.start > this.#patience) this.#at = found.index;
          else yield* this.#inItems(found[0], found.index);
        } else if (found) this.#outside(found[0], found.index);
      }
      if (this.#item && this.#at - this.#item.start > this.#patience) yield* this.#tooLong(this.#item);
    }
  }

  /** Handles an item that is longer than `LONGEST`, or that is so long after a broken item that it may hold others. */
  *#tooLong({ start, single }: { start: number; single: boolean }): Generator<Item> {
    const to = start + this.#patience;
    if (this.#patience >= LONGEST) yield* this.#cut(to, false);
    else if (this.#next(start + 1, to, true).found) this.#lose(start, single, true);
    else this.#patience = Math.min(LONGEST, 2 * this.#patience);
  }

  /** Marks the item as broken. From here on the text is searched for the next record. */
  #lose(start: number, single: boolean, complete: boolean): void {
    this.#lost = { from: this.#base + start, index: this.#index++, single, complete };
    this.#item = undefined;
    this.#string = undefined;
    this.#at = start + 1;
    this.#patience = this.#usual();
  }

  #usual(): number {
    return Math.min(LONGEST, Math.max(64 * 1024, 4 * this.#longest));
  }

  *#search({ from, index, single }: Lost, final: boolean): Generator<Item> {
    const { found, at } = this.#next(this.#at, this.#held.length, final);
    this.#at = at;
    if (!found) return;
    yield { index, offset: from, length: this.#base + at - from, value: undefined, complete: true };
    this.#lost = undefined;
    if (!single) this.#item = { start: at, depth: 0, single };
  }

  /** Finds the next object that resembles the others between two positions; or the position from which to search on. */
  #next(from: number, to: number, final: boolean): { found: boolean; at: number } {
    const begins = /\{\s{0,99}"[^"\\]{0,99}"\s{0,99}:/g;
    const reach = Math.min(FAR, 2 * this.#usual());
    begins.lastIndex = from;
    for (let found = begins.exec(this.#held); found && found.index < to; found = begins.exec(this.#held)) {
      const at = found.index;
      begins.lastIndex = at + 1;
      if (this.#spent > FAR + 8 * (this.#base + at)) continue;
      const end = balanced(this.#held, at, Math.min(to, at + reach));
      if (end === undefined && !final && to - at < reach) return { found: false, at };
      this.#spent += (end ?? at + reach) - at;
      if (end !== undefined && this.#alike(parseLenient(this.#held.slice(at, end)))) return { found: true, at };
    }
    return { found: false, at: final ? to : Math.max(from, to - 500) };
  }

  /**
   * True if a value has half of its keys in common with another record; without another record, if it has a title and the broken
   * one's first key.
   */
  #alike(value: unknown): boolean {
    const keys = keysOf(value);
    if (this.#shapes.length === 0)
      return (this.#first === undefined || keys[0] === this.#first) && keys.some((key) => /title/i.test(key));
    return this.#shapes.some((shape) => {
      const shared = keys.filter((key) => shape.includes(key)).length;
      return shared > 0 && 2 * shared >= shape.length + keys.length - shared;
    });
  }

  /** Moves to the end of the string, or of the text held. */
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
    return this.#paths.some(
      (path) => path.length === this.#levels && path.every((key, level) => key === '*' || key === this.#keys[level]),
    );
  }

  *#inItems(mark: string, index: number): Generator<Item> {
    const item = this.#item;
    if (!item) return;
    if (mark === '{' || mark === '[') item.depth += 1;
    else if (mark === '}' || mark === ']') {
      // An extra brace in an array breaks one item and does not end the array.
      const ends = item.single ? item.depth <= 1 : item.depth === 0 && mark === ']';
      item.depth = Math.max(0, item.depth - 1);
      if (ends) {
        const array = !item.single;
        yield* this.#cut(item.single ? index + 1 : index, true);
        if (this.#lost) return;
        this.#item = undefined;
        if (array) this.#up();
      }
    } else if (mark === ',' && item.depth === 0) {
      yield* this.#cut(index, true);
      item.start = index + 1;
    }
  }

  *#cut(end: number, complete: boolean): Generator<Item> {
    const { start: from, single } = this.#item ?? { start: end, single: false };
    const text = this.#held.slice(from, end);
    const json = text.trim();
    const start = from + Math.max(0, text.search(/\S/));
    const value = json === '' || json.length >= LONGEST ? undefined : parseLenient(json);
    if (value !== undefined) this.#learn(keysOf(value), json.length);
    else if (json !== '' && (!single || this.#shapes.length > 0) && this.#inDoubt(start, end, complete)) {
      if (this.#shapes.length === 0) this.#first = /^\{\s*"([^"]*)"/.exec(json.slice(0, 300))?.[1];
      this.#lose(start, single, complete);
      return;
    }
    const key = single ? { key: this.#keys[this.#levels - 1] ?? '' } : {};
    if (json !== '') yield { index: this.#index++, offset: this.#base + start, length: json.length, value, complete, ...key };
    if (complete) return;
    this.#item = undefined;
    this.#cutShort ||= json !== '';
  }

  /**
   * True if a broken item may hold others or the end of its list. One followed by a comma does only if another object is found in
   * it.
   */
  #inDoubt(start: number, end: number, complete: boolean): boolean {
    return !complete || this.#held[end] === ']' || this.#next(start + 1, end, true).found;
  }

  #learn(keys: string[], length: number): void {
    if (keys.length === 0) return;
    this.#shapes = [this.#shapes[0] ?? keys, keys];
    this.#longest = Math.max(this.#longest, length);
    if (this.#patience < LONGEST) this.#patience = this.#usual();
  }

  /** Drops the text that no item and no key needs. */
  #forget(): void {
    const string = this.#string && this.#at - this.#string.start < 200 ? this.#string.start : this.#at;
    const keep = this.#item?.start ?? string;
    this.#held = this.#held.slice(keep);
    this.#base += keep;
    this.#at -= keep;
    if (this.#item) this.#item.start = 0;
    if (this.#string) this.#string.start -= keep;
  }
}

const keysOf = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

/** The end of the object that begins at `from`; undefined if it does not end before `to`. */
function balanced(text: string, from: number, to: number): number | undefined {
  const mark = /"(?:[^"\\]|\\[\s\S])*"?|[{}[\]]/g;
  mark.lastIndex = from;
  let depth = 0;
  for (let found = mark.exec(text); found && found.index < to; found = mark.exec(text)) {
    const [sign] = found;
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (depth === 0) return found.index + 1;
  }
  return undefined;
}
