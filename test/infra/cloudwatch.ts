import { type Json, many, read } from './synth.ts';

/**
 * CloudWatch's alarms, as far as this stack uses them, after the CloudWatch User Guide: "Evaluating an alarm", "Configuring how
 * CloudWatch alarms treat missing data", "Using metric math". Times are seconds. An alarm is evaluated every minute, over periods that
 * end then: "at the end of minute 6, the alarm is evaluated based on the data from minutes 2 to 6". Where the guide leaves a choice
 * the model takes the one that rings later: points come two minutes late, and FILL of nothing is nothing.
 */
const LAG = 120;

export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
type Point = { at: number; value: number };
/** A series over the periods of an evaluation range, the oldest first; undefined where no value is. */
export type Series = (number | undefined)[];

/** Metrics by name and dimension, as an alarm of the template names them. */
export type Metrics = Map<string, Point[]>;

export const metricKey = (namespace: string, name: string, dimensions: Json = []) =>
  [namespace, name, ...dimensions.map(({ Value }: Json) => read(Value))].join(' ');

/** The state of an alarm of the template at `now`, if it was `before`. */
function evaluate(alarm: Json, metrics: Metrics, now: number, before: State): State {
  const { EvaluationPeriods: n, DatapointsToAlarm: m = n, TreatMissingData: treat = 'missing' } = alarm;
  const breaches = (value: number) => compare(alarm.ComparisonOperator, value, alarm.Threshold);
  return stateOf(
    seriesOf(alarm, metrics, now).map((value) => (value === undefined ? undefined : breaches(value))),
    {
      ...{ n, m, treat, before },
    },
  );
}

/** The state by the points of an evaluation range: breaching, not breaching, or missing. */
export function stateOf(
  range: (boolean | undefined)[],
  { n, m, treat, before }: { n: number; m: number; treat: string; before: State },
): State {
  const existing = range.filter((point) => point !== undefined);
  const evaluated = existing.slice(-n);
  const breaching = evaluated.filter(Boolean).length;
  if (evaluated.length === n || treat === 'notBreaching' || breaching >= m) return breaching >= m ? 'ALARM' : 'OK';
  if (treat === 'breaching') return breaching + n - evaluated.length >= m ? 'ALARM' : 'OK';
  if (evaluated.length > breaching) return 'OK';
  if (treat === 'ignore') return before;
  // The sixth row of the guide's first table: the oldest point is there, and breaching.
  return range[0] ? 'ALARM' : 'INSUFFICIENT_DATA';
}

/** What the alarm looks at: its metric or expression in the periods before `now`, two more than it evaluates. */
function seriesOf(alarm: Json, metrics: Metrics, now: number): Series {
  const periods = alarm.EvaluationPeriods + 2;
  const ofMetric = (metric: Json, statistic: string, period: number): Series => {
    const end = Math.floor((now - LAG) / 60) * 60;
    const points = metrics.get(metricKey(metric.Namespace, metric.MetricName, metric.Dimensions)) ?? [];
    return Array.from({ length: periods }, (_, i) => {
      const from = end - (periods - i) * period;
      const values = points.filter(({ at }) => at >= from && at < from + period).map(({ value }) => value);
      return values.length === 0 ? undefined : statistics[statistic]!(values);
    });
  };
  if (!alarm.Metrics) return ofMetric(alarm, alarm.Statistic, alarm.Period);
  const parts: Json[] = many(alarm.Metrics);
  const named = parts
    .filter(({ MetricStat }) => MetricStat)
    .map(({ Id, MetricStat: { Metric, Period, Stat } }) => [Id, ofMetric(Metric, Stat, Period)] as const);
  const { Expression } = parts.find(({ ReturnData, Expression }) => Expression && ReturnData !== false);
  return math(Expression, Object.fromEntries(named), periods);
}

const statistics: Record<string, (values: number[]) => number> = {
  Sum: (values) => values.reduce((a, b) => a + b, 0),
  Maximum: (values) => Math.max(...values),
  Average: (values) => values.reduce((a, b) => a + b, 0) / values.length,
};

function compare(operator: string, a: number, b: number): boolean {
  if (operator === 'GreaterThanThreshold') return a > b;
  if (operator === 'GreaterThanOrEqualToThreshold') return a >= b;
  if (operator === 'LessThanThreshold') return a < b;
  throw new TypeError(`the model has no ${operator}`);
}

