import * as z from 'zod';

const Answer = z.object({
  data: z.object({
    repository: z.object({
      deployments: z.object({
        nodes: z.array(z.object({ commitOid: z.string().regex(/^[0-9a-f]{40}$/), state: z.string() })),
      }),
    }),
  }),
});

/** States of a deployment that has succeeded and that no later one has taken the place of (GraphQL reference, `DeploymentState`). */
const GOOD = new Set(['ACTIVE', 'SUCCESS']);

/**
 * The commit of the newest deployment that succeeded, out of an answer of GitHub's GraphQL API (newest first); null where there is none.
 * @param not the commit that is being deployed
 * @throws z.ZodError where that is no such answer
 */
export function lastGood(answer: unknown, not: string): string | null {
  const { nodes } = Answer.parse(answer).data.repository.deployments;
  return nodes.find(({ commitOid, state }) => GOOD.has(state) && commitOid !== not)?.commitOid ?? null;
}
