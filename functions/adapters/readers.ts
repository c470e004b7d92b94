import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { WISH_INDEX } from '../contract/tables.ts';
import { type Reader, type Requested, reader } from '../domain/reader.ts';
import { wishOf } from '../domain/schedule.ts';
import { all, table } from './table.ts';

const addressRow = z.object({ readerId: z.string(), askedAt: z.optional(z.iso.datetime()) });
const bouncedRow = z.object({ bouncedOn: z.array(z.iso.date()) });
const wishRow = z.object({ sk: z.string(), usedAt: z.iso.datetime() });
// A broken row must not hold up the other readers of its wish. It counts as due, and SEND, which parses the whole row, reports
// it.
const dueReader = z.object({ readerId: z.string(), since: z.catch(z.iso.datetime(), new Date(0).toISOString()) });
const anyRow = z.looseObject({ pk: z.string(), sk: z.string() });

/** A process notes a wish that it saves again and again once in this time, ms. DIGEST forgets a wish after days. */
const NOTED_MS = 60_000;
/** The readers of a wish are spread over this many partitions of the index. */
const SHARDS = 4;

/** The row of a reader. All else about them is in the same partition. */
export const readerKey = (readerId: string) => ({ pk: `READER#${readerId}`, sk: 'READER' });
/** The row that says which reader has an address. */
export const addressKey = (hash: string) => ({ pk: `ADDR#${hash}`, sk: 'ADDR' });
/**
 * The row that lists a sign-up until DIGEST has checked if it was confirmed. An address has one at most; its own row has the
 * instant, `askedAt`.
 */
export const askedKey = (readerId: string, at: string) => ({ pk: 'ASKED', sk: `${at}#${readerId}` });

/** A sign-up as the form sent it. `readerId` is a new id, used only if no reader has the address. */
export type SignUp = { addressHash: string; address: string; readerId: string; requested: Requested; at: Date };

/** A wish, and when a reader was last saved with it. */
export type WishInUse = { wish: string; usedAt: string };

/** What the wish index holds of an active reader. */
export type DueReader = z.infer<typeof dueReader>;

/** The wish of an active reader. */
export const activeWish = ({ status, preferences }: Pick<Reader, 'status' | 'preferences'>): string | undefined =>
  status === 'active' && preferences ? wishOf(preferences) : undefined;

const shardOf = (wish: string, n: number) => `${wish}#${n}`;

/** The index attribute of an active reader. The hash of their id decides the shard of their wish. */
export function wishKey(reader: Reader): object {
  const wish = activeWish(reader);
  if (!wish) return {};
  const n = createHash('sha256').update(reader.readerId).digest().readUInt8() % SHARDS;
  return { [WISH_INDEX.partition]: shardOf(wish, n) };
}

