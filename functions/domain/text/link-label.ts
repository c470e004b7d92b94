import type { FoundLink } from './links.ts';

/** What a link says of itself: code by its repository, a place on Hugging Face by what is there, any other by its host. */
export function labelOf({ kind, url }: FoundLink): string {
  const { hostname, pathname } = new URL(url);
  if (kind === 'code') return `Code: ${repository(url)}`;
  const [, area = '', name] = /^\/((?:spaces|datasets)\/)?([\w.-]+\/[\w.-]+)/.exec(pathname) ?? [];
  if (hostname === 'huggingface.co' && name) return `${HUGGING_FACE[area] ?? 'Model'}: ${name}`;
  const host = hostname.replace(/^www\./, '');
  return kind === 'project' ? `Project: ${host}` : host;
}
const HUGGING_FACE: Record<string, string> = { 'spaces/': 'Demo', 'datasets/': 'Data' };

/** The repository a code link leads into, `owner/name`; the host where its address names none. */
export function repository(url: string): string {
  const { hostname, pathname } = new URL(url);
  return pathname.split('/').filter(Boolean).slice(0, 2).join('/') || hostname.replace(/^www\./, '');
}
