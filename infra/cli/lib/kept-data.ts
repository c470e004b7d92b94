import { output, type Stack } from './stack.ts';

/** What stays of a deleted stack, by name. */
export type Kept = { tables: string[]; buckets: string[]; secrets: string[] };

export const keptBy = (stack: Stack): Kept => ({
  tables: ['PapersTableName', 'SubscribersTableName', 'EditionsTableName'].map((name) => output(stack, name)),
  // The bucket of access logs comes last: the other buckets write to it until they are gone.
  buckets: ['FeedsBucketName', 'StoreBucketName', 'AccessLogsBucketName'].map((name) => output(stack, name)),
  secrets: [output(stack, 'TokenSecretArn')],
});

/** The shell commands that delete it. */
export function deleteLater({ tables, buckets, secrets }: Kept): string[] {
  return [
    ...tables.flatMap((name) => [
      `aws dynamodb update-table --no-deletion-protection-enabled --table-name ${name}`,
      `aws dynamodb delete-table --table-name ${name}`,
    ]),
    ...buckets.map((name) => `aws s3api delete-bucket --bucket ${name}    # once it is empty: S3 console, "Empty"`),
    ...secrets.map((arn) => `aws secretsmanager delete-secret --secret-id ${arn}`),
  ];
}
