import * as z from 'zod';

/** What a run of FETCH tells, as its handler answers it; or that another run is at work. */
export const fetched = z.array(
  z.object({
    name: z.string(),
    objects: z.array(z.string()),
    requests: z.int(),
    skipped: z.boolean(),
    failure: z.string().optional(),
    state: z.enum(['fresh', 'quiet', 'stale', 'thin', 'failing']),
    says: z.string(),
  }),
);
