import { hash } from 'node:crypto';
import * as z from 'zod/mini';

/** A paper in a vote's link: a hash, because an id may be a DOI of 250 characters of any kind. */
export const paperRef = (id: string): string => hash('sha256', id, 'base64url').slice(0, 12);

/**
 * What a reader said of a paper. `good`: a good pick, which counts in the ranking. `not`: not for me. `example`: a paper that the
 * reader named as an example of their work; it counts for them alone.
 */
export const vote = z.enum(['good', 'not', 'example']);
export type Vote = z.infer<typeof vote>;

/** A vote as stored. Old votes have no title. */
export type Cast = { paperId: string; kind: Vote; title?: string | undefined; at: string };
