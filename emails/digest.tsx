import { Fragment, type ReactNode } from 'react';
import { PaperCard, TitleLink } from './_components/card.tsx';
import { Footer } from './_components/footer.tsx';
import { Layout, Row } from './_components/layout.tsx';
import { Masthead } from './_components/masthead.tsx';
import { type PrintableDigest, type PrintableTitle, printableDigest } from './_content/printable.ts';
import type { DigestProps } from './_content/props.ts';
import { sections } from './_content/sections.ts';
import { alsoHeading, CODE, type DigestWords, digestWords, inBrief, NOTE, PRIVACY, whyDigest } from './_content/wording.ts';

type FrameProps = { edition: PrintableDigest; words: DigestWords; cards: ReactNode; also: ReactNode };

/** All of a digest but its papers. */
export function DigestFrame({ edition, words, cards, also }: FrameProps) {
  const { publication, frequency, webUrl, privacyUrl, note, code } = edition;
  return (
    <Layout title={words.subject} preview={words.preview}>
      <Masthead listName={publication.listName} />
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
        <p>
          <a href={webUrl}>{words.rest}</a>
        </p>
        {code.length > 0 && <CodeList code={code} />}
      </Row>
      <Footer publication={publication}>
        <p>
          {whyDigest({ publication, frequency })} {PRIVACY}
        </p>
        <p>
          <a href={words.preferencesUrl}>Change day, hour or address</a> · <a href={privacyUrl}>Privacy</a> ·{' '}
          <a href={words.unsubscribeUrl}>Unsubscribe</a>
        </p>
      </Footer>
    </Layout>
  );
}

/** What can be run today. */
function CodeList({ code }: Pick<PrintableDigest, 'code'>) {
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

/** The heading over the cards of one day. */
export const DayRow = ({ day }: { day: string }) => (
  <Row className="day">
    <h2>{day}</h2>
  </Row>
);

/** The papers after the cards, by title alone. `after` is how many cards there are. */
export function AlsoList({
  frequency,
  after,
  children,
}: Pick<DigestProps, 'frequency'> & { after: number; children: ReactNode }) {
  return (
    <>
      <h2>{alsoHeading(frequency)}</h2>
      <ol start={after + 1}>{children}</ol>
    </>
  );
}

/** One of those. */
export function AlsoItem({ title, url }: PrintableTitle) {
  return (
    <li dir="auto">
      <TitleLink title={title} url={url} />
    </li>
  );
}

/** The HTML part of a digest as one tree. Mails are assembled from its parts, to the same bytes (`_content/press.tsx`). */
export function DigestPage({ edition }: { edition: PrintableDigest }) {
  const { frequency, cards, titles } = edition;
  return (
    <DigestFrame
      edition={edition}
      words={digestWords(edition)}
      cards={sections(edition).map(({ heading, cards: places }) => (
        <Fragment key={heading}>
          {heading && <DayRow day={heading} />}
          {places.map((place) => cards[place] && <PaperCard key={place} paper={cards[place]} lead={place === 0} />)}
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

/** The page as the preview server shows it: from raw props, like the door. */
export default function Digest(props: DigestProps) {
  return <DigestPage edition={printableDigest(props)} />;
}

Digest.PreviewProps = {
  publication: { listName: 'Broadsheet', publisher: 'Example Lab', postalAddress: '1 Example Street, 10115 Berlin, Germany' },
  frequency: 'daily',
  date: 'Wednesday, 18 March 2026',
  day: '18 March',
  total: 62,
  about: {
    sources: [{ name: 'Hugging Face', papers: 62 }],
    mostUpvoted: { title: 'Classification of BCI-EEG based on augmented covariance matrix', upvotes: 14 },
    withCode: 16,
  },
  note: 'A quiet day for transformers, a loud one for everything else.',
  cards: [
    {
      vote: 'one',
      title: 'Classification of BCI-EEG based on augmented covariance matrix',
      url: 'https://huggingface.co/papers?q=Classification+of+BCI-EEG',
      authors: ['Igor Carrara', 'Théodore Papadopoulo'],
      source: 'Hugging Face',
      day: '2026-03-18',
      tldr: 'We propose a new framework based on the augmented covariance extracted from an autoregressive model to improve motor imagery classification.',
      extract:
        'From the autoregressive model can be derived the Yule-Walker equations, which show the emergence of a symmetric positive definite matrix: the augmented covariance matrix.',
      keywords: ['brain-computer interface', 'Riemannian geometry'],
      links: [],
      upvotes: 14,
      comments: 2,
    },
    {
      vote: 'two',
      title: 'Unified Multivariate Gaussian Mixture for Efficient Neural Image Compression',
      url: 'https://arxiv.org/abs/2203.10897',
      authors: ['Xiaosu Zhu', 'Jingkuan Song', 'Lianli Gao', 'Feng Zheng', 'Heng Tao Shen'],
      tldr: 'A multivariate Gaussian mixture is proposed with means and covariances to be estimated.',
      extract:
        'Then, a novel probabilistic vector quantization is utilized to effectively approximate means, and remaining covariances are further induced to a unified mixture and solved by cascaded estimation without context models involved.',
      keywords: [],
      links: [{ label: 'Code: xiaosu-zhu/McQuic', url: 'https://github.com/xiaosu-zhu/McQuic' }],
    },
  ],
  titles: [
    {
      title: 'iTransformer: Inverted Transformers Are Effective for Time Series Forecasting',
      url: 'https://arxiv.org/abs/2310.06625',
    },
    {
      title: 'On the Parameterization and Initialization of Diagonal State Space Models',
      url: 'https://arxiv.org/abs/2206.11893',
    },
  ],
  code: [
    {
      repository: 'xiaosu-zhu/McQuic',
      url: 'https://github.com/xiaosu-zhu/McQuic',
      title: 'Unified Multivariate Gaussian Mixture for Efficient Neural Image Compression',
    },
  ],
  webUrl: 'https://papers.example.org/editions/daily-20260317T0700-20260318T0700',
  privacyUrl: 'https://papers.example.org/privacy',
  voteUrl: 'https://papers.example.org/vote?edition=daily-20260317T0700-20260318T0700&token=preview',
  unsubscribeUrl: 'https://papers.example.org/unsubscribe?token=preview',
  preferencesUrl: 'https://papers.example.org/preferences?token=preview',
} satisfies DigestProps;
