import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type SourceState, sourceState } from '../domain/source-state.ts';
import { all, table } from './table.ts';

const CLAIM = { pk: 'FETCH', sk: 'CLAIM' };

/** The state of each source, and the claim of the run that fetches. In the editions table. */
export function sourcesStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);

  return {
    /** The states of all sources that were ever asked. */
    states: (): Promise<SourceState[]> => all(rows.query('pk = :pk', { pk: 'SOURCE' }, sourceState)),

    async put(state: SourceState): Promise<void> {
      await rows.put({ pk: 'SOURCE', sk: state.name, ...state });
    },

    /** Lets one run fetch, until `until`. False while another run has the claim. */
    claim: (now: Date, until: Date): Promise<boolean> =>
      rows.update(CLAIM, 'SET #until = :until', {
        if: 'attribute_not_exists(pk) OR #until <= :now',
        values: { until: until.toISOString(), now: now.toISOString() },
      }),

    /** Lets another run fetch from then on. */
    async release(from: Date): Promise<void> {
      await rows.put({ ...CLAIM, until: from.toISOString() });
    },
  };
}
