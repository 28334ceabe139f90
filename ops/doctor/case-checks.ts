import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { resourceOf } from '../deployment.ts';
import type { Check } from './finding.ts';

/** A review ends by itself after two hours at the latest (`statemachines/review.asl.json`). */
export const STUCK_AFTER_HOURS = 3;
/** Signatures of requests are refused beyond five minutes; half of that is worth a word. */
const SKEW_MS = 150_000;

const Open = z.object({ caseId: z.string(), openedAt: z.iso.datetime() });

/** Whether cases go on, and whether this machine and the service agree on what time it is. */
export const caseChecks: readonly Check[] = [
  {
    name: 'cases',
    onLocalRun: true,
    async look(deployment, now) {
      const { name: TableName } = resourceOf(deployment, 'AWS::DynamoDB::Table');
      const before = new Date(now.getTime() - STUCK_AFTER_HOURS * 3_600_000).toISOString();
      const stuck: z.infer<typeof Open>[] = [];
      const query = {
        TableName,
        IndexName: 'byStatus',
        KeyConditionExpression: '#status = :status AND openedAt < :before',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': 'in_review', ':before': before },
      };
      for await (const { Items = [] } of paginateQuery({ client: deployment.clients.items }, query))
        stuck.push(...z.array(Open).parse(Items));
      return {
        seen: `none in review for more than ${STUCK_AFTER_HOURS} hours`,
        wrong: stuck.map(({ caseId, openedAt }) => ({
          found: `${caseId} is in review since ${openedAt}`,
          cure: 'docs/runbook.md#case-stuck: its execution has its name; redrive it, or start it anew.',
        })),
      };
    },
  },
  {
    name: 'clock',
    onLocalRun: false,
    async look(deployment, now) {
      const { name: TableName } = resourceOf(deployment, 'AWS::DynamoDB::Table');
      const { dynamodb } = deployment.clients;
      let date: string | undefined;
      dynamodb.middlewareStack.add(
        (next) => async (args) => {
          const answer = await next(args);
          date = z.object({ headers: z.looseObject({ date: z.string() }) }).safeParse(answer.response).data
            ?.headers.date;
          return answer;
        },
        { step: 'deserialize', name: 'countersign-date', override: true },
      );
      await dynamodb.send(new DescribeTableCommand({ TableName }));
      if (date === undefined) throw new TypeError('the service did not say what time it is');
      const skew = now.getTime() - Date.parse(date);
      const seconds = Math.round(Math.abs(skew) / 1000);
      const found = `this machine is ${seconds} s ${skew > 0 ? 'ahead' : 'behind'}`;
      return { seen: found, wrong: Math.abs(skew) > SKEW_MS ? [{ found, cure: 'Set its clock by NTP.' }] : [] };
    },
  },
];
