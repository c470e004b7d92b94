/** Names that infra and the stages share: key schema, index names, prefixes. It imports nothing. */

/** The key of every table: a partition and a sort attribute, both strings. */
export const KEY = { partition: 'pk', sort: 'sk' } as const;

/** The attribute of DynamoDB's TTL, in seconds since 1970 UTC. It only cleans up: code always compares expiry itself. */
export const TTL_ATTRIBUTE = 'ttl';

/** Sparse index on papers: which papers became news in a window. Keys only; the papers themselves are read consistently. */
export const NEWS_INDEX = { name: 'news', partition: 'newsDay', sort: 'newsAt' } as const;

/** Sparse index on subscribers: active readers by wish and shard. It projects what an audience is chosen by. */
export const WISH_INDEX = {
  name: 'wish',
  partition: 'wishShard',
  sort: 'readerId',
  project: ['since'],
} as const;

/** Sparse index on subscribers: which readers called a paper a good pick. Keys only. */
export const VOTE_INDEX = { name: 'votes', partition: 'votedFor', sort: 'pk' } as const;

/**
 * Sparse index on subscribers: readers with interests, by the lexicon they were learned with. Readers still to be learned come
 * first. Keys only.
 */
export const LEARN_INDEX = { name: 'learn', partition: 'learn', sort: 'learnedWith' } as const;

/** Sparse index on editions: the dispatches that are not closed yet. Keys only. */
export const OPEN_INDEX = { name: 'open', partition: 'open', sort: 'pk' } as const;

/** The attributes of an edition that an editor may change after the close. */
export const AMENDED = ['note', 'dropped', 'papers', 'title', 'amended'] as const;

/** Prefixes of keys in the feeds bucket. Only these trigger INGEST. */
export const FEED_PREFIXES = { news: 'feeds/', archive: 'archive/' } as const;

/** Prefixes of keys in the store bucket. Nothing in that bucket triggers anything. */
export const STORE_PREFIXES = {
  receipts: 'receipts/',
  editions: 'editions/',
  /** Kept as long as the ledger. */
  audiences: 'audiences/',
  withdrawn: 'withdrawn/',
  /** Addresses that readers left for another one. Deleted once no backup can hold them. */
  moved: 'moved/',
  /** What editors look at before the close. Deleted after a day. */
  staged: 'staged/',
} as const;
