import { Button } from 'react-email';
import { Footer } from './_components/footer.tsx';
import { Layout, Row } from './_components/layout.tsx';
import { Masthead } from './_components/masthead.tsx';
import { letterWords } from './_content/letter-words.ts';
import { printableLetter } from './_content/printable.ts';
import type { LetterProps } from './_content/props.ts';
import { styles } from './theme.ts';

/** The HTML part of a letter: at most one button, the same link in full, and no marketing. */
export function LetterPage({ letter }: { letter: LetterProps }) {
  const { publication } = letter;
  const { subject, before, action, after, stop } = letterWords(letter);
  return (
    <Layout title={subject} preview={before[0] ?? ''}>
      <Masthead listName={publication.listName} />
      <Row className="note">
        {before.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {action && (
          <>
            <p>
              <Button className="button" href={action.url} style={styles.button}>
                {action.label}
              </Button>
            </p>
            <p className="by">
              {action.validity} The button leads here:
              <br />
              <a href={action.url}>{action.url}</a>
            </p>
          </>
        )}
        <p>{after}</p>
        {stop && (
          <p className="by">
            <a href={stop.url}>{stop.label}</a>
          </p>
        )}
      </Row>
      <Footer publication={publication} />
    </Layout>
  );
}

/** The page as the preview server shows it: from raw props, like the door. */
export default function Letter(props: LetterProps) {
  return <LetterPage letter={printableLetter(props)} />;
}

Letter.PreviewProps = {
  kind: 'confirm',
  publication: { listName: 'Broadsheet', publisher: 'Example Lab', postalAddress: '1 Example Street, 10115 Berlin, Germany' },
  url: 'https://papers.example.org/confirm?token=preview',
  stopUrl: 'https://papers.example.org/stop?token=preview',
  frequency: 'daily',
  hour: 8,
  weekday: 1,
  zone: 'Europe/Berlin',
  hours: 72,
} satisfies LetterProps;
