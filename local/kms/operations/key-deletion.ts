import * as z from 'zod';
import { KmsError } from '../kms-error.ts';
import { KeyId, type Operation } from './operation.ts';

const DAY_MS = 86_400_000;

const Schedule = KeyId.extend({ PendingWindowInDays: z.int().min(7).max(30).default(30) });

/** `ScheduleKeyDeletion`: the key cannot be used any more, and is gone after its window. */
export const scheduleKeyDeletion: Operation = (keys, body) => {
  const { KeyId: keyId, PendingWindowInDays: days } = Schedule.parse(body);
  const key = keys.find(keyId);
  if (keys.statusOf(key).state === 'PendingDeletion')
    throw new KmsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  const deletedAt = new Date(keys.now() + days * DAY_MS);
  keys.change(key, { state: 'PendingDeletion', deletedAt: deletedAt.toISOString() });
  return {
    ...{ KeyId: key.arn, DeletionDate: deletedAt.getTime() / 1000 },
    ...{ KeyState: 'PendingDeletion', PendingWindowInDays: days },
  };
};

/** `CancelKeyDeletion`: the key is there again, and disabled. */
export const cancelKeyDeletion: Operation = (keys, body) => {
  const key = keys.find(KeyId.parse(body).KeyId);
  if (keys.statusOf(key).state !== 'PendingDeletion')
    throw new KmsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
  keys.change(key, { state: 'Disabled', deletedAt: null });
  return { KeyId: key.arn };
};
