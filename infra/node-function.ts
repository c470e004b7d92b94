import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type Conditions, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { bundle, HANDLER } from './bundle.ts';
import { count, type Monitoring, type StageName } from './monitoring.ts';
import { PRICES } from './prices.ts';

export interface NodeFunctionProps {
  stage: StageName;
  /** Write `{...} satisfies z.input<typeof ingestEnv>`, so that the compiler checks it against the function's own schema. */
  environment: Record<string, string>;
  timeout: Duration;
  /** MB. CPU grows with memory: one whole core at 1769. */
  memorySize: number;
  /** How many messages of its queue it takes at once, if it has a queue. */
  batch?: number;
  monitoring: Monitoring;
  /** What readers or the publisher notice when this function fails. */
  impact: string;
}

/**
 * Not part of the cost of a day: LETTERS, LEAVE and FEEDBACK cost a hundredth of SEND, FETCH never varies, few people use DESK.
 */
const COST_LITTLE: StageName[] = ['fetch', 'letters', 'leave', 'feedback', 'desk'];

/**
 * Functions whose crashes no other essential alarm shows early. The others have SourceAmiss, NoTicks, ServerErrors and Silent.
 */
const TOLD_BY_ERRORS: StageName[] = ['ingest', 'send', 'letters'];

/**
 * A Lambda function of Broadsheet: newest Node on arm64, bundled, with a role that at first may only write its own logs. It has
 * the alarm `Errors` and, if it has a queue, `Failed` for messages that fail.
 */
export class NodeFunction extends LambdaFunction {
  /** How many messages of its queue it takes at once. */
  readonly batch: number | undefined;

  constructor(scope: Construct, { stage, environment, timeout, memorySize, batch, monitoring, impact }: NodeFunctionProps) {
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
      code: bundle(scope, stage),
      environment: { ...environment, STACK: Stack.of(scope).stackName, SERVICE: stage },
      role,
      logGroup,
      // Leaves out the three lines that Lambda adds to every call: they are most of the bytes, and metrics say the same.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      timeout,
      memorySize,
    });
    this.batch = batch;
    // A metric in milliseconds, priced by the million.
    if (!COST_LITTLE.includes(stage))
      monitoring.addCost(
        this.metricDuration({ statistic: 'Sum', period: Duration.days(1) }),
        PRICES.lambdaGbSecond * (memorySize / 1024) * 1000,
      );
    monitoring.alarm(scope, 'Errors', {
      severity: 'low',
      impact,
      essential: TOLD_BY_ERRORS.includes(stage),
      metric: this.metricErrors({ period: Duration.minutes(5) }),
      periods: 2,
    });
    if (batch === undefined) return;
    monitoring.alarm(scope, 'Failed', {
      severity: 'high',
      impact: `Messages fail and come back. ${impact}`,
      // With one message a call, a failed message is an error too. With more, the call fails only if all of them fail.
      essential: batch > 1,
      metric: count(scope, 'failed', stage),
      periods: 2,
    });
  }

  /** Grants exactly these actions on exactly these resources. The CDK's own grants add Scan, tagging and `index/*`. */
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

  /** Records for cdk-nag why a resource of a grant ends in a star. */
  acknowledgeWildcard(resource: string, reason: string): void {
    if (this.role) Validations.of(this.role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}

/** A condition for a grant on a table: only items whose partition key matches one of these. */
export const partitions = (...keys: string[]): Conditions => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } });
