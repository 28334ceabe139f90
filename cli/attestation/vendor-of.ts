import { tokenSource } from '../api/token.ts';
import type { Connection } from '../config/connection.ts';
import type { Context } from '../context.ts';
import { personIdentity } from '../sign-in/identity.ts';
import { UsageError } from '../usage-error.ts';

const GROUP = 'vendor.';

/** The vendor that is meant: the one that is named, or the only one for which somebody acts. @throws UsageError */
export async function vendorMeant(
  named: string | undefined,
  connection: Connection,
  context: Context,
): Promise<string> {
  if (named !== undefined) return named;
  const token = await tokenSource(connection, context).get();
  const { roles } = 'clientSecret' in connection ? { roles: [] } : personIdentity(token);
  const [group, ...others] = roles.filter((role) => role.startsWith(GROUP));
  if (group !== undefined && others.length === 0) return group.slice(GROUP.length);
  throw new UsageError('It is not known which vendor is meant.', {
    expected: 'the id of a vendor',
    cure: 'Name it with --vendor.',
  });
}
