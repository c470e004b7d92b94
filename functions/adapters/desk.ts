import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Choices, Edit } from '../domain/editor.ts';
import type { EditorCounts } from '../domain/editors.ts';
import { SUBJECT_IDS } from '../domain/subject.ts';
import { type Suggestion, suggestion } from '../domain/suggestion.ts';
import { all, expires, type Key, table } from './table.ts';

/** How long choices and suggestions are kept, s: longer than any edition may still take in the paper. */
const KEPT_S = 30 * 86_400;

const choice = z.discriminatedUnion('choice', [
  z.object({ choice: z.enum(['pin', 'drop']), paper: z.string(), at: z.iso.datetime() }),
  z.object({ choice: z.literal('note'), day: z.iso.date(), text: z.string() }),
  z.object({
    choice: z.literal('edit'),
    paper: z.string(),
    tldr: z.optional(z.string()),
    subject: z.optional(z.enum(SUBJECT_IDS)),
  }),
  z.object({ choice: z.literal('suggested'), paper: z.string() }),
  z.object({ choice: z.literal('close'), day: z.iso.date(), at: z.iso.datetime() }),
]);
const counts = z.object({ links: z._default(z.int(), 0), signOuts: z._default(z.int(), 0) });

/**
 * The editor's choices, in one partition of the editions table: a row for each paper that is pinned or dropped, for each that is
 * edited, for each that a reader suggested, for the note of a day, and for a day that closes early.
 */
export function editorStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const paperKey = (paper: string) => ({ pk: 'EDITOR', sk: `PAPER#${paper}` });
  const noteKey = (day: string) => ({ pk: 'EDITOR', sk: `NOTE#${day}` });
  const editKey = (paper: string) => ({ pk: 'EDITOR', sk: `EDIT#${paper}` });
  const suggestedKey = (paper: string) => ({ pk: 'EDITOR', sk: `SUGGESTED#${paper}` });
  const closeKey = (day: string) => ({ pk: 'EDITOR', sk: `CLOSE#${day}` });
  const put = async (row: Key & Record<string, unknown>, at: Date) => {
    await rows.put({ ...row, ...expires(at, KEPT_S) });
  };
  const remove = async (key: Key) => {
    await rows.delete(key);
  };

  return {
    /** All choices so far, with the note and the early close of `day` (ISO, in the close zone). Strongly consistent. */
    async choices(day: string): Promise<Choices> {
      const made = await all(rows.query('pk = :pk', { pk: 'EDITOR' }, choice));
      const papers = (wanted: 'pin' | 'drop') =>
        made
          .flatMap((one) => (one.choice === wanted ? [one] : []))
          .sort((a, b) => (a.at < b.at ? -1 : 1))
          .map(({ paper }) => paper);
      const [note] = made.flatMap((one) => (one.choice === 'note' && one.day === day ? [one.text] : []));
      const [closesAt] = made.flatMap((one) => (one.choice === 'close' && one.day === day ? [one.at] : []));
      const edits = new Map<string, Edit>();
      for (const one of made) {
        if (one.choice !== 'edit' && one.choice !== 'suggested') continue;
        const more: Edit = one.choice === 'edit' ? { tldr: one.tldr, subject: one.subject } : { suggested: true };
        edits.set(one.paper, { ...edits.get(one.paper), ...more });
      }
      return { pins: papers('pin'), drops: papers('drop'), edits, note, closesAt };
    },

    /** Pins a paper, after those pinned before it, or drops it. The later choice wins. */
    choose: (choice: 'pin' | 'drop', paper: string, at: Date) =>
      put({ ...paperKey(paper), choice, paper, at: at.toISOString() }, at),

    /** Pins these papers in this order. */
    async order(papers: readonly string[], at: Date): Promise<void> {
      for (const [i, paper] of papers.entries())
        await put({ ...paperKey(paper), choice: 'pin', paper, at: new Date(at.getTime() + i).toISOString() }, at);
    },

    /** Takes back that a paper is pinned or dropped. */
    release: (paper: string) => remove(paperKey(paper)),

    /** Sets what the editor changed about a paper. An edit without fields takes it back. */
    edit: (paper: string, { tldr, subject }: Edit, at: Date) =>
      tldr === undefined && subject === undefined
        ? remove(editKey(paper))
        : put({ ...editKey(paper), choice: 'edit', paper, tldr, subject }, at),

    /** Notes that a reader suggested this paper. */
    markSuggested: (paper: string, at: Date) => put({ ...suggestedKey(paper), choice: 'suggested', paper }, at),

    /** Sets the note of a day. An empty one takes it back. */
    note: (day: string, text: string, at: Date) =>
      text ? put({ ...noteKey(day), choice: 'note', day, text }, at) : remove(noteKey(day)),

    /** Has the edition of a day close at `at`. False, and nothing changes, if it was told to close before. */
    close: (day: string, at: Date): Promise<boolean> =>
      rows.put(
        { ...closeKey(day), choice: 'close', day, at: at.toISOString(), ...expires(at, KEPT_S) },
        { if: 'attribute_not_exists(pk)' },
      ),
  };
}

