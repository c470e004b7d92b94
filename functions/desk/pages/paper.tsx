/** @jsxImportSource hono/jsx */
import type { PrintedPaper } from '../../domain/edition.ts';
import { MOST_SENTENCE } from '../../domain/editor.ts';
import { SUBJECT_IDS, SUBJECTS } from '../../domain/subject.ts';
import { printable } from '../../domain/text/characters.ts';
import { webLink } from '../../domain/text/links.ts';
import { Option } from '../../subscribe/pages/form.tsx';
import { Button, Hidden, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import type { Act } from './edition.tsx';
import { carried, deskPage } from './frame.tsx';

/** What an editor can change of a paper, in one line: a form sends it along, so that no other editor's change is lost. */
export const standing = ({ tldr = '', subject = 'other' }: Pick<PrintedPaper, 'tldr' | 'subject'>) =>
  printable(`${SUBJECTS[subject]}: ${tldr}`);

type PaperProps = { original: PrintedPaper; printed: PrintedPaper | undefined; at: number | undefined; words: Words };

/** One paper: its place, and a form for its sentence and its subject. Without `printed` it is dropped. */
export function paperPage(session: Session, { original, printed, at, words }: PaperProps, said = ''): Page {
  const { id, title, authors, moreAuthors, abstract, url } = original;
  const link = webLink(url);
  const { tldr, subject = 'other', pin, edited } = printed ?? original;
  const others = moreAuthors > 0 ? ` and ${words.counted(moreAuthors, 'other')}` : '';
  const act = (what: Act, label: string) => (
    <Button action="/desk/choose" fields={{ ...carried(session), [what]: id }} plain>
      {label}
    </Button>
  );
  return deskPage(session, '/desk', {
    title,
    said: said === 'saved' && 'Saved.',
    body: (
      <>
        <p>
          <bdi>
            {authors.join(', ')}
            {others}
          </bdi>
        </p>
        <p class="soft">
          {at === undefined ? 'Dropped' : `Place ${at}`}
          {pin !== undefined && ', pinned'} ·{' '}
          {link && (
            <a href={link.url} rel="noreferrer">
              {new URL(link.url).host}
            </a>
          )}
        </p>
        <div class="buttons">
          {at === undefined
            ? act('release', 'Take it back in')
            : [pin === undefined ? act('pin', 'Pin') : act('release', 'Unpin'), act('drop', 'Drop')]}
        </div>
        <form method="post" action="/desk/paper">
          <Hidden {...carried(session)} paper={id} was={standing(printed ?? original)} />
          <div>
            <label for="sentence">What it is, in one sentence</label>
            <textarea id="sentence" name="sentence" rows={3} maxlength={MOST_SENTENCE}>
              {tldr}
            </textarea>
          </div>
          <div>
            <label for="subject">Subject</label>
            <select id="subject" name="subject">
              {SUBJECT_IDS.map((one) => (
                <Option text={SUBJECTS[one]} value={one} chosen={subject} />
              ))}
            </select>
          </div>
          <button>Save</button>
          {edited?.tldr !== undefined && (
            <p class="soft">
              Edited. Before: <bdi>{edited.tldr || 'no sentence'}</bdi> To restore it, empty the field.
            </p>
          )}
        </form>
        <section class="more">
          <h2>Abstract</h2>
          <blockquote dir="auto">{abstract}</blockquote>
          <p>
            <a href={`/desk#${encodeURIComponent(id)}`}>Back to the edition</a>
          </p>
        </section>
      </>
    ),
  });
}
