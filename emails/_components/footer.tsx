import type { ReactNode } from 'react';
import type { Publication } from '../_content/props.ts';
import { Row } from './layout.tsx';

/** Who sent this and from where, after what the mail itself has to say. */
export function Footer({ publication, children }: { publication: Publication; children?: ReactNode }) {
  return (
    <Row className="foot">
      {children}
      <p>
        {publication.publisher}
        <br />
        {publication.postalAddress}
      </p>
    </Row>
  );
}
