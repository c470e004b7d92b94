import { expect } from 'vitest';
import { parse } from './pages.ts';

/** What is compared of the record beside the changed one. */
const brief = ({ papers }: Awaited<ReturnType<typeof parse>>, n: number) => {
  const { title, ids, abstract, authors, publishedOn, venue } = papers.find((paper) => paper.title === `On lists ${n}`) ?? {};
  return { title, ids, abstract, authors, publishedOn, venue };
};

/** Nothing throws, the other record stays as it was, and a record that is no paper any more is accounted for. */
export async function expectKept(whole: Awaited<ReturnType<typeof parse>>, file: string, what: string) {
  const found = await parse(file);
  expect([what, brief(found, 2)]).toEqual([what, brief(whole, 2)]);
  expect([what, found.papers.length + found.rejected.length + found.duplicates]).toEqual([what, 2]);
  expect(JSON.stringify(found.papers)).not.toContain('[object');
}
