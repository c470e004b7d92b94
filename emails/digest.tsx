import { Fragment, type ReactNode } from 'react';
import { PaperCard, TitleLink } from './_components/card.tsx';
import { Layout, Row } from './_components/layout.tsx';
import type { PrintableCode, PrintableDigest, PrintableFrame, PrintableTitle } from './_content/printable.ts';
import { sections } from './_content/sections.ts';
import { alsoHeading, CODE, type DigestWords, digestWords, NOTE, PRIVACY, whyDigest } from './_content/wording.ts';

/** The HTML part of a digest as one tree. Digests that differ by reader are put together from its parts (`parts.tsx`). */
export function DigestPage({ edition }: { edition: PrintableDigest }) {
  const { frequency, cards, titles, code } = edition;
  return (
    <DigestFrame
      edition={edition}
      words={digestWords(edition)}
      cards={sections(edition).map((section) => (
        <Fragment key={section.heading}>
          {section.heading && <DayRow day={section.heading} />}
          {section.cards.map(({ card, look }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
            <PaperCard key={i} paper={card} look={look} />
          ))}
        </Fragment>
      ))}
      also={
        titles.length > 0 && (
          <AlsoList frequency={frequency} start={cards.length + 1}>
            {titles.map((paper, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              <AlsoItem key={i} {...paper} />
            ))}
          </AlsoList>
        )
      }
      code={
        code.length > 0 && (
          <CodeList>
            {code.map((one) => (
              <CodeItem key={one.url} {...one} />
            ))}
          </CodeList>
        )
      }
    />
  );
}

type FrameProps = { edition: PrintableFrame; words: DigestWords } & Record<'cards' | 'also' | 'code', ReactNode>;

/** All of a digest but its papers. */
export function DigestFrame({ edition, words, cards, also, code }: FrameProps) {
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
        <p>{words.brief}</p>
      </Row>
      {cards}
      <Row className="also">
        {also}
        <p className="rest">
          <a href={webUrl}>{words.rest}</a>
        </p>
        {code}
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

type AlsoProps = Pick<PrintableDigest, 'frequency'> & { start: number; children: ReactNode };

/** The papers after the cards, by title alone, `start` being the number of the first. */
export const AlsoList = ({ frequency, start, children }: AlsoProps) => (
  <>
    <h2>{alsoHeading(frequency)}</h2>
    <ol start={start}>{children}</ol>
  </>
);

/** One of those. */
export const AlsoItem = ({ title, url }: PrintableTitle) => (
  <li dir="auto">
    <TitleLink title={title} url={url} />
  </li>
);

/** What can be run today. */
export const CodeList = ({ children }: { children: ReactNode }) => (
  <>
    <h2>{CODE}</h2>
    <ul>{children}</ul>
  </>
);

/** One paper's code. */
export const CodeItem = ({ repository, url, title }: PrintableCode) => (
  <li>
    <a href={url}>{repository}</a> {title}
  </li>
);

/** Why this mail came, and how to have others or none. */
const Why = ({ edition }: { edition: PrintableFrame }) => (
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
