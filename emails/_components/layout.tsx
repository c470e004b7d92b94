import type { ReactNode } from 'react';
import { Body, Container, Head, Html } from 'react-email';
import { sheet, styles } from '../theme.ts';

/**
 * The page of every mail: one column of table rows. `preview` is what the inbox shows after the subject; react-email's own
 * Preview would pad it with 2.3 KB of zero-width characters.
 */
export function Layout({ title, preview, children }: { title: string; preview: string; children: ReactNode }) {
  return (
    <Html>
      <Head>
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style>{sheet}</style>
      </Head>
      <Body className="body" style={styles.body}>
        <div className="preview" style={styles.preview}>
          {preview}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: Outlook drops elements that it does not know, <main> among them. */}
        <div role="main">
          <Container className="page" style={styles.page}>
            <Table>{children}</Table>
          </Container>
        </div>
      </Body>
    </Html>
  );
}

/** A table that only places things: screen readers read through it. Its children are rows. */
export function Table({ children }: { children: ReactNode }) {
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} border={0}>
      <tbody>{children}</tbody>
    </table>
  );
}

/** One block of the column. */
export function Row({ className, children }: { className: string; children: ReactNode }) {
  return (
    <tr>
      <td className={className}>{children}</td>
    </tr>
  );
}
