import type { ComponentProps, ReactNode } from 'react';
import type { Publication } from '../_content/props.ts';
import { sheet, styles } from '../theme.ts';

type Props = { title: string; preview: string; publication: Publication; footer?: ReactNode; children: ReactNode };

/**
 * The page of every mail: one column of table rows between the list's name and who sent it, `preview` being what the inbox shows
 * after the subject. Written out rather than of react-email's Html, Body, Container and Preview, which wrap a mail in three more
 * tables and pad the preview with 2.3 KB of zero-width characters. Colours stand on the cell too: Yahoo drops the body's.
 */
export function Layout({ title, preview, publication, footer, children }: Props) {
  return (
    <html lang={publication.language} dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <style>{sheet(publication.accent)}</style>
      </head>
      <body style={styles.body}>
        <Table>
          <tr>
            <td style={styles.paper}>
              <div className="preview" style={styles.preview}>
                {preview}
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
                      {publication.publisher}
                      <br />
                      {publication.postalAddress}
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

/** A table that only places things: screen readers read through it. Its children are rows. */
function Table(props: ComponentProps<'table'>) {
  const { children, ...own } = props;
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} {...own}>
      <tbody>{children}</tbody>
    </table>
  );
}

/** One block of the column. With `dir="auto"` its first letter says which way it is written. */
export function Row({ className, dir, children }: { className: string; dir?: 'auto'; children: ReactNode }) {
  return (
    <tr>
      <td className={className} dir={dir}>
        {children}
      </td>
    </tr>
  );
}
