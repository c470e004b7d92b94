import * as z from 'zod';
import type { Access } from './actions.ts';
import { mapping } from './event-source.ts';
import { integration, route } from './http-api.ts';
import type { Permissions } from './iam.ts';
import { receiptRule } from './receiving.ts';
import { schedule } from './scheduler.ts';
import { destination } from './ses.ts';
import { bucket, subscription } from './storage.ts';
import { ACCOUNT, REGION, type Template } from './template.ts';

/** What a function's pollers do with its queue, with the function's role. */
const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'];

const invokeConfig = z.object({
  FunctionName: z.string(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }),
});
const topic = z.object({ KmsMasterKeyId: z.string().optional() });

/**
 * Checks the permissions that services need among themselves: to poll queues, fire schedules, deliver events. On AWS a missing
 * one shows at deployment or not at all. Here it stops the start with an error.
 */
export async function checkServices(template: Template, permissions: Permissions): Promise<void> {
  const wanted: [principal: string, Access][] = [];
  const want = (principal: string, resource: string, actions: string[], context?: Access['context']) =>
    wanted.push(...actions.map((action): [string, Access] => [principal, { action, resource, context }]));
  const from = (source: string) => ({ 'aws:SourceArn': [source], 'aws:SourceAccount': [ACCOUNT] });

  for (const { properties } of template.all('AWS::Lambda::EventSourceMapping', mapping)) {
    want(permissions.roles.get(properties.FunctionName) ?? '', properties.EventSourceArn, POLLING);
  }
  for (const { properties } of template.all('AWS::Lambda::EventInvokeConfig', invokeConfig)) {
    want(permissions.roles.get(properties.FunctionName) ?? '', properties.DestinationConfig.OnFailure.Destination, [
      'sqs:SendMessage',
    ]);
  }
  for (const { Target } of template.all('AWS::Scheduler::Schedule', schedule).map(({ properties }) => properties)) {
    want(Target.RoleArn, Target.Arn, ['lambda:InvokeFunction']);
    want(Target.RoleArn, Target.DeadLetterConfig.Arn, ['sqs:SendMessage']);
  }
  for (const { arn, properties } of template.all('AWS::S3::Bucket', bucket)) {
    for (const { Queue } of properties.NotificationConfiguration.QueueConfigurations) {
      want('s3.amazonaws.com', Queue, ['sqs:SendMessage'], from(arn));
    }
  }
  for (const { properties } of template.all('AWS::SNS::Subscription', subscription)) {
    for (const queue of [properties.Endpoint, properties.RedrivePolicy.deadLetterTargetArn]) {
      want('sns.amazonaws.com', queue, ['sqs:SendMessage'], from(properties.TopicArn));
    }
  }
  const keys = new Map(template.all('AWS::SNS::Topic', topic).map(({ arn, properties }) => [arn, properties.KmsMasterKeyId]));
  for (const { properties } of template.all('AWS::SES::ConfigurationSetEventDestination', destination)) {
    const { TopicARN } = properties.EventDestination.SnsDestination;
    const set = from(`arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/${properties.ConfigurationSetName}`);
    want('ses.amazonaws.com', TopicARN, ['sns:Publish'], set);
    const key = keys.get(TopicARN);
    // Without the account: AWS does not document that SES passes it to KMS.
    if (key) want('ses.amazonaws.com', key, ['kms:GenerateDataKey', 'kms:Decrypt']);
  }
  for (const { properties } of template.all('AWS::SES::ReceiptRule', receiptRule)) {
    const place = from(
      `arn:aws:ses:${REGION}:${ACCOUNT}:receipt-rule-set/${properties.RuleSetName}:receipt-rule/${properties.Rule.Name}`,
    );
    for (const { SNSAction } of properties.Rule.Actions) {
      want('ses.amazonaws.com', SNSAction.TopicArn, ['sns:Publish'], place);
      want('ses.amazonaws.com', keys.get(SNSAction.TopicArn) ?? '', ['kms:GenerateDataKey', 'kms:Decrypt']);
    }
  }
  for (const { ref, properties } of template.all('AWS::ApiGatewayV2::Integration', integration)) {
    for (const { properties: taken } of template.all('AWS::ApiGatewayV2::Route', route)) {
      if (taken.Target !== `integrations/${ref}`) continue;
      const place = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${properties.ApiId}/$default/${taken.RouteKey.replace(' ', '')}`;
      want('apigateway.amazonaws.com', properties.IntegrationUri, ['lambda:InvokeFunction'], from(place));
    }
  }

  for (const [principal, access] of wanted) {
    if ((await permissions.decide(principal, access)) === 'Allowed') continue;
    throw new Error(`AWS would refuse what the stack relies on: ${principal} may not ${access.action} on ${access.resource}.`);
  }
}
