/**
 * The picture beside a link to any page, 1200 × 630 (Open Graph): a newspaper's first page in the greys of the site, without a
 * word, so that it suits every list.
 */
export const CARD = { path: '/card.png', width: 1200, height: 630, type: 'image/png', alt: 'A newspaper’s front page' } as const;

/** Its bytes. In code, because the function is one file: 841 bytes. */
export const cardBytes = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    atob(
      [
        'iVBORw0KGgoAAAANSUhEUgAABLAAAAJ2AgMAAAAyLpPPAAAADFBMVEX9/PkdGxhiXFLZ08YrtWQyAAAC+ElEQVR42u3csQ3CQAxA0TRpaFiJIc',
        'g+GeVK5OmyATS0ICHFOHd5v6FEeqKIHYtpkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJUuctWmDBggUL1tmxJEmSBwfPWZ6zJEmSJEmS',
        'JEmSJEmSnIW4ooEFCxYsWKhgwYIFCxYsVLBgwYIFCxYqWLBgwYIFCxUsWLBgwYKFChYsWLBgwUIFCxYsWLBgoYIFCxYsWLBQwYIFCxYsWKhgwY',
        'IFCxYsVLBgwYIFCxYqWLBgwYIFCxUsWLBgwYKFChYsWLBgwUIFCxYsWLBgoYKVgyVJkiRJkiRJkiRJktRTzkJc0biikSRJkiRJkiRJkiRJkiRJ',
        'Uk7V567b+3PO/+IbLFiwYMGCBQsWLFiwYMGCBQsWLFiwYMGCBQtW/1jVbV6wwYIFCxYsWAhgwYIFCxYsBINi5S9hYMGCBQsWLFiwYMGCNR7WJY',
        'pqsGDBggULFixYsGDBMu7A8ioMFixYCGDBggULFiwEsGAdBatsRRMRsGDBggULFixYsGDBMu6cHav6pw8LFixYsGDBggULFizjDixVrmgaLFiw',
        'YMGCBQsWLFiwjDuwqlY0KyxYsGDBggULFixYsIw7sLT/imaFBQsWLFiwYMGCBQuWcQdWXyuaiHjAggULFixYsGDBggXLuANLsGDBggULlmDBgg',
        'ULFqwDVfE3ULBgwYIFCxYsWLBgwTLuwBIsWLBgwYIlWLD+h3V91gVrZCyNhlVx2N1gwYIFCxYsWLBgwYJl3IElWLBgwYIFS7BgwYLVOda8pASr',
        'DCvzbBsWLFiwYMGCBQsWLFjGHViwrGhgwYIFC5ZgwYIFCxYswYIFCxYsWPoFK2mt/L07LFiwYMGCBQsWLFiwYMGCBWt8LMGCBQsWLFiCBQsWLF',
        'iwBAsWLFiwYO26VoYFCxYsWLBgwYIFCxYsWLBgwbKigQULFixYggULFixYsCRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkqRPvQBYO9Hg',
        'Sl03DAAAAABJRU5ErkJggg==',
      ].join(''),
    ),
    (sign) => sign.charCodeAt(0),
  );