/** Everything Broadsheet knows about people, and the list of wishes in use. Reads by key are strongly consistent. */
export function readersStore(client: DynamoDBDocumentClient, tableName: string, now: () => Date = () => new Date()) {
  const rows = table(client, tableName);
  const wishRowKey = (wish: string) => ({ pk: 'WISHES', sk: wish });

  /** Gives an address to this reader unless one has it. An earlier `askedAt` stays, too. Returns the row. */
  async function assign(addressHash: string, readerId: string, askedAt?: string) {
    const first = `SET readerId = if_not_exists(readerId, :id)${askedAt ? ', askedAt = if_not_exists(askedAt, :at)' : ''}`;
    const values = { id: readerId, ...(askedAt && { at: askedAt }) };
    return addressRow.parse(await rows.updated(addressKey(addressHash), first, { values }, addressRow));
  }

  /** Gives an address that was signed up to this reader unless one has it, and lists the sign-up unless one is listed. */
  async function ask(addressHash: string, readerId: string, at: Date) {
    const { readerId: owner, askedAt = at.toISOString() } = await assign(addressHash, readerId, at.toISOString());
    const listed = askedKey(owner, askedAt);
    await rows.put({ ...listed, readerId: owner, addressHash });
    return { owner, listed };
  }

  /**
   * Writes what was requested to a reader's row, and makes the row if it is absent. False if it is `known` to exist and does not.
   */
  function noteRequest(readerId: string, { address, requested, at }: SignUp, known: boolean): Promise<boolean> {
    const first = { readerId, address, status: 'pending', generation: 0, createdAt: at.toISOString() };
    const sets = Object.keys(first).map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
    return rows.update(readerKey(readerId), `SET ${sets.join(', ')}, requested = :requested ADD rev :one`, {
      if: known ? 'attribute_exists(pk)' : undefined,
      values: { ...first, requested, one: 1 },
    });
  }

  const addressOf = async (addressHash: string) => (await rows.get(addressKey(addressHash), z.partial(addressRow))) ?? {};
  const rowsOf = (readerId: string) => all(rows.query('pk = :pk', { pk: readerKey(readerId).pk }, anyRow));

  /** When this process noted wishes last. */
  const noted = new Map<string, Date>();

  /** Adds a wish to the list of wishes in use, or notes that it is used again. */
  async function noteWish(wish: string): Promise<void> {
    const at = now();
    await rows.update(wishRowKey(wish), 'SET usedAt = :now', { values: { now: at.toISOString() } });
    noted.set(wish, at);
  }

  return {
    get: (readerId: string): Promise<Reader | undefined> => rows.get(readerKey(readerId), reader),

    /**
     * Notes what somebody requested in the name of an address, and returns its reader. The subscription itself does not change.
     * Known and unknown addresses take the same three writes, so that the time tells nothing: the address, the list of sign-ups,
     * the request. The third fails if the address has a reader without a row: they are being erased at this moment, or their
     * first sign-up broke off. Then the address is assigned anew.
     */
    async signUp(request: SignUp): Promise<string> {
      const { addressHash, readerId, at } = request;
      const { owner, listed } = await ask(addressHash, readerId, at);
      if (await noteRequest(owner, request, owner !== readerId)) return owner;
      await rows.delete(listed);
      const { owner: again } = await ask(addressHash, readerId, at);
      await noteRequest(again, request, false);
      return again;
    },

    /** The id of the reader who has an address. */
    find: async (addressHash: string) => (await addressOf(addressHash)).readerId,

    /**
     * Gives an address to this reader unless one has it, and returns the reader who has it now. `signedUp` is given for a reader
     * who has not confirmed: the sign-up is listed with that instant, to be checked later.
     */
    assignAddress: async (addressHash: string, readerId: string, signedUp?: Date): Promise<string> =>
      signedUp ? (await ask(addressHash, readerId, signedUp)).owner : (await assign(addressHash, readerId)).readerId,

    /** Takes an address from this reader, and its sign-up off the list. False if this reader does not have it. */
    async freeAddress(addressHash: string, readerId: string): Promise<boolean> {
      const { readerId: owner, askedAt } = await addressOf(addressHash);
      if (owner === readerId && askedAt) await rows.delete(askedKey(readerId, askedAt));
      return rows.delete(addressKey(addressHash), { if: 'readerId = :id', values: { id: readerId } });
    },

    /** Every row about a reader, as stored, without its keys. */
    async rows(readerId: string): Promise<Record<string, unknown>[]> {
      return (await rowsOf(readerId)).map(({ pk: _, sk: __, ...row }) => row);
    },

    /**
     * Deletes every row about a reader, and looks again: a vote may come while the first rows are deleted. The function that
     * casts a vote still later finds the reader gone, and takes it back. Repeating it is harmless.
     */
    async erase(readerId: string): Promise<void> {
      for (let left = await rowsOf(readerId); left.length > 0; left = await rowsOf(readerId)) {
        for (const { pk, sk } of left) await rows.delete({ pk, sk });
      }
    },

    /**
     * Writes a reader back, or a new one with `rev` 0. False if the row has changed since it was read, or if a new reader has one.
     * The wish is added to the list of wishes in use first, so that DIGEST never misses an active reader.
     */
    async save(next: Reader): Promise<boolean> {
      const wish = activeWish(next);
      if (wish && now().getTime() - (noted.get(wish)?.getTime() ?? 0) > NOTED_MS) await noteWish(wish);
      const row = { ...readerKey(next.readerId), ...next, ...wishKey(next), rev: next.rev + 1 };
      return rows.put(
        row,
        next.rev === 0 ? { if: 'attribute_not_exists(pk)' } : { if: 'rev = :seen', values: { seen: next.rev } },
      );
    },

    /** Suppresses a reader. False if there is no such reader (a late event must not make one), or they are suppressed already. */
    suppress(readerId: string, reason: string, at: Date): Promise<boolean> {
      const end = 'SET #status = :suppressed, #suppressed = if_not_exists(#suppressed, :why)';
      return rows.update(readerKey(readerId), `${end} REMOVE #${WISH_INDEX.partition} ADD rev :one`, {
        if: 'attribute_exists(pk) AND #status <> :suppressed',
        values: { suppressed: 'suppressed', why: { reason, at: at.toISOString() }, one: 1 },
      });
    },

    /**
     * Notes that this reader's mailbox bounced a mail for now. Returns all days on which it did if this day is new, else none.
     */
    async bounced(readerId: string, at: Date): Promise<string[]> {
      const day = at.toISOString().slice(0, 10);
      const noted = 'SET bouncedOn = list_append(if_not_exists(bouncedOn, :none), :days) ADD rev :one';
      const write = {
        if: 'attribute_exists(pk) AND NOT contains(bouncedOn, :day)',
        values: { none: [], days: [day], day, one: 1 },
      };
      const row = await rows.updated(readerKey(readerId), noted, write, bouncedRow);
      return row?.bouncedOn ?? [];
    },

    noteWish,

    /** Every wish that has a reader, or had one lately. Strongly consistent. */
    async wishes(): Promise<WishInUse[]> {
      const used = await all(rows.query('pk = :pk', { pk: 'WISHES' }, wishRow));
      return used.map(({ sk, usedAt }) => ({ wish: sk, usedAt }));
    },

    /** Takes a wish off that list, unless a reader was saved with it since `before`. */
    async retireWish(wish: string, before: Date): Promise<boolean> {
      noted.delete(wish);
      return rows.delete(wishRowKey(wish), { if: 'usedAt < :before', values: { before: before.toISOString() } });
    },

    /**
     * The active readers of a wish, in no order. From an index: a reader who changed a moment ago may be missing or still there.
     */
    async *withWish(wish: string): AsyncGenerator<DueReader> {
      const condition = `#${WISH_INDEX.partition} = :shard`;
      for (let n = 0; n < SHARDS; n++)
        yield* rows.query(condition, { shard: shardOf(wish, n) }, dueReader, { index: WISH_INDEX.name });
    },
  };
}
