import * as z from 'zod/mini';

/** The most characters of `why`. */
export const MOST_WHY = 140;

/** A paper that somebody suggested, by its arXiv id or DOI (`arxiv:2603.00001`, `doi:10.…`). Who suggested it is not stored. */
export const suggestion = z.object({
  paper: z.string().check(z.regex(/^(?:arxiv|doi):\S{1,250}$/)),
  why: z.string().check(z.maxLength(MOST_WHY)),
  at: z.iso.datetime(),
  state: z.enum(['open', 'accepted', 'refused']),
});
export type Suggestion = z.infer<typeof suggestion>;

/** The address of a suggested paper, made from its id. Never an address that somebody typed. */
export const addressOf = (paper: string): string =>
  paper.startsWith('arxiv:') ? `https://arxiv.org/abs/${paper.slice(6)}` : `https://doi.org/${paper.slice(4)}`;
