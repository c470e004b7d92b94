/**
 * The first of `words` that is one typing slip away from `typed`: a letter more, a letter less, another letter, or two swapped.
 */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  return words.find((word) => isOneSlipAway(typed, word));
}

function isOneSlipAway(typed: string, word: string): boolean {
  let start = 0;
  while (start < word.length && typed[start] === word[start]) start++;
  const [rest, meant] = [typed.slice(start), word.slice(start)];
  if (rest === meant) return false;
  return (
    rest.slice(1) === meant.slice(1) ||
    rest.slice(1) === meant ||
    rest === meant.slice(1) ||
    (rest[0] === meant[1] && rest[1] === meant[0] && rest.slice(2) === meant.slice(2))
  );
}
