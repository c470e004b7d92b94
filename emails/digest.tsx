import { Fragment, type ReactNode } from 'react';
import { Layout, Row, TitleLink } from './layout.tsx';
import type { PrintableCard, PrintableFrame } from './printable.ts';
import type { OwnLinks } from './props.ts';
import { BRIEF, type DigestWords, FOOTER, facts, NOTE, PRIVACY, shortName, VOTE, WHY_PERSONAL, whyDigest } from './words.ts';

type FrameProps = {
  edition: PrintableFrame & Omit<OwnLinks, 'voteToken'>;
  words: Pick<DigestWords, 'line' | 'subject' | 'preview'>;
} & Record<'brief' | 'cards' | 'also' | 'follow', ReactNode>;

/** A digest without its papers. */
export function DigestFrame({ edition, words, brief, cards, also, follow }: FrameProps) {
  const { publication, webUrl, note } = edition;
  return (
    <Layout
      title={words.subject}
      preview={words.preview}
      publication={publication}
      footer={<Why edition={edition} follow={follow} />}
    >
      <Row className="line">
        <span>{words.line}</span> · <a href={webUrl}>On the web</a>
      </Row>
      {note && (
        <Row className="desk" dir="auto">
          <b>{NOTE}:</b> {note}
        </Row>
      )}
      {brief}
      {cards}
      {also}
    </Layout>
  );
}

/** The line that sums up the day. */
export const BriefRow = ({ children }: { children: ReactNode }) => (
  <Row className="brief">
    <h2>{BRIEF}</h2> {children}
  </Row>
);

/** The heading of some papers. */
export const HeadingRow = ({ heading }: { heading: string }) => (
  <Row className="sec">
    <h2>{heading}</h2>
  </Row>
);

type CardProps = {
  paper: PrintableCard;
  /** Its class. */
  look: string;
  /** The number before its title. */
  place: string;
  /** Text added to its facts: `after` others, or `alone`. */
  more: { after: string; alone: string };
  /** Why it is shown to this reader. */
  reason: ReactNode;
  voteToken: string;
};

/** A paper in full. */
export function PaperCard({ paper, look, place, more, reason, voteToken }: CardProps) {
  const said = facts(paper);
  return (
    <Row className={look} dir="auto">
      <h3>
        {place}
        <TitleLink title={paper.title} url={paper.url} />
      </h3>
      {paper.tldr && <p>{paper.tldr}</p>}
      {paper.found && <p className="found">{paper.found}</p>}
      <p className="by">
        {said.map((fact, i) => (
          <Fragment key={fact}>
            {i > 0 && ' · '}
            <bdi>{fact}</bdi>
          </Fragment>
        ))}
        {said.length > 0 ? more.after : more.alone}
      </p>
      {reason}
      <p className="acts">
        {paper.links.map(({ label, url }) => (
          <Fragment key={label}>
            <a href={url} dir="ltr">
              {label}
            </a>{' '}
          </Fragment>
        ))}
        <a href={`${paper.voteUrl}&token=${voteToken}`} dir="ltr" aria-label={`${VOTE}: ${shortName(paper.title)}`}>
          {VOTE}
        </a>
      </p>
    </Row>
  );
}

/** Why a paper is shown to a reader. */
export const Reason = ({ children }: { children: ReactNode }) => (
  <p className="why" dir="auto">
    {children}
  </p>
);

/** A paper in a line or two. */
export const PaperItem = ({ paper, place }: { paper: PrintableCard; place: string }) => (
  <Row className="item" dir="auto">
    {place}
    <TitleLink title={paper.title} url={paper.url} />
    {paper.clause && ` ${paper.clause}`}
  </Row>
);

/** The link to say what a reader works on. A personal copy (`personal`) says that it was chosen by that. */
export const Follow = ({ preferencesUrl, personal }: { preferencesUrl: string; personal: boolean }) => (
  <>
    <a href={preferencesUrl}>{personal ? FOOTER.change : FOOTER.follow}</a>
    {personal && `: ${WHY_PERSONAL}`}
  </>
);

/** Why this mail came, and links to change or end the subscription. */
const Why = ({ edition, follow }: Pick<FrameProps, 'edition' | 'follow'>) => (
  <>
    <p>
      {whyDigest(edition.frequency)} <a href={edition.preferencesUrl}>{FOOTER.preferences}</a> ·{' '}
      <a href={edition.webUrl}>{FOOTER.share}</a> · {follow}
    </p>
    <p>
      <a href={edition.unsubscribeUrl}>{FOOTER.unsubscribe}</a> · <a href={edition.privacyUrl}>{FOOTER.privacy}</a>: {PRIVACY}
    </p>
  </>
);
