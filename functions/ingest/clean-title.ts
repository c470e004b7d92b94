/** What stands before a title in a browser's tab, or in a feed of ACS. */
const BEFORE = /^(?:Paper page - |\[ASAP\] |\[(?:arXiv:)?(?:\d{4}\.\d{4,5}|[a-z-]{2,9}\/\d{7})(?:v\d+)?\] )/i;
/** The site or the journal that stands behind it. */
const BEHIND =
  /(?: [|–—-] (?:arXiv(?:\.org)?|alphaXiv|bioRxiv|medRxiv|ChemRxiv|OpenReview|ACL Anthology|PubMed|PMC|ScienceDirect|SpringerLink|Springer Nature Link|Semantic Scholar|IEEE Xplore|Hugging Face)| \| (?:IEEE (?:Journals & Magazine|Conference Publication)|Proceedings of the .{5,200}|Nature(?: \p{Lu}\p{Ll}+){0,3}|Scientific Reports|Science|PNAS|PLOS \p{Lu}\p{L}+))+$/u;

/** A title as its paper has it, from the title of its page: bookmarks and read-later lists keep that. */
export const withoutSite = (title: string): string => title.replace(BEFORE, '').replace(BEHIND, '');
