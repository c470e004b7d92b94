import { isDay } from '../domain/listing-day.ts';
import { noCounts, type Receipt, sumCounts } from '../domain/receipt.ts';
import { fileReceipt, GONE, type IngestPorts, isFeed, NO_NEWS, savePiece } from './ingest-ports.ts';
import { lookedUp } from './look-up.ts';
import type { Upload } from './notification.ts';
import { rangesOf } from './range.ts';
import { type Conclusion, readFeed } from './read-feed.ts';

/**
 * Takes one upload in and leaves its receipt; undefined for an object that is none of ingest's business. Doing it again, after
 * a crash at any step or in a repeated delivery, ends in the same table and one receipt, with the counts of the run that came
 * through. A long snapshot in JSON Lines is handed on in ranges: its receipt says `reading` until the last of them is done.
 */
export async function ingestFeed(ports: IngestPorts, upload: Upload): Promise<Receipt | undefined> {
  const { id, key, eTag, size } = upload;
  if (!isFeed(ports, upload)) return undefined;
  const underNews = key.startsWith(ports.prefixes.news);
  const started = ports.now().getTime();
  const base = () => ({ id, key, eTag, bytes: size, durationMs: ports.now().getTime() - started });

  const object = await ports.open(key, eTag);
  if (!object) return fileReceipt(ports, { ...noCounts(), ...base(), outcome: 'skipped', reason: GONE });
  const listedOn = statedDay(object.metadata['listed-on']);
  const pieces = readFeed(object.bytes, { name: key, uploadedAt: upload.uploadedAt, listedOn });
  let next = await pieces.next();
  if (next.done && !next.value.sought) return fileReceipt(ports, { ...told(next.value), ...base() });

  const { more, lines } = next.done ? { more: false, lines: undefined } : next.value;
  const mistaken = underNews && more && object.metadata['all-news'] !== 'yes';
  const taken = underNews && !mistaken ? 'news' : 'archive';
  const newsOf = taken === 'news' ? id : undefined;
  const ranges = lines && more ? rangesOf(size, ports.rangeBytes) : [];
  if (lines && ranges.length > 1) {
    await pieces.return({ format: lines, outcome: 'accepted', account: noCounts() });
    const about = { taken, format: lines, encoding: 'utf-8', ranges: ranges.length, ...said(mistaken, undefined) } as const;
    const receipt = await ports.putReceipt({ ...noCounts(), ...base(), ...about, outcome: 'reading' });
    const work = { id, key, eTag, format: lines, uploadedAt: upload.uploadedAt.toISOString(), listedOn, newsOf };
    // Doing all of it again is harmless: a range that is done is not read again.
    if (receipt.outcome === 'reading') await ports.fanOut(ranges.map((range) => ({ ...work, ...range, ranges: ranges.length })));
    return receipt;
  }

  const saved = noCounts();
  for (; !next.done; next = await pieces.next()) await savePiece(ports, next.value.papers, newsOf, saved);
  const value = await lookedUp(ports, next.value, newsOf, saved);
  const account = sumCounts([value.account, saved]);
  const about = value.outcome === 'accepted' ? { taken, ...said(mistaken, value.reason) } : {};
  return fileReceipt(ports, { ...told(value), ...account, ...base(), ...about });
}

function told({ format, account, sought: _, ...about }: Conclusion): Omit<Receipt, 'id' | 'key' | 'eTag' | 'durationMs'> {
  return { ...about, ...account, ...(format ? { format } : {}) };
}

const said = (mistaken: boolean, reason: string | undefined) => {
  const sentences = [mistaken ? NO_NEWS : '', reason ?? ''].filter(Boolean).join(' ');
  return sentences ? { reason: sentences } : {};
};

const statedDay = (day: string | undefined) => (day && /^\d{4}-\d{2}-\d{2}$/.test(day) && isDay(day) ? day : undefined);
