/** A link found in a text, and what it leads to. */
export type FoundLink = { kind: 'code' | 'project' | 'other'; url: string };

// A backslash may stand before what TeX escapes. Brackets and quotes are not part of an address in running text.
const ADDRESS = /(?:https?:\/\/|\bwww\.(?=[\w-]+\.))(?:\\[_%#&~]|[^\s<>"“”{}|\\^`\u{e000}])+/giu;
const CODE_HOSTS = /^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)$/;
const PROJECT_HOSTS = /\.(?:github|gitlab)\.io$/;
const HTTPS_HOSTS = /(?:^|\.)(?:github\.com|github\.io|gitlab\.com|gitlab\.io|huggingface\.co|arxiv\.org|doi\.org)$/;
const NAMED_PROJECT = /\b(?:project|home|web) ?-?(?:page|site)s?\b[^.]{0,40}$|\bwebsite\b[^.]{0,40}$/i;

/**
 * Finds each address in `text`, without the punctuation of its sentence. `raw` is the text at `index`, `url` without TeX's
 * escapes.
 */
export function addresses(text: string): { index: number; raw: string; url: string }[] {
  if (!text.includes('://') && !/www\./i.test(text)) return [];
  return Array.from(text.matchAll(ADDRESS), (match) => {
    const raw = match[0].slice(0, endOfAddress(match[0]));
    const plain = raw.replace(/\\([_%#&~])/g, '$1');
    return { index: match.index, raw, url: /^www\./i.test(plain) ? `https://${plain}` : plain };
  }).filter(({ raw }) => raw.length > 8);
}

/**
 * Where an address ends: before the punctuation of its sentence. A closing bracket belongs to it only if the address opened it.
 */
function endOfAddress(raw: string): number {
  const surplus = (open: string, close: string) => raw.split(close).length - raw.split(open).length;
  const extra: Record<string, number> = { ')': surplus('(', ')'), ']': surplus('[', ']') };
  let end = raw.length;
  for (; end > 0; end -= 1) {
    const last = raw.charAt(end - 1);
    const brackets = extra[last];
    if (brackets === undefined ? !/[.,;:!?'’*…]/.test(last) : brackets <= 0) break;
    if (brackets !== undefined) extra[last] = brackets - 1;
  }
  return end;
}

/** Replaces TeX's links by the address: `\url{u}`, `\href{u}{words}`, and `u{u}`, which is left if a feed drops `\href`. */
export function untexLinks(text: string): string {
  if (!text.includes('{')) return text;
  return text
    .replace(/\\?\bhref ?\{([^\s{}]{8,2000})\} ?\{([^{}]{0,300})\}/g, (_, url, words) =>
      words.includes('://') || !words ? url : `${words} (${url})`,
    )
    .replace(/\\?\burl ?\{([^\s{}]{4,2000})\}/g, '$1')
    .replace(/(https?:\/\/[^\s{}]+)(?:\{(https?:\/\/[^\s{}]+)\})?/g, (_, shown, target) =>
      target === undefined || target === shown ? shown : `${shown} ${target}`,
    )
    .replace(/(?<=[\p{L}\p{N}])\{(https?:\/\/[^\s{}]{4,2000})\}/gu, ' ($1)');
}

/**
 * The links in a text, in order, each once: https only, without credentials. http addresses become https at hosts that are known
 * to serve it; others are left out.
 */
export function findLinks(text: string): FoundLink[] {
  const found = new Map<string, FoundLink>();
  for (const { index, url } of addresses(text)) {
    const link = webLink(url);
    if (!link || found.has(link.url)) continue;
    const project = link.kind === 'other' && NAMED_PROJECT.test(text.slice(Math.max(0, index - 80), index));
    found.set(link.url, project ? { ...link, kind: 'project' } : link);
  }
  return [...found.values()];
}

/** An address as a link, its kind by its host; undefined if it is not safe to link. */
export function webLink(address: string): FoundLink | undefined {
  if (address.length > 2000 || !/^https?:\/\/[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$)/i.test(address) || !URL.canParse(address))
    return undefined;
  const url = new URL(address);
  const host = url.hostname;
  if (url.protocol === 'http:' && HTTPS_HOSTS.test(host) && !url.port) url.protocol = 'https:';
  if (url.protocol !== 'https:' || url.username || url.password || !/\.[a-z][a-z0-9-]+$/.test(host)) return undefined;
  const path = url.pathname === '/' ? '' : url.pathname;
  const kind = CODE_HOSTS.test(host) ? 'code' : PROJECT_HOSTS.test(host) ? 'project' : 'other';
  return { kind, url: `${url.origin}${path || '/'}${url.search}${url.hash}` };
}
