import { expect, test } from 'vitest';
import { finding } from '../../functions/domain/finding.ts';

test.each([
  [
    'We weigh soil. Extensive experiments on fields against the best scale indicate our scale is 3 times faster than any other.',
    'Our scale is 3 times faster than any other.',
  ],
  ['We weigh soil. We also find that yields rise by 12% in the shade of trees.', 'Yields rise by 12% in the shade of trees.'],
  [
    'We weigh soil. We also achieve higher yields than all other scales, by 12%.',
    'We achieve higher yields than all other scales, by 12%.',
  ],
])('%s', (abstract, found) => expect(finding(abstract, 'We weigh soil.')).toBe(found));
