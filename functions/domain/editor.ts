import type { Subject } from './subject.ts';

/** What the editor changed about a paper: its sentence or its subject. `suggested`: the editor accepted a reader's suggestion. */
export type Edit = { tldr?: string | undefined; subject?: Subject | undefined; suggested?: true | undefined };

/**
 * What the editor decided for one day. Papers are named by any of their ids. Choices need no expiry: a paper is in one day's
 * edition only.
 */
export type Choices = {
  /** Papers that come first, in this order. */
  pins: readonly string[];
  /** Papers that are left out. */
  drops: readonly string[];
  edits?: ReadonlyMap<string, Edit>;
  note?: string | undefined;
  /** When the day's edition closes, if earlier than the close hour. */
  closesAt?: string | undefined;
};

export const NO_CHOICES: Choices = { pins: [], drops: [] };

/** Characters of a note, and of a sentence about a paper, that a mail shows at most. */
export const MOST_NOTE = 500;
export const MOST_SENTENCE = 165;

type Chosen = { ids: readonly string[]; tldr?: string | undefined; subject?: Subject | undefined };

/**
 * Applies the editor's choices: leaves out dropped papers, applies edits (`edited` keeps the original), and sets `pin`, the place
 * among pinned papers.
 */
export function chosen<T extends Chosen>(papers: readonly T[], { pins, drops, edits }: Choices) {
  const dropped = new Set(drops);
  return papers
    .filter(({ ids }) => !ids.some((id) => dropped.has(id)))
    .map((paper) => {
      const pin = pins.findIndex((id) => paper.ids.includes(id));
      const edit = edits && paper.ids.map((id) => edits.get(id)).find((one) => one !== undefined);
      return { ...paper, ...(edit && withEdit(paper, edit)), pin: pin < 0 ? undefined : pin };
    });
}

const withEdit = ({ tldr = '', subject }: Chosen, edit: Edit) => ({
  ...(edit.tldr !== undefined && { tldr: edit.tldr }),
  ...(edit.subject !== undefined && { subject: edit.subject }),
  ...((edit.tldr ?? edit.subject) !== undefined && {
    edited: { ...(edit.tldr !== undefined && { tldr }), ...(edit.subject !== undefined && { subject }) },
  }),
  ...(edit.suggested && { suggested: edit.suggested }),
});

/** Moves a pin one place up. */
export function pinnedUp(pins: readonly string[], id: string): string[] {
  const at = pins.indexOf(id);
  if (at < 1) return [...pins];
  const before = pins[at - 1] ?? id;
  return [...pins.slice(0, at - 1), id, before, ...pins.slice(at + 1)];
}
