import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { objectStore } from '../adapters/files.ts';
import { sourcesStore } from '../adapters/sources.ts';
import { documentClient } from '../adapters/table.ts';
import { web } from '../adapters/web.ts';
import { fetchEnv } from '../contract/env.ts';
import { FEED_PREFIXES } from '../contract/tables.ts';
import { isAmiss } from '../domain/source-state.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger, withMetrics } from '../runtime/log.ts';
import { BUSY, type FetchPorts, fetchSources } from './fetch-sources.ts';

// Cold start
const env = readEnv(fetchEnv);
const feeds = objectStore(env.FEEDS_BUCKET);
const TYPES = { xml: 'application/xml', json: 'application/json' } as const;
const now = () => new Date();
const ports: FetchPorts = {
  prefix: FEED_PREFIXES.news,
  now,
  sleep: (ms) => sleep(ms),
  get: web({ userAgent: `Broadsheet (paper digest; ${env.CONTACT})`, now }),
  putObject: (key, bytes, listedOn) =>
    feeds.put(key, bytes, key.endsWith('.json') ? TYPES.json : TYPES.xml, listedOn ? { 'listed-on': listedOn } : {}),
  store: sourcesStore(documentClient(), env.EDITIONS_TABLE),
};
/** The event of the schedule. `only`: the sources that an operator asked for. */
const scheduled = z.object({ time: z.iso.datetime(), only: z.array(z.string()).optional() });

// Called by the schedule, each hour, and by `npx broadsheet sources fetch`
export const handler = (event: unknown) =>
  withMetrics(async () => {
    const { time, only } = scheduled.parse(event);
    const report = await fetchSources(ports, only ? env.SOURCES.filter(({ name }) => only.includes(name)) : env.SOURCES);
    if (report === BUSY) {
      logger.warn('another run is fetching', { scheduled: time });
      return BUSY;
    }
    const { fetched, failed } = report;
    const amiss = fetched.filter(({ state }) => isAmiss(state));
    count('sourcesAmiss', amiss.length + failed.length, { zero: true });
    count(
      'answersKept',
      fetched.reduce((sum, { objects }) => sum + objects.length, 0),
    );
    for (const { name, state, says } of amiss) logger.warn('a source is amiss', { name, state, says });
    for (const { name, error } of failed) logger.error('a source was not fetched', { name, error });
    logger.info('fetched', { scheduled: time, fetched });
    // The other sources were fetched. The invocation fails now, so that its alarm rings.
    if (failed.length > 0)
      throw new AggregateError(
        failed.map(({ error }) => error),
        `${failed.length} sources were not fetched`,
      );
    return fetched;
  });
