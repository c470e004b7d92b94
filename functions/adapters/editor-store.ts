import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import type { Choices } from '../domain/editor.ts';

/** How long rows stay, s: beyond the longest window that may still hold the paper. */
const KEPT_S = 30 * 86_400;

const row = z.discriminatedUnion('choice', [
  z.object({ choice: z.enum(['pin', 'drop']), paper: z.string(), at: z.iso.datetime() }),
  z.object({ choice: z.literal('note'), day: z.iso.date(), text: z.string() }),
]);

/** What the editor decided, in the editions table: a row a paper, pinned or dropped, and a row a day with its note. */
export function editorStore(client: DynamoDBDocumentClient, table: string) {
  const paperKey = (paper: string) => ({ pk: 'EDITOR', sk: `PAPER#${paper}` });
  const noteKey = (day: string) => ({ pk: 'EDITOR', sk: `NOTE#${day}` });
  const put = async (item: object, at: Date) => {
    const ttl = Math.floor(at.getTime() / 1000) + KEPT_S;
    await client.send(new PutCommand({ TableName: table, Item: { ...item, [TTL_ATTRIBUTE]: ttl } }));
  };
  const remove = async (key: object) => {
    await client.send(new DeleteCommand({ TableName: table, Key: { ...key } }));
  };

  return {
    /** Everything decided so far; the note is that of `day` (ISO, in the house's zone). Strongly consistent. */
    async choices(day: string): Promise<Choices> {
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :editor',
        ExpressionAttributeValues: { ':editor': 'EDITOR' },
        ConsistentRead: true,
      };
      const rows: z.infer<typeof row>[] = [];
      for await (const { Items } of paginateQuery({ client }, query)) rows.push(...z.array(row).parse(Items ?? []));
      const papers = rows.flatMap((one) => (one.choice === 'note' ? [] : [one])).sort((a, b) => (a.at < b.at ? -1 : 1));
      const of = (wanted: 'pin' | 'drop') => papers.flatMap(({ choice, paper }) => (choice === wanted ? [paper] : []));
      const notes = rows.flatMap((one) => (one.choice === 'note' && one.day === day ? [one.text] : []));
      return { pins: of('pin'), drops: of('drop'), note: notes[0] };
    },

    /** Puts a paper first, after those pinned before it, or keeps it out. The later choice wins. */
    choose: (choice: 'pin' | 'drop', paper: string, at: Date) =>
      put({ ...paperKey(paper), choice, paper, at: at.toISOString() }, at),

    /** Leaves a paper to the ranking again. */
    release: (paper: string) => remove(paperKey(paper)),

    /** Sets the note of a day; an empty one takes it back. */
    note: (day: string, text: string, at: Date) =>
      text ? put({ ...noteKey(day), choice: 'note', day, text }, at) : remove(noteKey(day)),
  };
}
