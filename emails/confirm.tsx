import { Button } from 'react-email';
import { Footer } from './_components/footer.tsx';
import { Layout, Row } from './_components/layout.tsx';
import { Masthead } from './_components/masthead.tsx';
import { type PrintableConfirm, printableConfirm } from './_content/printable.ts';
import type { ConfirmProps } from './_content/props.ts';
import { confirmSubject, confirmWords } from './_content/wording.ts';
import { styles } from './theme.ts';

/** The HTML part of the request to confirm a subscription: one button, the same link in full, and no marketing. */
export function ConfirmPage({ request }: { request: PrintableConfirm }) {
  const { publication, confirmUrl } = request;
  const { asked, offer, action, validity, otherwise } = confirmWords(request);
  return (
    <Layout title={confirmSubject(request)} preview={asked}>
      <Masthead listName={publication.listName} />
      <Row className="note">
        <p>{asked}</p>
        <p>{offer}</p>
        <p>
          <Button className="button" href={confirmUrl} style={styles.button}>
            {action}
          </Button>
        </p>
        <p className="by">
          {validity} The button leads here:
          <br />
          <a href={confirmUrl}>{confirmUrl}</a>
        </p>
        <p>{otherwise}</p>
      </Row>
      <Footer publication={publication} />
    </Layout>
  );
}

/** The page as the preview server shows it: from raw props, like the door. */
export default function Confirm(props: ConfirmProps) {
  return <ConfirmPage request={printableConfirm(props)} />;
}

Confirm.PreviewProps = {
  publication: { listName: 'Broadsheet', publisher: 'Example Lab', postalAddress: '1 Example Street, 10115 Berlin, Germany' },
  confirmUrl: 'https://papers.example.org/confirm?token=preview',
  frequency: 'daily',
  hour: 8,
  weekday: 1,
  zone: 'Europe/Berlin',
  hours: 72,
} satisfies ConfirmProps;
