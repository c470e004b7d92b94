import { hash } from 'node:crypto';

/** How a vote's link names a paper of an edition: a hash, because an id may be a DOI of 250 characters of any kind. */
export const paperRef = (id: string): string => hash('sha256', id, 'base64url').slice(0, 12);
