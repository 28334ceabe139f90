import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { prepareAssembly } from './assembly/prepare.ts';
import { type Example, submitExamples } from './examples.ts';
import { explain } from './explain.ts';
import { isFree } from './http/listen.ts';
import { CACHE, ROOT, STATE } from './root.ts';
import { FIXED_PORTS, type Ports, startRuntime } from './runtime.ts';
import { StateInUse } from './state/lock.ts';
import type { Profile } from './state/profile.ts';

/**
 * `npm start [-- --once] [--state FOLDER]`: builds what changed, runs everything, takes the examples to their verdicts, and
 * stays until Ctrl-C; with `--once` it ends after the verdicts.
 */
const { values } = parseArgs({
  options: { once: { type: 'boolean', default: false }, state: { type: 'string', default: STATE } },
});
// Bundles and evidence are confidential: what this process and its children write is for this user alone.
process.umask(0o077);

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The usual ports, each replaced by a free one where it is taken. */
async function usualPorts(): Promise<Ports> {
  const entries = await Promise.all(
    Object.entries(FIXED_PORTS).map(async ([name, port]) => [name, (await isFree(port)) ? port : 0] as const),
  );
  return Object.fromEntries(entries);
}

/** Where everything is, for somebody who sees it for the first time. */
function summary({ api, tokenUrl, endpoints }: Profile, examples: readonly Example[]): string {
  const width = Math.max(...examples.map(({ name }) => name.length));
  return [
    '',
    'The examples, each as its vendor sees it:',
    ...examples.map(
      ({ name, outcome, profile }) =>
        `  ${name.padEnd(width)}  ${(outcome ?? 'no verdict').padEnd(22)}  npx countersign status --profile ${profile}`,
    ),
    '',
    `Console   ${api}/app/home   (sign in as a sample person of each role)`,
    `API       ${api}   (tokens: ${tokenUrl})`,
    `Services  S3 ${endpoints.s3}   DynamoDB ${endpoints.dynamodb}   Step Functions ${endpoints.sfn}   events ${endpoints.events}`,
    `State     ${values.state}   (logs/ has what the functions wrote; remove the folder to start afresh)`,
    '',
    'Review a bundle of your own:  npx countersign review PATH',
    'Decide as an agency:          npx countersign queue --as nsa-reviewer-1   (or npx countersign login, a page with sample people)',
    'Let time pass:                npm run clock -- +15d',
    'Ctrl-C ends Countersign. A review that is under way goes on at the next start.',
  ].join('\n');
}

async function main(): Promise<number> {
  const ended = new AbortController();
  // A terminal sends Ctrl-C to the whole group, and whoever started us may pass it on: a second one must not cut the end short.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort());
  process.on('disconnect', () => ended.abort());
  const assembly = await prepareAssembly(ROOT, CACHE, say);
  const begin = performance.now();
  const runtime = await startRuntime({ assembly, state: values.state, ports: await usualPorts(), log: say });
  try {
    say(`Countersign runs on this machine (started in ${Math.round(performance.now() - begin)} ms).`);
    const examples = await submitExamples(ROOT, values.state, runtime.profile, ended.signal);
    if (!ended.signal.aborted) say(summary(runtime.profile, examples));
    if (values.once) return examples.every(({ outcome }) => outcome !== null) ? 0 : 1;
    if (!ended.signal.aborted) await once(ended.signal, 'abort');
    say('\nending');
    return 0;
  } finally {
    await runtime.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    if (error instanceof StateInUse) {
      process.stderr.write('Use it with "npx countersign review PATH", or end it with Ctrl-C in its terminal.\n');
    }
    process.exit(1);
  },
);
