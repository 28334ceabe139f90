import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { BallotVote } from '#core/adjudication/standards/ballot.ts';
import type { BallotAction } from '#core/adjudication/standards/ballot-commands.ts';
import { BallotList, BallotRequest, BallotView } from '#core/api/ballots-wire.ts';
import { type ApiClient, apiClient } from '../api/client.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { resolveConnections } from '../config/connections.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { renderBallot, renderBallots } from '../render/ballots.ts';
import { UsageError } from '../usage-error.ts';

interface Options extends ConnectionOptions {
  json?: true;
  role?: string;
  reason?: string;
  organisation?: string;
}

export const build: CommandBuilder = (name, context) => {
  const ballots = newCommand(name, context, [
    'countersign ballots list',
    'countersign ballots show us-frontier@2026.2',
    'countersign ballots vote us-frontier@2026.2 adopt --reason "The limit follows the evidence"',
    'countersign ballots recuse us-frontier@2026.2 --reason "We sell the benchmark"',
  ]).description('Votes on versions of a standard: lists, shows and opens them, votes, recuses, closes.');
  const sub = (subName: string, description: string) =>
    withConnection(newCommand(subName, context))
      .description(description)
      .option('--json', 'print it as JSON (docs/schemas/ballots.json for the list, else docs/schemas/ballot.json)');
  const client = async (options: ConnectionOptions): Promise<ApiClient> => {
    const [first] = await resolveConnections(options, context);
    if (first === undefined) throw new RangeError('there is no connection');
    return apiClient(first, context);
  };
  const show = (view: BallotView, { json }: Options) => {
    if (json) printJson(context, 'ballot', view);
    else context.stdout.write(renderBallot(view, context));
  };
  const act = async (ballot: string, options: Options, action: BallotAction) => {
    const command = { id: randomUUID(), do: action, ...(options.role !== undefined && { as: options.role }) };
    const path = `/ballots/${encodeURIComponent(ballot)}/commands`;
    show(await (await client(options)).post(path, command, BallotView), options);
  };
  const of = (command: Command) => command.argument('<ballot>', 'the version that is voted on, as us-frontier@2026.2');
  const asRole = (command: Command) =>
    command.option('--role <role>', 'the role in which you act, where you have several: company.acme');

  ballots.addCommand(
    sub('list', 'Lists all ballots').action(async (options: Options) => {
      const list = await (await client(options)).get('/ballots', BallotList);
      if (options.json) printJson(context, 'ballots', list);
      else context.stdout.write(renderBallots(list, context));
    }),
  );
  ballots.addCommand(
    of(sub('show', 'Shows a ballot; the votes once it is closed')).action(async (ballot: string, options: Options) =>
      show(await (await client(options)).get(`/ballots/${encodeURIComponent(ballot)}`, BallotView), options),
    ),
  );
  ballots.addCommand(
    sub('open', 'Opens a ballot, as an editor of standards')
      .argument('<file>', 'JSON with standard, proposal (digest, summary) and seats (seat, organisation)')
      .action(async (file: string, options: Options) =>
        show(
          await (await client(options)).post('/ballots', await requestIn(resolve(context.cwd, file)), BallotView),
          options,
        ),
      ),
  );
  ballots.addCommand(
    asRole(of(sub('vote', 'Casts the vote of your organisation; it may be changed until the close')))
      .addArgument(new Argument('<position>', 'what you vote for').choices(BallotVote.shape.position.options))
      .requiredOption('--reason <text>', 'why; it is published with the vote when the ballot is closed')
      .action(async (ballot: string, position: BallotVote['position'], options: Options) =>
        act(ballot, options, { type: 'vote', position, reason: options.reason ?? '' }),
      ),
  );
  ballots.addCommand(
    asRole(of(sub('recuse', 'Recuses your company; as an editor of standards, the one that is named')))
      .requiredOption('--reason <text>', 'which stake it has in the change; it is shown')
      .option('--organisation <id>', 'of an editor alone: the company that is recused')
      .action(async (ballot: string, options: Options) => {
        const { organisation, reason = '' } = options;
        await act(ballot, options, { type: 'recuse', reason, ...(organisation !== undefined && { organisation }) });
      }),
  );
  ballots.addCommand(
    of(sub('close', 'Ends a ballot, as an editor of standards: the votes are counted and shown')).action(
      async (ballot: string, options: Options) => act(ballot, options, { type: 'close' }),
    ),
  );
  return ballots;
};

async function requestIn(file: string) {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError('The file cannot be read.', { where: file, expected: 'a ballot in JSON', cause });
  });
  const parsed = BallotRequest.safeParse(safeJson(text));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`);
  throw new UsageError('That is no ballot.', { where: file, expected: faults.join('; '), cure: 'Correct the file.' });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
