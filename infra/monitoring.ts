import { readFileSync } from 'node:fs';
import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { describeAlarm } from '../functions/contract/alarms.ts';
import { METRIC } from '../functions/contract/metrics.ts';
import type { Config } from './config.ts';
import { PRICES_OF } from './prices.ts';

/** The name of a function: its folder, and the dimension `service` of its metrics. */
export type StageName = 'fetch' | 'ingest' | 'digest' | 'send' | 'subscribe' | 'letters' | 'leave' | 'desk' | 'feedback';

/** An alarm: its severity and impact, and when it rings. */
export interface AlarmProps {
  /** high: readers or the sender's reputation suffer now, so act at once. low: look at it this week. */
  severity: 'high' | 'low';
  /** What it means for readers or the publisher, in a sentence or two. */
  impact: string;
  metric: IMetric;
  /**
   * Every deployment has it: without it a fault that costs readers their mail stays unknown. By default only with `--alarms all`.
   */
  essential?: boolean;
  /** When it rings. By default above zero. */
  when?: { comparison: ComparisonOperator; threshold: number };
  /** How many periods of the metric in a row. By default 1. */
  periods?: number;
  /** Rings also when data stop coming. By default no data means no fault. */
  silenceIsFailure?: boolean;
}

/** Makes all alarms, mails them, and draws the dashboard. */
export class Monitoring extends Construct {
  /** Where alarms go. */
  readonly topic = new Topic(this, 'Alarms', { enforceSSL: true });
  /** How long logs are kept, days. */
  readonly logDays: number;
  private readonly all: boolean;
  private readonly fetches: boolean;
  private readonly alarms: Alarm[] = [];
  private readonly spending: { metric: IMetric; usd: number }[] = [];

  constructor(
    scope: Construct,
    id: string,
    { alarmEmail, alarms, logDays, sources }: Pick<Config, 'alarmEmail' | 'alarms' | 'logDays' | 'sources'>,
  ) {
    super(scope, id);
    this.all = alarms === 'all';
    this.logDays = logDays;
    this.fetches = sources !== '';
    // Our own policy, for TLS, replaces the default one, so CloudWatch needs this permission.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (alarmEmail) this.topic.addSubscription(new EmailSubscription(alarmEmail));
  }

  /**
   * Makes the alarm `Broadsheet/<stage>/<name>` in `scope`, if it is essential or `--alarms all` is set. Its cure is in the article of
   * that name in `docs/operate.md`. Throws if there is none.
   */
  alarm(scope: Construct, name: string, props: AlarmProps): void {
    if (!props.essential && !this.all) return;
    const path = `${scope.node.path}/${name}`;
    const article = ['Broadsheet', ...path.split('/').slice(1)].join('/');
    const cure = cureIn(article);
    const anchor = article.replaceAll('/', '').toLowerCase();
    const alarm = new Alarm(scope, name, {
      alarmName: path,
      alarmDescription: describeAlarm({ ...props, cure }, anchor),
      metric: props.metric,
      comparisonOperator: props.when?.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: props.when?.threshold ?? 0,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: props.silenceIsFailure ? TreatMissingData.MISSING : TreatMissingData.NOT_BREACHING,
    });
    const notify = new SnsAction(this.topic);
    alarm.addAlarmAction(notify);
    alarm.addOkAction(notify);
    // An alarm begins in this state. So it does not ring for a new deployment, which has no data yet.
    if (props.silenceIsFailure) alarm.addInsufficientDataAction(notify);
    this.alarms.push(alarm);
  }

  /** Adds a metric, summed over a day, to the cost of the day. `usd` is the price of a million. */
  addCost(metric: IMetric, usd: number): void {
    this.spending.push({ metric, usd });
  }

