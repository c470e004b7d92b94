import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { WISH_INDEX } from '../contract/tables.ts';
import { type Reader, type Requested, reader } from '../domain/reader.ts';
import { isConditionFailed, succeeds } from './dynamo.ts';
import { askedKey } from './unconfirmed-store.ts';
import { activeWish, wishKey, wishRows } from './wish-rows.ts';

const addressRow = z.object({ readerId: z.string(), askedAt: z.optional(z.iso.datetime()) });
const bouncedRow = z.object({ bouncedOn: z.array(z.iso.date()) });
const anyRow = z.looseObject({ pk: z.string(), sk: z.string() });

/** A sign-up as the form sent it. `readerId` is fresh, and used only if the address is new. */
export type SignUp = { addressHash: string; address: string; readerId: string; requested: Requested; at: Date };

/** Everything Broadsheet knows about people. Reads by key are strongly consistent. */
export function readersStore(client: DynamoDBDocumentClient, table: string, now: () => Date = () => new Date()) {
  const readerKey = (readerId: string) => ({ pk: `READER#${readerId}`, sk: 'READER' });
  const addressKey = (hash: string) => ({ pk: `ADDR#${hash}`, sk: 'ADDR' });
  const { use, ...wishes } = wishRows(client, table, now);

  /** Gives an address to this reader if nobody has it. `askedAt` stays what it was, too. */
  async function assign(addressHash: string, readerId: string, askedAt?: string) {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: table,
        Key: addressKey(addressHash),
        UpdateExpression: `SET readerId = if_not_exists(readerId, :id)${askedAt ? ', askedAt = if_not_exists(askedAt, :at)' : ''}`,
        ExpressionAttributeValues: { ':id': readerId, ...(askedAt && { ':at': askedAt }) },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return addressRow.parse(Attributes);
  }

  /** Gives an address that was signed up to this reader if nobody has it, and lists the sign-up, if none is listed yet. */
  async function ask(addressHash: string, readerId: string, at: Date) {
    const { readerId: owner, askedAt = at.toISOString() } = await assign(addressHash, readerId, at.toISOString());
    const listed = askedKey(owner, askedAt);
    await client.send(new PutCommand({ TableName: table, Item: { ...listed, readerId: owner, addressHash } }));
    return { owner, listed };
  }

  /** Writes a wish to a reader's row, which is made if need be. False when it was to be there and is not. */
  function note(readerId: string, { address, requested, at }: SignUp, known: boolean): Promise<boolean> {
    const first = { readerId, address, status: 'pending', generation: 0, createdAt: at.toISOString() };
    const sets = Object.keys(first).map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
    const values = Object.fromEntries(Object.entries(first).map(([name, value]) => [`:${name}`, value]));
    const update = new UpdateCommand({
      TableName: table,
      Key: readerKey(readerId),
      UpdateExpression: `SET ${sets.join(', ')}, requested = :requested ADD rev :one`,
      ...(known && { ConditionExpression: 'attribute_exists(pk)' }),
      ExpressionAttributeNames: Object.fromEntries(Object.keys(first).map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: { ...values, ':requested': requested, ':one': 1 },
    });
    return succeeds(client.send(update));
  }

  async function whose(addressHash: string) {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: addressKey(addressHash), ConsistentRead: true }));
    return z.partial(addressRow).parse(Item ?? {});
  }

  const remove = (Key: { pk: string; sk: string }) => client.send(new DeleteCommand({ TableName: table, Key }));

  async function everyRow(readerId: string): Promise<z.infer<typeof anyRow>[]> {
    const rows: z.infer<typeof anyRow>[] = [];
    const query = {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :reader',
      ExpressionAttributeValues: { ':reader': readerKey(readerId).pk },
    };
    for await (const { Items } of paginateQuery({ client }, query)) rows.push(...z.array(anyRow).parse(Items ?? []));
    return rows;
  }

  return {
    async get(readerId: string): Promise<Reader | undefined> {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: readerKey(readerId), ConsistentRead: true }));
      return Item && reader.parse(Item);
    },

    /**
     * Notes what somebody asked for in the name of an address, and returns its reader. Nothing of the subscription changes.
     * Three writes for every address, known or not, so that the time they take tells nothing: whose it is, the list of sign-ups
     * to look at later, the wish. The last is not made for a reader who was known and is gone: they are being erased at this
     * moment, or their first sign-up broke off half-way.
     */
    async signUp(request: SignUp): Promise<string> {
      const { addressHash, readerId, at } = request;
      const { owner, listed } = await ask(addressHash, readerId, at);
      if (await note(owner, request, owner !== readerId)) return owner;
      await remove(listed);
      const { owner: again } = await ask(addressHash, readerId, at);
      await note(again, request, false);
      return again;
    },

    /** The reader of an address. */
    find: async (addressHash: string) => (await whose(addressHash)).readerId,

    /**
     * Gives an address to this reader if nobody has it, and answers who has it now. Who signed up and has not confirmed is listed
     * as of then, to be looked at later.
     */
    claim: async (addressHash: string, readerId: string, signedUp?: Date): Promise<string> =>
      signedUp ? (await ask(addressHash, readerId, signedUp)).owner : (await assign(addressHash, readerId)).readerId,

    /** Takes an address from this reader, and its sign-up off the list. */
    async release(addressHash: string, readerId: string): Promise<boolean> {
      const { readerId: owner, askedAt } = await whose(addressHash);
      if (owner === readerId && askedAt) await remove(askedKey(readerId, askedAt));
      const release = new DeleteCommand({
        TableName: table,
        Key: addressKey(addressHash),
        ConditionExpression: 'readerId = :id',
        ExpressionAttributeValues: { ':id': readerId },
      });
      return succeeds(client.send(release));
    },

    /** Every row about a reader, as stored but for its keys. */
    async rows(readerId: string): Promise<Record<string, unknown>[]> {
      const rows = await everyRow(readerId);
      return rows.map(({ pk: _, sk: __, ...row }) => row);
    },

    /**
     * Deletes every row about a reader, and looks again: a vote may come while the first ones go. One that comes after that finds
     * its reader gone, and is taken back by who cast it. Repeating it is harmless.
     */
    async erase(readerId: string): Promise<void> {
      for (let rows = await everyRow(readerId); rows.length > 0; rows = await everyRow(readerId)) {
        for (const { pk, sk } of rows) await remove({ pk, sk });
      }
    },

    /**
     * Writes a reader back. False when the row has changed since it was read. A wish is entered in the list of wishes in use
     * before its first reader is, so no active reader is ever out of DIGEST's sight.
     */
    async save(next: Reader): Promise<boolean> {
      const wish = activeWish(next);
      if (wish) await use(wish);
      const put = new PutCommand({
        TableName: table,
        Item: { ...readerKey(next.readerId), ...next, ...wishKey(next), rev: next.rev + 1 },
        ConditionExpression: 'rev = :seen',
        ExpressionAttributeValues: { ':seen': next.rev },
      });
      return succeeds(client.send(put));
    },

    /** Never writes to this reader again. False when there is no such reader (a late event brings nobody back) or it is done. */
    suppress(readerId: string, reason: string, at: Date): Promise<boolean> {
      const update = new UpdateCommand({
        TableName: table,
        Key: readerKey(readerId),
        UpdateExpression: 'SET #status = :suppressed, #suppressed = if_not_exists(#suppressed, :why) REMOVE #shard ADD rev :one',
        ConditionExpression: 'attribute_exists(pk) AND #status <> :suppressed',
        ExpressionAttributeNames: {
          '#status': 'status',
          '#suppressed': 'suppressed',
          '#shard': WISH_INDEX.partition,
        },
        ExpressionAttributeValues: { ':suppressed': 'suppressed', ':why': { reason, at: at.toISOString() }, ':one': 1 },
      });
      return succeeds(client.send(update));
    },

    /** Notes that this reader's mailbox sent mail back for now. Returns the days it did when this is a new one, else none. */
    async bounced(readerId: string, at: Date): Promise<string[]> {
      const day = at.toISOString().slice(0, 10);
      const update = new UpdateCommand({
        TableName: table,
        Key: readerKey(readerId),
        UpdateExpression: 'SET bouncedOn = list_append(if_not_exists(bouncedOn, :none), :days) ADD rev :one',
        ConditionExpression: 'attribute_exists(pk) AND NOT contains(bouncedOn, :day)',
        ExpressionAttributeValues: { ':none': [], ':days': [day], ':day': day, ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      });
      try {
        return bouncedRow.parse((await client.send(update)).Attributes).bouncedOn;
      } catch (error) {
        if (isConditionFailed(error)) return [];
        throw error;
      }
    },

    ...wishes,
  };
}
