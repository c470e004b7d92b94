import type { PartsProps } from '../../../emails/index.tsx';
import { compose, siteLinks } from '../../../functions/digest/compose.ts';
import { MOST_PAPERS } from '../../../functions/digest/print.ts';
import type { Edition, PrintedPaper } from '../../../functions/domain/edition.ts';
import { copyWith, type Own, type Rendered } from '../../../functions/send/copies.ts';

/** Who publishes, and at which site (no slash at its end). */
export type Publisher = { publication: PartsProps['publication']; site: string };

/** A mail of these papers, best first, made as DIGEST renders its parts and SEND puts them together. It imports templates: a command calls `allowJsx` first. */
export async function wholeMail(
  edition: Pick<Edition, 'id' | 'day' | 'frequency' | 'end' | 'note' | 'revised'>,
  papers: readonly PrintedPaper[],
  { publication, site }: Publisher,
  own: Own,
): Promise<Rendered> {
  const [{ renderParts }, { assemble }] = await Promise.all([
    import('../../../emails/index.tsx'),
    import('../../../emails/assemble.ts'),
  ]);
  const parts = compose(edition, papers.slice(0, MOST_PAPERS), (model, id) =>
    renderParts({ ...model, publication, ...siteLinks(site, id) }),
  );
  return copyWith({ assemble, language: publication.language }, edition, parts).common(own);
}
