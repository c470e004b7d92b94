import { Fragment, type ReactNode } from 'react';
import { PaperCard, TitleLink } from './_components/card.tsx';
import { Layout, Row } from './_components/layout.tsx';
import type { PrintableDigest, PrintableTitle } from './_content/printable.ts';
import { sections } from './_content/sections.ts';
import { alsoHeading, CODE, type DigestWords, digestWords, inBrief, NOTE, PRIVACY, whyDigest } from './_content/wording.ts';

/** The HTML part of a digest as one tree. Digests that differ by reader are put together from its parts (`_content/press.tsx`). */
export function DigestPage({ edition }: { edition: PrintableDigest }) {
  const { frequency, cards, titles } = edition;
  return (
    <DigestFrame
      edition={edition}
      words={digestWords(edition)}
      cards={sections(edition).map(({ heading, cards: places }) => (
        <Fragment key={heading}>
          {heading && <DayRow day={heading} />}
          {places.map((place) => cards[place] && <PaperCard key={place} paper={cards[place]} place={place} />)}
        </Fragment>
      ))}
      also={
        titles.length > 0 && (
          <AlsoList frequency={frequency} after={cards.length}>
            {titles.map((paper, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              <AlsoItem key={i} {...paper} />
            ))}
          </AlsoList>
        )
      }
    />
  );
}

type FrameProps = { edition: PrintableDigest; words: DigestWords; cards: ReactNode; also: ReactNode };

/** All of a digest but its papers. */
export function DigestFrame({ edition, words, cards, also }: FrameProps) {
  const { publication, webUrl, note } = edition;
  return (
    <Layout title={words.subject} preview={words.preview} publication={publication} footer={<Why edition={edition} />}>
      <Row className="line">
        {words.date} · {words.count} · <a href={webUrl}>View in browser</a>
      </Row>
      <Row className="brief">
        {note && (
          <p className="desk" dir="auto">
            <b>{NOTE}:</b> {note}
          </p>
        )}
        <p>{inBrief(edition)}</p>
      </Row>
      {cards}
      <Row className="also">
        {also}
        <p className="rest">
          <a href={webUrl}>{words.rest}</a>
        </p>
        <CodeList code={edition.code} />
      </Row>
    </Layout>
  );
}

/** The heading over the cards of one day. */
export const DayRow = ({ day }: { day: string }) => (
  <Row className="day">
    <h2>{day}</h2>
  </Row>
);

type AlsoProps = Pick<PrintableDigest, 'frequency'> & { after: number; children: ReactNode };

/** The papers after the cards, by title alone. `after` is how many cards there are. */
export const AlsoList = ({ frequency, after, children }: AlsoProps) => (
  <>
    <h2>{alsoHeading(frequency)}</h2>
    <ol start={after + 1}>{children}</ol>
  </>
);

/** One of those. */
export const AlsoItem = ({ title, url }: PrintableTitle) => (
  <li dir="auto">
    <TitleLink title={title} url={url} />
  </li>
);

/** What can be run today. */
function CodeList({ code }: Pick<PrintableDigest, 'code'>) {
  if (code.length === 0) return null;
  return (
    <>
      <h2>{CODE}</h2>
      <ul>
        {code.map(({ repository, url, title }) => (
          <li key={url}>
            <a href={url}>{repository}</a> {title}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Why this mail came, and how to have others or none. */
const Why = ({ edition }: { edition: PrintableDigest }) => (
  <>
    <p>
      {whyDigest(edition)} {PRIVACY}
    </p>
    <p>
      <a href={edition.preferencesUrl}>Change day, hour or address</a> · <a href={edition.privacyUrl}>Privacy</a> ·{' '}
      <a href={edition.unsubscribeUrl}>Unsubscribe</a>
    </p>
  </>
);
