import type { Edition, MailPaper, Parts, PrintedPaper } from '../domain/edition.ts';
import { repository } from '../domain/text/link-label.ts';
import { type CardModel, card } from './card.ts';

/** What the mail's template is given to render the parts of an edition. */
type PartsModel = Pick<Edition, 'frequency' | 'note'> & { papers: CardModel[] };

/** Renders the frame of an edition's mail, and each paper once. */
export type RenderParts = (model: PartsModel, edition: string) => { frame: Parts['frame']; papers: MailPaper['parts'][] };

/** Where the links of an edition lead, on the site at `publicUrl` (no slash at its end); the reader's token is to follow `voteUrl`. */
export const siteLinks = (publicUrl: string, edition: string) => ({
  webUrl: `${publicUrl}/editions/${edition}`,
  privacyUrl: `${publicUrl}/privacy`,
  voteUrl: `${publicUrl}/vote?edition=${edition}&token=`,
});

/** The parts of which SEND puts the copies of an edition together. The same papers give the same bytes. */
export function compose(
  { id, frequency, note }: Pick<Edition, 'id' | 'frequency' | 'note'>,
  papers: readonly PrintedPaper[],
  render: RenderParts,
): Parts {
  const { frame, papers: rendered } = render({ frequency, note, papers: papers.map(card) }, id);
  return { frame, papers: papers.flatMap((paper, i) => (rendered[i] ? [mailPaper(paper, rendered[i])] : [])), votes: {} };
}

function mailPaper(paper: PrintedPaper, parts: MailPaper['parts']): MailPaper {
  const { id, pin, upvotes, readers, position, since, title, source, links } = paper;
  const code = links.find(({ kind }) => kind === 'code')?.url;
  return { id, pin, upvotes, readers, position, since, title, source, repository: code && repository(code), parts };
}
