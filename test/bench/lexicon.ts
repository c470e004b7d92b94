import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { countTerms } from '../../functions/domain/interests/lexicon.ts';
import { leastOf, readStream } from './relevance.ts';

/**
 * Counts the words of a stream of papers (JSON Lines with title, abstract, categories; may be gzipped) for DIGEST:
 *
 *   node test/bench/lexicon.ts --stream FILE
 */
const { values } = parseArgs({ options: { stream: { type: 'string' } } });
if (!values.stream) {
  console.error('node test/bench/lexicon.ts --stream FILE');
  process.exit(2);
}
const papers = [...(await readStream(values.stream)).values()];
const days = papers.map(({ day }) => day).sort();
const { terms, counts } = countTerms(papers, leastOf(papers.length), '');
const text = `${terms.join('\n')}\n\n${Array.from(counts).join(' ')}`;
const content = {
  about: `Words of ${papers.length} papers of arXiv, ${days[0]} to ${days.at(-1)}, and how many papers hold each`,
  version: hash('sha256', text, 'base64url').slice(0, 8),
  papers: papers.length,
  packed: brotliCompressSync(text).toString('base64'),
};
writeFileSync('functions/adapters/lexicon.json', `${JSON.stringify(content, null, 2)}\n`);
console.log(`${content.about}: ${terms.length} terms, ${content.packed.length} bytes, version ${content.version}`);
