/** A process that runs commands one after the other, which loads the SDK once: each as its words come, and tells its exit code. */
let runs = 0;
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

process.on('message', async ({ words: [name = '', ...words] }: { words: string[] }) => {
  let exit = 0;
  // A command ends by leaving.
  process.exit = ((code: number) => {
    exit = code;
  }) as typeof process.exit;
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...words);
  await import(`../../infra/cli/commands/${name}.ts?${runs++}`);
  process.send?.({ code: exit });
});
process.on('disconnect', () => process.kill(process.pid));
