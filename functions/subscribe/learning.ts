/** What telling DIGEST of a change in what a reader works on needs of the world. */
export type LearningPorts = {
  readers: { get(readerId: string): Promise<object | undefined>; erase(readerId: string): Promise<void> };
  interests: { markForLearning(readerId: string): Promise<void> };
};

/**
 * To be called after each change of a reader's interests or votes is written: it is learned from with DIGEST's next tick. Erasing looks
 * twice for rows, and may have done so before these: whoever is gone leaves none.
 */
export async function toBeLearned({ readers, interests }: LearningPorts, readerId: string): Promise<void> {
  await interests.markForLearning(readerId);
  if (!(await readers.get(readerId))) await readers.erase(readerId);
}
