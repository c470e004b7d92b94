import * as z from 'zod';

/** Link found in a feed or an abstract. */
export const paperLink = z.object({ kind: z.enum(['code', 'project', 'other']), url: z.string() });
export type PaperLink = z.infer<typeof paperLink>;

/**
 * One record of a feed after cleaning. `ids` are its aliases, strongest first and sorted: `arxiv:2606.00467`,
 * `doi:10.1000/x`, `title:<hash of the normalised title>`; every record has the last. `id` is `ids[0]`.
 * `url` leads to the paper, or to a search that finds it. `position` is its place in the feed, from 0.
 */
export const paper = z.object({
  id: z.string(),
  ids: z.array(z.string()),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  url: z.string(),
  links: z.array(paperLink),
  upvotes: z.int().nonnegative().optional(),
  comments: z.int().nonnegative().optional(),
  keywords: z.array(z.string()).optional(),
  summary: z.string().optional(),
  listedOn: z.iso.date().optional(),
  publishedOn: z.iso.date().optional(),
  position: z.int().nonnegative(),
  source: z.string(),
  original: z.object({ title: z.string(), abstract: z.string() }),
});
export type Paper = z.infer<typeof paper>;

/** A paper as the table keeps it. `newsAt` is set once, when it first arrives under `feeds/`. */
export const storedPaper = paper.extend({
  firstSeenAt: z.iso.datetime(),
  newsAt: z.iso.datetime().optional(),
  rev: z.int().positive(),
});
export type StoredPaper = z.infer<typeof storedPaper>;
