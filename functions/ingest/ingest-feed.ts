import { isDay } from '../domain/listing-day.ts';
import { noTally, type Receipt, sumTallies } from '../domain/receipt.ts';
import { fileReceipt, type IngestPorts, isFeed, OBJECT_GONE, savePiece, TOO_LONG_FOR_NEWS } from './ingest-ports.ts';
import { lookUpPapers } from './look-up-papers.ts';
import type { Upload } from './notification.ts';
import { rangesOf } from './range.ts';
import { type Conclusion, readFeed } from './read-feed.ts';

/**
 * Reads one upload, saves its papers and files its receipt. Returns undefined for an object that is not a feed. A repeated run,
 * after a crash or a second delivery, leaves the same table and one receipt, with the counts of the run that finished. A long
 * snapshot in JSON Lines is split into ranges: its receipt says `reading` until the last range is done.
 */
export async function ingestFeed(ports: IngestPorts, upload: Upload): Promise<Receipt | undefined> {
  const { id, key, eTag, size } = upload;
  if (!isFeed(ports, upload)) return undefined;
  const underNews = key.startsWith(ports.prefixes.news);
  const started = ports.now().getTime();
  const base = () => ({ id, key, eTag, bytes: size, durationMs: ports.now().getTime() - started });

  const object = await ports.open(key, eTag);
  if (!object) return fileReceipt(ports, { ...noTally(), ...base(), outcome: 'skipped', reason: OBJECT_GONE });
  const listedOn = statedDay(object.metadata['listed-on']);
  const pieces = readFeed(object.bytes, { name: key, uploadedAt: upload.uploadedAt, listedOn });
  let next = await pieces.next();
  if (next.done && !next.value.sought) return fileReceipt(ports, { ...asReceipt(next.value), ...base() });

  const { more, lines } = next.done ? { more: false, lines: undefined } : next.value;
  const mistaken = underNews && more && object.metadata['all-news'] !== 'yes';
  const taken = underNews && !mistaken ? 'news' : 'archive';
  const newsOf = taken === 'news' ? id : undefined;
  const ranges = lines && more ? rangesOf(size, ports.rangeBytes) : [];
  if (lines && ranges.length > 1) {
    await pieces.return({ format: lines, outcome: 'accepted', tally: noTally() });
    const about = { taken, format: lines, encoding: 'utf-8', ranges: ranges.length, ...reasonOf(mistaken, undefined) } as const;
    const receipt = await ports.putReceipt({ ...noTally(), ...base(), ...about, outcome: 'reading' });
    const work = { id, key, eTag, format: lines, uploadedAt: upload.uploadedAt.toISOString(), listedOn, newsOf };
    // Sending the ranges twice is harmless: a range that is done is not read again.
    if (receipt.outcome === 'reading')
      await ports.sendRanges(ranges.map((range) => ({ ...work, ...range, ranges: ranges.length })));
    return receipt;
  }

  const saved = noTally();
  for (; !next.done; next = await pieces.next()) await savePiece(ports, next.value.papers, newsOf, saved);
  const value = await lookUpPapers(ports, next.value, newsOf, saved);
  const tally = sumTallies([value.tally, saved]);
  const about = value.outcome === 'accepted' ? { taken, ...reasonOf(mistaken, value.reason) } : {};
  return fileReceipt(ports, { ...asReceipt(value), ...tally, ...base(), ...about });
}

function asReceipt({ format, tally, sought: _, ...about }: Conclusion): Omit<Receipt, 'id' | 'key' | 'eTag' | 'durationMs'> {
  return { ...about, ...tally, ...(format ? { format } : {}) };
}

const reasonOf = (mistaken: boolean, reason: string | undefined) => {
  const sentences = [mistaken ? TOO_LONG_FOR_NEWS : '', reason ?? ''].filter(Boolean).join(' ');
  return sentences ? { reason: sentences } : {};
};

const statedDay = (day: string | undefined) => (day && /^\d{4}-\d{2}-\d{2}$/.test(day) && isDay(day) ? day : undefined);
