const MARK = /``|''/g;
/** A quotation longer than this is more likely two unrelated marks. */
const LONGEST = 300;

/**
 * Replaces TeX's quotes, only in pairs: ``x'' and ''x'' become “x”, `x' becomes ‘x’. A single '' may be a double prime and stays.
 */
export function quotes(text: string): string {
  if (!text.includes('`') && !text.includes("''")) return text;
  let out = '';
  let done = 0;
  let opened: number | undefined;
  for (const { index, 0: mark } of text.matchAll(MARK)) {
    const before = text.charAt(index - 1);
    const after = text.charAt(index + 2);
    const opens = /^$|[\s([{“‘–—-]/.test(before) && /\S/.test(after);
    if (opened !== undefined && mark === "''" && index - opened <= LONGEST && /\S/.test(before) && !/[\p{L}\p{N}]/u.test(after)) {
      out += `${text.slice(done, opened)}“${text.slice(opened + 2, index)}”`;
      done = index + 2;
      opened = undefined;
    } else if (opens) opened = index;
  }
  return (out + text.slice(done)).replace(/(^|[\s([])`([^`'\s][^`']{0,80})'(?![\p{L}\p{N}'])/gu, '$1‘$2’');
}
