import fc from 'fast-check';
import { card, digest } from './support.ts';
import type { Whole } from './whole.tsx';

/** Text as an attacker or a broken export would write it. */
export const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '</a></h2></td></table><script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onclick='x",
        'red;background:url(//t)',
        '</style><style>*{display:none}',
        '</title><base href="//evil">',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '&#60;b&#62;',
        '&lt;b&gt;',
        '\u202e',
        '\u2066',
        '\u200b\u200d\ufeff',
        '\u0000\u0008\u001b[31m',
        '\u{e0041}\u{e007f}',
        '\ud800',
        '\udc00',
        'Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308'.repeat(9),
        '\r\nBcc: everyone@example.org\r\n\r\n',
        'a'.repeat(300),
        '\u05e9\u05dc\u05d5\u05dd',
        '表現学習'.repeat(30),
      ),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));

/** The same edition with every text of the feed replaced; `x` keeps a field that cleans to nothing from being left out. */
export function edition(text: string): Whole {
  const said = `x${text}`;
  const paper = card({
    ...{ title: said, authors: [said], tldr: said, found: said, organisation: said, venue: said, dated: said },
    ...{ url: 'https://a.example/b', pdf: 'https://a.example/b.pdf', code: 'https://github.com/a/b' },
  });
  return digest({
    front: [paper],
    lists: [{ name: 'Agents', papers: [card({ title: said, url: 'https://a.example/c', tldr: said })] }],
    source: said,
    note: said,
    facts: new Map([[paper, 'Tue']]),
  });
}
