/**
 * A call of an AWS service. `target` is the header `x-amz-target`: the operation, in JSON protocols. `copied` is the path of the
 * object that S3 is to copy.
 */
export type Call = { method: string; path: string; query: URLSearchParams; target: string; body: Buffer; copied?: string };

/** The answer. A body that is not a string is sent as JSON. `broken` is how a faulty network delivers it. */
export type Answer = {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  broken?: 'reset' | 'truncated' | 'hang';
};

/** An error answer in the shape that the SDK turns into the exception `type`. */
export function refusal(status: number, type: string, message: string): Answer {
  return { status, headers: { 'x-amzn-errortype': type }, body: { __type: type, message } };
}

/** An error answer of S3. */
export const s3Refusal = (status: number, code: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

/** The answer "access denied" of each service, with its own status, name and format. */
export function accessDenied(service: string, message: string): Answer {
  switch (service) {
    case 's3':
      return s3Refusal(403, 'AccessDenied', message);
    case 'sqs': {
      const answer = refusal(403, 'AccessDeniedException', message);
      return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': 'AccessDenied;Sender' } };
    }
    case 'ses':
      return refusal(403, 'AccessDeniedException', message);
    default:
      return refusal(400, 'AccessDeniedException', message);
  }
}
