import { activeWish, type DueReader, type SignUp, type WishInUse } from '../../functions/adapters/readers.ts';
import { type Reader, reader } from '../../functions/domain/reader.ts';

/**
 * Readers in memory, with the same contract as the table: `test/subscribe/readers-store.test.ts` runs on both. Rows are parsed by
 * the production schema. `writes` counts calls that may write, by name.
 */
export function memoryReaders(now = () => new Date()) {
  const addresses = new Map<string, string>();
  const rows = new Map<string, Reader>();
  const used = new Map<string, string>();
  /** What the wish index shows. It may lag behind the rows. */
  const index = new Map<string, { wish: string | undefined; since: string | undefined }>();
  let lagging = false;
  const writes: string[] = [];
  const seen = (row: Reader) => ({ wish: activeWish(row), since: row.since });
  const put = (row: Reader) => {
    rows.set(row.readerId, structuredClone(reader.parse(row)));
    if (!lagging) index.set(row.readerId, seen(row));
  };

  return {
    all: rows,
    addresses,
    writes,
    put,
    /** Lets the wish index lag behind the rows, or catch up. */
    lag(behind: boolean) {
      lagging = behind;
      if (!behind) for (const row of rows.values()) index.set(row.readerId, seen(row));
    },
    async get(readerId: string): Promise<Reader | undefined> {
      return structuredClone(rows.get(readerId));
    },
    async signUp({ addressHash, address, readerId: fresh, requested, at }: SignUp): Promise<string> {
      writes.push('signUp');
      const readerId = addresses.get(addressHash) ?? fresh;
      addresses.set(addressHash, readerId);
      const first: Reader = { readerId, address, status: 'pending', generation: 0, createdAt: at.toISOString(), rev: 0 };
      const before = rows.get(readerId) ?? first;
      put({ ...before, requested, rev: before.rev + 1 });
      return readerId;
    },
    async find(addressHash: string): Promise<string | undefined> {
      return addresses.get(addressHash);
    },
    async assignAddress(addressHash: string, readerId: string): Promise<string> {
      writes.push('assignAddress');
      const owner = addresses.get(addressHash) ?? readerId;
      addresses.set(addressHash, owner);
      return owner;
    },
    async freeAddress(addressHash: string, readerId: string): Promise<boolean> {
      writes.push('freeAddress');
      return addresses.get(addressHash) === readerId && addresses.delete(addressHash);
    },
    async rows(readerId: string): Promise<Record<string, unknown>[]> {
      const row = rows.get(readerId);
      return row ? [structuredClone(row)] : [];
    },
    async erase(readerId: string): Promise<void> {
      writes.push('erase');
      rows.delete(readerId);
    },
    async save(next: Reader): Promise<boolean> {
      writes.push('save');
      const wish = activeWish(next);
      if (wish) used.set(wish, now().toISOString());
      if ((rows.get(next.readerId)?.rev ?? 0) !== next.rev) return false;
      put({ ...next, rev: next.rev + 1 });
      return true;
    },
    async suppress(readerId: string, reason: string, at: Date): Promise<boolean> {
      writes.push('suppress');
      const before = rows.get(readerId);
      if (!before || before.status === 'suppressed') return false;
      const suppressed = before.suppressed ?? { reason, at: at.toISOString() };
      put({ ...before, status: 'suppressed', suppressed, rev: before.rev + 1 });
      return true;
    },
    async bounced(readerId: string, at: Date): Promise<string[]> {
      writes.push('bounced');
      const before = rows.get(readerId);
      const day = at.toISOString().slice(0, 10);
      if (!before || before.bouncedOn?.includes(day)) return [];
      const bouncedOn = [...(before.bouncedOn ?? []), day];
      put({ ...before, bouncedOn, rev: before.rev + 1 });
      return bouncedOn;
    },
    async noteWish(wish: string): Promise<void> {
      used.set(wish, now().toISOString());
    },
    async wishes(): Promise<WishInUse[]> {
      return [...used].map(([wish, usedAt]) => ({ wish, usedAt }));
    },
    async retireWish(wish: string, before: Date): Promise<boolean> {
      return (used.get(wish) ?? '~') < before.toISOString() && used.delete(wish);
    },
    async *withWish(wish: string): AsyncGenerator<DueReader> {
      for (const [readerId, { wish: theirs, since = '' }] of index) {
        if (theirs === wish && rows.has(readerId)) yield { readerId, since };
      }
    },
  };
}