type Value = number | Series;
const OPERATORS: Record<string, (a: number, b: number) => number> = {
  '||': (a, b) => Number(a !== 0 || b !== 0),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};
const PRECEDENCE = [['||'], ['&&'], ['<', '>', '<=', '>=', '==', '!='], ['+', '-'], ['*', '/']];

/** The value of a metric math expression of `+ - * /`, comparisons, AND, OR, FILL and IF. */
export function math(expression: string, series: Record<string, Series>, length: number): Series {
  const words = { AND: '&&', OR: '||' } as Record<string, string>;
  const tokens = (expression.match(/[A-Za-z]\w*|[\d.]+|[<>=!]=|&&|\|\||[-+*/<>(),]/g) ?? []).map(
    (token) => words[token] ?? token,
  );
  const next = () => tokens.shift() ?? '';
  const expect = (token: string) => {
    if (next() !== token) throw new TypeError(`not understood: ${expression}`);
  };
  const parse = (level = 0): Value => {
    const operators = PRECEDENCE[level];
    if (!operators) return atom();
    let value = parse(level + 1);
    while (operators.includes(tokens[0] ?? '')) value = apply(OPERATORS[next()]!, value, parse(level + 1));
    return value;
  };
  const list = (): Value[] => {
    expect('(');
    const values = [parse()];
    while (tokens[0] === ',') {
      next();
      values.push(parse());
    }
    expect(')');
    return values;
  };
  const atom = (): Value => {
    const token = tokens[0] ?? '';
    if (token === '(') return list()[0]!;
    next();
    if (token === 'FILL') return fill(...(list() as [Series, number | 'REPEAT']));
    if (token === 'IF') return choose(...(list() as [Series, Value, Value]));
    return token === 'REPEAT' ? (token as never) : (series[token] ?? Number(token));
  };
  const value = parse();
  if (tokens.length > 0) throw new TypeError(`not understood: ${expression}`);
  return typeof value === 'number' ? Array(length).fill(value) : value;
}

/** Between two series a value that only one has makes the other's 0; where both have none there is none. */
function apply(operator: (a: number, b: number) => number, a: Value, b: Value): Value {
  if (typeof a === 'number') return typeof b === 'number' ? operator(a, b) : b.map((y) => (y === undefined ? y : operator(a, y)));
  if (typeof b === 'number') return a.map((x) => (x === undefined ? x : operator(x, b)));
  return a.map((x, i) => (x === undefined && b[i] === undefined ? undefined : operator(x ?? 0, b[i] ?? 0)));
}

/**
 * The guide fills "the missing values of a time series", so a series without any value stays without. `REPEAT` fills with the value
 * before, and leaves what is missing at the beginning.
 */
const fill = (series: Series, by: number | 'REPEAT'): Series => {
  if (by === 'REPEAT') return series.map((_, i) => series.slice(0, i + 1).findLast((value) => value !== undefined));
  return series.every((value) => value === undefined) ? series : series.map((value) => value ?? by);
};

/** Nothing where the condition has no value; 0 where it is true of a value that is missing. */
const choose = (condition: Series, yes: Value, no: Value): Series =>
  condition.map((is, i) => {
    if (is === undefined) return undefined;
    const chosen = is === 0 ? no : yes;
    if (typeof chosen === 'number') return chosen;
    return is === 0 ? chosen[i] : (chosen[i] ?? 0);
  });

/**
 * Runs alarms minute by minute, all of them new at 0, and tells when each first rang: went to a state for which it has actions. That
 * of OK is no ring, and neither is the state in which an alarm begins.
 */
export function firstRings(alarms: Json[], metrics: Metrics, until: number): Map<string, number> {
  const rang = new Map<string, number>();
  for (const alarm of alarms) {
    let state: State = 'INSUFFICIENT_DATA';
    for (let now = 60; now <= until && !rang.has(alarm.AlarmName); now += 60) {
      const before: State = state;
      state = evaluate(alarm, metrics, now, before);
      const actions = { ALARM: alarm.AlarmActions, INSUFFICIENT_DATA: alarm.InsufficientDataActions, OK: [] }[state];
      if (state !== before && actions?.length > 0) rang.set(alarm.AlarmName, now);
    }
  }
  return rang;
}
