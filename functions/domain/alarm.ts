/** An alarm that rings. */
export type Ringing = {
  /** Without the stack: `Send/Late`. */
  name: string;
  /** high: readers or the sender's reputation suffer now, so act at once. low: look at it this week. */
  severity: 'high' | 'low';
  /** What it means for readers or the publisher. */
  impact: string;
  /** The beginning of the cure, with commands between backticks. */
  cure: string;
  since: Date;
  /** It rings because data are missing. */
  silent: boolean;
};
