/**
 * How long a call of AWS may take, ms, as the SDK's request handler takes it: the SDK's own default is for ever, so a call that
 * hangs would use up its function. Without `throwOnRequestTimeout` the SDK only warns and goes on waiting. What comes after the
 * headers of an answer is not timed, so a long file may be read for as long as it comes.
 */
export const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;
