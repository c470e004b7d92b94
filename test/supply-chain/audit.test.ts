import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AUDIT_EXCEPTIONS } from './exceptions.ts';
import { judge } from './judge.ts';

const TODAY = '2026-11-23';
const answer = (name: string) => readFileSync(new URL(`../fixtures/audit/${name}.json`, import.meta.url), 'utf8');
const exception = { advisory: 'GHSA-jrc7-96c5-q579', reason: 'no map is drawn', expires: '2026-12-24' };

test('[R112] a clean report passes', () => expect(judge(answer('clean'), [], TODAY)).toEqual([]));

test('[R112] a fault is one sentence, however many packages inherit it, unless it is excepted', () => {
  expect(judge(answer('vulnerable'), [], TODAY)).toEqual([
    'maplibre-gl <=6.4.0 has a critical fault: MapLibre GL JS: XSS Sanitizer Bypass in DOM.sanitize() via Live NamedNodeMap Removal Skip ' +
      '(https://github.com/advisories/GHSA-jrc7-96c5-q579). Update it, or except GHSA-jrc7-96c5-q579 in test/supply-chain/exceptions.ts.',
  ]);
  expect(judge(answer('vulnerable'), [exception], TODAY)).toEqual([]);
});

test('[R112] an exception ends on its day, and goes when its fault has gone', () => {
  expect(judge(answer('vulnerable'), [exception], '2026-12-23')).toEqual([]);
  expect(judge(answer('vulnerable'), [exception], '2026-12-24')).toEqual([
    'The exception for GHSA-jrc7-96c5-q579 ended on 2026-12-24. It was: no map is drawn.',
  ]);
  expect(judge(answer('clean'), [exception], TODAY)).toEqual([
    'The exception for GHSA-jrc7-96c5-q579 fits nothing any more: remove it.',
  ]);
});

test('[R112] no answer is not a clean answer', () => {
  expect(judge(answer('no-endpoint'), [], TODAY)).toEqual([
    expect.stringMatching(/^Nothing was audited: the registry has no audit endpoint \(405 /),
  ]);
  expect(judge(answer('offline'), [], TODAY)).toEqual([
    expect.stringMatching(/^Nothing was audited: the registry could not be asked \(request to .* ECONNREFUSED/),
  ]);
  for (const nonsense of ['', '{}', 'npm error', '{"auditReportVersion":3,"vulnerabilities":{}}'])
    expect(judge(nonsense, [], TODAY)).toEqual([expect.stringMatching(/^npm audit printed nothing/)]);
});

test('every exception says why and until when, in words', () => {
  for (const { advisory, reason, expires } of AUDIT_EXCEPTIONS) {
    expect(advisory).toMatch(/^GHSA(-[\da-z]{4}){3}$/);
    expect(reason).toMatch(/.{20,}/);
    expect(expires).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
});
