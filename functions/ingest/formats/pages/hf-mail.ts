import { isDay } from '../../../domain/listing-day.ts';
import type { Entry } from '../format.ts';
import { arxivOf, pieces } from '../links/paper-links.ts';

/** A title with its votes, in a list or a quoted mail: `• Title (113 ▲)`. */
const VOTED = /^(?:[>\s]|[-*+•◦▪·–o]\s|\d{1,3}[.)] )*(\S.{2,400}?) \((-|\d[\d,.]{0,8}k?) ?[▲△⬆]\ufe0f?\)$/;
const TODAY = /\bpapers for today \((\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8} \d{1,2})\)/;

/**
 * The papers of Hugging Face's daily mail: one title a line with its votes, in words or as a link. Empty for a page of cards, which
 * also has votes but names the submitters.
 */
export function mailedPapers(text: string): Entry[] {
  if (!/[▲△⬆]\ufe0f?\)/.test(text) || /^[^\w\n]{0,9}Submitted by\b/m.test(text)) return [];
  const day = TODAY.exec(text)?.[1];
  const listed = day && isDay(day) ? day : undefined;
  return text.split('\n').flatMap((line, i) => {
    if (line.length > 3_000 || !/[▲△⬆]/.test(line)) return [];
    const found = pieces(line.trim());
    const words = found.map((piece) => piece.words).join('');
    const [, title, votes = ''] = VOTED.exec(words.trim()) ?? [];
    if (title === undefined) return [];
    const arxiv = found.map(({ url }) => url && arxivOf(url)).find((id) => id !== undefined);
    const record = { title, abstract: '', arxiv, upvotes: amount(votes), listed, shown: true };
    return [{ at: `line ${i + 1}`, record }];
  });
}

/** A count as a number: `1.2k` is 1200; `-` is undefined. */
export function amount(text: string): number | undefined {
  const [, digits, thousands] = /(\d[\d,]*(?:\.\d+)?)(k?)/i.exec(text) ?? [];
  return digits ? Math.round(Number(digits.replaceAll(',', '')) * (thousands ? 1000 : 1)) : undefined;
}
