import { CommanderError } from 'commander';
import { type CommandBuilder, newCommand } from './command.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { reportError } from './render/error.ts';

interface Entry {
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
  review: {
    summary: 'Take a bundle through upload, workflow and verdict',
    load: async () => import('./commands/review.ts'),
  },
  read: {
    summary: 'Read one evaluation log as evidence: claims beside recomputed figures, and flags',
    load: async () => import('./commands/read.ts'),
  },
  verify: {
    summary: 'Verify a signed bundle, or a signed verdict; with its bundle, decide it again',
    load: async () => import('./commands/verify.ts'),
  },
  witness: {
    summary: 'Check that the transparency log only grows, and sign what was seen',
    load: async () => import('./commands/witness.ts'),
  },
  keygen: {
    summary: 'Make a key that signs bundles, or one of a log or a witness',
    load: async () => import('./commands/keygen.ts'),
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
