import { describe, expect, test } from 'vitest';
import { type ModelPorts, summariser } from '../../functions/digest/summarise.ts';

const paperOf = (n: number) => ({
  id: `title:${n}`,
  title: `Sparse attention for molecules of kind ${n}`,
  abstract: `We study sparse attention on graphs of kind ${n}. It finds binding sites of molecules faster than dense attention.`,
});
const GOOD = 'Sparse attention finds the binding sites of molecules faster than dense attention.';
const many = Array.from({ length: 18 }, (_, n) => paperOf(n));

/** A model with a table and a clock; `answer` may take time by moving it. */
function world(answer: (n: number) => string | Error) {
  const rows = new Map<string, string>();
  const seen = { asked: [] as string[], failed: 0, now: Date.parse('2026-03-18T08:02:00Z') };
  const ports: ModelPorts = {
    ask: async ({ id }) => {
      seen.asked.push(id);
      const said = answer(seen.asked.length);
      if (said instanceof Error) throw said;
      return said;
    },
    kept: {
      get: async (names) => new Map(names.flatMap((name) => (rows.has(name) ? [[name, rows.get(name)!]] : []))),
      put: async (name, text) => void rows.set(name, text),
    },
    failed: () => {
      seen.failed += 1;
    },
    now: () => new Date(seen.now),
  };
  return { seen, ports };
}

describe('a model that summarises', () => {
  test('is asked once for each text, however many windows show it and whatever id it goes by', async () => {
    const { seen, ports } = world(() => GOOD);
    const summarise = summariser('m', ports);
    expect(await summarise([paperOf(1), paperOf(2)])).toEqual(
      new Map([
        ['title:1', GOOD],
        ['title:2', GOOD],
      ]),
    );
    expect(await summarise([{ ...paperOf(1), id: 'arxiv:1' }, paperOf(2), paperOf(3)])).toHaveProperty('size', 3);
    expect(seen.asked).toEqual(['title:1', 'title:2', 'title:3']);
    await summariser('another', ports)([paperOf(1)]);
    expect(seen.asked).toHaveLength(4);
  });

  test.each([
    ['nothing', ''],
    ['a refusal', 'I am sorry, but there is no way for me to help with this request today.'],
    ['a link', 'Sparse attention finds binding sites of molecules, see https://evil.example/molecules for sparse attention.'],
    ['markup', '<b>Sparse attention finds binding sites of molecules faster than dense attention.</b>'],
    ['an address', 'Sparse attention finds binding sites of molecules, says ada@example.org about attention.'],
    ['half a sentence', 'Sparse attention finds the binding sites of molecules faster than'],
    ['an essay', `Sparse attention ${'finds binding sites of molecules and '.repeat(20)}stops.`],
    ['something else', 'Readers should buy this wonderful coin before everybody else learns about it tomorrow.'],
  ])('that answers %s says nothing, and is not paid again for it', async (_, said) => {
    const { seen, ports } = world(() => said);
    const summarise = summariser('m', ports);
    for (const __ of 'twice') expect(await summarise([paperOf(1)])).toEqual(new Map());
    expect(seen.asked).toHaveLength(1);
  });

  test('gets its words cleaned, and only the first sentence printed', async () => {
    const { ports } = world(
      () => `  Sparse attention \u202efinds\u202c \n binding sites of molecules.  It is dense attention that loses.`,
    );
    expect([...(await summariser('m', ports)([paperOf(1)])).values()]).toEqual([
      'Sparse attention finds binding sites of molecules.',
    ]);
  });

  test('that fails thrice is left alone for ten minutes; each failure is told, and costs a paper its summary, no more', async () => {
    let up = false;
    const { seen, ports } = world(() => (up ? GOOD : new Error('down')));
    const summarise = summariser('m', ports);
    expect(await summarise(many)).toEqual(new Map());
    expect(seen.asked.length).toBeLessThan(9);
    expect(seen.failed).toBe(seen.asked.length);
    const before = seen.asked.length;
    expect(await summarise(many)).toEqual(new Map());
    expect(seen.asked).toHaveLength(before);
    seen.now += 601_000;
    up = true;
    expect((await summarise(many)).size).toBe(18);
  });

  test('that is slow holds up one edition for half a minute, and the next ones not at all', async () => {
    const { seen, ports } = world(() => {
      seen.now += 7_000;
      return GOOD;
    });
    const summarise = summariser('m', ports);
    const { size } = await summarise(many);
    expect(size).toBeLessThan(12);
    expect(await summarise([paperOf(99)])).toEqual(new Map());
    expect((await summarise(many)).size).toBe(size);
  });
});
