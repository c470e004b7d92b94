import type { Edition, MailPaper, Parts, PrintedPaper } from '../domain/edition.ts';
import type { Selectable } from '../domain/selection.ts';
import { repository } from '../domain/text/link-label.ts';
import { type CardModel, card, codeOf } from './card.ts';

/** What the template needs to render the parts of an edition. */
type PartsModel = Pick<Edition, 'frequency' | 'note'> & { papers: CardModel[] };

/** Renders the frame of an edition's mail, and each paper once. */
export type RenderParts = (model: PartsModel, edition: string) => { frame: Parts['frame']; papers: MailPaper['parts'][] };

/**
 * The links of an edition, on the site at `publicUrl` (no slash at its end). The `vote` of a card is to be appended to `voteUrl`.
 */
export const siteLinks = (publicUrl: string, edition: string) => ({
  webUrl: `${publicUrl}/editions/${edition}`,
  privacyUrl: `${publicUrl}/privacy`,
  voteUrl: `${publicUrl}/vote?edition=${edition}&paper=`,
});

/** Renders the parts from which SEND assembles the copies of an edition. The same papers give the same bytes. */
export function compose(
  { id, day, frequency, note }: Pick<Edition, 'id' | 'day' | 'frequency' | 'note'>,
  papers: readonly PrintedPaper[],
  render: RenderParts,
): Parts {
  const { frame, papers: rendered } = render({ frequency, note, papers: papers.map((paper) => card(paper, day)) }, id);
  const parts = papers.flatMap((paper, i) => (rendered[i] ? [{ ...choosable(paper), parts: rendered[i] }] : []));
  return { frame, papers: parts, votes: {} };
}

/** A paper with what the selection chooses by. */
export function choosable(paper: PrintedPaper) {
  const { id, pin, upvotes, readers, position, since, substance, day, tldr, subject = 'other', source } = paper;
  const code = codeOf(paper);
  return {
    ...{ id, pin, upvotes, readers, position, since, substance, day, subject, source },
    tells: Boolean(tldr),
    repository: code && repository(code),
  } satisfies Selectable;
}
