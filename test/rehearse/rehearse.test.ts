import { afterAll, beforeAll, expect, test } from 'vitest';
import { REHEARSALS } from './articles.ts';
import { openStage, type Stage } from './stage.ts';

const told: string[] = [];
let stage: Stage;
beforeAll(async () => {
  stage = await openStage(20, (line) => told.push(line));
});
afterAll(() => stage?.stop());

test.each(Object.entries(REHEARSALS).filter(([, { slow }]) => !slow))(
  '%s: the cure of the article cures',
  async (_, { article, play }) => {
    const before = told.length;
    await play(stage, article);
    expect(told.slice(before).filter((line) => line.startsWith('$ npx broadsheet'))).not.toEqual([]);
    expect(told.slice(before).join('\n')).toMatch(/✔ \d{4}-\d\d-\d\d: \d+ of \d+ copies sent, nobody has two/);
  },
);
