/** What asking DIGEST to learn from a reader needs of the world. */
export type LearningPorts = {
  readers: { get(readerId: string): Promise<object | undefined>; erase(readerId: string): Promise<void> };
  interests: { markForLearning(readerId: string): Promise<void> };
};

/**
 * Makes DIGEST's next tick learn from a reader's interests and votes. Call it after each change of them is written. If the reader
 * was erased meanwhile, erases the rows that were written since.
 */
export async function requestLearning({ readers, interests }: LearningPorts, readerId: string): Promise<void> {
  await interests.markForLearning(readerId);
  if (!(await readers.get(readerId))) await readers.erase(readerId);
}