  /**
   * What mails, tables and functions cost in a day, USD by list prices. These grow with use and abuse; the rest is the same every
   * day.
   */
  private costOfDay(): MathExpression {
    const terms = this.spending.map(({ usd }, i) => `FILL(m${i}, 0) * ${usd.toFixed(6)}`);
    return new MathExpression({
      expression: `(${terms.join(' + ')}) / 1000000`,
      usingMetrics: Object.fromEntries(this.spending.map(({ metric }, i) => [`m${i}`, metric])),
      period: Duration.days(1),
      label: `USD a day, list prices of ${PRICES_OF}`,
    });
  }

  /** Makes the alarm for days that cost more than `limit` USD. One alarm takes at most ten metrics. */
  watchCost(limit: number): void {
    this.alarm(this, 'CostHigh', {
      severity: 'high',
      impact: `A day cost more than ${limit} USD: because of growth, a loop or abuse.`,
      metric: this.costOfDay(),
      when: { comparison: ComparisonOperator.GREATER_THAN_THRESHOLD, threshold: limit },
    });
  }

  /** With `--alarms all`, draws every alarm made so far and the counts that a publisher looks at each morning. */
  drawDashboard(): void {
    if (!this.all) return;
    const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 12 });
    const counts = (title: string, stage: StageName, ...metrics: (keyof typeof METRIC)[]) =>
      graph(title, ...metrics.map((metric) => count(this, metric, stage)));
    new Dashboard(this, 'Dashboard', { dashboardName: Stack.of(this).stackName }).addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: this.alarms, width: 24, height: 6 }),
      ...(this.fetches ? [counts('Sources', 'fetch', 'sourcesAmiss', 'answersKept')] : []),
      counts('Pages to confirm, also opened by programs, and what they confirmed', 'subscribe', 'confirmPages', 'confirmed'),
      counts('Papers in', 'ingest', 'papersWritten', 'recordsRejected', 'feedsRefused'),
      counts('Editions', 'digest', 'ticks', 'editionsMade', 'dispatchesMissed', 'quotaShortfall', 'ledgerGap'),
      graph(
        'Copies by state: UNKNOWN and SKIPPED are counted when their dispatch closes',
        count(this, 'sent', 'send'),
        count(this, 'rejected', 'send'),
        count(this, 'skipped', 'digest'),
        count(this, 'unknownAtClose', 'digest'),
      ),
      graph('Cost of the day: mails, tables, functions', this.costOfDay()),
      counts('Feedback', 'feedback', 'events', 'bounces', 'complaints'),
      graph('Rates of the account: SES reviews it at 5 % bounces, 0.1 % complaints', ...['Bounce', 'Complaint'].map(reputation)),
    );
  }
}

const operateDoc = readFileSync(new URL('../docs/operate.md', import.meta.url), 'utf8');

/** The first lines of the cure in an article of docs/operate.md, without its links. */
function cureIn(article: string): string {
  const [, text = ''] = operateDoc.split(`\n## ${article}\n`);
  const [, cure] = /^\*\*Cure\.\*\* (.+)$/m.exec(text.split('\n## ')[0] ?? '') ?? [];
  if (!cure) throw new Error(`docs/operate.md has no cure for the alarm ${article}.`);
  return cure.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1');
}

/** The `Bounce` or `Complaint` rate of the whole account, as SES counts it, as a share of 1. */
export const reputation = (kind: string): Metric =>
  new Metric({ namespace: 'AWS/SES', metricName: `Reputation.${kind}Rate`, statistic: 'Average', period: Duration.hours(1) });

/**
 * A count that functions of this stack emit (contract/metrics.ts), summed over `period`; of one function if `stage` is given.
 */
export function count(scope: Construct, metric: keyof typeof METRIC, stage?: StageName, period = Duration.minutes(5)): Metric {
  return new Metric({
    namespace: Stack.of(scope).stackName,
    metricName: METRIC[metric],
    ...(stage ? { dimensionsMap: { service: stage } } : {}),
    statistic: 'Sum',
    period,
  });
}
