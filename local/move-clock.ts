import { parseArgs } from 'node:util';
import { askClock } from './clock/ask.ts';
import { readMove } from './clock/read-move.ts';
import { explain } from './explain.ts';
import { STATE } from './root.ts';
import { readProfile } from './state/profile.ts';

/**
 * `npm run clock [-- +15d | 2026-03-01T09:00:00Z] [--state FOLDER]`: says what time it is in the Countersign that runs on this
 * machine, or moves its time on first, deadline by deadline.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { state: { type: 'string', default: STATE } },
    allowPositionals: true,
  });
  const [move, ...others] = positionals;
  if (others.length > 0) {
    process.stderr.write('usage: npm run clock [-- +15d | 2026-03-01T09:00:00Z] [--state FOLDER]\n');
    return 2;
  }
  const profile = readProfile(values.state);
  if (profile === null) {
    process.stderr.write(`No Countersign runs on the state folder ${values.state}. Start one with "npm start".\n`);
    return 1;
  }
  const { now, offsetMs } = await askClock(profile.clock, move === undefined ? undefined : readMove(move));
  process.stdout.write(`${now}   (${(offsetMs / 86_400_000).toFixed(2)} days ahead of this machine)\n`);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
