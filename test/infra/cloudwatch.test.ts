import { expect, test } from 'vitest';
import { math, stateOf } from '../../infra/local/alarm-states.ts';

const points = (row: string) => row.split(' ').map((point) => (point === '-' ? undefined : point === 'X'));
const SHORT = { OK: 'OK', ALARM: 'ALARM', none: 'INSUFFICIENT_DATA', kept: 'kept' } as const;
type Short = keyof typeof SHORT;

// CloudWatch User Guide, "How alarm state is evaluated when data is missing": its two tables, row by row.
const THREE_OF_THREE: [row: string, missing: Short, ignore: Short, breaching: Short, notBreaching: Short][] = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'none', 'kept', 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - - - X', 'none', 'kept', 'ALARM', 'OK'],
  ['X - - - -', 'ALARM', 'kept', 'ALARM', 'OK'],
];
const TWO_OF_THREE: typeof THREE_OF_THREE = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - X', 'none', 'kept', 'ALARM', 'OK'],
];
const ROWS = [...THREE_OF_THREE.map((row) => [3, row] as const), ...TWO_OF_THREE.map((row) => [2, row] as const)];

test.each(ROWS)('%i of 3: %j', (m, [row, ...states]) => {
  const of = (treat: 'missing' | 'ignore' | 'breaching' | 'notBreaching') =>
    stateOf(points(row), { n: 3, m, treat, before: 'kept' as 'OK' });
  expect((['missing', 'ignore', 'breaching', 'notBreaching'] as const).map(of)).toEqual(states.map((state) => SHORT[state]));
});

// "Using metric math": the examples under "Comparison and logical operators", "Using IF expressions" and "Basic arithmetic functions".
const _ = undefined;
const EXAMPLES: [expression: string, series: Record<string, (number | undefined)[]>, values: (number | undefined)[]][] = [
  ['(m1 < m2)', { m1: [30, 20, 0, 0], m2: [20, _, 20, _] }, [0, 0, 1, 0]],
  ['(m1 >= 30)', { m1: [30, 20, 0, 0] }, [1, 0, 0, 0]],
  ['(m1 > 15 AND m2 > 15)', { m1: [30, 20, 0, 0], m2: [20, _, 20, _] }, [1, 0, 0, 0]],
  ['IF(m1, m2, m3)', { m1: [1, 1, 0, 0, _], m2: [30, _, 0, 0, 30], m3: [0, 0, 20, _, 20] }, [30, 0, 20, _, _]],
  ['IF(m1, 5, m3)', { m1: [1, 1, 0, 0, _], m3: [0, 0, 20, _, 20] }, [5, 5, 20, _, _]],
  ['IF(m1, m2, 5)', { m1: [1, 1, 0, 0, _], m2: [30, _, 0, 0, 30] }, [30, 0, 5, 5, _]],
  ['m1 + m2 * 2', { m1: [1, _, 3, _], m2: [_, 1, 1, _] }, [1, 2, 5, _]],
  ['FILL(m1, 7)', { m1: [1, _, 3] }, [1, 7, 3]],
  ['FILL(m1, REPEAT)', { m1: [_, 1, _, _, 3] }, [_, 1, 1, 1, 3]],
  // Not said by the guide, which fills "the missing values of a time series": a series without a value stays without.
  ['FILL(m1, 0)', { m1: [_, _] }, [_, _]],
];

test.each(EXAMPLES)('%s', (expression, series, values) => {
  expect(math(expression, series, values.length)).toEqual(values);
});
