import { Button } from 'react-email';
import { Layout, Row, TitleLink } from './layout.tsx';
import { letterWords } from './letter-words.ts';
import type { PrintableLetter } from './printable.ts';
import { styles } from './theme.ts';

/** The HTML part of a letter. It has at most one button, and shows the button's link in full. */
export function LetterPage({ letter }: { letter: PrintableLetter }) {
  const { subject, before, action, papers, after, links = [] } = letterWords(letter);
  return (
    <Layout title={subject} preview={before[0] ?? ''} publication={letter.publication}>
      <Row className="note">
        {before.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {action && (
          <>
            <p>
              <Button className="button" href={action.url} style={styles.button(letter.publication.accent)}>
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
        {papers && (
          <>
            <h2>{papers.heading}</h2>
            {papers.titles.map((paper, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              <p key={i} dir="auto">
                <TitleLink {...paper} />
              </p>
            ))}
            <p>
              <a href={papers.more.url}>{papers.more.label}</a>
            </p>
          </>
        )}
        <p>{after}</p>
        {links.map(({ label, url }) => (
          <p key={label} className="by">
            <a href={url}>{label}</a>
          </p>
        ))}
      </Row>
    </Layout>
  );
}
