/** The characters of Windows-1252 at 80 to 9F. Bytes without one stay as they are. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const REST = `[\u0080-\u00bf${WINDOWS}]`;
/** Signs after a capital letter with an accent that may be real punctuation: `CAFÉ…`. */
const PUNCTUATION = '‘’“”–—…•';
/** Bytes of UTF-8, each as a character: two that begin with Ã or Â, two of another alphabet, three, or four. */
const DOUBLED = new RegExp(`[ÂÃ]${REST}|[Ä-ß](?![${PUNCTUATION}])${REST}|[à-ï]${REST}{2}|[ð-ô]${REST}{3}`, 'g');
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A text in which letters were encoded twice, as it was: `GÃ¶del` is `Gödel`. Any other text stays as it is. */
export const undoubled = (text: string): string =>
  /[Â-ô]/.test(text) ? text.replace(DOUBLED, (doubled) => decoded(doubled) ?? doubled) : text;

function decoded(doubled: string): string | undefined {
  const bytes = Array.from(doubled, (sign) => {
    const at = WINDOWS.indexOf(sign);
    return at < 0 ? sign.charCodeAt(0) : 0x80 + at;
  });
  try {
    return UTF8.decode(Uint8Array.from(bytes));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
