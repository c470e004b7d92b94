import type { ReactNode } from 'react';
import { PaperCard, TitleLink } from './_components/card.tsx';
import { Footer } from './_components/footer.tsx';
import { Layout, Row, Table } from './_components/layout.tsx';
import { Masthead } from './_components/masthead.tsx';
import { type PrintableDigest, type PrintableTitle, printableDigest } from './_content/printable.ts';
import type { DigestProps } from './_content/props.ts';
import { alsoHeading, type DigestWords, digestWords, whyDigest } from './_content/wording.ts';

type FrameProps = { edition: PrintableDigest; words: DigestWords; cards: ReactNode; also: ReactNode };

/** All of a digest but its papers. */
export function DigestFrame({ edition: { publication, frequency, webUrl }, words, cards, also }: FrameProps) {
  return (
    <Layout title={words.subject} preview={words.preview}>
      <Masthead listName={publication.listName} />
      <tr>
        <td>
          <Table>
            <tr>
              <td className="line">{words.date}</td>
              <td className="line" align="right">
                {words.count} · <a href={webUrl}>View in browser</a>
              </td>
            </tr>
          </Table>
        </td>
      </tr>
      {cards}
      <Row className="also">
        {also}
        <p>
          <a href={webUrl}>{words.rest}</a>
        </p>
      </Row>
      <Footer publication={publication}>
        <p>{whyDigest({ publication, frequency })}</p>
        <p>
          <a href={words.preferencesUrl}>Change day, hour or address</a> · <a href={words.unsubscribeUrl}>Unsubscribe</a>
        </p>
      </Footer>
    </Layout>
  );
}

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
      cards={cards.map((paper, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
        <PaperCard key={i} paper={paper} lead={i === 0} />
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
  total: 62,
  cards: [
    {
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
  webUrl: 'https://papers.example.org/editions/daily-20260317T0700-20260318T0700',
  unsubscribeUrl: 'https://papers.example.org/unsubscribe?token=preview',
  preferencesUrl: 'https://papers.example.org/preferences?token=preview',
} satisfies DigestProps;
