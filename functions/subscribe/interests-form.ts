import { hash } from 'node:crypto';
import * as z from 'zod';
import {
  areStorable,
  arxivCategory,
  CARDS,
  cleanWords,
  FILTER_SUBJECTS,
  type Filter,
  type Interests,
  MOST_BYTES,
  NO_INTERESTS,
  once,
} from '../domain/interests/interests.ts';
import { tellsApart } from '../domain/interests/words.ts';
import { textsOf } from './fields.ts';
import { type Faults, faultOf, faultsOf } from './forms.ts';

/** The texts of the form "What I follow", by the names of its fields. */
export type Sent = Record<string, string>;

const SIDES = {
  follow: { words: 'words', authors: 'authors', categories: 'categories' },
  mute: { words: 'muteWords', authors: 'muteAuthors', categories: 'muteCategories' },
} as const;
export type Side = keyof typeof SIDES;

/** The name of the field that follows or mutes a subject. */
export const subjectField = (side: Side, subject: string) => `${side}-${subject}`;

const text = z.string();
const lines = z.union([text, z.array(text).transform((each) => each.join('\n'))]);
const number = z.union([text, z.number().transform(String)]);
const yes = z.union([text, z.boolean().transform((is) => (is ? 'yes' : ''))]);
const each = <Field extends z.ZodType>(names: readonly string[], field: Field) =>
  Object.fromEntries(names.map((name) => [name, field]));

/**
 * All fields of the form, as text. Programs may send lists, numbers and `true`. Unknown fields are refused, so that a typing
 * error is noticed.
 */
const interestsForm = z
  .strictObject({
    ...each(['token', 'before', 'do', 'find', ...Array.from({ length: 10 }, (_, i) => `add-${i}`)], text),
    ...each([...Object.values(SIDES.follow), ...Object.values(SIDES.mute), 'papers'], lines),
    ...each(['outside', 'fromVotes', 'only'], yes),
    ...each(
      FILTER_SUBJECTS.flatMap((subject) => [subjectField('follow', subject), subjectField('mute', subject)]),
      yes,
    ),
    cards: number,
    file: z.unknown(),
  })
  .partial()
  .transform(({ file: _, ...texts }) => texts);

/** Reads a form. Answers its texts, or the faults of its fields. */
export function sentIn(fields: unknown): { sent: Sent; faults?: never } | { sent?: never; faults: Faults } {
  const { data, error } = interestsForm.safeParse(fields);
  if (data) return { sent: textsOf(data) };
  const faults = faultsOf(error);
  const names = [...new Set(error.issues.flatMap(({ path }) => path[0] ?? []))].filter((name) => !Object.hasOwn(faults, name));
  return {
    faults: names.length > 0 ? { ...faults, form: `The form has a field that cannot be read: ${names.join(', ')}.` } : faults,
  };
}

/** A hash of stored interests. The form carries it, so that saving notices a change made meanwhile. */
export const versionOf = (said: Interests | undefined): string =>
  hash('sha256', JSON.stringify(said ?? NO_INTERESTS), 'base64url').slice(0, 12);

/** The texts of the form for stored interests. */
export function sentFrom({ follow, mute, cards, outside, fromVotes, only }: Interests): Sent {
  const said: Sent = { cards: String(cards) };
  for (const [side, filter] of Object.entries({ follow, mute })) {
    const fields = side === 'mute' ? SIDES.mute : SIDES.follow;
    said[fields.words] = filter.words.join('\n');
    said[fields.authors] = filter.authors.join('\n');
    said[fields.categories] = filter.categories.join(', ');
    for (const subject of filter.subjects) said[subjectField(side === 'mute' ? 'mute' : 'follow', subject)] = 'yes';
  }
  for (const [name, yes] of Object.entries({ outside, fromVotes, only })) if (yes) said[name] = 'yes';
  return said;
}

/** Adds ticked suggestions, `author Ada Lovelace` or `category cs.RO`, to the fields in which they would be typed. */
export function withTicked(sent: Sent): Sent {
  const next: Sent = {};
  const [authors, categories] = [[sent.authors ?? ''], [sent.categories ?? '']];
  for (const [name, value] of Object.entries(sent)) {
    if (!/^add-\d$/.test(name)) next[name] = value;
    else if (value.startsWith('author ')) authors.push(value.slice('author '.length));
    else if (value.startsWith('category ')) categories.push(value.slice('category '.length));
  }
  const joined = (texts: string[], by: string) => texts.filter((text) => text.trim() !== '').join(by);
  return { ...next, authors: joined(authors, '\n'), categories: joined(categories, ', ') };
}

const BOTH = 'What is followed cannot be muted, too.';
const NEVER = 'With none and nothing but “For you”, no mail would ever come. Choose a number, or untick “Only”.';
const USUAL = 'One of these is a single letter, or stands in nearly every paper. Choose words that tell papers apart.';

/** What a form says, cleaned; or what is wrong about it, field by field. */
export function interestsIn(sent: Sent): { interests: Interests; faults?: never } | { interests?: never; faults: Faults } {
  const faults: Faults = {};
  const lines = (field: keyof Faults & string, by: RegExp, clean: (text: string) => string | undefined): string[] => {
    const found: string[] = [];
    for (const text of (sent[field] ?? '').split(by)) {
      if (!/[\p{L}\p{N}]/u.test(text)) continue;
      const cleaned = clean(text.trim());
      if (cleaned) found.push(cleaned);
      else if (cleaned === undefined) Object.assign(faults, faultOf(field));
    }
    return found;
  };
  const side = (of: Side): Filter =>
    once({
      words: lines(SIDES[of].words, /[\n\r,;]/, cleanWords),
      authors: lines(SIDES[of].authors, /[\n\r;]/, cleanWords),
      subjects: FILTER_SUBJECTS.filter((subject) => sent[subjectField(of, subject)] === 'yes'),
      categories: lines(SIDES[of].categories, /[\n\r,;\s]/, arxivCategory),
    });
  const [follow, mute] = [side('follow'), side('mute')];
  for (const field of ['subjects', 'words', 'authors', 'categories'] as const) {
    const muted = new Set<string>(mute[field].map((name) => name.toLowerCase()));
    if (follow[field].some((name) => muted.has(name.toLowerCase()))) Object.assign(faults, faultOf(field, BOTH));
  }
  for (const [field, { words }] of [
    ['words', follow],
    ['muteWords', mute],
  ] as const)
    if (!words.every(tellsApart)) Object.assign(faults, faultOf(field, USUAL));
  const cards = Number(sent.cards ?? CARDS.usual);
  if (!Number.isInteger(cards) || cards < 0 || cards > CARDS.most) Object.assign(faults, faultOf('cards'));
  const [outside, fromVotes, only] = ['outside', 'fromVotes', 'only'].map((name) => sent[name] === 'yes');
  if (cards === 0 && only) Object.assign(faults, faultOf('cards', NEVER));
  const interests = { follow, mute, cards, outside: outside === true, fromVotes: fromVotes === true, only: only === true };
  if (Object.keys(faults).length > 0) return { faults };
  const long = `All that you follow and mute may be ${MOST_BYTES.toLocaleString('en')} characters long together. Please shorten it.`;
  return areStorable(interests) ? { interests } : { faults: { form: long } };
}
