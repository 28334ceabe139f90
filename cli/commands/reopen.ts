import { Argument } from 'commander';
import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';
import { words } from '../render/text.ts';

interface ReopenOptions extends ActOptions {
  statement: string;
  evidence: string;
}

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Reopens a case that was cleared: something the vendor stated was false, or the model is no longer the one that was reviewed.',
    examples: [
      'countersign reopen case-0a1b2c3d false_statement --statement "The attestation names other weights" --evidence "Digest of the served weights"',
    ],
  })
    .addArgument(new Argument('<cause>', 'why').choices(['false_statement', 'material_change']))
    .requiredOption('--statement <text>', 'what was false, or what has changed')
    .requiredOption('--evidence <text>', 'what it rests on')
    .action(async (id: string, cause: 'false_statement' | 'material_change', options: ReopenOptions) => {
      const { statement, evidence } = options;
      await act(id, options, context, 'reopen', () => ({
        do: { type: 'reopen', cause, statement, evidence },
        says: `You reopen the case for a ${words(cause)}: ${statement} Evidence: ${evidence}`,
      }));
    });
