import { parseArgs } from 'node:util';
import { command, Failure, ink } from '../../infra/cli/lib/command.ts';
import { REHEARSALS } from './articles.ts';
import { openStage } from './stage.ts';

const HELP = `Rehearses articles of docs/operate.md in a local cloud of its own: causes the fault and follows the cure, by the article's
own commands.

  npm run rehearse                          all of them
  npm run rehearse -- NAME...

${Object.entries(REHEARSALS)
  .map(([name, { article }]) => `  ${name.padEnd(10)} ${article}`)
  .join('\n')}

Exits 0 when every cure worked, 1 when one did not, 2 when used wrongly.`;

/** Readers of the stage: SES takes three seconds for a morning, so that a pause comes in the middle of one. */
const READERS = 60;

await command(HELP, async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const wrong = positionals.find((name) => !Object.hasOwn(REHEARSALS, name));
  if (wrong) throw new Failure(`There is no rehearsal ${wrong}: ${Object.keys(REHEARSALS).join(', ')}.`, 2);
  const stage = await openStage(READERS, console.log);
  try {
    for (const [name, { article, play }] of Object.entries(REHEARSALS)) {
      if (positionals.length > 0 && !positionals.includes(name)) continue;
      console.log(`\n${ink.bold(article)}`);
      await play(stage, article);
    }
  } finally {
    await stage.stop();
  }
  return 0;
});
