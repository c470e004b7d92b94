import { isDay } from '../../../domain/listing-day.ts';
import type { JsonFormat } from './json.ts';
import { topKeys } from './paths.ts';

const ID = /^\d{4}\.\d{4,5}(?:v\d+)?$/;
const ROW = /"\d{4}\.\d{4,5}(?:v\d+)?"\s*:\s*"\s*(?:\||- )/;

/** Reads `|**2026-06-10**|**Title**|Ann Lee et.al.|[2606.1](link)|**[link](code)**|`, or the same as a list with commas. */
function rowOf(id: string, row: unknown): unknown[] {
  if (typeof row !== 'string' || !ID.test(id)) return [];
  const bold = Array.from(row.slice(0, 20_000).matchAll(/\*\*([^*|]+)\*\*/g), ([whole, text = '']) => ({ whole, text }));
  const date = bold.find(({ text }) => isDay(text));
  const title = bold.find((one) => one !== date && !/\]\(http/.test(one.text)) ?? bold.find((one) => one !== date);
  if (!title) return [];
  const behind = row.slice(row.indexOf(title.whole) + title.whole.length).replace(/^\s*[|,]\s*/, '');
  const links = row.match(/https?:\/\/[^\s)|\]]+/g) ?? [];
  return [
    {
      id,
      title: title.text.replace(/^\[(.*)\]\(.*\)$/, '$1'),
      authors: [/^[^|,[\]]*/.exec(behind)?.[0] ?? ''],
      date: date?.text ?? /\d{4}-\d{2}-\d{2}/.exec(row)?.[0],
      url: links[0],
      code: links.find((link) => link.includes('//github.com/')),
    },
  ];
}

/** An object of rows of Markdown tables, each under the id of its paper. */
export const markdownRows: JsonFormat = {
  name: 'markdown-rows',
  has: [/^\s*\{/, ROW],
  at: (head) => (topKeys(head).some((key) => ID.test(key)) ? [''] : ['*']),
  each: (value) =>
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([id, row]) => rowOf(id, row)) : [],
  table: { title: 'title', authors: 'authors', arxiv: 'id url', url: 'url', published: 'date', code: 'code' },
};
