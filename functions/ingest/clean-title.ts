/** Text before a title in a browser's tab, or in a feed of ACS. */
const BEFORE = /^(?:Paper page - |\[ASAP\] |\[(?:arXiv:)?(?:\d{4}\.\d{4,5}|[a-z-]{2,9}\/\d{7})(?:v\d+)?\] )/i;
/** The name of the site or journal after a title. */
const BEHIND =
  /(?: [|–—-] (?:arXiv(?:\.org)?|alphaXiv|bioRxiv|medRxiv|ChemRxiv|OpenReview|ACL Anthology|PubMed|PMC|ScienceDirect|SpringerLink|Springer Nature Link|Semantic Scholar|IEEE Xplore|Hugging Face)| \| (?:IEEE (?:Journals & Magazine|Conference Publication)|Proceedings of the .{5,200}|Nature(?: \p{Lu}\p{Ll}+){0,3}|Scientific Reports|Science|PNAS|PLOS \p{Lu}\p{L}+))+$/u;

/** The title of a paper, from the title of its web page, which bookmarks and read-later lists keep. */
export const withoutSiteName = (title: string): string => title.replace(BEFORE, '').replace(BEHIND, '');
