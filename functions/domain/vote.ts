import { hash } from 'node:crypto';
import * as z from 'zod/mini';

/** How a vote's link names a paper of an edition: a hash, because an id may be a DOI of 250 characters of any kind. */
export const paperRef = (id: string): string => hash('sha256', id, 'base64url').slice(0, 12);

/**
 * What a reader said of a paper: a `good` pick, which counts in the ranking; `not` for me; or an `example` of what they work on, which
 * they named themselves and which counts for nobody else.
 */
export const vote = z.enum(['good', 'not', 'example']);
export type Vote = z.infer<typeof vote>;

/** What a reader said of a paper, and when. Votes of earlier days have no title. */
export type Cast = { paperId: string; kind: Vote; title?: string | undefined; at: string };
