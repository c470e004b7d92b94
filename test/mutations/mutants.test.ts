import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mutants } from './mutants.ts';

test.each(mutants.flatMap(({ name, file, cut }) => cut.map(([from]) => ({ name, file, from }))))(
  'the source holds once what "$name" takes out',
  ({ file, from }) => expect(readFileSync(file, 'utf8').split(from)).toHaveLength(2),
);
