/** Names of the places feeds come from, by the beginning of their format's name. Exports of a library name no place. */
const PLACES: [format: string, place: string][] = [
  ['hf-', 'Hugging Face'],
  ['arxiv-', 'arXiv'],
  ['kaggle-arxiv', 'arXiv'],
  ['openalex', 'OpenAlex'],
  ['crossref', 'Crossref'],
  ['s2', 'Semantic Scholar'],
  ['europe-pmc', 'Europe PMC'],
  ['pubmed', 'PubMed'],
  ['biorxiv', 'bioRxiv'],
  ['dblp', 'DBLP'],
  ['acl-', 'the ACL Anthology'],
];

/** Where a paper was found, in words that follow "from", or undefined where its feed does not tell. */
export function sourceName({ source, ids }: { source: string; ids: readonly string[] }): string | undefined {
  const place = PLACES.find(([format]) => source.startsWith(format))?.[1];
  return place ?? (ids.some((id) => id.startsWith('arxiv:')) ? 'arXiv' : undefined);
}

/** Formats whose order says what somebody finds worth reading; in listings and exports it says nothing. */
const OPINIONS = ['page-text', 'hf-page'];

/** Whether a paper's place in its feed counts. */
export const isOpinion = ({ source }: { source: string }): boolean => OPINIONS.includes(source);
