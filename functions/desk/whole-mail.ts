import type { PartsProps } from '../../emails/index.tsx';
import { compose, siteLinks } from '../digest/compose.ts';
import type { NextEdition } from '../digest/next-edition.ts';
import { MOST_PAPERS } from '../digest/print.ts';
import type { Edition, PrintedPaper } from '../domain/edition.ts';
import type { Mail } from '../domain/mail.ts';
import { copyRenderer, type OwnLinks, type Rendered } from '../send/copies.ts';

/** Who publishes, and the address of the site, without a slash at its end. */
export type Publisher = { publication: PartsProps['publication']; site: string };

/**
 * Makes a mail of these papers (best first) as DIGEST renders its parts and SEND assembles them. It imports templates: where Node runs
 * the sources, call `allowJsx` before.
 */
export async function wholeMail(
  edition: Pick<Edition, 'id' | 'day' | 'frequency' | 'end' | 'note' | 'revised'>,
  papers: readonly PrintedPaper[],
  { publication, site }: Publisher,
  own: OwnLinks,
): Promise<Rendered> {
  const [{ renderParts }, { assemble }] = await Promise.all([
    import('../../emails/index.tsx'),
    import('../../emails/assemble.ts'),
  ]);
  const parts = compose(edition, papers.slice(0, MOST_PAPERS), (model, id) =>
    renderParts({ ...model, publication, ...siteLinks(site, id) }),
  );
  return copyRenderer({ assemble, language: publication.language }, edition, parts).common(own);
}

/** Makes the mail of the next edition as readers would get it now, with links that belong to no reader. Undefined without papers. */
export async function nextMail(
  edition: NextEdition,
  publisher: Publisher,
  note = edition.choices.note,
): Promise<Rendered | undefined> {
  if (edition.papers.length === 0) return undefined;
  const { site } = publisher;
  const own = { unsubscribeUrl: `${site}/unsubscribe`, preferencesUrl: `${site}/preferences`, voteToken: '' };
  return await wholeMail({ ...edition, note }, edition.papers, publisher, own);
}

/** Makes that mail for one address, marked as a test. Its tags name no reader and no edition, so no event of it counts. */
export async function testMail(edition: NextEdition, publisher: Publisher, to: string): Promise<Mail | undefined> {
  const marked = `This is a test of the next edition, sent to you alone. ${edition.choices.note ?? ''}`;
  const mail = await nextMail(edition, publisher, marked);
  return (
    mail && {
      ...{ ...mail, to, subject: `[Test] ${mail.subject}`, tags: { kind: 'test' } },
      headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
    }
  );
}
