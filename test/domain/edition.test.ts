import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut } from '../../functions/domain/edition.ts';
import { filled } from '../../functions/domain/mail.ts';

describe('a rendered edition with blanks', () => {
  it('is the direct rendering once its blanks are filled', () => {
    const values = {
      date: 'Thursday, 19 March 2026',
      unsubscribe: 'https://example.org/u?token=x',
      preferences: 'https://example.org/p?token=x',
    };
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('date', 'unsubscribe'))), (pieces) => {
        const isBlank = (p: string): p is keyof typeof values => p === 'date' || p === 'unsubscribe';
        const text = pieces.map((p) => (isBlank(p) ? `mark0-${p}` : p.replaceAll('mark0', ''))).join('|');
        const direct = pieces.map((p) => (isBlank(p) ? values[p] : p.replaceAll('mark0', ''))).join('|');
        expect(filled({ pieces: cut(text, 'mark0'), values })).toBe(direct);
      }),
    );
  });

  it('[R29] knows only the blanks of its own mark', () => {
    expect(cut('a paper that says blank-123-unsubscribe', 'blank-456')).toEqual(['a paper that says blank-123-unsubscribe']);
  });

  it('refuses parts that name a blank it does not know', () => {
    expect(() => filled({ pieces: ['a', 'password', 'b'], values: { date: '', unsubscribe: '', preferences: '' } })).toThrow(
      'no such blank: password',
    );
  });
});
