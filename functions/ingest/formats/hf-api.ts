import * as z from 'zod';
import { type Entry, type Format, MB, whole } from './format.ts';
import { type Element, elements } from './json-array.ts';

/** A field that is left out when it has another type: an extra must not cost a record. */
const maybe = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);
const text = maybe(z.string());
const count = maybe(z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER));

/** An element of `https://huggingface.co/api/daily_papers`. Trimmed copies hold title and summary at either level. */
const dailyPaper = z.object({
  title: text,
  summary: text,
  numComments: count,
  publishedAt: text,
  paper: z.object({
    id: text,
    title: text,
    summary: text,
    upvotes: count,
    publishedAt: text,
    submittedOnDailyAt: text,
    authors: maybe(z.array(maybe(z.object({ name: z.string(), hidden: maybe(z.boolean()) })))),
    githubRepo: text,
    projectPage: text,
    ai_summary: text,
    ai_keywords: maybe(z.array(z.string())),
  }),
});

/** Hugging Face `api/daily_papers`: a JSON array of `{paper: {...}, ...}`. */
export const hfApi: Format = {
  name: 'hf-api',
  maxBytes: 64 * MB,
  detects: (head) => /^\s*\[\s*(?:\]\s*$|[^\s\]])/.test(head) && (/"paper"\s*:/.test(head) || /^\s*\[\s*\]\s*$/.test(head)),
  async *parse(pieces) {
    for (const element of elements(await whole(pieces))) yield entry(element);
  },
  search: (title) => `https://huggingface.co/papers?q=${encodeURIComponent(title)}`,
};

function entry({ index, offset, json, complete }: Element): Entry {
  const at = `item ${index + 1}`;
  if (!complete) return { at, reason: `the file ends in the middle of this item, which begins at character ${offset}` };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { at, reason: `not valid JSON, at character ${offset}` };
  }
  const parsed = dailyPaper.safeParse(value);
  if (!parsed.success) return { at, reason: 'not a daily paper: it has no "paper" object' };
  const {
    paper,
    title = paper.title,
    summary: abstract = paper.summary,
    numComments,
    publishedAt = paper.publishedAt,
  } = parsed.data;
  if (!title?.trim()) return { at, reason: 'a paper without a title' };
  return {
    at,
    record: {
      title: paper.title?.trim() ? paper.title : title,
      abstract: paper.summary?.trim() ? paper.summary : (abstract ?? ''),
      arxiv: paper.id,
      authors: paper.authors?.flatMap((author) => (author && !author.hidden ? [author.name] : [])),
      upvotes: paper.upvotes,
      comments: numComments,
      keywords: paper.ai_keywords,
      summary: paper.ai_summary,
      listed: paper.submittedOnDailyAt?.slice(0, 10),
      published: (paper.publishedAt ?? publishedAt)?.slice(0, 10),
      links: [
        ...(paper.githubRepo ? [{ kind: 'code' as const, url: paper.githubRepo }] : []),
        ...(paper.projectPage ? [{ kind: 'project' as const, url: paper.projectPage }] : []),
      ],
    },
  };
}
