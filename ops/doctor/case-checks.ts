import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { STUCK_AFTER_HOURS, stuckCases } from '#functions/shared/table/stuck-cases.ts';
import { resourceOf } from '../deployment.ts';
import type { Check } from './finding.ts';

/** Signatures of requests are refused beyond five minutes; half of that is worth a word. */
const SKEW_MS = 150_000;

/** Whether cases go on, and whether this machine and the service agree on what time it is. */
export const caseChecks: readonly Check[] = [
  {
    name: 'cases',
    onLocalRun: true,
    async look(deployment, now) {
      const { name: TableName } = resourceOf(deployment, 'AWS::DynamoDB::Table');
      const stuck = await stuckCases(deployment.clients.items, TableName, now);
      return {
        seen: `none in review for more than ${STUCK_AFTER_HOURS} hours`,
        wrong: stuck.map(({ caseId, since }) => ({
          found: `${caseId} is in review, and nothing has happened to it since ${since}`,
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
