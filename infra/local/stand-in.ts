/** A call of an AWS service that this machine answers itself. */
export type Call = { method: string; path: string; target: string; body: Buffer };

/** Its answer. `broken` is how a faulty network would deliver it. */
export type Answer = { status: number; body: unknown; errorType?: string; broken?: 'reset' | 'truncated' | 'hang' };

/** An error answer in the shape that the SDK turns into the exception `type`. */
export function refusal(status: number, type: string, message: string): Answer {
  return { status, errorType: type, body: { __type: type, message } };
}
