import { controlStore } from '../adapters/control.ts';
import { ledgerStore } from '../adapters/ledger.ts';
import { postponeIn } from '../adapters/queue.ts';
import { readersStore } from '../adapters/readers.ts';
import { documentClient } from '../adapters/table.ts';
import { feedbackEnv } from '../contract/env.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger } from '../runtime/log.ts';
import { sqsBatch } from '../runtime/sqs.ts';
import { sesMessage } from './ses-event.ts';
import { type FeedbackPorts, takeFeedback } from './take-feedback.ts';

// Cold start
const env = readEnv(feedbackEnv);
const client = documentClient();
const ports: FeedbackPorts = {
  ledger: ledgerStore(client, env.EDITIONS_TABLE),
  control: controlStore(client, env.EDITIONS_TABLE),
  readers: readersStore(client, env.SUBSCRIBERS_TABLE),
  now: () => new Date(),
};

// Called for every event of SES
export const handler = sqsBatch(sesMessage, postponeIn([env.QUEUE_URL]), async (event) => {
  // Not counted: an alarm must still ring when no real events come.
  if (!event) return logger.info('test message of SES', {});
  const report = await takeFeedback(ports, event);
  count('events', 1);
  count('bounces', report.suppressed === 'bounce' ? 1 : 0);
  count('complaints', report.suppressed === 'complaint' ? 1 : 0);
  count('selfPaused', report.paused ? 1 : 0);
  logger.info('feedback', { ...report, messageId: event.mail.messageId });
});
