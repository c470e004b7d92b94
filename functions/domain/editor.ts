/**
 * What the editor decided about papers and for one day. Papers are named by any of their ids; `pins` come first, in this order,
 * `drops` not at all. A choice needs no end: a paper stands in one edition, and after that nothing asks about it.
 */
export type Choices = { pins: readonly string[]; drops: readonly string[]; note?: string | undefined };

export const NO_CHOICES: Choices = { pins: [], drops: [] };

/** The papers that were not dropped, each with its place among the pinned ones if it is one. */
export function chosen<T extends { ids: readonly string[] }>(papers: readonly T[], { pins, drops }: Choices) {
  const dropped = new Set(drops);
  return papers
    .filter(({ ids }) => !ids.some((id) => dropped.has(id)))
    .map((paper) => {
      const pin = pins.findIndex((id) => paper.ids.includes(id));
      return { ...paper, pin: pin < 0 ? undefined : pin };
    });
}
