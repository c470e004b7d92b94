/**
 * Names that deploy time and run time share: key schema, index names, prefixes. Imported by infra and by every stage,
 * so it imports nothing.
 */

/** Every table has the same key: a partition and a sort attribute, both strings. */
export const KEY = { partition: 'pk', sort: 'sk' } as const;

/** Attribute DynamoDB's TTL watches, in seconds since 1970 UTC. A clean-up only: expiry is always compared in code. */
export const TTL_ATTRIBUTE = 'ttl';

/** Sparse index on papers: which papers became news in a window. Keys only; the papers are then read consistently. */
export const NEWS_INDEX = { name: 'news', partition: 'newsDay', sort: 'newsAt' } as const;

/** Sparse index on subscribers: active readers by wish and shard, with what an audience is chosen by. */
export const WISH_INDEX = {
  name: 'wish',
  partition: 'wishShard',
  sort: 'readerId',
  project: ['since'],
} as const;

/** Sparse index on subscribers: which readers found a paper worth reading. Keys only. */
export const VOTE_INDEX = { name: 'votes', partition: 'votedFor', sort: 'pk' } as const;

/** Sparse index on subscribers: readers with interests, by the lexicon they were learned with, those to be learned first. Keys only. */
export const LEARN_INDEX = { name: 'learn', partition: 'learn', sort: 'learnedWith' } as const;

/** Sparse index on editions: the dispatches whose accounts are not closed yet. Keys only. */
export const OPEN_INDEX = { name: 'open', partition: 'open', sort: 'pk' } as const;

/** What a key of the feeds bucket may start with. Only these trigger ingest. */
export const FEED_PREFIXES = { news: 'feeds/', archive: 'archive/' } as const;

/**
 * What a key of the store bucket may start with. Nothing in that bucket triggers anything. `audiences` go with the ledger; `moved`,
 * addresses that a reader gave up for another one, as soon as no backup can hold them; `staged`, what editors look at, in a day.
 */
export const STORE_PREFIXES = {
  receipts: 'receipts/',
  editions: 'editions/',
  audiences: 'audiences/',
  withdrawn: 'withdrawn/',
  moved: 'moved/',
  staged: 'staged/',
} as const;
