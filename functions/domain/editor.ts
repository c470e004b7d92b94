/**
 * What the editor decided about papers and for one day. Papers are named by any of their ids; `pins` come first, in this order,
 * `drops` not at all. A choice needs no end: a paper is news in one window of a slot, and after that nothing asks about it.
 */
export type Choices = { pins: readonly string[]; drops: readonly string[]; note?: string | undefined };

export const NO_CHOICES: Choices = { pins: [], drops: [] };
