import { CommanderError } from 'commander';
import { type CommandBuilder, newCommand } from './command.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { reportError } from './render/error.ts';

interface Entry {
  /** For whom it is, where it is not for everybody. */
  group?: 'Vendors' | 'Agencies';
  summary: string;
  load: () => Promise<{ build: CommandBuilder }>;
}

/** Commands load when they are called, so that `--help` is quick. */
const COMMANDS: Record<string, Entry> = {
  init: {
    summary: 'Write a manifest to fill in, from a folder of evaluation logs',
    load: async () => import('./commands/init.ts'),
  },
  pack: {
    summary: 'Pack a folder into a bundle, the same bytes on every machine',
    load: async () => import('./commands/pack.ts'),
  },
  preflight: {
    summary: 'Check a bundle by the rules of the review on this machine; nothing is uploaded',
    load: async () => import('./commands/preflight.ts'),
  },
  sign: {
    summary: 'Sign every file of a folder, so that others can tell whose it is and that nothing was changed',
    load: async () => import('./commands/sign.ts'),
  },
  submit: {
    summary: 'Upload a bundle and open a case; goes on where an earlier upload stopped',
    load: async () => import('./commands/submit.ts'),
  },
  status: {
    summary: 'Show a case, or follow it state by state to its verdict',
    load: async () => import('./commands/status.ts'),
  },
  changes: {
    summary: 'Show what an amended bundle changed, or compare its runs sample by sample',
    load: async () => import('./commands/changes.ts'),
  },
  notices: {
    summary: 'List what you were told, choose how you are told, or have a notice sent again',
    load: async () => import('./commands/notices.ts'),
  },
  calendar: {
    summary: 'Print the due dates of a case as a calendar file',
    load: async () => import('./commands/calendar.ts'),
  },
  accesses: {
    summary: 'Show who read what of a case, and whether the ledger of that holds',
    load: async () => import('./commands/accesses.ts'),
  },
  review: {
    summary: 'Take a bundle through upload, workflow and verdict',
    load: async () => import('./commands/review.ts'),
  },
  login: {
    summary: 'Sign in, as somebody of an agency or of a vendor',
    load: async () => import('./commands/login.ts'),
  },
  logout: {
    summary: 'End the sign-in',
    load: async () => import('./commands/logout.ts'),
  },
  whoami: {
    summary: 'Show as whom the commands talk to the service',
    load: async () => import('./commands/whoami.ts'),
  },
  respond: {
    group: 'Vendors',
    summary: 'Answer the request of the agencies, by texts or by a new version of the bundle',
    load: async () => import('./commands/respond.ts'),
  },
  withdraw: {
    group: 'Vendors',
    summary: 'Withdraw a submission from the review',
    load: async () => import('./commands/withdraw.ts'),
  },
  appeal: {
    group: 'Vendors',
    summary: 'Appeal a decision to a panel',
    load: async () => import('./commands/appeal.ts'),
  },
  queue: {
    group: 'Agencies',
    summary: 'List what you owe over all cases, what is due first at the top',
    load: async () => import('./commands/queue.ts'),
  },
  show: {
    group: 'Agencies',
    summary: 'Show what a reviewer needs of a case on one screen',
    load: async () => import('./commands/show.ts'),
  },
  determine: {
    group: 'Agencies',
    summary: 'Record what your agency determines',
    load: async () => import('./commands/determine.ts'),
  },
  endorse: {
    group: 'Agencies',
    summary: 'Sign a determination of your agency as the second pair of eyes',
    load: async () => import('./commands/endorse.ts'),
  },
  vote: {
    group: 'Agencies',
    summary: 'Vote in the working group or among the principals',
    load: async () => import('./commands/vote.ts'),
  },
  recuse: {
    group: 'Agencies',
    summary: 'Take yourself out of a case',
    load: async () => import('./commands/recuse.ts'),
  },
  request: {
    group: 'Agencies',
    summary: 'Send the vendor the one request with the questions of all agencies',
    load: async () => import('./commands/request.ts'),
  },
  extend: {
    group: 'Agencies',
    summary: 'Extend a review, or the time that the vendor has to answer',
    load: async () => import('./commands/extend.ts'),
  },
  condition: {
    group: 'Agencies',
    summary: 'Record that a condition is met or breached',
    load: async () => import('./commands/condition.ts'),
  },
  reopen: {
    group: 'Agencies',
    summary: 'Reopen a case that was cleared',
    load: async () => import('./commands/reopen.ts'),
  },
  panel: {
    group: 'Agencies',
    summary: 'Appoint the panel of an appeal',
    load: async () => import('./commands/panel.ts'),
  },
  'decide-appeal': {
    group: 'Agencies',
    summary: 'Record the decision of a panel on an appeal',
    load: async () => import('./commands/decide-appeal.ts'),
  },
  hold: {
    group: 'Agencies',
    summary: 'Place a legal hold on a case, or lift it',
    load: async () => import('./commands/hold.ts'),
  },
  'break-glass': {
    group: 'Agencies',
    summary: 'Open an emergency access to the evidence of a case, end it, or review one',
    load: async () => import('./commands/break-glass.ts'),
  },
  read: {
    summary: 'Read one evaluation log as evidence: claims beside recomputed figures, and flags',
    load: async () => import('./commands/read.ts'),
  },
  precedents: {
    summary: 'List what appeal panels have decided, without names',
    load: async () => import('./commands/precedents.ts'),
  },
  register: {
    summary: 'List what was decided under a standard, and how long it took',
    load: async () => import('./commands/register.ts'),
  },
  ballots: {
    summary: 'Vote on versions of a standard, and see how others voted',
    load: async () => import('./commands/ballots.ts'),
  },
  verify: {
    summary: 'Verify a signed bundle, or a signed verdict; with its bundle, decide it again',
    load: async () => import('./commands/verify.ts'),
  },
  attestation: {
    summary: 'Get the signed verdict on a case, and the keys to verify it by',
    load: async () => import('./commands/attestation.ts'),
  },
  witness: {
    summary: 'Check that the transparency log only grows, and sign what was seen',
    load: async () => import('./commands/witness.ts'),
  },
  keys: {
    group: 'Vendors',
    summary: 'List, register, rotate or revoke the keys with which a vendor signs its bundles',
    load: async () => import('./commands/keys.ts'),
  },
  keygen: {
    summary: 'Make a key that signs bundles, or one of a log or a witness',
    load: async () => import('./commands/keygen.ts'),
  },
  ops: {
    summary: 'Operate a deployment: examine it, redrive what failed, verify a restored store',
    load: async () => import('./commands/ops.ts'),
  },
  standards: {
    summary: 'List, show or check the standards that a review applies',
    load: async () => import('./commands/standards.ts'),
  },
};

/** Runs one command; resolves to its exit code and never rejects. `argv` is without the program. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  const json = argv.includes('--json');
  let exitCode: number = EXIT.ok;
  try {
    const called = argv[0] === 'help' ? argv[1] : argv[0];
    const program = newCommand('countersign', context)
      .description(
        'Pre-release review of frontier AI models: a bundle of evaluation logs goes in, a verdict with reasons comes out.',
      )
      .usage('<command> [options]')
      .showHelpAfterError('See "countersign --help".')
      .version('0.1.0')
      .addHelpText(
        'after',
        '\nA first try, with an invented bundle:\n  $ countersign preflight examples/modest-model\n',
      );
    for (const [name, entry] of Object.entries(COMMANDS)) {
      const command =
        name === called
          ? (await entry.load()).build(name, context, (code) => {
              exitCode = code;
            })
          : newCommand(name, context);
      if (entry.group !== undefined) command.helpGroup(`${entry.group}, once people review:`);
      program.addCommand(command.summary(entry.summary));
      if (command.description() === '') command.description(entry.summary);
    }
    if (argv.length === 0) {
      program.outputHelp({ error: true });
      return EXIT.usage;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return reportError(error, context, json);
  }
}
