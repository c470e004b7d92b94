import type { Card, Code, DigestProps, Publication } from './props.ts';
import type { Template } from './template.ts';

/** An edition with all its papers. `voteUrl` takes the reader's token at its end, and `&paper=` after that. */
export type PartsProps = Pick<DigestProps, 'publication' | 'frequency' | 'note' | 'webUrl' | 'privacyUrl' | 'voteUrl'> & {
  papers: (Card & { code?: Omit<Code, 'title'> | undefined })[];
};

/**
 * What a mail shows of one paper, rendered: in full, by its title alone, and among the code where it has any that may be linked.
 * Slots of a card: `voteToken`, and in HTML `look`. Text lacks the number before it.
 */
export type PaperParts = { title: string; tldr: string; day: string; html: PaperMarkup; text: PaperMarkup };
type PaperMarkup = { card: Template; title: string; code?: string | undefined };

/**
 * All of a digest but its papers, rendered: the page, the heading of a day (slot `day`), the list of titles (`start`, `titles`) and
 * of code (`code`), and the whole of the text part. Slots of page and text: the words of a digest, its lists, the reader's links.
 */
export type Frame = {
  publication: Pick<Publication, 'listName' | 'language'>;
  frequency: DigestProps['frequency'];
  html: { page: Template; day: Template; also: Template; code: Template };
  text: Template;
};
