import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type Conditions, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { bundle, HANDLER } from './bundle.ts';
import { count, type Monitoring, type Service } from './monitoring.ts';
import { PRICES } from './prices.ts';

export interface NodeFunctionProps {
  service: Service;
  /** Written as `{...} satisfies z.input<typeof ingestEnv>`, so that the compiler holds both worlds to one schema. */
  environment: Record<string, string>;
  timeout: Duration;
  /** MB. CPU comes with memory: one whole core at 1769. */
  memorySize: number;
  /** How many messages it takes of a queue at once, if it works through one. */
  batch?: number;
  monitoring: Monitoring;
  /** What readers or the publisher notice when this function fails. */
  impact: string;
}

/** LETTERS, LEAVE and FEEDBACK take a hundredth of what SEND does, FETCH the same every day, and few people use DESK. */
const COST_LITTLE: Service[] = ['fetch', 'letters', 'leave', 'feedback', 'desk'];

/** Functions whose crashes nothing else tells early. The others have SourceAmiss, NoTicks, ServerErrors and Silent. */
const TOLD_BY_ERRORS: Service[] = ['ingest', 'send', 'letters'];

/**
 * A Lambda function as Broadsheet runs them: newest Node on arm64, bundled, its own role that starts with nothing but its
 * own log group, and alarms on its errors and, if it works through a queue, on messages that fail.
 */
export class NodeFunction extends LambdaFunction {
  /** How many messages it takes of a queue at once. */
  readonly batch: number | undefined;

  constructor(scope: Construct, { service, environment, timeout, memorySize, batch, monitoring, impact }: NodeFunctionProps) {
    const logGroup = new LogGroup(scope, 'Logs', {
      retention: monitoring.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: HANDLER,
      code: bundle(scope, service),
      environment: { ...environment, STACK: Stack.of(scope).stackName, SERVICE: service },
      role,
      logGroup,
      // Without the three lines that Lambda adds to every call: they are most of the bytes, and tell nothing that metrics do not.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      timeout,
      memorySize,
    });
    this.batch = batch;
    // By the million milliseconds.
    if (!COST_LITTLE.includes(service))
      monitoring.addCost(
        this.metricDuration({ statistic: 'Sum', period: Duration.days(1) }),
        PRICES.lambdaGbSecond * (memorySize / 1024) * 1000,
      );
    monitoring.alarm(scope, 'Errors', {
      severity: 'low',
      impact,
      essential: TOLD_BY_ERRORS.includes(service),
      metric: this.metricErrors({ period: Duration.minutes(5) }),
      periods: 2,
    });
    if (batch === undefined) return;
    monitoring.alarm(scope, 'Failed', {
      severity: 'high',
      impact: `Messages fail and come back. ${impact}`,
      // A batch of one that fails is an error; of more, the call fails only if all do.
      essential: batch > 1,
      metric: count(scope, 'failed', service),
      periods: 2,
    });
  }

  /** Grants exactly these actions on exactly these resources: the CDK's own grants come with Scan, tagging and `index/*`. */
  allow(actions: string[], resources: string[], conditions?: Conditions): void {
    this.addToRolePolicy(new PolicyStatement({ actions, resources, conditions }));
  }

  /** Grants these actions on the objects under one prefix of a bucket. */
  allowUnder(bucket: IBucket, prefix: string, actions: string[]): void {
    this.allow(actions, [bucket.arnForObjects(`${prefix}*`)]);
    const resource = bucket.node.defaultChild;
    if (!(resource instanceof CfnBucket)) throw new TypeError(`${bucket.node.path} is not a bucket of this stack`);
    this.acknowledgeWildcard(
      `<${Stack.of(this).getLogicalId(resource)}.Arn>/${prefix}*`,
      'The names of objects are not known at deploy time; their prefix is.',
    );
  }

  /** Says why a resource of a grant has to end in a star (cdk-nag asks). */
  acknowledgeWildcard(resource: string, reason: string): void {
    if (this.role) Validations.of(this.role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}

/** Condition of a grant on a table: only items whose partition key is like one of these. */
export const partitions = (...keys: string[]): Conditions => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } });
