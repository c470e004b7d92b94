import { expect, test } from 'vitest';
import { nearest } from '../../functions/domain/text/nearest.ts';

test.each([
  ['uplaod', 'upload'],
  ['upload', undefined],
  ['uploads', 'upload'],
  ['pload', 'upload'],
  ['uploas', 'upload'],
  ['reders', 'readers'],
  ['feed', 'feeds'],
  ['xyz', undefined],
  ['', undefined],
  ['uplaods', undefined],
])('of %j, one slip away is %s', (typed, meant) => {
  expect(nearest(typed, ['upload', 'feeds', 'readers'])).toBe(meant);
});
