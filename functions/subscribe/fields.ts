/**
 * Reads a request's fields: JSON and multipart by their content type, everything else as urlencoded, because one-click requests
 * of mail programs may lose their content type. Undefined if the body does not fit its type.
 */
export async function readFields(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.toLowerCase() ?? '';
  try {
    if (isJson(request)) return await request.json();
    if (type.startsWith('multipart/form-data')) return Object.fromEntries(await request.formData());
    return Object.fromEntries(new URLSearchParams(await request.text()));
  } catch {
    return undefined;
  }
}

/** True if a request's body is JSON. */
export function isJson(request: Request): boolean {
  return /^application\/json\b/i.test(request.headers.get('content-type') ?? '');
}

/** The fields of a form that are text, without its files. */
export function textsOf(fields: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  if (typeof fields !== 'object' || fields === null) return found;
  for (const [name, value] of Object.entries(fields)) if (typeof value === 'string') found[name] = value;
  return found;
}
