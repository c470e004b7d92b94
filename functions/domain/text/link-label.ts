import type { FoundLink } from './links.ts';

/** The label of a link: the repository for code, the name of the model, demo or data on Hugging Face, the host for others. */
export function labelOf({ kind, url }: FoundLink): string {
  const { hostname, pathname } = new URL(url);
  if (kind === 'code') return `Code: ${repository(url)}`;
  const [, area = '', name] = /^\/((?:spaces|datasets)\/)?([\w.-]+\/[\w.-]+)/.exec(pathname) ?? [];
  if (hostname === 'huggingface.co' && name) return `${HUGGING_FACE[area] ?? 'Model'}: ${name}`;
  const host = hostname.replace(/^www\./, '');
  return kind === 'project' ? `Project: ${host}` : host;
}
const HUGGING_FACE: Record<string, string> = { 'spaces/': 'Demo', 'datasets/': 'Data' };

/** The repository of a code link, `owner/name`; the host if its address has none. */
export function repository(url: string): string {
  const { hostname, pathname } = new URL(url);
  return pathname.split('/').filter(Boolean).slice(0, 2).join('/') || hostname.replace(/^www\./, '');
}
