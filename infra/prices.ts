/**
 * When these prices were published. They were written down offline: compare them with the pages below before you rely on a bill.
 */
export const PRICES_OF = '2025-01';

/** On-demand list prices of us-east-1 in USD, free tiers left out. Requests are per million, storage per GB and month. */
export const PRICES = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ (point in time recovery apart) */
  dynamoWrite: 0.625,
  dynamoRead: 0.125,
  dynamoGb: 0.25,
  dynamoPitrGb: 0.2,
  /** https://aws.amazon.com/lambda/pricing/ (arm64, first tier) */
  lambdaRequest: 0.2,
  lambdaGbSecond: 0.0000133334,
  /** https://aws.amazon.com/sqs/pricing/ (standard queue; 64 KB is one request) */
  sqsRequest: 0.4,
  /** https://aws.amazon.com/sns/pricing/ (publishes; deliveries to SQS are free) */
  snsPublish: 0.5,
  /** https://aws.amazon.com/s3/pricing/ */
  s3Get: 0.4,
  s3Put: 5,
  s3Gb: 0.023,
  /** https://aws.amazon.com/ses/pricing/ (a mail; attachments and virtual deliverability manager apart) */
  sesMail: 100,
  /** https://aws.amazon.com/api-gateway/pricing/ (HTTP API; 512 KB is one request) */
  apiRequest: 1,
  /** https://aws.amazon.com/eventbridge/pricing/ (Scheduler) */
  schedule: 1,
  /** https://aws.amazon.com/secrets-manager/pricing/ (a secret and month) */
  secret: 0.4,
  secretRequest: 5,
  /** https://aws.amazon.com/kms/pricing/ (a key and month) */
  kmsKey: 1,
  kmsRequest: 3,
  /**
   * https://aws.amazon.com/cloudwatch/pricing/ (a month: a metric with an alarm, a custom metric, a dashboard; a GB of logs
   * ingested)
   */
  alarm: 0.1,
  metric: 0.3,
  dashboard: 3,
  logGb: 0.5,
} as const;
