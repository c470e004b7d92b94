/** The place that a feed comes from, by the beginning of its format's name. Exports of reference managers have none. */
const PLACES: [format: string, place: string][] = [
  ['hf-', 'Hugging Face'],
  ['arxiv-', 'arXiv'],
  ['kaggle-arxiv', 'arXiv'],
  ['openalex', 'OpenAlex'],
  ['crossref', 'Crossref'],
  ['europe-pmc', 'Europe PMC'],
  ['pubmed', 'PubMed'],
  ['biorxiv', 'bioRxiv'],
  ['dblp', 'DBLP'],
  ['acl-', 'the ACL Anthology'],
];

/** Where a paper comes from, in words to follow "from"; undefined if its feed does not tell. */
export function sourceName({ source, ids }: { source: string; ids: readonly string[] }): string | undefined {
  const place = PLACES.find(([format]) => source.startsWith(format))?.[1];
  return place ?? (ids.some((id) => id.startsWith('arxiv:')) ? 'arXiv' : undefined);
}

/** Formats whose order is an opinion on what is worth reading. In listings and exports the order says nothing. */
const OPINIONS = ['page-text', 'hf-page'];

/** True if a paper's place in its feed counts. */
export const isOpinion = ({ source }: { source: string }): boolean => OPINIONS.includes(source);
