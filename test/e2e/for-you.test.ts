import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';
import { headings } from '../emails/support.ts';
import { readerAt, say } from './interests.ts';
import { localCloud } from './local-cloud.ts';

const [ADA, BEN, COCO] = ['ada@example.org', 'ben@example.org', 'coco@example.org'];
const TITLES = [
  'Speculative Decoding with Draft Models for Large Language Models',
  'Robot Grasping of Soft Objects from Tactile Images',
  'Protein Folding by Diffusion on Backbones',
  'A Benchmark of Legal Question Answering in Courts',
  'Telescope Surveys of Faint Galaxies',
  'Reading Melodies from Old Manuscripts',
];
const NEXT = [
  'Tree Attention for Speculative Decoding of Language Models',
  'Tactile Sensing for Dexterous Robot Grasping',
  'Enzymes Designed by Protein Folding Networks',
  'Contracts Summarised for Judges in Courts',
  'Dust Clouds between Galaxies',
  'Folk Songs Transcribed from Recordings',
];

const local = await localCloud();
const { the } = local;
afterAll(() => local.stop());
beforeAll(async () => {
  for (const address of [ADA, BEN, COCO]) await the.join(address);
});

test('a reader who says what they work on has it first in the mail of the day, with reasons; the others have the common mail', async () => {
  await the.uploadPage('2026-03-18', TITLES);
  const { Items = [] } = await clients(localStack(local.cloud)).dynamo.send(
    new ScanCommand({ TableName: output(localStack(local.cloud), 'PapersTableName') }),
  );
  const example = Items.find(({ title }) => title === TITLES[1])!.id as string;
  await say(local.cloud, ADA, { follow: { words: ['speculative decoding'] }, mute: { words: ['melodies', 'songs'] } }, [example]);
  await say(local.cloud, COCO, { follow: { words: ['quantum gravity'] }, mute: {}, only: true });
  await the.morning();
  const [ada] = await the.digestsTo(ADA);
  const [ben] = await the.digestsTo(BEN);
  expect(await the.digestsTo(COCO)).toEqual([]);
  expect(headings(ada!.html).slice(1, 3)).toEqual(['For you', TITLES[0]]);
  expect(ada!.html).toContain('You follow &#8220;speculative decoding&#8221;');
  expect(ada!.text).toContain('» You follow “speculative decoding”');
  expect(ada!.html).not.toContain('Melodies');
  expect([ada!.html.split(`>${TITLES[0]}</a>`).length, ben!.html.split(`>${TITLES[0]}</a>`).length]).toEqual([2, 2]);
  expect(headings(ben!.html)).not.toContain('For you');
  expect(ben!.html).toContain('Melodies');
  expect(ada!.subject).toBe(ben!.subject);
  expect(ada!.html).toContain('Change what you follow');
  expect(ben!.html).toContain('Say what you work on');
});

test('the next day it knows what is like the paper they named, and says which and why', async () => {
  expect((await readerAt(local.cloud, ADA)).learned?.liked.map(({ title }) => title)).toEqual([TITLES[1]]);
  await the.uploadPage('2026-03-19', NEXT);
  await the.morning();
  const ada = (await the.digestsTo(ADA)).at(-1)!;
  expect(headings(ada.html).slice(1, 4)).toEqual(['For you', NEXT[0], NEXT[1]]);
  // What all six say alike, a set phrase of the publisher, makes none of them like what was picked.
  const text = ada.text.replace(/\s+/g, ' ');
  expect(text.match(/ of your picks:/g)).toHaveLength(1);
  expect(text).toMatch(/» Like “Robot Grasping of Soft Objects from Tactile Images” of your picks: .*(grasping|tactile)/i);
  expect(ada.html).not.toContain('Folk Songs');
  expect((await local.pipe(`${COCO}\n`, 'readers', 'why')).said).toContain('nothing in it was for this reader');
});