/** How often editors entered the desk: one row for each editor, in the editions table. Reads are strongly consistent. */
export function editorsStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const key = (editorId: string) => ({ pk: 'DESK', sk: `EDITOR#${editorId}` });

  return {
    counts: async (editorId: string): Promise<EditorCounts> => (await rows.get(key(editorId), counts)) ?? counts.parse({}),

    /** Uses the link that was signed after `number` others had been used. False if it was used before, or another one since. */
    takeLink: (editorId: string, number: number): Promise<boolean> =>
      rows.update(key(editorId), 'SET links = :next', {
        if: number === 0 ? 'attribute_not_exists(links)' : 'links = :number',
        values: { next: number + 1, ...(number > 0 && { number }) },
      }),

    /** Notes that an editor enters from this browser, named by a hash. False if they entered from it before. */
    noteBrowser: (editorId: string, browser: string): Promise<boolean> =>
      rows.update(key(editorId), 'ADD browsers :one', {
        if: 'attribute_not_exists(browsers) OR NOT contains(browsers, :browser)',
        values: { one: new Set([browser]), browser },
      }),

    /** Ends all sessions of this editor, and voids their unused links. */
    async signOut(editorId: string): Promise<void> {
      await rows.update(key(editorId), 'ADD signOuts :one, links :one', { values: { one: 1 } });
    },
  };
}

/** Papers that readers suggest: one row for each, in the editions table. While a paper has a row, it cannot be suggested again. */
export function suggestionsStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const key = (paper: string) => ({ pk: 'SUGGESTED', sk: paper });

  return {
    /** Keeps a suggestion. Only the first one of a paper is kept, also after it was refused. */
    async add(made: Pick<Suggestion, 'paper' | 'why'>, at: Date): Promise<void> {
      const row: Suggestion = { ...made, at: at.toISOString(), state: 'open' };
      await rows.put({ ...key(made.paper), ...row, ...expires(at, KEPT_S) }, { if: 'attribute_not_exists(pk)' });
    },

    /** The suggestions that no editor has decided on, oldest first. */
    async open(): Promise<Suggestion[]> {
      const found = await all(rows.query('pk = :pk', { pk: 'SUGGESTED' }, suggestion));
      return found.filter(({ state }) => state === 'open').sort((a, b) => (a.at < b.at ? -1 : 1));
    },

    /** Decides on a suggestion. False if there is none, or it has been decided on. */
    decide: (paper: string, state: 'accepted' | 'refused'): Promise<boolean> =>
      rows.update(key(paper), 'SET #state = :state', { if: '#state = :open', values: { state, open: 'open' } }),
  };
}
