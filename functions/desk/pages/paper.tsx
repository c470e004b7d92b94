/** @jsxImportSource hono/jsx */
import type { PrintedPaper } from '../../domain/edition.ts';
import { MOST_SENTENCE } from '../../domain/editor.ts';
import { SUBJECT_IDS, SUBJECTS } from '../../domain/subject.ts';
import { printable } from '../../domain/text/characters.ts';
import { webLink } from '../../domain/text/links.ts';
import type { Faults } from '../../subscribe/forms.ts';
import { Fault, FaultSummary, LABELS, LongField, marked, Option } from '../../subscribe/pages/form.tsx';
import { Button, Hidden, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import type { Act } from './edition.tsx';
import { deskPage, tokenField } from './frame.tsx';

/** What an editor can change of a paper, in one line: a form sends it along, so that no other editor's change is lost. */
export const sentenceAndSubject = ({ tldr = '', subject = 'other' }: Pick<PrintedPaper, 'tldr' | 'subject'>) =>
  printable(`${SUBJECTS[subject]}: ${tldr}`);

type PaperProps = {
  original: PrintedPaper;
  printed: PrintedPaper | undefined;
  at: number | undefined;
  words: Words;
  /** A form that was refused. */
  refused?: { texts: Record<string, string>; faults: Faults };
};

/** One paper: its place, and a form for its sentence and its subject. Without `printed` it is dropped. */
export function paperPage(session: Session, { original, printed, at, words, refused }: PaperProps, said = ''): Page {
  const { id, title, authors, moreAuthors, abstract, url } = original;
  const link = webLink(url);
  const pin = printed?.pin;
  const others = moreAuthors > 0 ? ` and ${words.counted(moreAuthors, 'other')}` : '';
  const act = (what: Act, label: string) => (
    <Button action="/desk/choose" fields={{ ...tokenField(session), [what]: id }} plain>
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
          {pin !== undefined && ', pinned'}
          {link && [
            ' · ',
            <a href={link.url} rel="noreferrer">
              {new URL(link.url).host}
            </a>,
          ]}
        </p>
        <div class="buttons">
          {at === undefined
            ? act('release', 'Take it back in')
            : [pin === undefined ? act('pin', 'Pin') : act('release', 'Unpin'), act('drop', 'Drop')]}
        </div>
        <EditForm session={session} original={original} printed={printed} refused={refused} />
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

/** A form for what an editor can change of a paper. */
function EditForm({ session, original, printed = original, refused }: Omit<PaperProps, 'at' | 'words'> & { session: Session }) {
  const { tldr = '', subject = 'other', edited } = printed;
  const { texts, faults } = refused ?? { texts: { sentence: tldr, subject, was: sentenceAndSubject(printed) }, faults: {} };
  return (
    <form method="post" action="/desk/paper">
      <FaultSummary faults={faults} />
      <Hidden {...tokenField(session)} paper={original.id} was={texts.was ?? ''} />
      <LongField
        name="sentence"
        label={LABELS.sentence}
        value={texts.sentence ?? ''}
        faults={faults}
        rows={3}
        most={MOST_SENTENCE}
      />
      <div>
        <label for="subject">{LABELS.subject}</label>
        <select id="subject" name="subject" {...marked('subject', faults)}>
          {SUBJECT_IDS.map((one) => (
            <Option text={SUBJECTS[one]} value={one} chosen={texts.subject ?? ''} />
          ))}
        </select>
        <Fault field="subject" faults={faults} />
      </div>
      <button>Save</button>
      {edited?.tldr !== undefined && (
        <p class="soft">
          Edited. Before: <bdi>{edited.tldr || 'no sentence'}</bdi> To restore it, empty the field.
        </p>
      )}
    </form>
  );
}
