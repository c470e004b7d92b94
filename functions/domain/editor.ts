import type { Subject } from './subject.ts';

/** What the editor changed about a paper: its sentence, the list it stands in. `suggested`: a reader's suggestion that was accepted. */
export type Edit = { tldr?: string | undefined; subject?: Subject | undefined; suggested?: true | undefined };

/**
 * What the editor decided about papers and for one day. Papers are named by any of their ids; `pins` come first, in this order,
 * `drops` not at all. A choice needs no end: a paper stands in one edition, and after that nothing asks about it. `closesAt`: the day's
 * edition closes then, before its time.
 */
export type Choices = {
  pins: readonly string[];
  drops: readonly string[];
  edits?: ReadonlyMap<string, Edit>;
  note?: string | undefined;
  closesAt?: string | undefined;
};

export const NO_CHOICES: Choices = { pins: [], drops: [] };

/** Characters of a note, and of a sentence about a paper: what a mail shows of it. */
export const MOST_NOTE = 500;
export const MOST_SENTENCE = 165;

/** What an editor typed, in one line. */
export const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');

type Chosen = { ids: readonly string[]; tldr?: string | undefined; subject?: Subject | undefined };

/**
 * The papers that were not dropped, each as the editor changed it, and with its place among the pinned ones if it is one. `edited` keeps
 * what stood there before.
 */
export function chosen<T extends Chosen>(papers: readonly T[], { pins, drops, edits }: Choices) {
  const dropped = new Set(drops);
  return papers
    .filter(({ ids }) => !ids.some((id) => dropped.has(id)))
    .map((paper) => {
      const pin = pins.findIndex((id) => paper.ids.includes(id));
      const edit = edits && paper.ids.map((id) => edits.get(id)).find((one) => one !== undefined);
      return { ...paper, ...(edit && changed(paper, edit)), pin: pin < 0 ? undefined : pin };
    });
}

const changed = ({ tldr = '', subject }: Chosen, edit: Edit) => ({
  ...(edit.tldr !== undefined && { tldr: edit.tldr }),
  ...(edit.subject !== undefined && { subject: edit.subject }),
  ...((edit.tldr ?? edit.subject) !== undefined && {
    edited: { ...(edit.tldr !== undefined && { tldr }), ...(edit.subject !== undefined && { subject }) },
  }),
  ...(edit.suggested && { suggested: edit.suggested }),
});

/** The pins with this one a place further up. */
export function pinnedUp(pins: readonly string[], id: string): string[] {
  const at = pins.indexOf(id);
  if (at < 1) return [...pins];
  const before = pins[at - 1] ?? id;
  return [...pins.slice(0, at - 1), id, before, ...pins.slice(at + 1)];
}
