import { type Amendment, type Edition, isPrinted, notDropped, type Printed, type PrintedPaper } from '../domain/edition.ts';
import { printable } from '../domain/text/characters.ts';

export type AmendPorts = {
  editions: {
    get(id: string): Promise<Edition | undefined>;
    /** False if the edition has changed since `was` was read. */
    amend(was: Edition, to: Amendment): Promise<boolean>;
  };
  /** All papers of an edition as it closed, best first. */
  files: { allPapers(edition: Printed): Promise<PrintedPaper[]> };
};

/**
 * What became of a change. `none`: there is no such edition or paper. `last`: it is the last paper that stands. `overtaken`: somebody
 * changed the note since the editor saw it; `is` is the present one.
 */
export type Amended = { kind: 'done' | 'none' | 'last' } | { kind: 'overtaken'; is: string };

/** Two editors at once are rare, so this is enough. */
const TRIES = 3;

/** A closed edition that has papers. */
async function closed({ editions }: AmendPorts, id: string): Promise<Printed | undefined> {
  const edition = await editions.get(id);
  return isPrinted(edition) ? edition : undefined;
}

/** A closed edition and all papers that it closed with. */
export async function closedEdition(ports: AmendPorts, id: string) {
  const edition = await closed(ports, id);
  return edition && { edition, papers: await ports.files.allPapers(edition) };
}

/** Changes the note of a closed edition on the web; "" removes it. Mails keep the one of the close. `was`: what the editor saw. */
export async function amendNote(ports: AmendPorts, id: string, text: string, was?: string): Promise<Amended> {
  const note = printable(text);
  for (let tries = 0; tries < TRIES; tries++) {
    const edition = await closed(ports, id);
    if (!edition) return { kind: 'none' };
    const is = printable(edition.note ?? '');
    if (was !== undefined && is !== was && is !== note) return { kind: 'overtaken', is };
    if (is === note || (await ports.editions.amend(edition, { ...edition, note }))) return { kind: 'done' };
  }
  throw new Error(`the edition ${id} was not changed in ${TRIES} tries: others keep changing it`);
}

/**
 * Drops a paper from a closed edition, or (`drop` false) puts it back: on the web, in its files and feeds, and in copies that are still to
 * be sent. One paper must stand.
 */
export async function amendPaper(ports: AmendPorts, id: string, named: string, drop: boolean): Promise<Amended> {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await closedEdition(ports, id);
    const paper = found?.papers.find(({ ids }) => ids.includes(named));
    if (!found || !paper) return { kind: 'none' };
    const { edition, papers } = found;
    const others = (edition.dropped ?? []).filter((one) => one !== paper.id);
    const dropped = drop ? [...others, paper.id] : others;
    const [first, ...rest] = notDropped({ dropped }, papers);
    if (!first) return { kind: 'last' };
    const amended = { ...edition, dropped, papers: 1 + rest.length, title: first.title };
    if (await ports.editions.amend(edition, amended)) return { kind: 'done' };
  }
  throw new Error(`the edition ${id} was not changed in ${TRIES} tries: others keep changing it`);
}
