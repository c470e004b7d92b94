import { fileURLToPath } from 'node:url';

const fixture = (name: string) => ({ name, path: fileURLToPath(new URL(`../../../test/fixtures/${name}`, import.meta.url)) });

/** The project's own sample: a papers page as somebody saved it. */
export const SEED = fixture('000_52b6d6f3b97a3e4b.txt');

/** The feeds of the days before, one a day, so that the demo has an archive. */
export const EARLIER = [fixture('feeds/arxiv-rss2-cs_ai-2026-04-27.xml'), fixture('feeds/s2-search-transformer.json')];
