import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import type { Choices, Edit } from '../domain/editor.ts';
import { SUBJECT_IDS } from '../domain/subject.ts';
import { succeeds } from './dynamo.ts';

/** How long rows stay, s: beyond the longest window that may still hold the paper. */
const KEPT_S = 30 * 86_400;

const choice = z.discriminatedUnion('choice', [
  z.object({ choice: z.enum(['pin', 'drop']), paper: z.string(), at: z.iso.datetime() }),
  z.object({ choice: z.literal('note'), day: z.iso.date(), text: z.string() }),
]);
const edit = z.discriminatedUnion('edit', [
  z.object({ edit: z.literal('paper'), paper: z.string(), tldr: z.string().optional(), subject: z.enum(SUBJECT_IDS).optional() }),
  z.object({ edit: z.literal('suggested'), paper: z.string() }),
  z.object({ edit: z.literal('close'), day: z.iso.date(), at: z.iso.datetime() }),
]);

/**
 * What the editor decided, in the editions table: a row a paper, pinned or dropped, and a row a day with its note; apart from these, which
 * an earlier release reads whole, a row a paper with its edits, and a row a day that closes early.
 */
export function editorStore(client: DynamoDBDocumentClient, table: string) {
  const paperKey = (paper: string) => ({ pk: 'EDITOR', sk: `PAPER#${paper}` });
  const noteKey = (day: string) => ({ pk: 'EDITOR', sk: `NOTE#${day}` });
  const editKey = (paper: string) => ({ pk: 'EDITS', sk: `PAPER#${paper}` });
  const suggestedKey = (paper: string) => ({ pk: 'EDITS', sk: `SUGGESTED#${paper}` });
  const closeKey = (day: string) => ({ pk: 'EDITS', sk: `CLOSE#${day}` });
  const rowOf = (item: object, at: Date) => ({ ...item, [TTL_ATTRIBUTE]: Math.floor(at.getTime() / 1000) + KEPT_S });
  const put = async (item: object, at: Date) => {
    await client.send(new PutCommand({ TableName: table, Item: rowOf(item, at) }));
  };
  const remove = async (key: object) => {
    await client.send(new DeleteCommand({ TableName: table, Key: { ...key } }));
  };
  async function all<T extends z.ZodType>(partition: string, schema: T): Promise<z.output<T>[]> {
    const query = {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
      ConsistentRead: true,
    };
    const rows: z.output<T>[] = [];
    for await (const { Items } of paginateQuery({ client }, query)) rows.push(...z.array(schema).parse(Items ?? []));
    return rows;
  }

  return {
    /** Everything decided so far; note and early close are those of `day` (ISO, in the house's zone). Strongly consistent. */
    async choices(day: string): Promise<Choices> {
      const [rows, edited] = await Promise.all([all('EDITOR', choice), all('EDITS', edit)]);
      const papers = rows.flatMap((one) => (one.choice === 'note' ? [] : [one])).sort((a, b) => (a.at < b.at ? -1 : 1));
      const of = (wanted: 'pin' | 'drop') => papers.flatMap(({ choice, paper }) => (choice === wanted ? [paper] : []));
      const [note] = rows.flatMap((one) => (one.choice === 'note' && one.day === day ? [one.text] : []));
      const [closesAt] = edited.flatMap((one) => (one.edit === 'close' && one.day === day ? [one.at] : []));
      const edits = new Map<string, Edit>();
      for (const one of edited) {
        if (one.edit === 'close') continue;
        const more: Edit = one.edit === 'paper' ? { tldr: one.tldr, subject: one.subject } : { suggested: true };
        edits.set(one.paper, { ...edits.get(one.paper), ...more });
      }
      return { pins: of('pin'), drops: of('drop'), edits, note, closesAt };
    },

    /** Puts a paper first, after those pinned before it, or keeps it out. The later choice wins. */
    choose: (choice: 'pin' | 'drop', paper: string, at: Date) =>
      put({ ...paperKey(paper), choice, paper, at: at.toISOString() }, at),

    /** Pins these papers in this order. */
    async order(papers: readonly string[], at: Date): Promise<void> {
      for (const [i, paper] of papers.entries())
        await put({ ...paperKey(paper), choice: 'pin', paper, at: new Date(at.getTime() + i).toISOString() }, at);
    },

    /** Leaves a paper to the ranking again. */
    release: (paper: string) => remove(paperKey(paper)),

    /** Sets what is changed about a paper; nothing takes it back. */
    edit: (paper: string, { tldr, subject }: Edit, at: Date) =>
      tldr === undefined && subject === undefined
        ? remove(editKey(paper))
        : put({ ...editKey(paper), edit: 'paper', paper, tldr, subject }, at),

    /** Notes that a reader suggested this paper. */
    markSuggested: (paper: string, at: Date) => put({ ...suggestedKey(paper), edit: 'suggested', paper }, at),

    /** Sets the note of a day; an empty one takes it back. */
    note: (day: string, text: string, at: Date) =>
      text ? put({ ...noteKey(day), choice: 'note', day, text }, at) : remove(noteKey(day)),

    /** Has the edition of a day close now, unless that was said before. False then. */
    close: (day: string, at: Date): Promise<boolean> =>
      succeeds(
        client.send(
          new PutCommand({
            TableName: table,
            Item: rowOf({ ...closeKey(day), edit: 'close', day, at: at.toISOString() }, at),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),
  };
}
