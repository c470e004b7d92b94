import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod/mini';
import { LEARN_INDEX, VOTE_INDEX } from '../contract/tables.ts';
import type { Learned } from '../domain/interests/learned.ts';
import { type Reader, reader } from '../domain/reader.ts';
import { type Cast, type Vote, vote } from '../domain/vote.ts';
import { readerKey } from './readers.ts';
import { all, table } from './table.ts';

const AT_ONCE = 8;
const [READER, VOTE] = ['READER#', 'VOTE#'];
/** Characters of a title that are kept with a vote, to be shown. */
const MOST_TITLE = 300;
/** Of the index `learn`: all that is to be or was learned, and what sorts before every version of a lexicon. */
const [ALL, DUE] = ['LEARN', '!'];

const ofReader = z.object({ pk: z.string() });
/** A vote of before there were kinds is a good pick, and has no title. */
const voteRow = z.object({ sk: z.string(), kind: z._default(vote, 'good'), title: z.optional(z.string()), at: z.iso.datetime() });
const markRow = z.object({ marks: z.int() });
const anyRow = z.looseObject({ sk: z.string() });

/** A paper by all its ids: a vote may be from before it merged, when it went by another one. */
type Paper = { id: string; ids: readonly string[] };
type Titled = Paper & { title: string };

/** Votes, and papers that a reader named as examples: a row of their reader's a paper. With the reader they are shown, and erased. */
export function votesStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const key = (readerId: string, paperId: string) => ({ pk: READER + readerId, sk: VOTE + paperId });

  const votersOf = (paperId: string) =>
    all(rows.query(`#${VOTE_INDEX.partition} = :paper`, { paper: paperId }, ofReader, { index: VOTE_INDEX.name }));

  const withdraw = async (readerId: string, ids: readonly string[]) => {
    for (const id of ids) await rows.delete(key(readerId, id));
  };

  return {
    /** What this reader said of this paper. Strongly consistent. */
    async of(readerId: string, { ids }: Paper): Promise<Cast['kind'] | undefined> {
      const found = await Promise.all(ids.map((id) => rows.get(key(readerId, id), voteRow)));
      return found.flatMap((row) => row?.kind ?? [])[0];
    },

    /** Everything this reader said of papers, newest first. Strongly consistent. */
    async all(readerId: string): Promise<Cast[]> {
      const values = { reader: READER + readerId, vote: VOTE };
      const said = await all(rows.query('pk = :reader AND begins_with(sk, :vote)', values, voteRow));
      return said
        .map(({ sk, ...cast }) => ({ paperId: sk.slice(VOTE.length), ...cast }))
        .sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
    },

    /** One vote a reader and paper, however often it is cast, in place of what was said of it before. Only good picks are counted. */
    async cast(readerId: string, { id, ids, title }: Titled, kind: 'good' | 'not', at: Date): Promise<void> {
      const counted = kind === 'good' ? { [VOTE_INDEX.partition]: id } : {};
      await rows.put({ ...key(readerId, id), ...counted, kind, title: title.slice(0, MOST_TITLE), at: at.toISOString() });
      await withdraw(
        readerId,
        ids.filter((other) => other !== id),
      );
    },

    /** Notes a paper as an example of what a reader works on, unless they said something of it already: false. */
    name(readerId: string, { id, title }: Titled, at: Date): Promise<boolean> {
      const row = { ...key(readerId, id), kind: 'example', title: title.slice(0, MOST_TITLE), at: at.toISOString() };
      return rows.put(row, { if: 'attribute_not_exists(pk)' });
    },

    /** Takes back what was said of a paper, also when there is nothing. */
    withdraw: (readerId: string, { ids }: Pick<Paper, 'ids'>): Promise<void> => withdraw(readerId, ids),

    /** How many readers vote for each of these papers. From an index: a vote may show a moment late. */
    async count(papers: readonly Paper[]): Promise<Map<string, number>> {
      const votes = async ({ id, ids }: Paper): Promise<[string, number]> => {
        const voters = (await Promise.all(ids.map(votersOf))).flat();
        return [id, new Set(voters.map(({ pk }) => pk)).size];
      };
      return new Map(await pMap(papers, votes, { concurrency: AT_ONCE }));
    },
  };
}

/** What a reader's interests are learned from. `marks` counts the changes that asked for it; without it nothing is to be learned. */
type ToLearn = {
  reader: Reader | undefined;
  votes: { paperId: string; kind: Vote; at: string }[];
  marks: number | undefined;
};

/** Whose interests are to be learned, and what was learned. A row beside the reader's says so, for votes do not touch that one. */
export function interestsStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const markKey = (readerId: string) => ({ pk: READER + readerId, sk: 'LEARN' });
  const { partition, sort, name: index } = LEARN_INDEX;

  async function marked(condition: string, version: string, most: number): Promise<string[]> {
    const values = { all: ALL, version };
    const found = rows.query(`#${partition} = :all AND #${sort} ${condition} :version`, values, ofReader, {
      index,
      pageSize: most,
    });
    return (await all(found, most)).map(({ pk }) => pk.slice(READER.length));
  }

  return {
    /**
     * Has DIGEST learn what this reader works on with its next tick. To be called after every change of their interests, examples or
     * votes is written, also when all are forgotten; calling it too often is harmless.
     */
    async markForLearning(readerId: string): Promise<void> {
      const mark = `SET #${partition} = :all, #${sort} = :due ADD marks :one`;
      await rows.update(markKey(readerId), mark, { values: { all: ALL, due: DUE, one: 1 } });
    },

    /** So many readers whose interests changed, or were learned with another lexicon than this version; the changed ones first. */
    async due(version: string, most: number): Promise<string[]> {
      const changed = await marked('<', version, most);
      return changed.length < most ? [...changed, ...(await marked('>', version, most - changed.length))] : changed;
    },

    /** All that is known of one reader's interests. Strongly consistent; the mark is read first, so that no later change is missed. */
    async read(readerId: string): Promise<ToLearn> {
      const found: ToLearn = { reader: undefined, votes: [], marks: undefined };
      for await (const row of rows.query('pk = :reader', { reader: READER + readerId }, anyRow)) {
        if (row.sk === 'LEARN') found.marks = markRow.parse(row).marks;
        else if (row.sk === 'READER') found.reader = reader.parse(row);
        else if (row.sk.startsWith(VOTE)) {
          const { sk, kind, at } = voteRow.parse(row);
          found.votes.push({ paperId: sk.slice(VOTE.length), kind, at });
        }
      }
      return found;
    },

    /** Writes what was learned to the row it was learned from, or takes it away. False when that has changed meanwhile. */
    keep({ readerId, rev }: Pick<Reader, 'readerId' | 'rev'>, learned: Learned | undefined): Promise<boolean> {
      return rows.update(readerKey(readerId), `${learned ? 'SET learned = :learned' : 'REMOVE learned'} ADD rev :one`, {
        if: 'rev = :rev',
        values: { rev, one: 1, ...(learned && { learned }) },
      });
    },

    /**
     * Notes with which lexicon interests were learned, or without one that there are none. False when they have changed since `marks`
     * was read: they stay due.
     */
    unmark(readerId: string, marks: number, version: string | undefined): Promise<boolean> {
      const seen = { if: 'marks = :seen', values: { seen: marks } };
      if (version === undefined) return rows.delete(markKey(readerId), seen);
      return rows.update(markKey(readerId), `SET #${sort} = :version`, { ...seen, values: { seen: marks, version } });
    },
  };
}
