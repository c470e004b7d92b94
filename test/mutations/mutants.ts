/** One safeguard taken out of the source: `cut` is replaced by `by` in `file`, and a test of `rooms` has to turn red. */
export type Mutant = { name: string; file: string; cut: [from: string, to: string][]; rooms: string[] };

export const mutants: Mutant[] = [
  {
    name: 'copies are sent without a claim',
    file: 'functions/send/send-batch.ts',
    cut: [
      [
        'const claim = await ports.ledger.claim({ edition: edition.id, dispatch: dispatch.due, readerId }, seen, ports.now());',
        'const claim = { edition: edition.id, dispatch: dispatch.due, readerId, attempt: (seen?.attempt ?? 0) + 1, claimedUntil: run.deadline };',
      ],
    ],
    rooms: ['test/send/send-batch.test.ts', 'test/send/crash.test.ts', 'test/send/overlap.test.ts'],
  },
  {
    name: 'a claim is written whoever has it',
    file: 'functions/adapters/ledger.ts',
    cut: [[": { if: 'attribute_not_exists(pk)' };", ': {};']],
    rooms: ['test/adapters/ledger.test.ts', 'test/send/send-batch.test.ts'],
  },
  {
    name: 'consent is not read again',
    file: 'functions/send/send-batch.ts',
    cut: [['const why = skipReason(reader, due, ports.now());', 'const why = undefined;']],
    rooms: ['test/send/withdrawal.test.ts', 'test/send/send-batch.test.ts'],
  },
  {
    name: 'consent is read before the claim',
    file: 'functions/send/send-batch.ts',
    cut: [
      [
        'const claim = await ports.ledger.claim({ edition: edition.id, dispatch',
        'const early = await ports.readers.get(readerId);\n  const claim = await ports.ledger.claim({ edition: edition.id, dispatch',
      ],
      ['await prepare(ports, run, claim);', 'await prepare({ ...ports, readers: { get: async () => early } }, run, claim);'],
    ],
    rooms: ['test/send/withdrawal.test.ts'],
  },
  {
    name: 'the SDK repeats a SendEmail (no maxAttempts: 1)',
    file: 'functions/adapters/ses.ts',
    cut: [['maxAttempts: 1,', '']],
    rooms: ['test/adapters/ses.test.ts'],
  },
  {
    name: 'a refusal of SES may have been an acceptance',
    file: 'functions/adapters/ses.ts',
    cut: [['if (error instanceof SESv2ServiceException && isClientError(error)) return', 'if (error === config) return']],
    rooms: ['test/adapters/ses-answers.test.ts'],
  },
  {
    name: 'a request whose connection stood was never sent',
    file: 'functions/adapters/aws.ts',
    cut: [['connection.once(readyEvent, ', "connection.once('never', "]],
    rooms: ['test/adapters/ses-answers.test.ts', 'test/adapters/ses.test.ts'],
  },
  {
    name: 'a run goes on, however many copies SES refuses in a row',
    file: 'functions/send/send-batch.ts',
    cut: [['const REFUSED_IN_A_ROW = 3;', 'const REFUSED_IN_A_ROW = Number.POSITIVE_INFINITY;']],
    rooms: ['test/send/send-batch.test.ts'],
  },
  {
    name: 'a letter that SES did not take counts towards what its mailbox may get',
    file: 'functions/letters/send-letter.ts',
    cut: [['(one) => cancelBooking(one, letter)', '() => ({ outcome: undefined })']],
    rooms: ['test/letters/letters.test.ts'],
  },
  {
    name: 'a dispatch overwrites the one before',
    file: 'functions/adapters/editions.ts',
    cut: [["rows.put({ ...key, ...row, ...more }, { if: 'attribute_not_exists(pk)' })", 'rows.put({ ...key, ...row, ...more })']],
    rooms: ['test/adapters/editions.test.ts', 'test/digest/tick.test.ts'],
  },
];
