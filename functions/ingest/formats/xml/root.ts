/** The name of a document's first element, with its prefix; undefined if the text is not XML. */
export function rootOf(head: string): string | undefined {
  let at = 0;
  for (;;) {
    at += /^[\s\ufeff]*/.exec(head.slice(at, at + 10_000))?.[0].length ?? 0;
    const comment = head.startsWith('<!--', at);
    if (!comment && !head.startsWith('<?', at) && !/^<!doctype/i.test(head.slice(at, at + 9)))
      return /^<([\w:.-]+)/.exec(head.slice(at, at + 200))?.[1];
    const close = comment ? '-->' : '>';
    const subset = comment ? -1 : head.slice(at, head.indexOf('>', at)).indexOf('[');
    const end = subset > 0 && head[at + 1] === '!' ? head.indexOf(']', at) : at;
    const next = end < 0 ? -1 : head.indexOf(close, end);
    if (next < 0) return undefined;
    at = next + close.length;
  }
}
