import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { detect, unknownFormat } from '../../functions/ingest/formats/detect.ts';
import { feed, parse } from './pages.ts';

describe('hostile and broken files', () => {
  /** What a file comes to; the work it takes is measured in processor time, which other work on the machine does not lengthen. */
  const inASecond = (content: string | Uint8Array) => inSeconds(content, 1);
  const inSeconds = async (content: string | Uint8Array, seconds: number) => {
    const before = process.cpuUsage();
    const result = await parse(content);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(seconds);
    return result;
  };

  it.each([
    ['an external entity', feed('dx-external_file.xml')],
    ['an entity bomb', feed('dx-xmlbomb.xml')],
    [
      'a bomb in a feed',
      `<!DOCTYPE rss [${Array.from({ length: 40 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(40)}">`).join('')}]><rss><item><title>&e40;</title></item></rss>`,
    ],
    [
      'a remote DTD',
      '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss><item><title>&x;</title></item></rss>',
    ],
  ])('[R22] %s is refused in less than a second', async (_, content) => {
    expect(await inASecond(content)).toMatchObject({
      outcome: 'refused',
      papers: [],
      reason: expect.stringContaining('document type (DOCTYPE)'),
    });
  });

  it('[R22] a million numeric entities are text', async () => {
    const { papers } = await inASecond(
      `<rss><channel><item><title>T</title><link>https://doi.org/10.1234/x</link><description>${'&#65;'.repeat(1_000_000)}</description></item></channel></rss>`,
    );
    expect(papers[0]!.abstract).toMatch(/^A+ \[…\]$/);
  });

  it('[R23] nesting of 100,000 is refused or survived', async () => {
    const deep = 100_000;
    expect(await inASecond(`<rss>${'<a>'.repeat(deep)}`)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('nested more than 500 deep'),
    });
    for (const content of [
      `${'['.repeat(deep)}`,
      `{"results":${'{"title":'.repeat(deep)}`,
      `[{"title":"T","authors":${'['.repeat(deep)}${']'.repeat(deep)}}]`,
      `@a{b, title={${'{'.repeat(deep)}`,
    ])
      expect((await inASecond(content)).papers.length).toBeLessThan(2);
  });

  it('[R24] __proto__ pollutes nothing', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    await parse('[{"title":"T","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]');
    await parse(
      '<rss><item><title>T</title><__proto__><polluted>1</polluted></__proto__><link __proto__="x">https://doi.org/10.1234/x</link></item></rss>',
    );
    await parse('@a{b, title={T}, __proto__={x}, constructor={y}}');
    await parse('title,__proto__,doi,constructor\nT,1,10.1234/x,2\n');
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('[R11] XML that ends in the middle keeps the records before, and says where it ends', async () => {
    expect(await parse(feed('fp-rss_incomplete_cdata.xml'))).toMatchObject({
      outcome: 'refused',
      rejected: [{ at: 'line 13', reason: 'the file ends in the middle of this record' }],
    });
    const whole = feed('arxiv-rss2-cs_ai-2026-04-27.xml').toString();
    const { outcome, papers, rejected } = await parse(whole.slice(0, whole.lastIndexOf('</item>') - 200));
    expect({ outcome, n: papers.length, rejected }).toEqual({
      outcome: 'accepted',
      n: 2,
      rejected: [{ at: expect.stringMatching(/^line \d+$/), reason: 'the file ends in the middle of this record' }],
    });
  });

  it('[R25] one feed in many encodings gives the same papers', async () => {
    const xml = (encoding: string) =>
      `<?xml version="1.0" encoding="${encoding}"?>\n<rss><channel>\n<item><title>Größe und Überraschung</title>\n<link>https://doi.org/10.1234/x</link></item></channel></rss>`;
    const expected = [{ id: 'doi:10.1234/x', title: 'Größe und Überraschung' }];
    const utf8 = xml('UTF-8');
    for (const bytes of [
      Buffer.from(utf8),
      Buffer.from(`\ufeff${utf8}`),
      Buffer.from(utf8.replaceAll('\n', '\r\n')),
      Buffer.from(`\ufeff${xml('UTF-16')}`, 'utf16le'),
      Buffer.from(`\ufeff${xml('UTF-16')}`, 'utf16le').swap16(),
      Buffer.from(xml('ISO-8859-1'), 'latin1'),
      Buffer.from(utf8, 'latin1'),
    ])
      expect((await parse(bytes)).papers).toMatchObject(expected);
    for (const name of ['fp-utf-16be-bom.xml', 'fp-utf-8-bom.xml'])
      expect(await parse(feed(name))).toMatchObject({ format: 'rss', outcome: 'refused' });
  });

  it('[R16] an HTML redirect named .rss is an HTML page', async () =>
    expect(await parse(feed('rp-unrecognized.rss'))).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('an HTML page'),
    }));

  it('[R22] no entity and no document type is ever looked up', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const item = '<item><title>&x; T</title><link>https://doi.org/10.1234/x</link></item>';
    for (const doctype of [
      `<!DOCTYPE rss SYSTEM "http://127.0.0.1:${port}/x.dtd">`,
      `<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:${port}/x">]>`,
      `<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:${port}/x"> %x;]>`,
      '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
      `<!DOCTYPE rss PUBLIC "-//EVIL//X" "http://127.0.0.1:${port}/x.dtd">`,
      `<!DOCTYPE rss PUBLIC "-//NLM//X" "http://127.0.0.1:${port}/x.dtd" [<!ENTITY x "y">]>`,
    ])
      expect(await parse(`<?xml version="1.0"?>${doctype}<rss><channel>${item}</channel></rss>`)).toMatchObject({
        outcome: 'refused',
        papers: [],
      });
    const known = `<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:${port}/rss-0.91.dtd">`;
    expect((await parse(`${known}<rss><channel>${item}</channel></rss>`)).papers).toMatchObject([{ title: '&x; T' }]);
    server.close();
    expect(connections).toBe(0);
  });

  it.each([
    ['spaces', ' '],
    ['names', 'Aa '],
    ['stars', '** '],
    ['brackets', '[a '],
    ['tags', '<i> '],
    ['links', '[a](https://arxiv.org/abs/2606.70001) '],
    ['bars', '| '],
  ])('[R26] one line of a megabyte of %s is read in little time: in a list, a page, HTML', async (_, unit) => {
    const line = `x ${unit.repeat(1_000_000 / unit.length)} y`;
    const list =
      '- [A quiet title](https://arxiv.org/abs/2606.71001)\n- [Another quiet title](https://arxiv.org/abs/2606.71002)\n';
    for (const text of [`${list}${line}\n`, `Daily Papers\n${line}\n`, `<html><body>${line}</body></html>`])
      await inSeconds(text, 4);
  });

  it.each([
    ...[
      '{',
      '[',
      '[[',
      '{"a":',
      '"',
      '"\\"',
      '\\"',
      '{"title":',
      '[{"title":"',
      '}',
      '} ',
      '{}\n',
      '{"a":1}\n',
      ' ',
      '\t',
      '\n',
      '\n\n',
    ],
    ...[
      '<',
      '<a',
      '<!--',
      '<?',
      '<!DOCTYPE x [',
      '<a>',
      '<p ',
      '<meta ',
      '<item><title>',
      'data-props="',
      '&quot;',
      '<dt>',
      '<span ',
    ],
    ...[
      '@a{',
      '@a{b,',
      '@',
      '%x\n',
      '% \n',
      '%0\n',
      '%0 x\n',
      '%T x\n',
      'TY  - ',
      'TY\n',
      'x\n',
      'PMID- 1\n',
      'FN x\n',
      'PT J\n',
    ],
    ...[
      'a,b\n',
      'title,',
      ',',
      '|',
      ';',
      '"a",',
      'x: y\n',
      'From: a\n',
      'A:\n\t',
      '\\\\\n',
      'arXiv:1\n',
      '[1] arXiv:2401.00001 ',
    ],
    ...[
      '# x\n',
      '### [',
      '[x](',
      '[x](https://a.b',
      '[[',
      '[x][1]\n',
      '![',
      '- ',
      '`',
      'A b c. ',
      'Mar 18\n',
      '[-]\n',
      'We show it. \n\nT\n\n',
      '%R 2026JLst....1....1L\n',
      '1: Lee A. T. J. 2026 ',
      'PT J\nAU x\n',
      'arxiv:2606.71001 ',
      '[Submitted on 12 Jun 2026]Title:',
      '   [1]arXiv:2606.71001 [[2]pdf]\n  Title:\n',
      'T (5 ▲)\n',
      'View a PDF of the paper titled ',
      'Lee, Ann; Proceedings of X 2026; ',
      '{"title":["a","b"],',
      '<rdf:RDF xmlns:z="http://www.zotero.org/namespaces/export#"><bib:Journal rdf:about="a">',
    ],
  ])('[R26] a file of nothing but %j is told apart at once', (unit) => {
    const head = unit.repeat(65_536 / unit.length);
    const before = process.cpuUsage();
    for (const text of [head, `${head}!`, `x${head}`])
      if (!detect(text)) expect(unknownFormat(text, Buffer.from(text))).toMatch(/^This looks like/);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(3);
  });
});
