const stage = 'fetch|ingest|digest|send|subscribe|letters|leave|desk|feedback';
/** What the desk imports of other stages: how pages are made and guarded, what ingest makes of feeds, editions and their mails. */
const deskImports = [
  'subscribe/(answers|caps|fields|forms|guard)[.]ts',
  'subscribe/pages/(form|layout|words)[.]tsx',
  'ingest/(ingest-ports|look-at-feed|withdraw-feed)[.]ts',
  'digest/(amend|compose|next-edition|print|reader-counts|recent-editions)[.]ts',
  'send/(copies|resume-sending)[.]ts',
].map((file) => `^functions/${file}$`);
/** What mails and pages have in common. */
const LOOK = '^functions/(contract/colours|domain/(wording|text/characters))[.]ts$';
const ours = '^(infra|functions|emails)/';
const error = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** The dependency rules. `npm run check` enforces them. */
export default {
  forbidden: [
    error('no-circular', 'A cycle has no first file to read.', {}, { circular: true }),
    error(
      'no-orphans',
      'What nothing imports is dead, unless a tool or Lambda enters there.',
      { orphan: true, path: ours, pathNot: '\\.d\\.ts$' },
      {},
    ),
    error('not-to-unresolvable', 'Every import must exist.', {}, { couldNotResolve: true }),
    error(
      'domain-is-pure',
      'Rules must run anywhere and be tested without mocks: no I/O, only pure libraries.',
      { path: '^functions/domain/' },
      {
        pathNot: [
          '^functions/domain/',
          '(^|/)node_modules/(zod|temporal-polyfill|temporal-spec|unicodeit|entities)/',
          '^(node:)?crypto$',
        ],
      },
    ),
    error(
      'contract-is-leaf',
      'Infra and functions both import it, so it imports nothing else.',
      { path: '^functions/contract/' },
      { pathNot: ['^functions/contract/', '(^|/)node_modules/zod/'] },
    ),
    error(
      'aws-sdk-only-in-adapters',
      'Stages call ports. Only this folder knows AWS.',
      { path: ours, pathNot: '^(functions/adapters|infra/local|infra/cli)/' },
      { path: '(^|/)node_modules/@aws-sdk/' },
    ),
    error(
      'adapters-point-inward',
      'Adapters serve the domain.',
      { path: '^functions/adapters/' },
      { path: ours, pathNot: '^functions/(adapters|domain|contract)/' },
    ),
    error(
      'runtime-points-inward',
      'The runtime wraps any stage.',
      { path: '^functions/runtime/' },
      { path: ours, pathNot: '^functions/(runtime|contract)/' },
    ),
    error(
      'stages-import-no-stage',
      'Stages share tables and queues, no code.',
      { path: `^functions/(${stage})/`, pathNot: '^functions/(desk|letters|leave)/' },
      // What readers name is read as feeds are.
      { path: `^functions/(${stage})/`, pathNot: ['^functions/$1/', '^functions/ingest/named-papers[.]ts$'] },
    ),
    error(
      'desk-imports-what-is-listed',
      'Editors see and do what the stages would, by the same code.',
      { path: '^functions/desk/' },
      { path: `^functions/(${stage})/`, pathNot: ['^functions/desk/', ...deskImports] },
    ),
    error(
      'letters-and-leave-import-four-files',
      'LETTERS and LEAVE change readers, and choose a front page, by the code of SUBSCRIBE.',
      { path: '^functions/(letters|leave)/' },
      {
        path: `^functions/(${stage})/`,
        pathNot: ['^functions/$1/', '^functions/subscribe/(change|leave|mailboxes|outline)[.]ts$'],
      },
    ),
    error(
      'only-handlers-compose',
      'A use case gets its ports from its handler.',
      { path: `^functions/(${stage})/`, pathNot: 'handler[.]ts$' },
      { path: '^functions/(adapters|runtime|contract)/', pathNot: LOOK },
    ),
    error('handlers-are-roots', 'Nothing imports a handler.', { path: ours }, { path: 'handler[.]ts$' }),
    error(
      'emails-are-views',
      'A template imports only the colours, words and characters that it shares with pages.',
      { path: '^emails/' },
      { path: '^(functions|infra)/', pathNot: LOOK },
    ),
    error(
      'emails-by-two-files',
      'index.tsx renders parts, assemble.ts puts them together. Nothing else of emails/ is imported from outside.',
      { path: '^(functions|infra)/' },
      { path: '^emails/', pathNot: '^emails/(index[.]tsx|assemble[.]ts)$' },
    ),
    error(
      'assembling-needs-no-react',
      'React costs a cold start 80 ms: SEND must not carry it.',
      { path: '^(emails/assemble[.]ts$|functions/send/)' },
      { path: '(^|/)node_modules/(react|react-dom|react-email|@react-email)/', reachable: true },
    ),
    error(
      'react-only-in-emails',
      'Templates are views, and views are in one folder.',
      { path: '^(functions|infra)/' },
      { path: '(^|/)node_modules/(react|react-dom|react-email|@react-email)/' },
    ),
    error(
      'infra-sees-only-the-contract',
      'The stack describes what AWS runs; it runs nothing. The commands compose like a handler.',
      { path: '^infra/', pathNot: '^infra/cli/' },
      { path: '^(functions|emails)/', pathNot: '^functions/contract/' },
    ),
    error(
      'cli-never-sees-cdk',
      'A command that looks at a queue should not load the CDK.',
      { path: '^infra/cli/' },
      { path: ['(^|/)node_modules/(aws-cdk-lib|constructs)/'] },
    ),
    error(
      'run-time-never-sees-deploy-time',
      'Functions are deployed without infra.',
      { path: '^(functions|emails)/' },
      { path: ['^infra/', '(^|/)node_modules/(aws-cdk-lib|constructs)/'] },
    ),
    error('nothing-imports-tests', 'What is deployed needs no tests.', { path: ours }, { path: '^test/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
