import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from '../../functions/domain/text/clean.ts';
import { findLinks } from '../../functions/domain/text/links.ts';
import { eachSentence } from '../../functions/domain/text/sentences.ts';
import { tldr } from '../../functions/domain/tldr.ts';

describe('clean', () => {
  it.each([
    // The seed's own remnants.
    ['averaging 85\\% on', 'averaging 85% on'],
    ['2.8\\%/1.0\\% top-1', '2.8%/1.0% top-1'],
    ['a {\\em finite sample} setting', 'a finite sample setting'],
    ['the \\textbf{Mamba} model', 'the Mamba model'],
    ['apparently na\\"{\\i}ve', 'apparently naïve'],
    ['[Aky\\"urek et al., 2023]', '[Akyürek et al., 2023]'],
    ['(i.e.~points in', '(i.e. points in'],
    ["a mild ''informative'' condition", 'a mild “informative” condition'],
    ["the ``tensor-type'' matrix", 'the “tensor-type” matrix'],
    ['matrix D^{-1} exp', 'matrix D⁻¹ exp'],
    ['in n^{1+o(1)} time', 'in n¹⁺ᵒ⁽¹⁾ time'],
    ['namely MP_{+}.', 'namely MP₊.'],
    ['the O(N^2) complexity', 'the O(N²) complexity'],
    ['(LR^2VQ)', '(LR²VQ)'],
    ['of mathcal{O}(mathcal{C_Phi/m})', 'of O(C_Phi/m)'],
    ['and C_{Phicirc Psi} > C_Psi', 'and C_(Phicirc Psi) > C_Psi'],
    ['o(sqrt[3]{log n})', 'o(∛(log n))'],
    ['{bf 1}_n', '1_n'],
    ['at https://github.com/a/NAISR{https://github.com/a/NAISR}.', 'at https://github.com/a/NAISR.'],
    ['at www.github.com/marccoru/locationencoder', 'at https://www.github.com/marccoru/locationencoder'],
    // Math in dollars.
    ['$O(n \\log n)$', 'O(n log n)'],
    ['$\\alpha$-Net on $L_2$', 'α-Net on L₂'],
    ['$\\mathbb{R}^{d \\times n}$', 'ℝ^(d × n)'],
    ['$\\frac{a+b}{2}$, $\\tilde{O}(n)$', '(a+b)/2, Õ(n)'],
    ['$\\sim$10', '∼10'],
    ['over $\\Q(\\sqrt{5})$ and $\\R^n$', 'over ℚ(√5) and ℝⁿ'],
    ['a 3.18times speedup, 43times/31times, 3times3', 'a 3.18× speedup, 43×/31×, 3×3'],
    // Languages.
    ['Erd\\H{o}s, {\\"U}ber, \\c{c}, \\L ukasz', 'Erdős, Über, ç, Łukasz'],
    // Links in TeX.
    ['\\url{https://b.org/y_z}.', 'https://b.org/y_z.'],
    ['see \\href{https://a.org/x}{our page}.', 'see our page (https://a.org/x).'],
    // Characters.
    ['A&amp;B &lt;x&gt; &#x2014;', 'A&B <x> —'],
    [
      'Kullback--Leibler agents -- of 1--5 nodes (9--52%)---are small.',
      'Kullback–Leibler agents – of 1–5 nodes (9–52%)—are small.',
    ],
    [String.raw`the "first" \, -- 'second' one`, `the "first" – 'second' one`],
    ['a\u00adb\u200bc\u202ed\ue000e\u0000f', 'abcdef'],
    ['  two\n\n lines\u2028here\t ', 'two lines here'],
    ['e\u0301', 'é'],
    [`a${'\u0301'.repeat(50)}`, `á${'\u0301'.repeat(3)}`],
    ['\ud800x', '\ufffdx'],
  ])('%s', (raw, readable) => expect(clean(raw)).toBe(readable));

  it.each([
    '16 times fewer parameters',
    'often times',
    'it costs $5 and $10',
    'from $5M to $10M',
    'file_name and __init__',
    "the double prime f''(x)",
    'x~N(0,1) with ~47k samples',
    '{Qwen3-4B, 8B, 14B}',
    'C:\\foo\\bar',
    '$\\unknowncommand{x}$',
    'use --flag',
    'git log --oneline --graph',
    '-- a comment',
    'a row of ----- signs',
    'AT&T and R&D;',
    "O'Brien's",
    'a^top b',
    'an unclosed {brace and \\textbf{bold',
  ])('leaves alone what it does not understand: %s', (text) => expect(clean(text)).toBe(text));

  it('never throws, and yields one printable line in NFC', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
        const text = clean(raw);
        expect(text).toBe(text.normalize('NFC').trim());
        expect(text).not.toMatch(/[\p{Cc}\p{Co}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b]/u);
      }),
    );
  });

  it('keeps every word of TeX-like text that it cannot read', () => {
    const piece = fc.constantFrom('{', '}', '\\', '$', '^', '_', '^{', '_{', '\\x', "''", '``', '~', ' ', 'word', '1');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const words = pieces.filter((p) => p === 'word').length;
        // A letter with its accent (`\^w`) or raised is still that letter.
        const bare = clean(pieces.join('')).normalize('NFKD').replace(/\p{M}/gu, '');
        expect(bare.match(/word/g)?.length ?? 0).toBe(words);
      }),
    );
  });

  it('gives the same whether or not a step sees at once that it has nothing to do', () => {
    const parts = [
      'word',
      'Zo\u00eb',
      '\u03b1',
      'e\u0301',
      '\u200b',
      '1',
      ' ',
      '  ',
      '\n',
      '.',
      ',',
      '-',
      '--',
      '---',
      '~',
      "'",
      "''",
      '`',
      '``',
    ];
    const marks = [
      '{',
      '}',
      '$',
      '\\',
      '^',
      '_',
      '&amp;',
      '&',
      '<',
      'https://a.example/x',
      'www.b.example',
      '\\url{',
      '\\emph{',
      '\\"o',
    ];
    // Behind a text, it makes every step do its work on all of it, and changes nothing in it.
    const work = '\u200b www. ~ -- ` {';
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts, ...marks), { maxLength: 20 }), (pieces) => {
        const text = `${pieces.join('')} end.`;
        expect(clean(`${text} ${work}`)).toBe(`${clean(text)} www. ~ -- \` {`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('[R26] hostile input is read in linear time', () => {
  const N = 100_000;
  const bomb = (unit: string, size: number) => unit.repeat(Math.floor(size / unit.length));
  it.each([
    ...[
      '{',
      '}',
      '^{',
      '_{a',
      '{\\em ',
      '\\frac{',
      '\\frac{1}',
      'href{',
      '\\href{https://a.b}{',
      'url{aaaa',
      '\\alpha',
      '\\"',
      '\\',
    ],
    ...[
      '$',
      '$a',
      `$${'a'.repeat(399)}`,
      '``',
      "''a ",
      '` a',
      '~',
      'aa~',
      '-',
      'https://',
      'https://a.b/ ',
      'www.',
      'https://a.b{https://a.b',
    ],
    ...['&#x41;', '&', '&amp', ' ', 'a ', '\u200b ', '. ', '.', '."', 'a^', '\0', '(', 'я', 'a\u0301\u0301\u0301\u0301\u0301'],
  ])('%j', (unit) => {
    const milliseconds = (text: string) => {
      const started = process.cpuUsage();
      for (const read of [clean, findLinks, (abstract: string) => tldr({ title: 'A: b', abstract })]) read(text);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1_000;
    };
    // The best of five runs: a busy machine does not count. Four times the text would take sixteen times as long if it were not linear.
    const best = (text: string) => Math.min(...Array.from({ length: 5 }, () => milliseconds(text)));
    expect(best(bomb(unit, N))).toBeLessThan(8 * best(bomb(unit, N / 4)) + 25);
  });
});

describe('findLinks', () => {
  it('types links and ends them before the sentence', () => {
    const text =
      'Code: https://github.com/a/b. Demo (https://x.github.io/p/), project page at https://foo.org/bar; see www.gitlab.com/c/d and https://en.wikipedia.org/wiki/A_(b).';
    expect(findLinks(text)).toEqual([
      { kind: 'code', url: 'https://github.com/a/b' },
      { kind: 'project', url: 'https://x.github.io/p/' },
      { kind: 'project', url: 'https://foo.org/bar' },
      { kind: 'code', url: 'https://www.gitlab.com/c/d' },
      { kind: 'other', url: 'https://en.wikipedia.org/wiki/A_(b)' },
    ]);
  });

  it('[R30] upgrades known hosts and drops what no reader should be sent to', () => {
    expect(findLinks('http://github.com/a/b')).toEqual([{ kind: 'code', url: 'https://github.com/a/b' }]);
    for (const text of [
      'http://evil.example/x',
      'https://user:pw@host.example/',
      'https://\u0430pple.com/',
      'https://localhost/x',
      'https://127.0.0.1/x',
      'javascript:alert(1)',
      '//host.example/x',
    ]) {
      expect(findLinks(text)).toEqual([]);
    }
  });
});

describe('a sentence', () => {
  it.each([
    ['We ask. We answer. We stop.', ['We ask.', 'We answer.', 'We stop.']],
    [
      'It works, e.g. on X, i.e. Y et al. 2020 and Fig. 3. Next. Third.',
      ['It works, e.g. on X, i.e. Y et al. 2020 and Fig. 3.', 'Next.', 'Third.'],
    ],
    ['Up to 3.5 times vs. 2.1. Then.', ['Up to 3.5 times vs. 2.1.', 'Then.']],
    ['By J. Smith. Then.', ['By J. Smith.', 'Then.']],
    ['Does it? Yes! “It does.” More.', ['Does it?', 'Yes!', '“It does.”', 'More.']],
    ['At https://a.org/x.y. iTransformer wins. End.', ['At https://a.org/x.y.', 'iTransformer wins.', 'End.']],
    ['No end here', ['No end here']],
    [' ', []],
  ])('%s', (text, wanted) => expect([...eachSentence(text)]).toEqual(wanted));
});
