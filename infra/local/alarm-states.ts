import * as z from 'zod';

export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
/** A series over the periods of an evaluation range, the oldest first; undefined where no value is. */
export type Series = (number | undefined)[];

/** Metrics by name and dimensions. */
export type Metrics = Map<string, { at: number; value: number }[]>;

export const metricKey = (namespace: string, name: string, dimensions: readonly { Value: string }[] = []) =>
  [namespace, name, ...dimensions.map(({ Value }) => Value)].join(' ');

const STATISTICS = {
  Sum: (values: number[]) => values.reduce((a, b) => a + b, 0),
  Maximum: (values: number[]) => Math.max(...values),
  Average: (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length,
};
const COMPARISONS = {
  GreaterThanThreshold: (a: number, b: number) => a > b,
  GreaterThanOrEqualToThreshold: (a: number, b: number) => a >= b,
  LessThanThreshold: (a: number, b: number) => a < b,
};

const metric = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Value: z.string() })).default([]),
});
const statistic = z.enum(['Sum', 'Maximum', 'Average']);
const common = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  ComparisonOperator: z.enum(['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
  Threshold: z.number(),
  EvaluationPeriods: z.int(),
  DatapointsToAlarm: z.int().optional(),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']),
  AlarmActions: z.array(z.string()),
  InsufficientDataActions: z.array(z.string()).default([]),
});
const named = z.object({ Id: z.string(), MetricStat: z.object({ Metric: metric, Period: z.int(), Stat: statistic }) });

/** An alarm of the template, with its references resolved: on one metric, or on an expression over several. */
export const alarmProperties = z.union([
  common.extend({ ...metric.shape, Period: z.int(), Statistic: statistic }),
  common.extend({ Metrics: z.array(z.union([named, z.object({ Expression: z.string() })])) }),
]);
export type Alarm = z.output<typeof alarmProperties>;

/** The metrics that an alarm looks at, by the names that its expression has for them, and that expression. */
function watched(alarm: Alarm) {
  if (!('Metrics' in alarm)) {
    const { Period, Statistic: Stat, Namespace, MetricName, Dimensions } = alarm;
    return {
      Expression: 'm',
      metrics: [{ Id: 'm', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat } }],
    };
  }
  const metrics = alarm.Metrics.flatMap((part) => ('MetricStat' in part ? [part] : []));
  const [Expression = ''] = alarm.Metrics.flatMap((part) => ('Expression' in part ? [part.Expression] : []));
  return { Expression, metrics };
}

/** The namespaces of an alarm's metrics. */
export const namespacesOf = (alarm: Alarm): string[] =>
  watched(alarm).metrics.map(({ MetricStat }) => MetricStat.Metric.Namespace);

/**
 * The state of an alarm by the points up to `end`, s, if it was `before`. A model of CloudWatch as far as this stack uses it, after its
 * User Guide: "Evaluating an alarm", "Configuring how CloudWatch alarms treat missing data", "Using metric math". Alarms are evaluated
 * every minute, over periods that end then. Where the guide leaves a choice the model takes what rings later: FILL of nothing is nothing.
 */
export function evaluate(alarm: Alarm, metrics: Metrics, end: number, before: State): State {
  const { EvaluationPeriods: n, DatapointsToAlarm: m = n, TreatMissingData: treat, Threshold } = alarm;
  const breaches = COMPARISONS[alarm.ComparisonOperator];
  return stateOf(
    seriesOf(alarm, metrics, end).map((value) => (value === undefined ? undefined : breaches(value, Threshold))),
    { n, m, treat, before },
  );
}

/** The state by the points of an evaluation range: breaching, not breaching, or missing. */
export function stateOf(
  range: (boolean | undefined)[],
  { n, m, treat, before }: { n: number; m: number; treat: Alarm['TreatMissingData']; before: State },
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

/** What the alarm looks at: its metric or expression in the periods before `end`, two more than it evaluates. */
function seriesOf(alarm: Alarm, metrics: Metrics, end: number): Series {
  const periods = alarm.EvaluationPeriods + 2;
  const { Expression, metrics: parts } = watched(alarm);
  const series = parts.map(({ Id, MetricStat: { Metric, Period, Stat } }): [string, Series] => {
    const points = metrics.get(metricKey(Metric.Namespace, Metric.MetricName, Metric.Dimensions)) ?? [];
    const of = Array.from({ length: periods }, (_, i) => {
      const from = end - (periods - i) * Period;
      const values = points.filter(({ at }) => at >= from && at < from + Period).map(({ value }) => value);
      return values.length === 0 ? undefined : STATISTICS[Stat](values);
    });
    return [Id, of];
  });
  return math(Expression, Object.fromEntries(series), periods);
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
const WORDS: Record<string, string> = { AND: '&&', OR: '||' };

/** The value of a metric math expression of `+ - * /`, comparisons, AND, OR, FILL and IF. */
export function math(expression: string, series: Record<string, Series>, length: number): Series {
  const tokens = (expression.match(/[A-Za-z]\w*|[\d.]+|[<>=!]=|&&|\|\||[-+*/<>(),]/g) ?? []).map(
    (token) => WORDS[token] ?? token,
  );
  const next = () => tokens.shift() ?? '';
  const unread = () => new TypeError(`not understood: ${expression}`);
  const expect = (token: string) => {
    if (next() !== token) throw unread();
  };
  const all = (value: Value): Series => (typeof value === 'number' ? Array<number>(length).fill(value) : value);
  const parse = (level = 0): Value => {
    const operators = PRECEDENCE[level];
    if (!operators) return atom();
    let value = parse(level + 1);
    while (operators.includes(tokens[0] ?? '')) {
      const operator = OPERATORS[next()];
      if (!operator) throw unread();
      value = apply(operator, value, parse(level + 1));
    }
    return value;
  };
  const parts = (): Value[] => {
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
    if (tokens[0] === '(') return parts()[0] ?? [];
    const token = next();
    // As the second part of FILL, "not a number" stands for the value before.
    if (token !== 'FILL' && token !== 'IF') return series[token] ?? Number(token);
    const [first = [], second = Number.NaN, third = Number.NaN] = parts();
    return token === 'IF' ? choose(all(first), second, third) : fill(all(first), second);
  };
  const value = parse();
  if (tokens.length > 0) throw unread();
  return all(value);
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
function fill(series: Series, by: Value): Series {
  if (Number.isNaN(by)) return series.map((_, i) => series.slice(0, i + 1).findLast((value) => value !== undefined));
  if (series.every((value) => value === undefined)) return series;
  return series.map((value, i) => value ?? (typeof by === 'number' ? by : by[i]));
}

/** Nothing where the condition has no value; 0 where it is true of a value that is missing. */
const choose = (condition: Series, yes: Value, no: Value): Series =>
  condition.map((is, i) => {
    if (is === undefined) return undefined;
    const chosen = is === 0 ? no : yes;
    if (typeof chosen === 'number') return chosen;
    return is === 0 ? chosen[i] : (chosen[i] ?? 0);
  });
