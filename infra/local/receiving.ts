import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Template } from './template.ts';

/** A receipt rule of SES, as far as the stack uses it. */
export const receiptRule = z.object({
  RuleSetName: z.string(),
  Rule: z.object({
    Name: z.string(),
    Enabled: z.literal(true),
    Recipients: z.array(z.string()),
    Actions: z.array(z.object({ SNSAction: z.object({ TopicArn: z.string() }) })),
  }),
});

/** The largest mail that SES gives to SNS, header included. Larger ones bounce. */
const MOST_BYTES = 150 * 1024;

/** SES receiving a mail from outside; `mail` is its source. Returns false if no rule takes it: its sender gets a bounce. */
export function receiving(template: Template, publish: (topicArn: string, message: string) => void) {
  const rules = template.all('AWS::SES::ReceiptRule', receiptRule).map(({ properties }) => properties.Rule);
  return ({ from, to, mail, at }: { from: string; to: string; mail: string; at: Date }): boolean => {
    const host = to.slice(to.lastIndexOf('@') + 1).toLowerCase();
    const taken = rules.filter(({ Recipients }) => Recipients.includes(host));
    if (taken.length === 0 || Buffer.byteLength(mail) > MOST_BYTES) return false;
    for (const { Actions } of taken) {
      for (const { SNSAction } of Actions) {
        const action = { type: 'SNS', topicArn: SNSAction.TopicArn, encoding: 'UTF-8' };
        const common = { timestamp: at.toISOString(), source: from, messageId: randomUUID(), destination: [to] };
        const receipt = { timestamp: at.toISOString(), processingTimeMillis: 1, recipients: [to], action };
        publish(SNSAction.TopicArn, JSON.stringify({ notificationType: 'Received', mail: common, receipt, content: mail }));
      }
    }
    return true;
  };
}
