import { Row } from './layout.tsx';

/** The list's name over a double rule. */
export function Masthead({ listName }: { listName: string }) {
  return (
    <Row className="head">
      <h1 dir="auto">{listName}</h1>
    </Row>
  );
}
