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
/** In the index `learn`: its only partition, and a sort key that comes before every version of a lexicon. */
const [ALL, DUE] = ['LEARN', '!'];

const ofReader = z.object({ pk: z.string() });
/** A vote without a kind is a good pick. */
const voteRow = z.object({ sk: z.string(), kind: z._default(vote, 'good'), title: z.optional(z.string()), at: z.iso.datetime() });
const markRow = z.object({ marks: z.int() });
const anyRow = z.looseObject({ sk: z.string() });

/** A paper by all its ids: a vote from before a merge is kept under another id. */
type Paper = { id: string; ids: readonly string[] };
type Titled = Paper & { title: string };

/**
 * Votes, and papers that readers named as examples: one row for each reader and paper, shown and erased with the reader's other
 * rows.
 */
export function votesStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const key = (readerId: string, paperId: string) => ({ pk: READER + readerId, sk: VOTE + paperId });

  const votersOf = (paperId: string) =>
    all(rows.query(`#${VOTE_INDEX.partition} = :paper`, { paper: paperId }, ofReader, { index: VOTE_INDEX.name }));

  const takeBack = async (readerId: string, ids: readonly string[]) => {
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

    /** Sets a reader's vote on a paper, in place of what they said of it before. `count` counts good picks only. */
    async cast(readerId: string, { id, ids, title }: Titled, kind: 'good' | 'not', at: Date): Promise<void> {
      const counted = kind === 'good' ? { [VOTE_INDEX.partition]: id } : {};
      await rows.put({ ...key(readerId, id), ...counted, kind, title: title.slice(0, MOST_TITLE), at: at.toISOString() });
      await takeBack(
        readerId,
        ids.filter((other) => other !== id),
      );
    },

    /**
     * Notes a paper as an example of what a reader works on. False, and nothing changes, if they said something of it already.
     */
    name(readerId: string, { id, title }: Titled, at: Date): Promise<boolean> {
      const row = { ...key(readerId, id), kind: 'example', title: title.slice(0, MOST_TITLE), at: at.toISOString() };
      return rows.put(row, { if: 'attribute_not_exists(pk)' });
    },

    /** Takes back what a reader said of a paper, if they said anything. */
    takeBack: (readerId: string, { ids }: Pick<Paper, 'ids'>): Promise<void> => takeBack(readerId, ids),

    /** How many readers voted for each of these papers, by id. From an index: a vote may appear a moment late. */
    async count(papers: readonly Paper[]): Promise<Map<string, number>> {
      const votes = async ({ id, ids }: Paper): Promise<[string, number]> => {
        const voters = (await Promise.all(ids.map(votersOf))).flat();
        return [id, new Set(voters.map(({ pk }) => pk)).size];
      };
      return new Map(await pMap(papers, votes, { concurrency: AT_ONCE }));
    },
  };
}

/**
 * What a reader's interests are learned from. `marks` counts the changes since they were marked; undefined: nothing is to be
 * learned.
 */
type ToLearn = {
  reader: Reader | undefined;
  votes: { paperId: string; kind: Vote; at: string }[];
  marks: number | undefined;
};

/**
 * Which readers' interests are to be learned, and what was learned. The mark has a row of its own, because votes do not change
 * the reader's.
 */
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
     * Has DIGEST learn what this reader works on in its next tick. Call it after each write of interests, examples or votes, also
     * when all of them are deleted. Calling it too often is harmless.
     */
    async markForLearning(readerId: string): Promise<void> {
      const mark = `SET #${partition} = :all, #${sort} = :due ADD marks :one`;
      await rows.update(markKey(readerId), mark, { values: { all: ALL, due: DUE, one: 1 } });
    },

    /**
     * At most `most` readers whose interests changed, or were learned with another version of the lexicon; the changed ones
     * first.
     */
    async due(version: string, most: number): Promise<string[]> {
      const changed = await marked('<', version, most);
      return changed.length < most ? [...changed, ...(await marked('>', version, most - changed.length))] : changed;
    },

    /**
     * What one reader's interests are learned from. Strongly consistent. The mark is read first, so that no later change is
     * missed.
     */
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

    /** Writes what was learned to the reader's row, or removes it. False if the row has changed since it was read. */
    keep({ readerId, rev }: Pick<Reader, 'readerId' | 'rev'>, learned: Learned | undefined): Promise<boolean> {
      return rows.update(readerKey(readerId), `${learned ? 'SET learned = :learned' : 'REMOVE learned'} ADD rev :one`, {
        if: 'rev = :rev',
        values: { rev, one: 1, ...(learned && { learned }) },
      });
    },

    /**
     * Notes the version of the lexicon that interests were learned with; undefined: there are none. False if they have changed
     * since `marks` was read: then they stay due.
     */
    unmark(readerId: string, marks: number, version: string | undefined): Promise<boolean> {
      const seen = { if: 'marks = :seen', values: { seen: marks } };
      if (version === undefined) return rows.delete(markKey(readerId), seen);
      return rows.update(markKey(readerId), `SET #${sort} = :version`, { ...seen, values: { seen: marks, version } });
    },
  };
}
