#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { nearest } from '../../functions/domain/text/nearest.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { command, Failure, ink } from './lib/command.ts';

/** Every command and what it does. Each is a file of that name in commands/. */
const COMMANDS: Record<string, string> = {
  start: 'run Broadsheet on this machine: no AWS account needed',
  deploy: 'deploy it to your AWS account',
  destroy: 'delete a deployed stack; its data stay',
  upload: 'upload feed files and read their receipts',
  parse: 'show what ingest would make of a feed file',
  preview: 'make the mail and the web page that feed files would give',
  sources: 'show the sources that are asked every hour, and their state',
  feeds: 'list receipts, take back the news of a wrong upload',
  edition: 'preview and edit the next edition, see where the copies of an edition are',
  readers: 'count, find, import, export and erase readers',
  pause: 'stop all digests, at once',
  resume: 'start sending again',
  redrive: 'show messages that failed for good, and put them back into their queue',
  doctor: 'check a stack from SES to its queues',
  keys: 'rotate the key that signs the links in mails',
  restore: 'bring readers back from an export of their table, without those who left',
  tick: 'move the clock of the local cloud',
};

const HELP = `Trending papers in your email inbox.

  npx broadsheet <command> [options]

${Object.entries(COMMANDS)
  .map(([name, what]) => `  ${ink.bold(name.padEnd(14))}${what}`)
  .join('\n')}

Each explains itself with --help. Commands about a stack work on the local cloud, or with --stage NAME on a deployed stack. Commands
that print tables print JSON with --json. Exit codes: 0 done, 1 failed or the output could not be written, 2 used wrongly. If the
program that reads the output ends early, as head does, the command still does its work. --version prints the version.`;

const [, , name = ''] = process.argv;
// Loading the SDK takes most of a command's time; the cache saves a quarter of it.
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
