import { PRICES, PRICES_OF } from '../../infra/prices.ts';
import { mailMs, SEND } from './bill.ts';
import type { Table } from './measure.ts';

/** What was counted for one mail. `reads`, `writes`: capacity units of DIGEST and SEND; `event…`: of FEEDBACK for one event. */
export type Counted = { reads: number; writes: number; eventReads: number; eventWrites: number; cpuMs: number };

const MILLION = 1e6;
/** FEEDBACK as deployed, and what ten events take it, ms. */
const FEEDBACK = { gb: 0.5, batch: 10, batchMs: 100 };

/** What a million mails cost beyond the fee of SES, in USD, dearest line first. */
export function costLines({ reads, writes, eventReads, eventWrites, cpuMs }: Counted): {
  total: number;
  table: Table;
  notes: string[];
} {
  const lines: [string, number][] = [
    ['ledger and accounts: writes', writes * PRICES.dynamoWrite],
    ['consent, rows of a batch: reads', reads * PRICES.dynamoRead],
    ['SEND: time', (mailMs(cpuMs) / 1000) * SEND.gb * MILLION * PRICES.lambdaGbSecond],
    [
      'SEND: its queue, files and starts, a hundredth each',
      (3 * PRICES.sqsRequest + 3 * PRICES.s3Get + PRICES.lambdaRequest) / 100,
    ],
    ['SES events: SNS', PRICES.snsPublish],
    ['SES events: SQS in, and out by tens', PRICES.sqsRequest * (1 + 2 / FEEDBACK.batch)],
    ['FEEDBACK: reads and writes', eventReads * PRICES.dynamoRead + eventWrites * PRICES.dynamoWrite],
    [
      'FEEDBACK: time and starts',
      (MILLION / FEEDBACK.batch) * (FEEDBACK.batchMs / 1000) * FEEDBACK.gb * PRICES.lambdaGbSecond +
        PRICES.lambdaRequest / FEEDBACK.batch,
    ],
  ];
  lines.sort(([, a], [, b]) => b - a);
  const total = lines.reduce((sum, [, usd]) => sum + usd, 0);
  return {
    total,
    table: {
      head: ['A million mails', 'USD'],
      rows: [
        ...lines.map(([line, usd]) => [line, usd.toFixed(2)]),
        ['beyond the fee of SES', total.toFixed(2)],
        ['fee of SES', PRICES.sesMail.toFixed(2)],
      ],
    },
    notes: [
      `Capacity is counted (${writes.toFixed(2)} writes and ${reads.toFixed(2)} reads a mail), requests and sizes are those deployed, prices are those of ${PRICES_OF}, us-east-1 (infra/prices.ts).`,
      `Time: a mail waits ${SEND.waitMs} ms for SES and the table, ${SEND.lanes} at once; where the rate of SES makes workers wait, it costs more: 0.5 USD a worker and million at 14 a second.`,
    ],
  };
}
