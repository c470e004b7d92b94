import { Button } from 'react-email';
import { Layout, Row } from './_components/layout.tsx';
import { letterWords } from './_content/letter.ts';
import type { LetterProps } from './_content/props.ts';
import { styles } from './theme.ts';

/** The HTML part of a letter: at most one button, the same link in full, and no marketing. */
export function LetterPage({ letter }: { letter: LetterProps }) {
  const { subject, before, action, after, stop } = letterWords(letter);
  return (
    <Layout title={subject} preview={before[0] ?? ''} publication={letter.publication}>
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
    </Layout>
  );
}
