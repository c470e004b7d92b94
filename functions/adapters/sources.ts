import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type SourceState, sourceState } from '../domain/source-state.ts';
import { all, table } from './table.ts';

const LEASE = { pk: 'FETCH', sk: 'LEASE' };

/** What is known of each source, and who is fetching: rows of the editions table. */
export function sourcesStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);

  return {
    /** All sources that were ever asked. */
    states: (): Promise<SourceState[]> => all(rows.query('pk = :pk', { pk: 'SOURCE' }, sourceState)),

    async put(state: SourceState): Promise<void> {
      await rows.put({ pk: 'SOURCE', sk: state.name, ...state });
    },

    /** Lets one run fetch until then. False while another may. */
    lease: (now: Date, until: Date): Promise<boolean> =>
      rows.update(LEASE, 'SET #until = :until', {
        if: 'attribute_not_exists(pk) OR #until <= :now',
        values: { until: until.toISOString(), now: now.toISOString() },
      }),

    /** Gives the lease back from then on. */
    async release(from: Date): Promise<void> {
      await rows.put({ ...LEASE, until: from.toISOString() });
    },
  };
}
