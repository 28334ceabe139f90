import * as z from 'zod';
import { type Alias, routing } from './aliases.ts';
import type { Engine } from './engine.ts';
import { decodeToken, encodeToken, limitOf, type Operation, operation, paging, seconds } from './operation.ts';
import type { Version } from './versions.ts';

const text = z.string();
const versionArn = z.object({ stateMachineVersionArn: text });
const aliasArn = z.object({ stateMachineAliasArn: text });
const listing = z.object({ stateMachineArn: text, ...paging });

const version = ({ arn, created }: Version) => ({ stateMachineVersionArn: arn, creationDate: seconds(created) });
const alias = ({ arn, created }: Alias) => ({ stateMachineAliasArn: arn, creationDate: seconds(created) });

/** The operations on versions and aliases, by name. */
export function versionOperations(engine: Engine): Record<string, Operation> {
  const { versions, aliases } = engine;
  return {
    PublishStateMachineVersion: operation(
      z.object({ stateMachineArn: text, revisionId: text.optional(), description: text.optional() }),
      ({ stateMachineArn, ...options }) => version(versions.publish(stateMachineArn, options)),
    ),
    ListStateMachineVersions: operation(listing, ({ stateMachineArn, maxResults, nextToken }) => {
      const found = page(versions.list(stateMachineArn), maxResults, nextToken);
      return { stateMachineVersions: found.items.map(version), nextToken: found.nextToken };
    }),
    DeleteStateMachineVersion: operation(versionArn, ({ stateMachineVersionArn: arn }) => {
      const names = aliases.list(arn).map(({ name }) => name);
      versions.delete(arn, names);
      return {};
    }),
    CreateStateMachineAlias: operation(
      z.object({ name: text, description: text.optional(), routingConfiguration: routing }),
      ({ name, description, routingConfiguration }) => alias(aliases.create(name, routingConfiguration, description)),
    ),
    UpdateStateMachineAlias: operation(
      aliasArn.extend({ description: text.optional(), routingConfiguration: routing.optional() }),
      ({ stateMachineAliasArn, description, routingConfiguration }) => {
        const { updated } = aliases.update(stateMachineAliasArn, { description, routing: routingConfiguration });
        return { updateDate: seconds(updated) };
      },
    ),
    DescribeStateMachineAlias: operation(aliasArn, ({ stateMachineAliasArn }) => {
      const found = aliases.describe(stateMachineAliasArn);
      const { name, description, routing: routingConfiguration, updated } = found;
      return { ...alias(found), name, description, routingConfiguration, updateDate: seconds(updated) };
    }),
    ListStateMachineAliases: operation(listing, ({ stateMachineArn, maxResults, nextToken }) => {
      engine.describeStateMachine(stateMachineArn);
      const found = page(aliases.list(stateMachineArn), maxResults, nextToken);
      return { stateMachineAliases: found.items.map(alias), nextToken: found.nextToken };
    }),
    DeleteStateMachineAlias: operation(aliasArn, ({ stateMachineAliasArn }) => {
      aliases.delete(stateMachineAliasArn);
      return {};
    }),
  };
}

function page<T>(all: readonly T[], asked: number | undefined, token: string | undefined) {
  const offset = decodeToken(token);
  const end = offset + limitOf(asked);
  return { items: all.slice(offset, end), nextToken: encodeToken(end < all.length ? end : undefined) };
}
