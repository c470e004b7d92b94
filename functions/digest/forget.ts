import pMap from 'p-map';

/** Sign-ups that one tick checks: 48,000 a day. */
const MOST = 500;

/** Sign-ups that were not checked yet, kept for `days`. `forget` is true if the reader never confirmed and is deleted now. */
export type UnconfirmedPorts<Asked = { readerId: string; addressHash: string; sk: string }> = {
  unconfirmed: {
    days: number;
    asked(before: Date, most: number): Promise<Asked[]>;
    forget(asked: Asked, now: Date): Promise<boolean>;
  };
};

/** Forgets readers who signed up and did not confirm in time. Returns how many. */
export async function forgetUnconfirmed({ unconfirmed }: UnconfirmedPorts, now: Date): Promise<number> {
  const before = new Date(now.getTime() - unconfirmed.days * 86_400_000);
  const asked = await unconfirmed.asked(before, MOST);
  const forgotten = await pMap(asked, (one) => unconfirmed.forget(one, now), { concurrency: 8 });
  return forgotten.filter(Boolean).length;
}
