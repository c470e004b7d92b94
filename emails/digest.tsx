import { PaperCard, TitleLink } from './_components/card.tsx';
import { Footer } from './_components/footer.tsx';
import { Layout, Row, Table } from './_components/layout.tsx';
import { Masthead } from './_components/masthead.tsx';
import { type PrintableDigest, printableDigest } from './_content/printable.ts';
import type { DigestProps } from './_content/props.ts';
import { alsoHeading, digestPreview, digestSubject, paperCount, restOfEdition, whyDigest } from './_content/wording.ts';

/** The HTML part of an edition. */
export function DigestPage({ edition }: { edition: PrintableDigest }) {
  const { publication, frequency, date, cards, titles, webUrl, unsubscribeUrl } = edition;
  return (
    <Layout title={digestSubject(edition)} preview={digestPreview(edition)}>
      <Masthead listName={publication.listName} />
      <tr>
        <td>
          <Table>
            <tr>
              <td className="line">{date}</td>
              <td className="line" align="right">
                {paperCount(edition)} · <a href={webUrl}>View in browser</a>
              </td>
            </tr>
          </Table>
        </td>
      </tr>
      {cards.map((paper, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
        <PaperCard key={i} paper={paper} lead={i === 0} />
      ))}
      <Row className="also">
        {titles.length > 0 && (
          <>
            <h2>{alsoHeading(frequency)}</h2>
            <ol start={cards.length + 1}>
              {titles.map(({ title, url }, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
                <li key={i} dir="auto">
                  <TitleLink title={title} url={url} />
                </li>
              ))}
            </ol>
          </>
        )}
        <p>
          <a href={webUrl}>{restOfEdition(edition)}</a>
        </p>
      </Row>
      <Footer publication={publication}>
        <p>{whyDigest(edition)}</p>
        <p>
          <a href={unsubscribeUrl}>Unsubscribe</a>
        </p>
      </Footer>
    </Layout>
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
      extract:
        'Electroencephalography signals are recorded as a multidimensional dataset. We propose a new framework based on the augmented covariance extracted from an autoregressive model to improve motor imagery classification.',
      links: [],
      upvotes: 14,
    },
    {
      title: 'Unified Multivariate Gaussian Mixture for Efficient Neural Image Compression',
      url: 'https://arxiv.org/abs/2203.10897',
      authors: ['Xiaosu Zhu', 'Jingkuan Song', 'Lianli Gao', 'Feng Zheng', 'Heng Tao Shen'],
      extract:
        'Modeling latent variables with priors and hyperpriors is an essential problem in variational image compression. Formally, trade-off between rate and distortion is handled well if priors and hyperpriors precisely describe latent variables.',
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
} satisfies DigestProps;
