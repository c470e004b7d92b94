import { brotliDecompressSync } from 'node:zlib';
import { type Lexicon, lexicon } from '../domain/interests/lexicon.ts';

let loaded: Promise<Lexicon> | undefined;

/** The lexicon that ships with the code. It is loaded at the first call, because most cold starts do not need it. */
export function shippedLexicon(): Promise<Lexicon> {
  loaded ??= read();
  return loaded;
}

const shipped = () => import('./lexicon.json', { with: { type: 'json' } });

/** The version of that lexicon, without unpacking it. */
export const lexiconVersion = async (): Promise<string> => (await shipped()).default.version;

async function read(): Promise<Lexicon> {
  const { version, papers, packed } = (await shipped()).default;
  const [terms = '', counts = ''] = brotliDecompressSync(Buffer.from(packed, 'base64')).toString().split('\n\n');
  return lexicon(version, papers, terms.split('\n'), Uint32Array.from(counts.split(' '), Number));
}
