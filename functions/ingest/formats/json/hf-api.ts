import { decodeHTML } from 'entities';
import * as z from 'zod';
import { normaliseArxivId } from '../../../domain/paper.ts';
import { type Entry, type Format, joinText, MB, once } from '../format.ts';
import { htmlPage } from '../pages/html-page.ts';
import { items } from './items.ts';
import { fromItem } from './json.ts';

/** An optional field. It is left out if it has another type, so that an extra field cannot lose a record. */
const maybe = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);
const text = maybe(z.string());
const count = maybe(z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER));

const group = maybe(z.object({ name: text, fullname: text }));

/**
 * An element of `https://huggingface.co/api/daily_papers`. Shortened copies have title and summary at only one of the two levels.
 */
const dailyPaper = z.object({
  title: text,
  summary: text,
  numComments: count,
  publishedAt: text,
  organization: group,
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
    githubStars: count,
    organization: group,
    ai_summary: text,
    ai_keywords: maybe(z.array(z.string())),
  }),
});

const search = (title: string) => `https://huggingface.co/papers?q=${encodeURIComponent(title)}`;

/** Hugging Face `api/daily_papers`: a JSON array of `{paper: {...}, ...}`. */
export const hfApi: Format = {
  name: 'hf-api',
  maxBytes: 64 * MB,
  detects: (head) => /^\s*\[\s*(?:\]\s*$|[^\s\]])/.test(head) && (/"paper"\s*:/.test(head) || /^\s*\[\s*\]\s*$/.test(head)),
  async *parse(text) {
    for await (const item of items(text, [''])) yield fromItem(item, entry);
  },
  search,
};

/** The attribute in which a page of daily papers holds the API's JSON. */
const PROPS = /data-props=(?:"([^"]*&quot;dailyPapers&quot;[^"]*)"|'([^']*"dailyPapers"[^']*)')/;

/** A page of `huggingface.co/papers` saved as HTML. */
export const hfPage: Format = {
  name: 'hf-page',
  maxBytes: 64 * MB,
  detects: (head) =>
    /^\s*<(?:!doctype html|html|!--|head|body)/i.test(head) && /huggingface\.co|data-target="DailyPapers"/.test(head),
  async *parse(text) {
    const page = await joinText(text);
    const [, quoted, single] = PROPS.exec(page) ?? [];
    const props = quoted ?? single;
    if (props !== undefined)
      for await (const item of items(once(decodeHTML(props)), ['dailyPapers'])) yield fromItem(item, entry);
    else yield* htmlPage.parse(once(page));
  },
  search,
};

/** The day in UTC, which daily pages use. */
const utcDay = (time: string) =>
  /T.*[+-]\d{2}:?\d{2}$/.test(time) && !Number.isNaN(Date.parse(time))
    ? new Date(time).toISOString().slice(0, 10)
    : time.slice(0, 10);

function entry(value: unknown, at: string): Entry {
  const parsed = dailyPaper.safeParse(value);
  if (!parsed.success) return { at, reason: 'not a daily paper: it has no "paper" object' };
  const {
    paper,
    title = paper.title,
    summary: abstract = paper.summary,
    numComments,
    publishedAt = paper.publishedAt,
    organization = paper.organization,
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
      shown: paper.upvotes !== undefined || paper.submittedOnDailyAt !== undefined,
      comments: numComments,
      keywords: paper.ai_keywords,
      organisation: organization?.fullname?.trim() ? organization.fullname : organization?.name,
      stars: paper.githubStars,
      discussion: paper.id && normaliseArxivId(paper.id) ? `https://huggingface.co/papers/${paper.id}` : undefined,
      summary: paper.ai_summary,
      listed: paper.submittedOnDailyAt && utcDay(paper.submittedOnDailyAt),
      published: (paper.publishedAt ?? publishedAt)?.slice(0, 10),
      links: [
        ...(paper.githubRepo ? [{ kind: 'code' as const, url: paper.githubRepo }] : []),
        ...(paper.projectPage ? [{ kind: 'project' as const, url: paper.projectPage }] : []),
      ],
    },
  };
}
