import { decodeHTML } from 'entities';
import { normaliseArxivId } from '../../../domain/paper.ts';
import { textsAt } from '../fields.ts';
import { type Format, joinText, MB, once } from '../format.ts';
import { htmlPage } from '../pages/html-page.ts';
import { json } from './json.ts';

/** Hugging Face `api/daily_papers`: a list of `{paper: {…}, …}`. Shortened copies have title and summary at only one level. */
export const hfApi = {
  ...json({
    name: 'hf-api',
    has: [],
    at: (head) => (/^\s*\[/.test(head) ? [''] : ['dailyPapers']),
    table: {
      title: 'paper.title title',
      abstract: 'paper.summary summary',
      arxiv: 'paper.id',
      authors: 'paper.authors.name',
      people: 'each',
      upvotes: 'paper.upvotes',
      comments: 'numComments',
      keywords: 'paper.ai_keywords',
      organisation: 'organization.fullname organization.name paper.organization.fullname paper.organization.name',
      stars: 'paper.githubStars',
      discussion: (item) =>
        textsAt('paper.id')(item).flatMap((id) => (normaliseArxivId(id) ? [`https://huggingface.co/papers/${id}`] : [])),
      summary: 'paper.ai_summary',
      listed: (item) => textsAt('paper.submittedOnDailyAt')(item).map(inUtc),
      published: 'paper.publishedAt publishedAt',
      code: 'paper.githubRepo',
      project: 'paper.projectPage',
      tidy: (record) => ({ ...record, shown: (record.upvotes ?? record.listed) !== undefined }),
    },
  }),
  maxBytes: 64 * MB,
  detects: (head: string) => /^\s*\[(?:\s*\]\s*$|[\s\S]*"paper"\s*:)/.test(head),
  search: (title: string) => `https://huggingface.co/papers?q=${encodeURIComponent(title)}`,
} satisfies Format;

/** The attribute in which a page of daily papers holds the API's JSON. */
const PROPS = /data-props=(?:"([^"]*&quot;dailyPapers&quot;[^"]*)"|'([^']*"dailyPapers"[^']*)')/;

/** A page of `huggingface.co/papers` saved as HTML. */
export const hfPage = {
  name: 'hf-page',
  maxBytes: 64 * MB,
  detects: (head: string) =>
    /^\s*<(?:!doctype html|html|!--|head|body)/i.test(head) && /huggingface\.co|data-target="DailyPapers"/.test(head),
  async *parse(text: AsyncIterable<string>) {
    const page = await joinText(text);
    const [, quoted, single] = PROPS.exec(page) ?? [];
    const props = quoted ?? single;
    yield* props === undefined ? htmlPage.parse(once(page)) : hfApi.parse(once(decodeHTML(props)));
  },
  search: hfApi.search,
} satisfies Format;

/** The time of a daily page in UTC, by which it is listed. */
const inUtc = (time: string) =>
  /T.*[+-]\d{2}:?\d{2}$/.test(time) && !Number.isNaN(Date.parse(time)) ? new Date(time).toISOString() : time;
