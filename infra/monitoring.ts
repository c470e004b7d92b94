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
import { METRIC } from '../functions/contract/metrics.ts';
import type { Config } from './config.ts';
import { PRICES_OF } from './prices.ts';

/** The word of a function: the dimension `service` of its metrics. */
export type Service = 'fetch' | 'ingest' | 'digest' | 'send' | 'subscribe' | 'letters' | 'leave' | 'desk' | 'feedback';

/** An alarm cannot be made without saying how much it matters and to whom. */
export interface AlarmProps {
  /** high: readers or the sender's reputation suffer now, act today. low: somebody should look this week. */
  severity: 'high' | 'low';
  /** One sentence: what it means for readers or the publisher. */
  impact: string;
  metric: IMetric;
  /** Rings of what costs readers their mail and what nothing else tells, so every installation has it. By default `--alarms all` only. */
  essential?: boolean;
  /** When it alarms. By default above zero. */
  when?: { comparison: ComparisonOperator; threshold: number };
  /** For how many periods of the metric in a row. By default 1. */
  periods?: number;
  /** Set when no data is itself the fault, once there were some. By default no data is good news. */
  silenceIsFailure?: boolean;
}

/** The one place where alarms are made, reach somebody and are drawn. */
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
    // A policy of one's own, here for TLS, replaces the one by which CloudWatch may publish.
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
   * Makes the alarm `Broadsheet/<stage>/<name>` in `scope`, if it is essential or all were asked for. `docs/operate.md` must have an article under that very name,
   * whatever the deployed stage is called; a test compares the two.
   */
  alarm(scope: Construct, name: string, props: AlarmProps): void {
    if (!props.essential && !this.all) return;
    const path = `${scope.node.path}/${name}`;
    const article = ['Broadsheet', ...path.split('/').slice(1)].join('').toLowerCase();
    const alarm = new Alarm(scope, name, {
      alarmName: path,
      alarmDescription: `${props.severity.toUpperCase()}: ${props.impact} Cure: docs/operate.md#${article}`,
      metric: props.metric,
      comparisonOperator: props.when?.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: props.when?.threshold ?? 0,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: props.silenceIsFailure ? TreatMissingData.MISSING : TreatMissingData.NOT_BREACHING,
    });
    const notify = new SnsAction(this.topic);
    alarm.addAlarmAction(notify);
    alarm.addOkAction(notify);
    // An alarm begins in this state, so what never had data does not ring: a first deployment is no silence.
    if (props.silenceIsFailure) alarm.addInsufficientDataAction(notify);
    this.alarms.push(alarm);
  }

  /** Has the cost of a day count this: a metric summed over a day, and the USD of a million of it. */
  addCost(metric: IMetric, usd: number): void {
    this.spending.push({ metric, usd });
  }

  /** What mails, tables and functions cost in a day, USD by list prices: what grows with use, and with abuse. The rest is the same every day. */
  private costOfDay(): MathExpression {
    const terms = this.spending.map(({ usd }, i) => `FILL(m${i}, 0) * ${usd.toFixed(6)}`);
    return new MathExpression({
      expression: `(${terms.join(' + ')}) / 1000000`,
      usingMetrics: Object.fromEntries(this.spending.map(({ metric }, i) => [`m${i}`, metric])),
      period: Duration.days(1),
      label: `USD a day, list prices of ${PRICES_OF}`,
    });
  }

  /** Alarms when a day costs more than `limit` USD. Ten metrics are the most that one alarm takes. */
  watchCost(limit: number): void {
    this.alarm(this, 'CostHigh', {
      severity: 'high',
      impact: `A day cost more than ${limit} USD: the publisher pays for growth, a loop or abuse.`,
      metric: this.costOfDay(),
      when: { comparison: ComparisonOperator.GREATER_THAN_THRESHOLD, threshold: limit },
    });
  }

  /** Draws every alarm made so far and the counts a publisher looks at each morning, where all alarms were asked for. */
  drawDashboard(): void {
    if (!this.all) return;
    const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 12 });
    const counts = (title: string, service: Service, ...metrics: (keyof typeof METRIC)[]) =>
      graph(title, ...metrics.map((metric) => count(this, metric, service)));
    new Dashboard(this, 'Dashboard', { dashboardName: Stack.of(this).stackName }).addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: this.alarms, width: 24, height: 6 }),
      ...(this.fetches ? [counts('Sources', 'fetch', 'sourcesAmiss', 'answersKept')] : []),
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

/** A rate by which SES judges the whole account, as a share of 1. */
export const reputation = (kind: string): Metric =>
  new Metric({ namespace: 'AWS/SES', metricName: `Reputation.${kind}Rate`, statistic: 'Average', period: Duration.hours(1) });

/** A count that a function of this stack, or several (contract/metrics.ts), emit, summed over `period`. */
export function count(scope: Construct, metric: keyof typeof METRIC, service?: Service, period = Duration.minutes(5)): Metric {
  return new Metric({
    namespace: Stack.of(scope).stackName,
    metricName: METRIC[metric],
    ...(service ? { dimensionsMap: { service } } : {}),
    statistic: 'Sum',
    period,
  });
}
