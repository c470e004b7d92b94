import { ACCENT, type Accent, PAPER } from '../functions/contract/colours.ts';

/** The least contrast ratio of text (WCAG 2.2, 1.4.3, level AA). */
const READABLE = 4.5;

const channels = (colour: string) => [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** True if text in this colour can be read on the light background, and light text on a button of this colour. */
export const readable = (accent: string): boolean => contrast(accent, PAPER.light) >= READABLE;

/**
 * The accent for light and dark backgrounds. The dark one is the same colour, with as many tenths of white as reading it needs.
 */
export function byNight(accent: string): Accent {
  if (accent === ACCENT.light) return ACCENT;
  const mixed = (white: number) =>
    `#${channels(accent)
      .map((value) => Math.round(value + (255 - value) * white).toString(16))
      .map((digits) => digits.padStart(2, '0'))
      .join('')}`;
  const tints = Array.from({ length: 10 }, (_, tenths) => mixed(tenths / 10));
  return { light: accent, dark: tints.find((tint) => contrast(tint, PAPER.dark) >= READABLE) ?? '#ffffff' };
}

/** Both colours as the environment variable ACCENT: `#rrggbb #rrggbb`. */
export function accentEnv(accent: string): string {
  const { light, dark } = byNight(accent);
  return `${light} ${dark}`;
}
