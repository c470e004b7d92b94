import type { ComponentProps, ReactNode } from 'react';
import type { PrintableTitle } from './printable.ts';
import type { Publication } from './props.ts';
import { sheet, styles } from './theme.ts';

type Props = { title: string; preview: string; publication: Publication; footer?: ReactNode; children: ReactNode };

/** Invisible characters after the preview, so that no inbox shows the masthead behind it. */
const FILLER = '\u034f\u200c\u00a0'.repeat(40);

/** Keeps Apple's programs from making links of dates, addresses and numbers. */
const DETECTORS = 'telephone=no,date=no,address=no,email=no,url=no';

/**
 * The page of every mail: one column of table rows between the list's name and the publisher. `preview` is what the inbox shows
 * after the subject. It does not use react-email's Html, Body, Container and Preview, which wrap a mail in three more tables.
 * Colours are also on the cell, because Yahoo drops the body's.
 */
export function Layout({ title, preview, publication, footer, children }: Props) {
  return (
    <html lang={publication.language} dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content={DETECTORS} />
        <meta name="x-apple-disable-message-reformatting" />
        <title>{title}</title>
        <style>{sheet(publication.accent)}</style>
      </head>
      <body style={styles.body}>
        <Table>
          <tr>
            <td style={styles.paper}>
              <div className="preview" style={styles.preview}>
                {preview}
                <span aria-hidden="true">{FILLER}</span>
              </div>
              {/* biome-ignore lint/a11y/useSemanticElements: Outlook drops elements that it does not know, <main> among them. */}
              <div role="main">
                <Table className="page" align="center" style={styles.page}>
                  <Row className="head">
                    <h1 dir="auto">{publication.listName}</h1>
                  </Row>
                  {children}
                  <Row className="foot">
                    {footer}
                    <p>
                      {publication.publisher}, {publication.postalAddress}
                    </p>
                  </Row>
                </Table>
              </div>
            </td>
          </tr>
        </Table>
      </body>
    </html>
  );
}

/** A table for layout only, which screen readers do not announce. Its children are rows. */
function Table(props: ComponentProps<'table'>) {
  const { children, ...own } = props;
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} {...own}>
      <tbody>{children}</tbody>
    </table>
  );
}

/** One block of the column. With `dir="auto"` its first letter decides its direction. */
export function Row({ className, dir, children }: { className: string; dir?: 'auto'; children: ReactNode }) {
  return (
    <tr>
      <td className={className} dir={dir}>
        {children}
      </td>
    </tr>
  );
}

/** A title, linked if it has a usable address. */
export const TitleLink = ({ title, url }: PrintableTitle) => (url ? <a href={url}>{title}</a> : <span>{title}</span>);
