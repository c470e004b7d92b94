/** What the description of an alarm says: its severity, what it means, and how its article in docs/operate.md begins the cure. */
type Described = { severity: 'high' | 'low'; impact: string; cure: string };

/** The description of an alarm. `article` is the anchor of its article in `docs/operate.md`. Infra writes it. */
export const describeAlarm = ({ severity, impact, cure }: Described, article: string): string =>
  `${severity.toUpperCase()}: ${impact} Cure: ${cure} docs/operate.md#${article}`;

/** What a description by `describeAlarm` says. Any other text counts as the impact, and as high. */
export function readDescription(description: string): Described {
  const [, severity, impact = '', cure = ''] = /^(HIGH|LOW): (.+?) Cure: (.+) docs\/operate\.md#\S+$/.exec(description) ?? [];
  if (!severity) return { severity: 'high', impact: description, cure: '' };
  return { severity: severity === 'HIGH' ? 'high' : 'low', impact, cure };
}
