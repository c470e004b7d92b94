/** When these prices were the published ones. They were written down offline: compare them with the pages named before relying on a bill. */
export const PRICES_OF = '2025-01';

/** On-demand list prices of us-east-1 in USD, free tiers left out. Requests are per million. */
export const PRICES = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  dynamoWrite: 0.625,
  dynamoRead: 0.125,
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
  /** https://aws.amazon.com/ses/pricing/ (a mail; attachments and virtual deliverability manager apart) */
  sesMail: 100,
} as const;
