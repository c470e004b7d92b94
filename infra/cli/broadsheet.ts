#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { nearest } from '../../functions/domain/text/nearest.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { command, Failure, ink } from './lib/command.ts';

/** Every command, by the file of that name in commands/, and what it does. */
const COMMANDS: Record<string, string> = {
  start: 'run Broadsheet on this machine: no AWS account needed',
  deploy: 'deploy it to your AWS account',
  destroy: 'delete a deployed stack, and only if asked to its data',
  upload: 'upload feed files and read their receipts',
  parse: 'say what ingest would make of a feed file',
  preview: 'make the mail and the web page that feed files would give',
  sources: 'show what is asked for papers every hour, and whether it is well',
  feeds: 'list receipts, take back the news of a wrong upload',
  edition: 'preview and edit the next edition, see where the copies of one stand',
  readers: 'count, find, import, export and erase readers',
  pause: 'stop all digests, at once',
  resume: 'start sending again',
  redrive: 'show what failed for good, and have it tried again',
  doctor: 'check a stack from SES to its queues',
  keys: 'rotate the key that signs the links in mails',
  restore: 'bring readers back from an export of their table, but nobody who left',
  tick: 'move the clock of the local cloud',
};

const HELP = `Trending papers in your email inbox.

  npx broadsheet <command> [options]

${Object.entries(COMMANDS)
  .map(([name, what]) => `  ${ink.bold(name.padEnd(14))}${what}`)
  .join('\n')}

Each explains itself with --help. What is about a stack is about the local cloud's, or with --stage NAME about a deployed one; what
prints tables prints JSON with --json. They exit with 0 when done, 1 when it failed or its output found no room, 2 when used wrongly;
a reader that goes away, as head does, changes none of that. --version says which Broadsheet this is.`;

const [, , name = ''] = process.argv;
// Loading the SDK is most of what a command takes; the cache takes a quarter off.
enableCompileCache();
if (Object.hasOwn(COMMANDS, name)) {
  process.argv.splice(2, 1);
  await import(`./commands/${name}.ts`);
} else {
  await command(HELP, async () => {
    if (name === '--version') {
      console.log(packageJson.version);
      return 0;
    }
    const meant = nearest(name, Object.keys(COMMANDS));
    if (meant) throw new Failure(`There is no command ${name}. Did you mean npx broadsheet ${meant}?`, 2);
    if (name) throw new Failure(`There is no command ${name}: npx broadsheet lists them all.`, 2);
    console.log(HELP);
    return 0;
  });
}
