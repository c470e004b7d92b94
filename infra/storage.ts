import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { KEPT_DAYS } from '../functions/contract/retention.ts';
import {
  KEY,
  LEARN_INDEX,
  NEWS_INDEX,
  OPEN_INDEX,
  STORE_PREFIXES,
  TTL_ATTRIBUTE,
  VOTE_INDEX,
  WISH_INDEX,
} from '../functions/contract/tables.ts';
import type { Config } from './config.ts';
import type { Monitoring } from './monitoring.ts';
import { PRICES } from './prices.ts';

/** Stays when the stack is deleted. Goes only when a first deployment fails, or each try would leave another one behind. */
const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

const PRIVATE: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: KEPT,
};

/**
 * All data, which stays when the stack is deleted: three tables, so that each role can be narrow and personal data is in one of
 * them; the bucket of receipts and editions, which triggers nothing; and the keys that sign links.
 */
export class Storage extends Construct {
  readonly papers = table(this, 'Papers');
  readonly subscribers = table(this, 'Subscribers');
  readonly editions = table(this, 'Editions');
  /** Who read or wrote which object; the keys hold no addresses. */
  readonly accessLogs: Bucket;
  readonly store: Bucket;

  /** JSON object `{ "k1": "..." }`: the newest key signs, every key verifies. */
  readonly tokenSecret = new Secret(this, 'TokenSecret', {
    description: 'Keys of the links in mails and of the address hashes. Add a k2 to rotate; never remove k1.',
    generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'k1', passwordLength: 64, excludePunctuation: true },
    removalPolicy: KEPT,
  });

  constructor(scope: Construct, id: string, { monitoring, config }: { monitoring: Monitoring; config: Config }) {
    super(scope, id);
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      ...PRIVATE,
      lifecycleRules: [{ expiration: Duration.days(monitoring.logDays) }],
    });
    keepPolicy(this.accessLogs);
    this.store = new PrivateBucket(this, 'Store', {
      logs: this.accessLogs,
      oldVersions: Duration.days(KEPT_DAYS.oldVersions),
      expiring: {
        [STORE_PREFIXES.audiences]: Duration.days(config.ledgerDays),
        [STORE_PREFIXES.moved]: Duration.days(KEPT_DAYS.backups),
        ...(config.editors && { [STORE_PREFIXES.staged]: Duration.days(1) }),
      },
    });
    this.papers.addGlobalSecondaryIndex({ ...index(NEWS_INDEX), projectionType: ProjectionType.KEYS_ONLY });
    this.subscribers.addGlobalSecondaryIndex({
      ...index(WISH_INDEX),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...WISH_INDEX.project],
    });
    this.subscribers.addGlobalSecondaryIndex({ ...index(VOTE_INDEX), projectionType: ProjectionType.KEYS_ONLY });
    this.subscribers.addGlobalSecondaryIndex({ ...index(LEARN_INDEX), projectionType: ProjectionType.KEYS_ONLY });
    this.editions.addGlobalSecondaryIndex({ ...index(OPEN_INDEX), projectionType: ProjectionType.KEYS_ONLY });
    const daily = { statistic: 'Sum', period: Duration.days(1) };
    for (const written of [this.papers, this.subscribers, this.editions])
      monitoring.addCost(written.metricConsumedWriteCapacityUnits(daily), PRICES.dynamoWrite);
    for (const read of [this.subscribers, this.editions])
      monitoring.addCost(read.metricConsumedReadCapacityUnits(daily), PRICES.dynamoRead);
    Validations.of(this.accessLogs).acknowledge({ id: 'AwsSolutions-S1', reason: 'A log of the access logs would log itself.' });
    Validations.of(this.tokenSecret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation adds a key and keeps the old ones: links in old mails must go on working.',
    });
  }
}

interface PrivateBucketProps {
  logs: Bucket;
  oldVersions: Duration;
  /** How long objects are kept, by the prefix of their keys. Others are kept for ever. */
  expiring?: Record<string, Duration>;
}

/** A bucket that nobody outside the account can read: TLS only, versioned, with access logs, kept when the stack is deleted. */
export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, { logs, oldVersions, expiring = {} }: PrivateBucketProps) {
    super(scope, id, {
      ...PRIVATE,
      versioned: true,
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      lifecycleRules: [
        { noncurrentVersionExpiration: oldVersions, abortIncompleteMultipartUploadAfter: Duration.days(7) },
        // What expires becomes an old version, and that goes no later than it went itself.
        ...Object.entries(expiring).map(([prefix, expiration]) => ({
          prefix,
          expiration,
          noncurrentVersionExpiration: Duration.days(Math.min(expiration.toDays(), oldVersions.toDays())),
        })),
      ],
    });
    keepPolicy(this);
  }
}

/** Keeps the bucket's policy when the stack is deleted: it still requires TLS and takes access logs. */
const keepPolicy = ({ policy }: Bucket) => policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** Table, not TableV2: that is a global table, which the local stand-ins do not know. */
function table(scope: Construct, id: string): Table {
  return new Table(scope, id, {
    partitionKey: text(KEY.partition),
    sortKey: text(KEY.sort),
    timeToLiveAttribute: TTL_ATTRIBUTE,
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: KEPT_DAYS.backups },
    // CloudFormation cannot delete a protected table, so a first deployment that fails leaves its tables behind.
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

const index = ({ name, partition, sort }: { name: string; partition: string; sort: string }) => ({
  indexName: name,
  partitionKey: text(partition),
  sortKey: text(sort),
});
