import { KmsError } from '../kms-error.ts';
import { KeyId, type Operation } from './operation.ts';

/** `DisableKey`: whatever it encrypted cannot be read from here on. */
export const disableKey: Operation = (keys, body) => {
  const key = keys.find(KeyId.parse(body).KeyId);
  if (keys.statusOf(key).state === 'PendingDeletion')
    throw new KmsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  keys.change(key, { state: 'Disabled', deletedAt: null });
  return {};
};
